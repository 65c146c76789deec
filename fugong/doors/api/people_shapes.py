"""The shapes of people on the wire. What comes out is masked; `open` alone gives plain values."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from fugong.directory.queries import OpeningLine
from fugong.doors.api.wire import Body, Day, Line, Reason, Seen

PersonStatus = Literal["active", "left"]
Openable = Literal[
    "name",
    "id_number",
    "phone",
    "address",
    "destination",
    "transport",
    "travel",
    "gatherings",
    "health_note",
]
Number = Annotated[str, StringConstraints(max_length=40)]
Place = Annotated[str, StringConstraints(max_length=200)]


class Team(Schema):
    """A team, or a workshop of somebody who is in no team of it."""

    id: UUID
    name: str
    workshop: str


class PersonLine(Schema):
    """Somebody in a list, masked. `verdict` null: no verdict yet today."""

    id: UUID
    name: str
    job_number: str
    job: str
    team: Team | None
    has_phone: bool
    status: PersonStatus
    verdict: Literal["clear", "observe", "barred"] | None
    reason: str
    reported: bool
    updated_at: datetime


class People(Schema):
    people: list[PersonLine]
    next: str
    more: bool


class CertificateLine(Schema):
    """A health certificate, its number masked. Without `valid_until` it has no end."""

    id: UUID
    number: str
    issued_on: date | None
    valid_until: date | None


class Journey(Schema):
    """The return (G4), texts masked."""

    left_city: bool | None
    destination: str
    planned_on: date | None
    returned_on: date | None
    transport: str
    travel: str
    gatherings: str
    health_note: str


class PersonDetail(Schema):
    """Somebody of the roster, masked. `badge` is what a printed badge says."""

    id: UUID
    name: str
    id_number: str
    phone: str
    address: str
    job_number: str
    job: str
    team: Team | None
    has_phone: bool
    status: PersonStatus
    left_on: date | None
    badge: str
    journey: Journey | None
    certificates: list[CertificateLine]
    created_at: datetime
    updated_at: datetime


class PersonFields(Seen):
    """What can be set of a person."""

    phone: Number | None = None
    job_number: Annotated[str, StringConstraints(max_length=30)] | None = None
    job: Line | None = None
    address: Place | None = None
    team: UUID | None = None
    left_city: bool | None = None
    destination: Place | None = None
    planned_on: Day | None = None
    returned_on: Day | None = None
    transport: Place | None = None
    travel: Reason | None = None
    gatherings: Reason | None = None
    health_note: Reason | None = None


class NewPerson(PersonFields):
    """A worker new on the roster."""

    name: Line
    id_number: Number


class Correction(PersonFields):
    """The fields to correct."""

    name: Line | None = None
    id_number: Number | None = None


class LeftOn(Body):
    on: Day | None = None


class NewCertificate(Body):
    number: Line
    issued_on: Day | None = None
    valid_until: Day | None = None


class OpenValues(Body):
    reason: Annotated[str, StringConstraints(max_length=200)]
    fields: Annotated[list[Openable], Field(min_length=1, max_length=9)] = ["name", "id_number", "phone"]


class OpenedValues(Schema):
    """Field → plain value; empty where there is none."""

    values: dict[str, str]


class Opening(Schema):
    at: datetime
    who: str
    what: str
    reason: str


class Openings(Schema):
    openings: list[Opening]


def team_of(group: Any) -> Team | None:
    """A group of the directory as the wire has it."""
    if group is None:
        return None
    return Team(id=group.pk, name=group.name, workshop=group.parent.name if group.parent else "")


def line_of(person: Any, state: Any) -> PersonLine:
    """A person for a list; `state` is where it stands, where that is known."""
    return PersonLine(
        id=person.pk,
        name=str(person.name),
        job_number=person.job_number,
        job=person.job,
        team=team_of(person.team),
        has_phone=person.has_phone,
        status=person.status,
        verdict=state.judged.verdict if state else None,
        reason=state.judged.reason if state else "no_report",
        reported=state.reported if state else False,
        updated_at=person.updated_at,
    )


def detail_of(person: Any) -> PersonDetail:
    """A person with the return and the certificates."""
    journey = getattr(person, "journey", None)
    return PersonDetail(
        id=person.pk,
        name=str(person.name),
        id_number=str(person.id_number),
        phone=str(person.phone),
        address=str(person.address),
        job_number=person.job_number,
        job=person.job,
        team=team_of(person.team),
        has_phone=person.has_phone,
        status=person.status,
        left_on=person.left_on,
        badge=f"FGB:{person.reference}",
        journey=None if journey is None else _journey(journey),
        certificates=[
            CertificateLine(
                id=row.pk, number=str(row.number), issued_on=row.issued_on, valid_until=row.valid_until
            )
            for row in person.certificates.order_by("pk")
        ],
        created_at=person.created_at,
        updated_at=person.updated_at,
    )


def _journey(row: Any) -> Journey:
    return Journey(
        left_city=row.left_city,
        destination=str(row.destination),
        planned_on=row.planned_on,
        returned_on=row.returned_on,
        transport=str(row.transport),
        travel=str(row.travel),
        gatherings=str(row.gatherings),
        health_note=str(row.health_note),
    )


def opening_of(one: OpeningLine) -> Opening:
    """An opening as the wire has it."""
    return Opening(at=one.at, who=one.who, what=one.what, reason=one.reason)
