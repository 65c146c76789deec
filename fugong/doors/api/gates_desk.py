"""Entrances, the devices at them, and what passed, for the people of the enterprise. Devices speak to `gate.py`."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from ninja.responses import Status

from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import cut, number, read_cursor
from fugong.doors.api.wire import Body, Cursor, Day, Limit, Line, answers, made
from fugong.gates import actions, queries

router = Router(tags=["gates"])
officer = Account("epidemic_officer")
staff = Account("epidemic_officer", "principal")
staff_and_guards = Account("guard", "epidemic_officer", "principal")
binders = Account("guard", "epidemic_officer")


class CheckpointLine(Schema):
    id: UUID
    name: str
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class Checkpoints(Schema):
    checkpoints: list[CheckpointLine]


class DeviceLine(Schema):
    """A device. `skew_seconds`: how far its clock was ahead of the server's when last heard."""

    id: UUID
    name: str
    checkpoint: UUID
    checkpoint_name: str
    bound_at: datetime | None
    withdrawn_at: datetime | None
    last_seen_at: datetime | None
    skew_seconds: int
    updated_at: datetime


class Devices(Schema):
    devices: list[DeviceLine]


class Named(Body):
    name: Line


class Ticket(Schema):
    """What binds a browser to a device, once, within ten minutes: the ticket, and the address of its QR code."""

    device: DeviceLine
    ticket: str
    url: str
    expires_at: datetime


class UseTicket(Body):
    ticket: Line


class Bound(Schema):
    """The device's bearer token for the gate's endpoints, told this once."""

    device: DeviceLine
    token: str


class Passage(Schema):
    """A passage. `verdict` is the one that stands, `server_verdict` and `reason` what the server says of it."""

    id: UUID
    happened_at: datetime
    recorded_at: datetime
    person: UUID | None
    visit: UUID | None
    name: str
    job_number: str
    team: str
    checkpoint: str
    direction: Literal["in", "out"]
    celsius: float | None
    verdict: Literal["allow", "deny", "hold"]
    server_verdict: Literal["allow", "deny", "hold"]
    reason: str
    flagged: bool
    marks: list[str]


class Passages(Schema):
    passages: list[Passage]
    next: str
    more: bool


def _checkpoint(row: Any) -> CheckpointLine:
    return CheckpointLine(
        id=row.pk,
        name=row.name,
        closed_at=row.closed_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _device(row: Any) -> DeviceLine:
    return DeviceLine(
        id=row.pk,
        name=row.name,
        checkpoint=row.checkpoint_id,
        checkpoint_name=row.checkpoint.name,
        bound_at=row.bound_at,
        withdrawn_at=row.withdrawn_at,
        last_seen_at=row.last_seen_at,
        skew_seconds=row.skew_seconds,
        updated_at=row.updated_at,
    )


@router.get("/checkpoints", auth=staff_and_guards, response=answers(Checkpoints))
def list_checkpoints(request: HttpRequest) -> Checkpoints:
    """The entrances of the enterprise (G8), closed ones too."""
    return Checkpoints(checkpoints=[_checkpoint(row) for row in queries.checkpoints(actor_of(request))])


@router.post("/checkpoints", auth=officer, response=answers(CheckpointLine, 201))
def create_checkpoint(request: HttpRequest, body: Named) -> Status:
    """A new entrance. 409 where there is one of this name."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    return made(_checkpoint(actions.create_checkpoint(enterprise=enterprise, by=actor, name=body.name)))


@router.post("/checkpoints/{uuid:id}/close", auth=officer, response=answers(CheckpointLine))
def close_checkpoint(request: HttpRequest, id: UUID) -> CheckpointLine:
    """Close an entrance and withdraw its devices; its passages stay."""
    actor = actor_of(request)
    return _checkpoint(actions.close_checkpoint(checkpoint=queries.checkpoint(actor, id), by=actor))


@router.get("/devices", auth=staff_and_guards, response=answers(Devices))
def list_devices(request: HttpRequest) -> Devices:
    """The devices by entrance and name, withdrawn ones too."""
    return Devices(devices=[_device(row) for row in queries.devices(actor_of(request))])


@router.post("/checkpoints/{uuid:id}/devices", auth=officer, response=answers(Ticket, 201))
def create_device(request: HttpRequest, id: UUID, body: Named) -> Status:
    """A new device at an entrance, and the ticket that binds it."""
    actor = actor_of(request)
    device, ticket = actions.create_device(checkpoint=queries.checkpoint(actor, id), by=actor, name=body.name)
    return made(_ticket(request, device.pk, ticket))


@router.post("/devices/{uuid:id}/ticket", auth=officer, response=answers(Ticket, 201))
def renew_ticket(request: HttpRequest, id: UUID) -> Status:
    """Another ticket for a device; the one before is void."""
    actor = actor_of(request)
    ticket = actions.renew_ticket(device=queries.device(actor, id), by=actor)
    return made(_ticket(request, id, ticket))


def _ticket(request: HttpRequest, device_id: UUID, ticket: str) -> Ticket:
    device = queries.device(actor_of(request), device_id)
    url = request.build_absolute_uri(reverse("guard:bind", args=[ticket]))
    return Ticket(device=_device(device), ticket=ticket, url=url, expires_at=device.ticket_expires_at)  # type: ignore[arg-type]


@router.post("/devices/{uuid:id}/withdraw", auth=officer, response=answers(DeviceLine))
def withdraw_device(request: HttpRequest, id: UUID) -> DeviceLine:
    """End a device: its token is refused from the next request on."""
    actor = actor_of(request)
    actions.withdraw_device(device=queries.device(actor, id), by=actor)
    return _device(queries.device(actor, id))


@router.post("/devices/bind", auth=binders, response=answers(Bound, 201))
def bind_device(request: HttpRequest, body: UseTicket) -> Status:
    """Use a ticket up: the device and its bearer token. 404 where it is unknown, used or too old."""
    actor = actor_of(request)
    device, token = actions.bind_device(ticket=body.ticket, by=actor)
    return made(Bound(device=_device(queries.device(actor, device.pk)), token=token))


def _passage(row: Any) -> Passage:
    return Passage(
        id=row.id,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        person=row.person_id,
        visit=row.visit_id,
        name=row.name,
        job_number=row.job_number,
        team=row.team,
        checkpoint=row.checkpoint,
        direction=row.direction,
        celsius=None if row.celsius is None else float(row.celsius),
        verdict=row.verdict,
        server_verdict=row.server_verdict,
        reason=row.reason,
        flagged=row.flagged,
        marks=list(row.marks),
    )


@router.get("/passages", auth=staff, response=answers(Passages))
def list_passages(
    request: HttpRequest,
    day: Day | None = None,
    verdict: Literal["allow", "deny", "hold"] | None = None,
    flagged: bool | None = None,
    checkpoint: UUID | None = None,
    since: Cursor = "",
    limit: Limit = 100,
) -> Passages:
    """Passages, the newest recorded first; `day` is when they happened."""
    if since:
        read_cursor(since, number)
    rows = queries.passages(
        actor_of(request),
        day=day,
        verdict=verdict or "",
        flagged=flagged,
        checkpoint_id=checkpoint,
        before=since,
        limit=limit + 1,
    ).items
    found = cut(list(rows), since, limit, lambda one: one.seq)
    return Passages(passages=[_passage(row) for row in found.rows], next=found.next, more=found.more)


@router.get("/refusals", auth=staff, response=answers(Passages))
def list_refusals(request: HttpRequest, since: Cursor = "") -> Passages:
    """Each refusal and flagged passage since the cursor, newest first; without one, today so far."""
    found = queries.refusals(actor_of(request), since or None)
    return Passages(passages=[_passage(row) for row in found.items], next=found.cursor, more=False)


@router.get("/people/{uuid:id}/passages", auth=staff, response=answers(Passages))
def passages_of_person(request: HttpRequest, id: UUID) -> Passages:
    """The latest passages of somebody, two hundred at most."""
    rows = queries.passages_of(directory.person(actor_of(request), id))
    return Passages(passages=[_passage(row) for row in rows], next="", more=False)
