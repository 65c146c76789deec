"""Terminals that push over HTTP, for the people of the enterprise. The terminals themselves speak to `/ingest/*`."""

import base64
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from fugong.core.web.actors import actor_of
from fugong.doors.api.auth import Account
from fugong.doors.api.wire import Body, Line, answers, made
from fugong.gates import actions, protocols, queries

router = Router(tags=["gates"])
officer = Account("epidemic_officer")
staff = Account("epidemic_officer", "principal")
Spoken = Annotated[Line, Field(json_schema_extra={"enum": list(protocols.names())})]


class TerminalLine(Schema):
    """A terminal. The counters are of what came in; `pictures` of those dropped. `silent_since`: not heard since then,
    and the officer was told. `clock_lost_since`: it tells impossible times, and those of its events are estimates."""

    id: UUID
    device: UUID
    name: str
    checkpoint: UUID
    checkpoint_name: str
    protocol: Spoken
    serial: str
    by_serial: bool
    direction: Literal["in", "out", "event"]
    meaning: Literal["passage", "reading"]
    zone: str
    unit: Literal["celsius", "fahrenheit", "kelvin", "tenths"]
    heartbeat_seconds: int
    field_map: dict[str, Any]
    last_seen_at: datetime | None
    silent_since: datetime | None
    clock_lost_since: datetime | None
    withdrawn_at: datetime | None
    skew_seconds: int
    events: int
    repeated: int
    unread: int
    unread_why: str
    others: int
    pictures: int
    keeps_pictures: bool


class Terminals(Schema):
    terminals: list[TerminalLine]


class TerminalSettings(Body):
    """How a terminal is read. `field_map` is of protocols that have one; `heartbeat_seconds` 0 means no alarm of silence."""

    serial: Line = ""
    by_serial: bool = False
    direction: Literal["in", "out", "event"] = "event"
    meaning: Literal["passage", "reading"] = "passage"
    zone: Line = "Asia/Shanghai"
    unit: Literal["celsius", "fahrenheit", "kelvin", "tenths"] = "celsius"
    heartbeat_seconds: int = 60
    field_map: dict[str, Any] | None = None


class NewTerminal(TerminalSettings):
    name: Line
    protocol: Spoken


class TerminalSecret(Schema):
    """The secret of a terminal's address, told this once, and the path that has it."""

    terminal: TerminalLine
    secret: str
    path: str


class TerminalEventLine(Schema):
    """What a terminal told, as it was read; `verdict` is empty for a temperature without a scan."""

    happened_at: datetime
    recorded_at: datetime
    name: str
    job_number: str
    direction: str
    celsius: float | None
    verdict: str
    reason: str
    marks: list[str]
    id: UUID
    joined: bool
    has_picture: bool


class TerminalEvents(Schema):
    events: list[TerminalEventLine]


class PictureAssessment(Body):
    """The impact assessment without which no face picture is kept (PIPL 26, 28, 55, 56); `signs`: they are posted."""

    assessor: Line
    assessed_on: date
    ground: Literal["emergency", "consent"]
    purpose: str
    risks: str
    measures: str
    signs: bool


class LookAtPicture(Body):
    reason: Line


class Picture(Schema):
    """A face picture, as base64."""

    jpeg: str


def _line(row: Any) -> TerminalLine:
    device = row.device
    same = (
        "protocol", "by_serial", "direction", "meaning", "zone", "unit", "heartbeat_seconds", "field_map",
        "silent_since", "clock_lost_since", "events", "repeated", "unread", "unread_why", "others", "pictures",
    )  # fmt: skip
    return TerminalLine(
        id=row.pk,
        device=device.pk,
        name=device.name,
        checkpoint=device.checkpoint_id,
        checkpoint_name=device.checkpoint.name,
        serial=row.serial or "",
        last_seen_at=device.last_seen_at,
        withdrawn_at=device.withdrawn_at,
        skew_seconds=device.skew_seconds,
        keeps_pictures=queries.keeps_pictures(row),
        **{name: getattr(row, name) for name in same},
    )


def _settings(body: TerminalSettings) -> actions.Settings:
    return actions.Settings(**{name: getattr(body, name) for name in TerminalSettings.model_fields})


def _secret(request: HttpRequest, terminal_id: UUID, secret: str) -> TerminalSecret:
    row = queries.terminal(actor_of(request), terminal_id)
    return TerminalSecret(terminal=_line(row), secret=secret, path=protocols.of(row.protocol).path(secret))


@router.get("/terminals", auth=staff, response=answers(Terminals))
def list_terminals(request: HttpRequest) -> Terminals:
    """The terminals by entrance and name, withdrawn ones last."""
    return Terminals(terminals=[_line(row) for row in queries.terminals(actor_of(request))])


@router.post("/checkpoints/{uuid:id}/terminals", auth=officer, response=answers(TerminalSecret, 201))
def add_terminal(request: HttpRequest, id: UUID, body: NewTerminal) -> Status:
    """A terminal at an entrance, and the secret of its address. 409 where its serial number is known already."""
    actor = actor_of(request)
    terminal, secret = actions.add_terminal(
        checkpoint=queries.checkpoint(actor, id),
        by=actor,
        name=body.name,
        protocol=body.protocol,
        settings=_settings(body),
    )
    return made(_secret(request, terminal.pk, secret))


@router.get("/terminals/{uuid:id}", auth=staff, response=answers(TerminalLine))
def get_terminal(request: HttpRequest, id: UUID) -> TerminalLine:
    """One terminal and its state."""
    return _line(queries.terminal(actor_of(request), id))


@router.put("/terminals/{uuid:id}", auth=officer, response=answers(TerminalLine))
def change_terminal(request: HttpRequest, id: UUID, body: TerminalSettings) -> TerminalLine:
    """Read it by these settings from now on."""
    actor = actor_of(request)
    actions.change_terminal(terminal=queries.terminal(actor, id), by=actor, settings=_settings(body))
    return _line(queries.terminal(actor, id))


@router.get("/terminals/{uuid:id}/events", auth=staff, response=answers(TerminalEvents))
def terminal_events(request: HttpRequest, id: UUID) -> TerminalEvents:
    """The latest twenty of what it told, newest first."""
    actor = actor_of(request)
    rows = queries.latest_events(actor, queries.terminal(actor, id))
    return TerminalEvents(
        events=[
            TerminalEventLine(
                happened_at=row.happened_at,
                recorded_at=row.recorded_at,
                name=row.name,
                job_number=row.job_number,
                direction=row.direction,
                celsius=None if row.celsius is None else float(row.celsius),
                verdict=row.verdict,
                reason=row.reason,
                marks=list(row.marks),
                id=row.id,
                joined=row.joined,
                has_picture=row.has_picture,
            )
            for row in rows
        ]
    )


@router.post("/terminals/{uuid:id}/secret", auth=officer, response=answers(TerminalSecret, 201))
def renew_terminal_secret(request: HttpRequest, id: UUID) -> Status:
    """Another secret; the one before is refused from the next request on."""
    actor = actor_of(request)
    secret = actions.renew_terminal_secret(terminal=queries.terminal(actor, id), by=actor)
    return made(_secret(request, id, secret))


@router.post("/terminals/{uuid:id}/withdraw", auth=officer, response=answers(TerminalLine))
def withdraw_terminal(request: HttpRequest, id: UUID) -> TerminalLine:
    """End it: what it sends is refused from the next request on."""
    actor = actor_of(request)
    actions.withdraw_terminal(terminal=queries.terminal(actor, id), by=actor)
    return _line(queries.terminal(actor, id))


@router.put("/terminals/{uuid:id}/pictures", auth=officer, response=answers(TerminalLine))
def keep_pictures(request: HttpRequest, id: UUID, body: PictureAssessment) -> TerminalLine:
    """Keep the face pictures of fevers that nobody can put a name to, for the pack's days, on this assessment."""
    actor = actor_of(request)
    assessment = actions.Assessment(**body.dict())
    actions.keep_pictures(terminal=queries.terminal(actor, id), by=actor, assessment=assessment)
    return _line(queries.terminal(actor, id))


@router.delete("/terminals/{uuid:id}/pictures", auth=officer, response=answers(TerminalLine))
def drop_pictures(request: HttpRequest, id: UUID) -> TerminalLine:
    """Keep none any more; those there are go at once."""
    actor = actor_of(request)
    actions.drop_pictures(terminal=queries.terminal(actor, id), by=actor)
    return _line(queries.terminal(actor, id))


@router.post("/terminals/pictures/{uuid:event}", auth=officer, response=answers(Picture))
def open_picture(request: HttpRequest, event: UUID, body: LookAtPicture) -> Picture:
    """The picture of an event that `has_picture`; who looked and why is recorded."""
    actor = actor_of(request)
    data = actions.open_picture(picture=queries.face_picture(actor, event), by=actor, reason=body.reason)
    return Picture(jpeg=base64.b64encode(data).decode())
