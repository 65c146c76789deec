"""Visitors and drivers: who comes, the host's answer, what became of it (G8)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import StringConstraints

from fugong.core import clock
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Body, Cursor, Day, Limit, Line, Reason, answers, made
from fugong.gates import actions, visiting
from fugong.gates.queries import visits as queries

router = Router(tags=["visits"])
staff = Account("epidemic_officer", "principal")

Kind = Literal["visitor", "driver", "contractor"]
State = Literal["overdue", "inside", "fever", "waiting", "expected", "left", "refused", "cancelled", "missed"]
Purpose = Annotated[str, StringConstraints(max_length=200)]


class Refused(Schema):
    """The latest no that the same phone number was given earlier that day."""

    visit: UUID
    at: datetime
    why: str


class VisitLine(Schema):
    """A visit, masked. `state` is where it stands now; `verdict` and `reason` are of the day `filled_for`."""

    id: UUID
    kind: Kind
    way: Literal["invited", "poster", "guard"]
    name: str
    phone: str
    host: str
    expected_from: datetime
    expected_until: datetime
    again: bool
    answer: Literal["waiting", "yes", "no"]
    answered_at: datetime | None
    filled_for: Day | None
    verdict: str
    reason: str
    arrived_at: datetime | None
    left_at: datetime | None
    state: State
    escort: str
    areas: str
    refused_today: Refused | None
    updated_at: datetime


class Visits(Schema):
    visits: list[VisitLine]
    next: str
    more: bool


class Invitation(Body):
    """Who comes, why, from when until when. `host` is a worker's id; without it the caller is the host."""

    kind: Kind
    name: Line
    phone: Line = ""
    employer: Line = ""
    purpose: Purpose
    since: datetime
    until: datetime
    again: bool = False
    escort: Line = ""
    areas: Line = ""
    host: UUID | None = None


class Invited(Schema):
    """The visit, and the address to send to the visitor, told this once."""

    visit: VisitLine
    url: str


class Correction(Body):
    """What is left out stays as it is; times come together."""

    purpose: Purpose | None = None
    since: datetime | None = None
    until: datetime | None = None
    again: bool | None = None
    escort: Line | None = None
    areas: Line | None = None
    host: UUID | None = None


class HostsAnswer(Body):
    """`anyway`: the yes is given although the same person was refused today."""

    yes: bool
    why: Purpose = ""
    anyway: bool = False


class Why(Body):
    why: Purpose = ""


class Opening(Body):
    reason: Reason


class Opened(Schema):
    """The plain values; the opening is recorded."""

    name: str
    phone: str
    employer: str
    origin: str
    purpose: str


def _lines(rows: Iterable[Any]) -> list[VisitLine]:
    rows = list(rows)
    refusals = queries.refusals(rows)
    return [_line(row, refusals.get(row.pk)) for row in rows]


def _line(row: Any, refusal: Any) -> VisitLine:
    refused = Refused(visit=refusal.visit_id, at=refusal.at, why=refusal.why) if refusal else None
    return VisitLine(
        id=row.pk,
        kind=row.kind,
        way=row.way,
        name=str(row.name),
        phone=str(row.phone),
        host=queries.host_name(row),
        expected_from=row.expected_from,
        expected_until=row.expected_until,
        again=row.again,
        answer=row.answer,
        answered_at=row.answered_at,
        filled_for=row.filled_for,
        verdict=row.verdict,
        reason=row.reason,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        state=visiting.state_of(row, clock.now()),  # type: ignore[arg-type]
        escort=str(row.escort),
        areas=row.areas,
        refused_today=refused,
        updated_at=row.updated_at,
    )


@router.get("/visits", auth=staff, response=answers(Visits))
def list_visits(
    request: HttpRequest,
    day: Day | None = None,
    state: State | None = None,
    since: Cursor = "",
    limit: Limit = 100,
) -> Visits:
    """Visits, the newest first; `day` is one on which they fall."""
    rows = queries.visits(actor_of(request))
    if day is not None:
        rows = rows.filter(queries.on_day(day))
    if state is not None:
        rows = rows.filter(queries.in_state(state, clock.now()))
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    return Visits(visits=_lines(found.rows), next=found.next, more=found.more)


@router.post("/visits", auth=staff, response=answers(Invited, 201))
def invite_visitor(request: HttpRequest, body: Invitation) -> Status:
    """Invite somebody: the host's yes is given with it."""
    actor = actor_of(request)
    guest = actions.Guest(
        name=body.name, phone=body.phone, employer=body.employer, purpose=body.purpose, kind=body.kind
    )
    stay = actions.Stay(
        _aware(body.since), _aware(body.until), again=body.again, escort=body.escort, areas=body.areas
    )
    host = directory.person(actor, body.host) if body.host else None
    row, secret = actions.invite(
        enterprise=directory.enterprise_of(actor), by=actor, guest=guest, stay=stay, host=host
    )
    return made(Invited(visit=_read(request, row.pk), url=_url(request, secret)))


@router.get("/visits/{uuid:id}", auth=staff, response=answers(VisitLine))
def get_visit(request: HttpRequest, id: UUID) -> VisitLine:
    """One visit."""
    return _read(request, id)


@router.patch("/visits/{uuid:id}", auth=staff, response=answers(VisitLine))
def correct_visit(request: HttpRequest, id: UUID, body: Correction) -> VisitLine:
    """Other times, another reason to come, another host."""
    actor = actor_of(request)
    row = queries.visit(actor, id)
    stay = None
    if {"since", "until", "again", "escort", "areas"} & body.model_fields_set:
        stay = actions.Stay(
            _aware(body.since or row.expected_from),
            _aware(body.until or row.expected_until),
            again=row.again if body.again is None else body.again,
            escort=row.escort.reveal() if body.escort is None else body.escort,
            areas=row.areas if body.areas is None else body.areas,
        )
    host = directory.person(actor, body.host) if body.host else None
    actions.correct_visit(visit=row, by=actor, stay=stay, purpose=body.purpose, host=host)
    return _read(request, id)


@router.post("/visits/{uuid:id}/answer", auth=staff, response=answers(VisitLine))
def answer_visit(request: HttpRequest, id: UUID, body: HostsAnswer) -> VisitLine:
    """The yes or no, in the host's place; a no needs `why`. 409 once given, and without `anyway` where refused today."""
    actor = actor_of(request)
    row = queries.visit(actor, id)
    actions.answer_visit(visit=row, by=actor, yes=body.yes, why=body.why, anyway=body.anyway)
    return _read(request, id)


@router.post("/visits/{uuid:id}/cancel", auth=staff, response=answers(VisitLine))
def cancel_visit(request: HttpRequest, id: UUID, body: Why) -> VisitLine:
    """End a visit: its pass is void."""
    actor = actor_of(request)
    actions.cancel_visit(visit=queries.visit(actor, id), by=actor, why=body.why)
    return _read(request, id)


@router.post("/visits/{uuid:id}/link", auth=staff, response=answers(Invited, 201))
def renew_visit_link(request: HttpRequest, id: UUID) -> Status:
    """Another address for the visitor; the one before opens nothing any more."""
    actor = actor_of(request)
    secret = actions.renew_link(visit=queries.visit(actor, id), by=actor)
    return made(Invited(visit=_read(request, id), url=_url(request, secret)))


@router.post("/visits/{uuid:id}/open", auth=staff, response=answers(Opened))
def open_visit(request: HttpRequest, id: UUID, body: Opening) -> Opened:
    """The masked values in plain, with a reason that is recorded."""
    actor = actor_of(request)
    return Opened(**actions.open_visit(visit=queries.visit(actor, id), by=actor, reason=body.reason))


def _read(request: HttpRequest, visit_id: UUID) -> VisitLine:
    return _lines([queries.visit(actor_of(request), visit_id)])[0]


def _url(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("phone:visitor", args=[secret]))


def _aware(moment: datetime) -> datetime:
    """A moment without offset is the site's time."""
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.SITE_ZONE)
