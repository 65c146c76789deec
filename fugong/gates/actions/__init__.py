"""Every write of the gates."""

from fugong.gates.actions.areas import change_area, close_area, create_area
from fugong.gates.actions.devices import (
    bind_device,
    close_checkpoint,
    create_checkpoint,
    create_device,
    hear,
    renew_ticket,
    withdraw_device,
)
from fugong.gates.actions.entries import record_entries
from fugong.gates.actions.fever import measure_again, settle_fever
from fugong.gates.actions.goods import (
    GoodsTold,
    correct_goods,
    disinfect_goods,
    goods_in,
    release_goods,
    void_goods,
)
from fugong.gates.actions.imported import delete_queue, take_queue, upload_queue
from fugong.gates.actions.passages import record_passages
from fugong.gates.actions.vehicles import (
    Done,
    Named,
    Told,
    correct_vehicle,
    disinfect_vehicle,
    park_vehicle,
    vehicle_in,
    vehicle_out,
    void_vehicle,
)

__all__ = [
    "Done",
    "GoodsTold",
    "Named",
    "Told",
    "bind_device",
    "change_area",
    "close_area",
    "close_checkpoint",
    "correct_goods",
    "correct_vehicle",
    "create_area",
    "create_checkpoint",
    "create_device",
    "delete_queue",
    "disinfect_goods",
    "disinfect_vehicle",
    "goods_in",
    "hear",
    "measure_again",
    "park_vehicle",
    "record_entries",
    "record_passages",
    "release_goods",
    "renew_ticket",
    "settle_fever",
    "take_queue",
    "upload_queue",
    "vehicle_in",
    "vehicle_out",
    "void_goods",
    "void_vehicle",
    "withdraw_device",
]
