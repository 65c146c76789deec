"""Every read of the gates that a door uses."""

from fugong.gates.queries.bundle import bundle
from fugong.gates.queries.devices import (
    checkpoint,
    checkpoints,
    device,
    device_of_ticket,
    device_of_token,
    devices,
)
from fugong.gates.queries.fever import FeverLine, fever_hold, fever_holds, lines_of_fevers, open_fevers
from fugong.gates.queries.goods import LotLine, goods, goods_replaced_by, lines_of_goods, lot
from fugong.gates.queries.imported import device_of_import, queue_import, queue_imports, read_again
from fugong.gates.queries.passages import (
    Page,
    PassageLine,
    has_passages,
    inside,
    passages,
    passages_after,
    passages_of,
    passages_today,
    refusals,
)
from fugong.gates.queries.presence import people_in
from fugong.gates.queries.vehicles import (
    AreaLine,
    StayLine,
    area,
    areas,
    entries_of,
    lines_of_vehicles,
    replaced_by,
    sees_plates,
    vehicle,
    vehicles,
    vehicles_inside,
)

__all__ = [
    "AreaLine",
    "FeverLine",
    "LotLine",
    "Page",
    "PassageLine",
    "StayLine",
    "area",
    "areas",
    "bundle",
    "checkpoint",
    "checkpoints",
    "device",
    "device_of_import",
    "device_of_ticket",
    "device_of_token",
    "devices",
    "entries_of",
    "fever_hold",
    "fever_holds",
    "goods",
    "goods_replaced_by",
    "has_passages",
    "inside",
    "lines_of_fevers",
    "lines_of_goods",
    "lines_of_vehicles",
    "lot",
    "open_fevers",
    "passages",
    "passages_after",
    "passages_of",
    "passages_today",
    "people_in",
    "queue_import",
    "queue_imports",
    "read_again",
    "refusals",
    "replaced_by",
    "sees_plates",
    "vehicle",
    "vehicles",
    "vehicles_inside",
]
