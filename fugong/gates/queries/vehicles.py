"""Vehicles and their areas read back: for the guard's page, for the desk, for paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fugong.core import clock, secrets
from fugong.core.errors import NotFound
from fugong.core.masking import mask_name
from fugong.core.permissions import Actor
from fugong.core.plates import tidy_plate
from fugong.directory import choices as roles
from fugong.directory.models import Person
from fugong.gates import choices, yard
from fugong.gates.entries import SEEN
from fugong.gates.models import Area, Checkpoint, GateEntry, Passage, VehicleStay, Visit
from fugong.gates.queries import scope
from fugong.gates.queries.corrected import standing
from fugong.gates.queries.passages import rfc3339

KNOWN_FOR = timedelta(days=30)
"""How long a plate that has left is offered to the guard again."""

MOST_INSIDE, MOST_KNOWN = 200, 100
BEFORE, AFTER = timedelta(hours=2), timedelta(hours=12)
"""A driver passes the person's gate around the time of coming in: this long before, and after."""

INSIDE = Q(left_at=None, voided_at=None)


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody in a vehicle. `passed_at` is the person's own passage; None: not yet, or, where `known` is False, unknown."""

    name: str
    known: bool
    person_id: UUID | None
    visit_id: UUID | None
    passed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StayLine:
    """A vehicle as the desk shows it. `plate` is whole for those who need it, else masked; people are masked."""

    stay: VehicleStay
    plate: str
    trailer: str
    driver: Occupant | None
    passengers: tuple[Occupant, ...]
    area: str
    checkpoint: str
    left_checkpoint: str

    @property
    def not_passed(self) -> list[str]:
        """Names of those in it of whom there is no passage yet."""
        return [one.name for one in self.people if one.known and one.passed_at is None]

    @property
    def without_visit(self) -> list[str]:
        """Names of those in it of whom there is only the name: no visit, no worker."""
        return [one.name for one in self.people if not one.known]

    @property
    def people(self) -> list[Occupant]:
        """Everybody in it."""
        return [self.driver, *self.passengers] if self.driver else [*self.passengers]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area and how many vehicles or lots are there."""

    area: Area
    taken: int

    @property
    def free(self) -> int:
        """Places left, none below zero."""
        return max(0, self.area.capacity - self.taken)


def sees_plates(actor: Actor) -> bool:
    """Who sees plates whole: those who must tell vehicles apart, guards and the epidemic officer."""
    return actor.kind == "system" or actor.has("device", roles.GUARD, roles.EPIDEMIC_OFFICER)


def vehicles(
    actor: Actor,
    *,
    inside: bool | None = None,
    plate: str = "",
    day: date | None = None,
    area_id: UUID | None = None,
    marked: bool = False,
) -> QuerySet[VehicleStay]:
    """The stays of the actor's enterprise that fit; a plate is found whole, the vehicle's or the trailer's.

    A day is one on which the vehicle came, left or was there. Voided rows are among them where nobody asks for `inside`.
    """
    scope.check_can_see_passages(actor)
    rows = VehicleStay.objects.filter(enterprise_id=scope.enterprise_id(actor)).select_related("area")
    if inside is not None:
        rows = rows.filter(INSIDE) if inside else rows.exclude(INSIDE)
    if plate:
        index = secrets.blind_index(tidy_plate(plate), "gates.plate")
        rows = rows.filter(Q(plate_index=index) | Q(trailer_index=index)) if index else rows.none()
    if day is not None:
        start, end = clock.day_start(day), clock.day_end(day)
        came_before = Q(came_at__lt=end) | Q(came_at=None, left_at__lt=end)
        rows = rows.filter(came_before).filter(Q(left_at__gte=start) | Q(left_at=None))
    if area_id is not None:
        rows = rows.filter(area_id=area_id)
    if marked:
        rows = rows.exclude(marks=[])
    return rows


def vehicle(actor: Actor, stay_id: UUID) -> VehicleStay:
    """One of them; NotFound for any other."""
    found = vehicles(actor).filter(pk=stay_id).first()
    if found is None:
        raise NotFound("vehicle", _("没有这辆车的记录。"))
    return found


def vehicles_of_visit(actor: Actor, visit: Visit) -> list[VehicleStay]:
    """The vehicles this visitor came in, as driver or passenger."""
    ends = visit.left_at or max(visit.expected_until, clock.now())
    rows = vehicles(actor).filter(
        enterprise_id=visit.enterprise_id,
        voided_at=None,
        came_at__gte=(visit.arrived_at or visit.expected_from) - AFTER,
        came_at__lte=ends + BEFORE,
    )
    wanted = {"visit": str(visit.pk)}
    return [
        row
        for row in rows.order_by("came_at")
        if wanted in (row.driver.document(), *(row.passengers.document() or []))
    ]


def replaced_by(stay: VehicleStay) -> UUID | None:
    """The row that stands instead of a voided one."""
    rows = VehicleStay.objects.filter(enterprise_id=stay.enterprise_id, replaces=stay.pk)
    return rows.values_list("pk", flat=True).first()


def entries_of(actor: Actor, subject_id: UUID) -> list[GateEntry]:
    """What guards wrote down of a vehicle or lot, in the order it happened."""
    scope.check_can_see_passages(actor)
    rows = GateEntry.objects.filter(owner_id=scope.enterprise_id(actor), subject_id=subject_id)
    return list(rows.exclude(kind=SEEN).order_by("happened_at", "seq"))


def lines_of_vehicles(stays: Iterable[VehicleStay], actor: Actor) -> list[StayLine]:
    """With people, their passages, entrances and areas; all of one enterprise."""
    rows = list(stays)
    whole = sees_plates(actor)
    documents = {row.pk: (row.driver.document() or {}, row.passengers.document() or []) for row in rows}
    everybody = [one for driver, others in documents.values() for one in (driver, *others)]
    names = _names(everybody)
    passed = _passages(rows, everybody)
    gates = {one for row in rows for one in (row.checkpoint_id, row.left_checkpoint_id) if one}
    places = dict(Checkpoint.objects.filter(pk__in=gates).values_list("pk", "name"))
    found = []
    for row in rows:
        driver, others = documents[row.pk]
        people = [_occupant(row, one, names, passed) for one in (driver, *others)]
        found.append(
            StayLine(
                stay=row,
                plate=row.plate.reveal() if whole else str(row.plate),
                trailer=row.trailer.reveal() if whole else str(row.trailer),
                driver=people[0] if driver else None,
                passengers=tuple(people[1:]),
                area=row.area.name if row.area else "",
                checkpoint=places.get(row.checkpoint_id, "") if row.checkpoint_id else "",
                left_checkpoint=places.get(row.left_checkpoint_id, "") if row.left_checkpoint_id else "",
            )
        )
    return found


def _names(people: Iterable[dict[str, str]]) -> dict[str, str]:
    """Masked names by id of a worker or a visit."""
    workers = {one["person"] for one in people if "person" in one}
    visits = {one["visit"] for one in people if "visit" in one}
    found = {str(row.pk): str(row.name) for row in Person.objects.filter(pk__in=workers).only("name")}
    return found | {str(row.pk): str(row.name) for row in Visit.objects.filter(pk__in=visits).only("name")}


def _passages(rows: list[VehicleStay], people: Iterable[dict[str, str]]) -> dict[str, list[datetime]]:
    """When those people were let in, around the time the vehicles came."""
    ids = {one.get("person") or one.get("visit") for one in people} - {None}
    came = [row.came_at for row in rows if row.came_at]
    if not ids or not came:
        return {}
    found: dict[str, list[datetime]] = {}
    passages = Passage.objects.filter(
        Q(person_id__in=ids) | Q(visit_id__in=ids),
        owner_id=rows[0].enterprise_id,
        direction=choices.IN,
        verdict=choices.ALLOW,
        happened_at__gte=min(came) - BEFORE,
        happened_at__lte=max(came) + AFTER,
    )
    counted = standing(passages, rows[0].enterprise_id)
    for person_id, visit_id, when in counted.values_list("person_id", "visit_id", "happened_at"):
        found.setdefault(str(person_id or visit_id), []).append(when)
    return found


def _occupant(
    row: VehicleStay, one: dict[str, str], names: dict[str, str], passed: dict[str, list[datetime]]
) -> Occupant:
    who = one.get("person") or one.get("visit")
    if who is None:
        return Occupant(mask_name(one.get("name", "")), False, None, None, None)
    first = [
        when
        for when in passed.get(who, [])
        if row.came_at and row.came_at - BEFORE <= when <= row.came_at + AFTER
    ]
    person = UUID(who) if "person" in one else None
    visit = UUID(who) if "visit" in one else None
    return Occupant(names.get(who, "—"), True, person, visit, min(first) if first else None)


def areas(actor: Actor, kind: str = "", *, closed: bool = False) -> list[AreaLine]:
    """The areas of the actor's enterprise with what is there, by kind and name."""
    scope.check_can_see_devices(actor)
    return _areas(scope.enterprise_id(actor), kind, closed=closed)


def _areas(enterprise_id: UUID, kind: str = "", *, closed: bool = False) -> list[AreaLine]:
    rows = Area.objects.filter(enterprise_id=enterprise_id, closed_at__isnull=not closed)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.annotate(
        vehicles=Count("stays", filter=Q(stays__left_at=None, stays__voided_at=None), distinct=True),
        goods=Count("lots", filter=Q(lots__released_at=None, lots__voided_at=None), distinct=True),
    )
    return [
        AreaLine(row, row.vehicles if row.kind == yard.PARKING else row.goods)
        for row in rows.order_by("-kind", "name")
    ]


def area(actor: Actor, area_id: UUID) -> Area:
    """One of them; NotFound for any other."""
    scope.check_can_see_devices(actor)
    found = Area.objects.filter(enterprise_id=scope.enterprise_id(actor), pk=area_id).first()
    if found is None:
        raise NotFound("area", _("没有这个区域。"))
    return found


def vehicles_inside(enterprise_id: UUID) -> int:
    """How many stand in the yard."""
    return VehicleStay.objects.filter(INSIDE, enterprise_id=enterprise_id).count()


def gate_areas(enterprise_id: UUID) -> list[dict[str, Any]]:
    """The areas as the guard's page takes them."""
    return [
        {
            "id": str(line.area.pk),
            "kind": line.area.kind,
            "name": line.area.name,
            "capacity": line.area.capacity,
            "taken": line.taken,
        }
        for line in _areas(enterprise_id)
    ]


def gate_vehicles(enterprise_id: UUID) -> list[dict[str, Any]]:
    """Vehicles as the guard's page takes them: those inside, then plates known from the last month (`stay` is null)."""
    device = Actor("device", roles=frozenset({"device"}), enterprise_id=enterprise_id)
    rows = VehicleStay.objects.filter(INSIDE, enterprise_id=enterprise_id).select_related("area")
    inside = lines_of_vehicles(rows.order_by("-came_at")[:MOST_INSIDE], device)
    found = [
        {
            "stay": str(line.stay.pk),
            "plate": line.plate,
            "trailer": line.trailer,
            "vehicle": line.stay.vehicle,
            "came_at": rfc3339(line.stay.came_at) if line.stay.came_at else None,
            "area": str(line.stay.area_id) if line.stay.area_id else None,
            "disinfected": line.stay.disinfected_at is not None,
            "driver": line.driver.name if line.driver else "",
            "not_passed": line.not_passed,
            "no_visit": line.without_visit,
        }
        for line in inside
    ]
    here = {line.stay.plate_index for line in inside}
    since = clock.now() - KNOWN_FOR
    known: dict[str, VehicleStay] = {}
    past = VehicleStay.objects.filter(enterprise_id=enterprise_id, voided_at=None, left_at__gte=since)
    for stay in past.exclude(plate_index__in=here).order_by("-left_at")[: 3 * MOST_KNOWN]:
        known.setdefault(stay.plate_index, stay)
    for stay in list(known.values())[:MOST_KNOWN]:
        found.append(
            {
                "stay": None,
                "plate": stay.plate.reveal(),
                "trailer": stay.trailer.reveal(),
                "vehicle": stay.vehicle,
            }
        )
    return found
