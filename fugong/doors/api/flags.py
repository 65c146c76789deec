"""Reports that may not be truthful, and new devices of workers: listed, settled, confirmed (G9)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import StringConstraints

from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.directory import actions as directory_actions
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Body, Cursor, Day, Limit, answers, gone
from fugong.screening import actions, queries

router = Router(tags=["flags"])
staff = Account("epidemic_officer", "principal")
staff_and_leaders = Account("team_leader", "epidemic_officer", "principal")

Code = Annotated[str, StringConstraints(max_length=30)]
Outcome = Literal["talked", "explained", "correct_report"]


class Flag(Schema):
    """A sign that a report of `day` may not be truthful, in words. `state`: open or settled, then `outcome` says how."""

    id: UUID
    person: UUID
    name: str
    job_number: str
    team: str
    kind: str
    day: date
    raised_at: datetime
    title: str
    why: str
    next: str
    articles: list[str]
    state: str
    outcome: str
    note: str
    settled_at: datetime | None
    settled_by: UUID | None


class Flags(Schema):
    flags: list[Flag]
    next: str
    more: bool


class Settled(Body):
    """What came of it; `note` is kept sealed."""

    outcome: Outcome
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class NewPhone(Schema):
    """A device on which a worker, known on another one, registered. Reports from it count meanwhile."""

    id: UUID
    person: UUID
    name: str
    job_number: str
    team: str
    device: str
    registered_at: datetime


class NewPhones(Schema):
    phones: list[NewPhone]


class PhoneAnswer(Body):
    """Whether the device is the worker's own; if not, it is signed out."""

    own: bool


@router.get("/flags", auth=staff, response=answers(Flags))
def list_flags(
    request: HttpRequest,
    state: Literal["open", "settled"] | None = None,
    kind: Code = "",
    team: UUID | None = None,
    person: UUID | None = None,
    from_day: Day | None = None,
    since: Cursor = "",
    limit: Limit = 100,
) -> Flags:
    """What looks odd, the newest first. `team` is a team or a workshop, `kind` a sign of the enterprise's pack."""
    rows = queries.flags(
        actor_of(request), state=state or "", kind=kind, team=team, person=person, since=from_day
    )
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    return Flags(
        flags=[flag_of(queries.flag_line(row)) for row in found.rows], next=found.next, more=found.more
    )


@router.get("/flags/{uuid:id}", auth=staff, response=answers(Flag))
def get_flag(request: HttpRequest, id: UUID) -> Flag:
    """One of them."""
    return flag_of(queries.flag_line(queries.flag(actor_of(request), id)))


@router.post("/flags/{uuid:id}/settle", auth=staff, response=answers(Flag))
def settle_flag(request: HttpRequest, id: UUID, body: Settled) -> Flag:
    """Say what came of it; 409 where it was settled already."""
    actor = actor_of(request)
    actions.settle_flag(flag=queries.flag(actor, id), by=actor, outcome=body.outcome, note=body.note)
    return flag_of(queries.flag_line(queries.flag(actor, id)))


@router.get("/phones/new", auth=staff_and_leaders, response=answers(NewPhones))
def list_new_phones(request: HttpRequest) -> NewPhones:
    """Devices that wait for a yes or no: for a leader of the own teams, for the officer of everybody."""
    lines = [
        NewPhone(
            id=one.id,
            person=one.person_id,
            name=one.name,
            job_number=one.job_number,
            team=one.team,
            device=one.device,
            registered_at=one.registered_at,
        )
        for one in directory.new_phones(actor_of(request))
    ]
    return NewPhones(phones=lines)


@router.post("/phones/{uuid:id}/answer", auth=staff_and_leaders, response=answers(None, 204))
def answer_phone(request: HttpRequest, id: UUID, body: PhoneAnswer) -> Status:
    """Confirm a new device, or sign it out; 409 where somebody answered already."""
    actor = actor_of(request)
    directory_actions.answer_phone(session=directory.phone(actor, id), by=actor, own=body.own)
    return gone()


def flag_of(line: queries.FlagLine) -> Flag:
    """A flag in the reader's language."""
    return Flag(
        id=line.id,
        person=line.person_id,
        name=line.name,
        job_number=line.job_number,
        team=line.team,
        kind=line.kind,
        day=line.day,
        raised_at=line.raised_at,
        title=say.text(line.title),
        why=say.text(line.why),
        next=say.text(line.next),
        articles=list(line.articles),
        state=line.state,
        outcome=line.outcome,
        note=line.note,
        settled_at=line.settled_at,
        settled_by=line.settled_by,
    )
