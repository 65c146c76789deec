"""Vehicles from outside and the areas set apart for them and for goods (G8)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Body, Cursor, Day, Limit, Line, answers, made
from fugong.doors.api.yard_shapes import Disinfected, Kept, Name, Placed, Voided, Why, kept
from fugong.gates import actions, queries

router = Router(tags=["gates"])
officer = Account("epidemic_officer")
staff = Account("epidemic_officer", "principal")

Plate = Annotated[str, StringConstraints(max_length=20)]
Capacity = Annotated[int, Field(ge=1, le=100_000)]
Kind = Literal["parking", "holding"]
VehicleKind = Literal["lorry", "van", "car", "bus", "other"]


class AreaLine(Schema):
    """A place for vehicles (`parking`) or goods (`holding`); `taken` of `capacity` vehicles or lots are there."""

    id: UUID
    kind: Kind
    name: str
    capacity: int
    taken: int


class Areas(Schema):
    areas: list[AreaLine]


class AreaChange(Body):
    name: Name
    capacity: Capacity


class NewArea(AreaChange):
    kind: Kind


class OccupantLine(Schema):
    """Somebody in a vehicle, masked. `passed_at`: the own passage; null where there is none yet or nobody knows."""

    name: str
    person: UUID | None
    visit: UUID | None
    passed_at: datetime | None


class VehicleLine(Kept):
    """A vehicle from its way in to its way out. `plate` is whole for the epidemic officer, masked for others."""

    plate: str
    plate_kind: str
    trailer: str
    vehicle: str
    driver: OccupantLine | None
    passengers: list[OccupantLine]
    cargo: str
    origin: str
    purpose: str
    host: str
    came_at: datetime | None
    parked_at: datetime | None
    left_at: datetime | None
    left_checkpoint: str


class Vehicles(Schema):
    vehicles: list[VehicleLine]
    next: str
    more: bool


class Somebody(Body):
    """By job number or the reference of a visit (`ref`), else by name."""

    name: Name = ""
    ref: Annotated[str, StringConstraints(max_length=32)] = ""


class VehicleTold(Body):
    """What is told. `as_seen`: the plate is none of the usual ones and taken as it stands."""

    plate: Plate
    as_seen: bool = False
    vehicle: VehicleKind = "lorry"
    trailer: Plate = ""
    driver: Somebody = Somebody()
    passengers: Annotated[list[Somebody], Field(max_length=60)] = []
    cargo: Line = ""
    origin: Line = ""
    purpose: Line = ""
    host: Name = ""


class VehicleIn(Placed, VehicleTold):
    """A vehicle and where it is parked."""


class VehicleCorrection(VehicleTold):
    """The right row. Where no people or host are told, those of the wrong row stay."""

    came_at: datetime | None = None
    left_at: datetime | None = None
    why: Why


class Parked(Body):
    area: UUID
    anyway: bool = False


@router.get("/areas", auth=staff, response=answers(Areas))
def list_areas(request: HttpRequest) -> Areas:
    """The areas and how full they are."""
    return Areas(areas=[_area(line) for line in queries.areas(actor_of(request))])


@router.post("/areas", auth=officer, response=answers(AreaLine, 201))
def create_area(request: HttpRequest, body: NewArea) -> Status:
    """Set one apart. 409 for a name that is taken."""
    actor = actor_of(request)
    row = actions.create_area(
        enterprise=directory.enterprise_of(actor),
        by=actor,
        kind=body.kind,
        name=body.name,
        capacity=body.capacity,
    )
    return made(_area(queries.AreaLine(row, 0)))


@router.post("/areas/{uuid:id}", auth=officer, response=answers(Areas))
def change_area(request: HttpRequest, id: UUID, body: AreaChange) -> Areas:
    """Another name or capacity."""
    actor = actor_of(request)
    actions.change_area(area=queries.area(actor, id), by=actor, name=body.name, capacity=body.capacity)
    return list_areas(request)


@router.post("/areas/{uuid:id}/close", auth=officer, response=answers(Areas))
def close_area(request: HttpRequest, id: UUID) -> Areas:
    """End one. 409 while something is there."""
    actor = actor_of(request)
    actions.close_area(area=queries.area(actor, id), by=actor)
    return list_areas(request)


@router.get("/vehicles", auth=staff, response=answers(Vehicles))
def list_vehicles(
    request: HttpRequest,
    inside: bool | None = None,
    plate: Plate = "",
    day: Day | None = None,
    area: UUID | None = None,
    marked: bool = False,
    since: Cursor = "",
    limit: Limit = 100,
) -> Vehicles:
    """The newest first; `inside=true` those in the yard, `plate` a whole one, `day` a day on which they were here."""
    actor = actor_of(request)
    rows = queries.vehicles(actor, inside=inside, plate=plate, day=day, area_id=area, marked=marked)
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    lines = queries.lines_of_vehicles(found.rows, actor)
    return Vehicles(vehicles=[_line(line) for line in lines], next=found.next, more=found.more)


@router.get("/vehicles/{uuid:id}", auth=staff, response=answers(VehicleLine))
def show_vehicle(request: HttpRequest, id: UUID) -> VehicleLine:
    """One of them."""
    actor = actor_of(request)
    (line,) = queries.lines_of_vehicles([queries.vehicle(actor, id)], actor)
    return _line(line)


@router.post("/vehicles", auth=officer, response=answers(VehicleLine, 201))
def vehicle_in(request: HttpRequest, body: VehicleIn) -> Status:
    """It came in now. 409 where the plate is inside already, or the area is full."""
    actor = actor_of(request)
    row = actions.vehicle_in(
        enterprise=directory.enterprise_of(actor),
        by=actor,
        told=_told(body),
        area_id=body.area,
        anyway=body.anyway,
    )
    return made(show_vehicle(request, row.pk))


@router.post("/vehicles/{uuid:id}/park", auth=officer, response=answers(VehicleLine))
def park_vehicle(request: HttpRequest, id: UUID, body: Parked) -> VehicleLine:
    """Another area. 409 where it has left, or the area is full."""
    actor = actor_of(request)
    stay = queries.vehicle(actor, id)
    actions.park_vehicle(stay=stay, by=actor, area_id=body.area, anyway=body.anyway)
    return show_vehicle(request, id)


@router.post("/vehicles/{uuid:id}/disinfect", auth=officer, response=answers(VehicleLine))
def disinfect_vehicle(request: HttpRequest, id: UUID, body: Disinfected) -> VehicleLine:
    """It was disinfected. 409 where it had been."""
    actor = actor_of(request)
    stay = queries.vehicle(actor, id)
    actions.disinfect_vehicle(stay=stay, by=actor, using=body.using, name=body.name)
    return show_vehicle(request, id)


@router.post("/vehicles/{uuid:id}/out", auth=officer, response=answers(VehicleLine))
def vehicle_out(request: HttpRequest, id: UUID) -> VehicleLine:
    """It left now. 409 where it had."""
    actor = actor_of(request)
    actions.vehicle_out(stay=queries.vehicle(actor, id), by=actor)
    return show_vehicle(request, id)


@router.post("/vehicles/{uuid:id}/void", auth=officer, response=answers(VehicleLine))
def void_vehicle(request: HttpRequest, id: UUID, body: Voided) -> VehicleLine:
    """It was written wrong and does not count; it can still be read."""
    actor = actor_of(request)
    actions.void_vehicle(stay=queries.vehicle(actor, id), by=actor, why=body.why)
    return show_vehicle(request, id)


@router.post("/vehicles/{uuid:id}/correct", auth=officer, response=answers(VehicleLine, 201))
def correct_vehicle(request: HttpRequest, id: UUID, body: VehicleCorrection) -> Status:
    """A right row in place of a wrong one, which is voided."""
    actor = actor_of(request)
    row = actions.correct_vehicle(
        stay=queries.vehicle(actor, id),
        by=actor,
        why=body.why,
        told=_told(body),
        came_at=body.came_at,
        left_at=body.left_at,
    )
    return made(show_vehicle(request, row.pk))


def _told(body: VehicleTold) -> actions.Told:
    same = ("plate", "as_seen", "vehicle", "trailer", "cargo", "origin", "purpose", "host")
    return actions.Told(
        driver=actions.Named(body.driver.name, body.driver.ref),
        passengers=tuple(actions.Named(one.name, one.ref) for one in body.passengers),
        **{name: getattr(body, name) for name in same},
    )


def _area(line: queries.AreaLine) -> AreaLine:
    row = line.area
    kind: Any = row.kind
    return AreaLine(id=row.pk, kind=kind, name=row.name, capacity=row.capacity, taken=line.taken)


def _line(line: queries.StayLine) -> VehicleLine:
    stay = line.stay
    return VehicleLine(
        plate=line.plate,
        trailer=line.trailer,
        driver=_occupant(line.driver) if line.driver else None,
        passengers=[_occupant(one) for one in line.passengers],
        cargo=stay.cargo.reveal(),
        origin=stay.origin.reveal(),
        purpose=stay.purpose.reveal(),
        host=str(stay.host),
        left_checkpoint=line.left_checkpoint,
        **{
            name: getattr(stay, name) for name in ("plate_kind", "vehicle", "came_at", "parked_at", "left_at")
        },
        **kept(stay, line, queries.replaced_by(stay) if stay.voided_at else None),
    )


def _occupant(one: Any) -> OccupantLine:
    return OccupantLine(name=one.name, person=one.person_id, visit=one.visit_id, passed_at=one.passed_at)
