"""Vehicles from outside: in, parked, disinfected, out (G8). Nothing is rewritten: a wrong row is voided and replaced."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, secrets
from fugong.core.errors import Conflict, Invalid
from fugong.core.ids import new_id
from fugong.core.lines import line
from fugong.core.permissions import Actor
from fugong.core.web import say
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices, permissions, yard
from fugong.gates.actions.areas import INSIDE, alone, choose
from fugong.gates.models import VehicleStay, Visit

MOST_PASSENGERS = 60
LONGEST_APART = timedelta(days=3)
"""A way in that comes in late belongs to a way out that nobody saw begin, if it is no longer before it than this."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a vehicle: by reference or job number where known to us, else by name."""

    name: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a vehicle. `as_seen`: the plate is none we know and taken as it stands."""

    plate: str
    vehicle: str = "lorry"
    trailer: str = ""
    driver: Named = Named()
    passengers: tuple[Named, ...] = ()
    cargo: str = ""
    origin: str = ""
    purpose: str = ""
    host: str = ""
    as_seen: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """When and where something was done, and by whom where a device tells it. `id` is the id a new record gets."""

    at: datetime | None = None
    checkpoint_id: UUID | None = None
    by_id: UUID | None = None
    id: UUID | None = None


NOW = Done()


@transaction.atomic
def vehicle_in(
    *,
    enterprise: Enterprise,
    by: Actor,
    told: Told,
    done: Done = NOW,
    area_id: UUID | None = None,
    anyway: bool = False,
) -> VehicleStay:
    """A vehicle came in; without `area_id` the first parking area with room is its place.

    Conflict where the plate is inside already, and where the area is full unless `anyway`.
    """
    permissions.check_can_record(by, enterprise.pk)
    row = VehicleStay(pk=done.id or new_id(), enterprise=enterprise)
    set_told(row, told)
    row.came_at, row.came_by, row.checkpoint_id = moment(done), who(by, done), done.checkpoint_id
    alone(enterprise.pk)
    check_not_inside(row)
    _end_before_next(row)
    _put(row, area_id, anyway)
    row.save(force_insert=True)
    record(by, "gates.vehicle_in", row)
    return row


@transaction.atomic
def begin(*, stay: VehicleStay, by: Actor, told: Told, done: Done) -> VehicleStay:
    """The way in of a vehicle whose way out is known already: told late by another gate."""
    permissions.check_can_record(by, stay.enterprise_id)
    set_told(stay, told)
    stay.came_at, stay.came_by, stay.checkpoint_id = moment(done), who(by, done), done.checkpoint_id
    stay.marks = [mark for mark in stay.marks if mark != yard.NO_WAY_IN]
    stay.save()
    record(by, "gates.vehicle_in", stay)
    return stay


@transaction.atomic
def park_vehicle(
    *, stay: VehicleStay, by: Actor, area_id: UUID, done: Done = NOW, anyway: bool = False
) -> VehicleStay:
    """Another parking area. Conflict where it has left, and where the area is full unless `anyway`."""
    permissions.check_can_record(by, stay.enterprise_id)
    alone(stay.enterprise_id)
    row = fresh(stay)
    _check_inside(row)
    if row.area_id != area_id:
        _put(row, area_id, anyway, at=moment(done))
        row.save(update_fields=["area", "parked_at", "marks", "updated_at"])
        record(by, "gates.vehicle_parked", row, area=str(area_id))
    return row


@transaction.atomic
def disinfect_vehicle(
    *, stay: VehicleStay, by: Actor, using: str, name: str = "", done: Done = NOW
) -> VehicleStay:
    """Disinfected with `using`, by `name` where it was not the guard. Conflict where it was, or has left before."""
    permissions.check_can_record(by, stay.enterprise_id)
    alone(stay.enterprise_id)
    row, at = fresh(stay), moment(done)
    if row.disinfected_at is not None:
        raise Conflict("disinfected", _("这辆车已经消毒过。"))
    if row.left_at is not None and row.left_at < at and yard.NO_WAY_OUT not in row.marks:
        raise Conflict("left", _("这辆车已经出厂。"))
    row.disinfected_at, row.disinfected_by = at, who(by, done)
    row.disinfected_with, row.disinfected_name = (
        line(using, "using", 60, required=True),
        line(name, "name", 30),
    )
    row.marks = [mark for mark in row.marks if mark != yard.DIRTY]
    row.save(
        update_fields=[
            "disinfected_at",
            "disinfected_by",
            "disinfected_with",
            "disinfected_name",
            "marks",
            "updated_at",
        ]
    )
    record(by, "gates.vehicle_disinfected", row)
    return row


@transaction.atomic
def vehicle_out(*, stay: VehicleStay, by: Actor, done: Done = NOW) -> VehicleStay:
    """It left. Conflict where it has. One that left undisinfected is marked (G8)."""
    permissions.check_can_record(by, stay.enterprise_id)
    alone(stay.enterprise_id)
    row = fresh(stay)
    if row.left_at is not None and yard.NO_WAY_OUT not in row.marks:
        raise Conflict("left", _("这辆车已经出厂。"))
    at = moment(done)
    marks = [mark for mark in row.marks if mark != yard.NO_WAY_OUT]
    if row.came_at is not None and at < row.came_at:
        at, marks = row.came_at, [*marks, yard.CLOCK]
    if row.disinfected_at is None:
        marks.append(yard.DIRTY)
    row.left_at, row.left_by, row.left_checkpoint_id = at, who(by, done), done.checkpoint_id
    row.marks = list(dict.fromkeys(marks))
    row.save(update_fields=["left_at", "left_by", "left_checkpoint_id", "marks", "updated_at"])
    record(by, "gates.vehicle_out", row)
    return row


@transaction.atomic
def left_unseen(*, enterprise: Enterprise, by: Actor, told: Told, done: Done) -> VehicleStay:
    """A vehicle left whose way in nobody wrote down, or whose gate has not told it yet."""
    permissions.check_can_record(by, enterprise.pk)
    row = VehicleStay(pk=done.id or new_id(), enterprise=enterprise)
    set_told(row, told)
    row.left_at, row.left_by, row.left_checkpoint_id = moment(done), who(by, done), done.checkpoint_id
    row.marks = [*row.marks, yard.NO_WAY_IN]
    row.save(force_insert=True)
    record(by, "gates.vehicle_out", row)
    return row


@transaction.atomic
def void_vehicle(*, stay: VehicleStay, by: Actor, why: str) -> VehicleStay:
    """It was written wrong and counts no more; the row stays to be read."""
    permissions.check_can_manage(by, stay.enterprise_id)
    alone(stay.enterprise_id)
    row = fresh(stay)
    row.voided_at, row.voided_by, row.void_why = clock.now(), by.id, line(why, "why", 200, required=True)
    row.save(update_fields=["voided_at", "voided_by", "void_why", "updated_at"])
    record(by, "gates.void_vehicle", row)
    return row


@transaction.atomic
def correct_vehicle(
    *,
    stay: VehicleStay,
    by: Actor,
    why: str,
    told: Told,
    came_at: datetime | None,
    left_at: datetime | None,
) -> VehicleStay:
    """The right row in place of a wrong one, which is voided. Parking and disinfection are taken over, and people and
    host where none are told."""
    permissions.check_can_manage(by, stay.enterprise_id)
    if came_at is None and left_at is None:
        raise Invalid("missing", _("进厂和出厂时间至少要填一个。"), field="came_at")
    if came_at is not None and left_at is not None and left_at < came_at:
        raise Invalid("order", _("出厂时间要晚于进厂时间。"), field="left_at")
    for name, value in (("came_at", came_at), ("left_at", left_at)):
        if value is not None and value > clock.now():
            raise Invalid("future", _("这个时间还没有到。"), field=name)
    old = void_vehicle(stay=stay, by=by, why=why)
    row = VehicleStay(pk=new_id(), enterprise=old.enterprise, replaces=old.pk)
    set_told(row, told)
    row.driver = row.driver.document() or old.driver.document()
    row.passengers = row.passengers.document() or old.passengers.document()
    _mark_names(row)
    row.host = row.host.reveal() or old.host.reveal()
    for column in KEPT:
        setattr(row, column, getattr(old, column))
    row.disinfected_name = old.disinfected_name.reveal()
    row.came_at, row.left_at = came_at, left_at
    unseen = {yard.NO_WAY_IN: came_at is None, yard.DIRTY: left_at is not None and row.disinfected_at is None}
    row.marks = [*row.marks, *(mark for mark, holds in unseen.items() if holds)]
    check_not_inside(row)
    row.save(force_insert=True)
    record(by, "gates.correct_vehicle", row, replaces=str(old.pk))
    return row


KEPT = (
    "area_id",
    "parked_at",
    "disinfected_at",
    "disinfected_with",
    "disinfected_by",
    "came_by",
    "checkpoint_id",
    "left_by",
    "left_checkpoint_id",
)
"""What a corrected row takes over."""


def set_told(row: VehicleStay, told: Told) -> None:
    """The columns of what is told, checked; Invalid names the field."""
    plate, row.plate_kind = yard.read_plate(told.plate, field="plate", as_seen=told.as_seen)
    row.plate, row.plate_index = plate, plate_index(plate)
    trailer = yard.read_plate(told.trailer, field="trailer", as_seen=told.as_seen)[0] if told.trailer else ""
    row.trailer, row.trailer_index = trailer, plate_index(trailer)
    if told.vehicle not in yard.VEHICLES:
        raise Invalid("vehicle", _("请选择车型。"), field="vehicle")
    row.vehicle = told.vehicle
    if len(told.passengers) > MOST_PASSENGERS:
        raise Invalid("passengers", _("同车人员最多 {n} 人。").format(n=MOST_PASSENGERS), field="passengers")
    row.driver, *others = _known(row.enterprise_id, [told.driver, *told.passengers])
    row.passengers = [one for one in others if one]
    for name in ("cargo", "origin", "purpose"):
        setattr(row, name, line(getattr(told, name), name, 60))
    row.host = line(told.host, "host", 30)
    if row.plate_kind == "other":
        row.marks = list(dict.fromkeys([*row.marks, yard.AS_SEEN]))
    _mark_names(row)


def _mark_names(row: VehicleStay) -> None:
    """A mark where somebody in it is no more than a name: nobody asked what they come for, or how they are (G8)."""
    people = [row.driver.document() or {}, *(row.passengers.document() or [])]
    kept = [mark for mark in row.marks if mark != yard.NO_VISIT]
    row.marks = [*kept, yard.NO_VISIT] if any("name" in one for one in people) else kept


def _known(enterprise_id: UUID, people: list[Named]) -> list[dict[str, str]]:
    """Each as it is stored: a worker or visit of the enterprise by id, else the name; empty for nobody."""
    refs = {one.ref for one in people if one.ref}
    workers: dict[str, Any] = {}
    if refs:
        ours = Person.objects.filter(enterprise_id=enterprise_id)
        workers = {row.job_number: row.pk for row in ours.filter(job_number__in=refs)}
        workers |= {row.reference: row.pk for row in ours.filter(reference__in=refs)}
    visits = (
        {
            row.reference: row.pk
            for row in Visit.objects.filter(enterprise_id=enterprise_id, reference__in=refs - set(workers))
        }
        if refs - set(workers)
        else {}
    )
    found = []
    for one in people:
        if one.ref in workers:
            found.append({"person": str(workers[one.ref])})
        elif one.ref in visits:
            found.append({"visit": str(visits[one.ref])})
        else:
            name = line(one.name, "driver", 30) or line(one.ref, "driver", 32)
            found.append({"name": name} if name else {})
    return found


def plate_index(plate: str) -> str:
    """What a plate is found by."""
    return secrets.blind_index(plate, "gates.plate")


def fresh(stay: VehicleStay) -> VehicleStay:
    """The row as it is now. Conflict for a voided one. To be called `alone`."""
    row = VehicleStay.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=stay.pk)
    if row.voided_at is not None:
        raise Conflict("voided", _("这条记录已经作废。"))
    return row


def inside_at(enterprise_id: UUID, index: str, at: datetime) -> VehicleStay | None:
    """The stay of a plate during which `at` lies, if any; one whose end is only supposed does not count.

    Clocks of two gates differ: what is told to have been a moment before it began belongs to it.
    """
    rows = VehicleStay.objects.filter(
        enterprise_id=enterprise_id,
        plate_index=index,
        voided_at=None,
        came_at__lte=at + choices.CLOCKS_AGREE,
    ).order_by("-came_at")
    for row in rows[:3]:
        if row.left_at is None or (row.left_at > at and yard.NO_WAY_OUT not in row.marks):
            return row
    return None


def check_not_inside(row: VehicleStay) -> None:
    """Raise Conflict where the plate is inside at that time, or where this one is said to be still here and another is."""
    other = inside_at(row.enterprise_id, row.plate_index, row.came_at) if row.came_at else None
    if other is None and row.left_at is None:
        other = _later(row) if row.replaces else None
    if other is not None and other.pk != row.pk:
        when = other.came_at or other.left_at
        assert when is not None
        raise Conflict(
            "inside",
            _("这辆车已在厂内（{when} 进厂）。先记出厂，再记进厂。").format(when=say.moment(when)),
            field="plate",
        )


def _later(row: VehicleStay) -> VehicleStay | None:
    """The stay of the same plate that is open and began after this one."""
    rows = VehicleStay.objects.filter(INSIDE, enterprise_id=row.enterprise_id, plate_index=row.plate_index)
    return rows.exclude(pk=row.pk).first()


def _end_before_next(row: VehicleStay) -> None:
    """A way in told late, of a vehicle that has come in again since: it must have left before, nobody wrote when."""
    later = _later(row)
    if later is not None:
        row.left_at = later.came_at
        row.marks = [*row.marks, yard.NO_WAY_OUT]


def _put(row: VehicleStay, area_id: UUID | None, anyway: bool, *, at: datetime | None = None) -> None:
    """Its parking area. What has left already takes no place."""
    if row.left_at is not None and area_id is None:
        return
    area, mark, text = choose(row.enterprise_id, yard.PARKING, area_id)
    if text and not anyway:
        raise Conflict("area_full", text, field="area")
    row.area, row.parked_at = area, (at or row.came_at) if area else None
    kept = [one for one in row.marks if one not in (yard.OVER_CAPACITY, yard.NO_SPACE)]
    row.marks = [*kept, mark] if mark else kept


def _check_inside(row: VehicleStay) -> None:
    if row.left_at is not None:
        raise Conflict("left", _("这辆车已经出厂。"))


def moment(done: Done) -> datetime:
    """When it was done; Invalid for what lies ahead."""
    now = clock.now()
    if done.at is not None and done.by_id is None and done.id is None and done.at > now:
        raise Invalid("future", _("这个时间还没有到。"), field="at")
    return done.at or now


def who(by: Actor, done: Done) -> UUID | None:
    """The guard named on a device, else who acts."""
    return done.by_id or by.id


@transaction.atomic
def note_export(*, by: Actor, enterprise: Enterprise, what: str, rows: int) -> None:
    """Somebody took a register away, plates and all: `what` is vehicles or goods."""
    audit.record(
        by=by,
        action=f"gates.export_{what}",
        subject="enterprise",
        subject_id=enterprise.pk,
        owner_id=enterprise.pk,
        rows=rows,
    )


def record(by: Actor, action: str, row: VehicleStay, **details: object) -> None:
    """The audit row of something done to a vehicle's stay."""
    audit.record(
        by=by, action=action, subject="vehiclestay", subject_id=row.pk, owner_id=row.enterprise_id, **details
    )
