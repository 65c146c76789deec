"""What guards write down of vehicles, in whatever order it comes in: it happened, so nothing of it is lost (G8).

A stay is named by the id of the entry that began it, which the guard's page knows without a network, and by its plate.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.web import say
from fugong.gates import entries, yard
from fugong.gates.actions.areas import alone, open_area
from fugong.gates.actions.occasions import Occasion
from fugong.gates.actions.vehicles import (
    LONGEST_APART,
    MOST_PASSENGERS,
    Done,
    Named,
    Told,
    begin,
    disinfect_vehicle,
    inside_at,
    left_unseen,
    park_vehicle,
    plate_index,
    vehicle_in,
    vehicle_out,
)
from fugong.gates.entries import Fields, Noted
from fugong.gates.models import GateEntry, VehicleStay

SAME_TIME = timedelta(minutes=5)
"""Two gates that tell within this time that a plate left speak of the same way out."""


@dataclass(frozen=True, slots=True)
class CameIn:
    told: Told
    area_id: UUID | None


@dataclass(frozen=True, slots=True)
class Changed:
    """Something done to a vehicle that is here. `plate` names it where `stay_id` is none we know."""

    stay_id: UUID | None
    plate: str
    as_seen: bool
    area_id: UUID | None = None
    using: str = ""
    name: str = ""


def _named(data: Fields) -> Named:
    return Named(
        data.text("name", most=30, required=False),
        data.text("ref", most=32, required=False),
    )


def _plate(data: Fields, name: str, *, required: bool = True) -> str:
    text = data.text(name, most=20, required=required)
    if not text:
        return ""
    try:
        return yard.read_plate(text, field=name, as_seen=bool(data.flag("as_seen")))[0]
    except Invalid as fault:
        raise data.fault(name, fault.code, fault.text) from fault


def _read_in(data: Fields) -> CameIn:
    drivers = data.rows("driver", most=1)
    told = Told(
        plate=_plate(data, "plate"),
        trailer=_plate(data, "trailer", required=False),
        vehicle=data.choice("vehicle", yard.VEHICLES),
        driver=_named(drivers[0]) if drivers else Named(),
        passengers=tuple(_named(row) for row in data.rows("passengers", most=MOST_PASSENGERS)),
        cargo=data.text("cargo", required=False),
        origin=data.text("origin", required=False),
        purpose=data.text("purpose", required=False),
        host=data.text("host", most=30, required=False),
        as_seen=bool(data.flag("as_seen")),
    )
    return CameIn(told, data.uuid("area", required=False))


def _read_changed(data: Fields, **more: object) -> Changed:
    plate = _plate(data, "plate")
    return Changed(data.uuid("stay", required=False), plate, bool(data.flag("as_seen")), **more)  # type: ignore[arg-type]


def _read_parked(data: Fields) -> Changed:
    return _read_changed(data, area_id=data.uuid("area"))


def _read_disinfected(data: Fields) -> Changed:
    return _read_changed(data, using=data.text("using"), name=data.text("name", most=30, required=False))


def _apply_in(occasion: Occasion, told: CameIn) -> UUID | Noted:
    enterprise, at = occasion.enterprise, occasion.happened_at
    alone(enterprise.pk)
    index = plate_index(told.told.plate)
    unseen = (
        VehicleStay.objects.filter(
            enterprise=enterprise,
            plate_index=index,
            voided_at=None,
            came_at=None,
            left_at__gte=at,
            left_at__lt=at + LONGEST_APART,
        )
        .order_by("left_at")
        .first()
    )
    if unseen is not None:
        return begin(stay=unseen, by=occasion.by, told=told.told, done=_done(occasion)).pk
    there = inside_at(enterprise.pk, index, at)
    if there is not None:
        assert there.came_at is not None
        text = _("这辆车已在厂内（{when} 进厂），请核对。").format(when=say.moment(there.came_at))
        return Noted(there.pk, "inside", text)
    row = vehicle_in(
        enterprise=enterprise,
        by=occasion.by,
        told=told.told,
        done=_done(occasion, occasion.entry_id),
        area_id=open_area(enterprise.pk, yard.PARKING, told.area_id),
        anyway=True,
    )
    return row.pk


def _apply_parked(occasion: Occasion, told: Changed) -> UUID:
    alone(occasion.enterprise.pk)
    assert told.area_id is not None
    row = park_vehicle(
        stay=_stay(occasion, told),
        by=occasion.by,
        area_id=told.area_id,
        done=_done(occasion),
        anyway=True,
    )
    return row.pk


def _apply_disinfected(occasion: Occasion, told: Changed) -> UUID:
    alone(occasion.enterprise.pk)
    row = disinfect_vehicle(
        stay=_stay(occasion, told),
        by=occasion.by,
        using=told.using,
        name=told.name,
        done=_done(occasion),
    )
    return row.pk


def _apply_out(occasion: Occasion, told: Changed) -> UUID | Noted:
    alone(occasion.enterprise.pk)
    try:
        return vehicle_out(stay=_stay(occasion, told), by=occasion.by, done=_done(occasion)).pk
    except NotFound:
        row = left_unseen(
            enterprise=occasion.enterprise,
            by=occasion.by,
            told=Told(plate=told.plate, vehicle="other", as_seen=told.as_seen),
            done=_done(occasion, occasion.entry_id),
        )
        return Noted(row.pk, yard.NO_WAY_IN, _("没有这辆车的进厂记录，请核对。"))


def stay_of(enterprise_id: UUID, stay_id: UUID | None) -> VehicleStay | None:
    """The stay of an id, or the one that the entry of that id began; what was corrected is found by its new row."""
    if stay_id is None:
        return None
    rows = VehicleStay.objects.filter(enterprise_id=enterprise_id)
    found = rows.filter(pk=stay_id).first()
    if found is None:
        told = GateEntry.objects.filter(owner_id=enterprise_id, id=stay_id, kind="vehicle.in").first()
        found = rows.filter(pk=told.subject_id).first() if told and told.subject_id else None
    while found is not None and found.voided_at is not None:
        found = rows.filter(replaces=found.pk).first()
    return found


def _stay(occasion: Occasion, told: Changed) -> VehicleStay:
    """The stay that is meant. NotFound; Conflict where it is over already."""
    found = stay_of(occasion.enterprise.pk, told.stay_id)
    index = plate_index(told.plate)
    if found is not None and found.plate_index == index:
        return found
    at = occasion.happened_at
    there = inside_at(occasion.enterprise.pk, index, at)
    if there is not None:
        return there
    rows = VehicleStay.objects.filter(
        enterprise=occasion.enterprise, plate_index=index, voided_at=None, left_at__isnull=False
    )
    supposed = [
        row for row in rows.filter(came_at__lte=at, left_at__gte=at)[:5] if yard.NO_WAY_OUT in row.marks
    ]
    if supposed:
        return supposed[0]
    if rows.filter(left_at__gte=at - SAME_TIME, left_at__lte=at + SAME_TIME).exists():
        raise Conflict("left", _("这辆车已经出厂。"))
    raise NotFound("vehicle", _("厂内没有这辆车。"))


def _done(occasion: Occasion, new: UUID | None = None) -> Done:
    device = occasion.device
    return Done(
        at=occasion.happened_at,
        checkpoint_id=device.checkpoint_id if device else None,
        by_id=occasion.by_id or (device.pk if device else occasion.by.id),
        id=new,
    )


entries.declare(entries.Kind("vehicle.in", _read_in, _apply_in))
entries.declare(entries.Kind("vehicle.parked", _read_parked, _apply_parked))
entries.declare(entries.Kind("vehicle.disinfected", _read_disinfected, _apply_disinfected))
entries.declare(entries.Kind("vehicle.out", _read_changed, _apply_out))
