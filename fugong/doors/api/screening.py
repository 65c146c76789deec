"""Today: the board, who has not reported, alerts, reminders; and reports that leader or officer enter."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from fugong.core.permissions import Actor
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import cut, identity, read_cursor
from fugong.doors.api.verdict_shapes import Standing, standing_of
from fugong.doors.api.wire import Body, Cursor, Limit, answers, gone, made
from fugong.gates import queries as gates
from fugong.screening import actions, queries

router = Router(tags=["screening"])
staff = Account("epidemic_officer", "principal")
staff_and_leaders = Account("team_leader", "epidemic_officer", "principal")

Kind = Literal["declaration", "daily"]


class Counts(Schema):
    """People expected to report, those who did and did not, and how many stand where (`waiting`: no verdict yet)."""

    expected: int
    reported: int
    missing: int
    evening: int
    clear: int
    observe: int
    barred: int
    waiting: int


class TeamCounts(Counts):
    team: UUID | None
    name: str
    workshop: str


class Today(Counts):
    """`inside`: people whose last passage was a way in; null for who may not see passages."""

    day: date
    inside: int | None
    teams: list[TeamCounts]


@router.get("/today", auth=staff_and_leaders, response=answers(Today))
def today(request: HttpRequest) -> Today:
    """The day of the enterprise, or of a leader's teams."""
    actor = actor_of(request)
    board = queries.today(actor)
    teams = [
        TeamCounts(team=team.team_id, name=team.name, workshop=team.workshop, **_counts(team))
        for team in board.teams
    ]
    sees_gates = actor.has("epidemic_officer", "principal") and actor.enterprise_id is not None
    inside = gates.inside(actor.enterprise_id) if sees_gates else None  # type: ignore[arg-type]
    return Today(day=board.day, inside=inside, teams=teams, **_counts(board))


def _counts(counts: Any) -> dict[str, int]:
    by_verdict = {name: counts.by_verdict[name] for name in ("clear", "observe", "barred", "waiting")}
    return {
        "expected": counts.expected,
        "reported": counts.reported,
        "missing": counts.missing,
        "evening": counts.evening,
        **by_verdict,
    }


class MissingLine(Schema):
    """Somebody expected who has not reported. `declared`: the return declaration is in, the daily report is wanted."""

    id: UUID
    name: str
    job_number: str
    team_id: UUID | None
    team: str
    has_phone: bool
    declared: bool


class Missing(Schema):
    people: list[MissingLine]
    next: str
    more: bool


@router.get("/missing", auth=staff_and_leaders, response=answers(Missing))
def list_missing(
    request: HttpRequest, team: UUID | None = None, since: Cursor = "", limit: Limit = 100
) -> Missing:
    """Who has not reported today, by team and job number. `team` is a team or a workshop."""
    actor = actor_of(request)
    after = _place_of(actor, read_cursor(since, identity)) if since else None
    rows = queries.missing(actor, team, after=after, limit=limit + 1)
    found = cut(rows, since, limit, lambda one: one.person_id)
    lines = [
        MissingLine(
            id=one.person_id,
            name=one.name,
            job_number=one.job_number,
            team_id=one.team_id,
            team=one.team,
            has_phone=one.has_phone,
            declared=one.declared,
        )
        for one in found.rows
    ]
    return Missing(people=lines, next=found.next, more=found.more)


def _place_of(actor: Actor, person_id: UUID) -> tuple[str, str]:
    """Where a person stands in the list; raises NotFound for one the actor may not see."""
    person = directory.person(actor, person_id)
    return (person.team.name if person.team else "", person.job_number)


class Remind(Body):
    """Whom: everybody missing of a team, these people as far as they are missing, or all one answers for."""

    team: UUID | None = None
    people: Annotated[list[UUID], Field(max_length=500)] | None = None


class Reminded(Schema):
    """How many were reminded, and the text to paste into the group."""

    count: int
    text: str


@router.post("/reminders", auth=staff_and_leaders, response=answers(Reminded))
def remind(request: HttpRequest, body: Remind) -> Reminded:
    """A reminder into the inbox of everybody who has not reported: of a team, of the own teams, of the enterprise."""
    actor = actor_of(request)
    team = directory.group(actor, body.team).pk if body.team else None
    people = None if body.people is None else frozenset(body.people)
    reminder = actions.remind(by=actor, team=team, people=people)
    return Reminded(count=reminder.count, text=reminder.text)


class AlertLine(Schema):
    """A fever reading (`celsius`) or a verdict that keeps somebody out, as it happened."""

    id: UUID
    kind: str
    at: datetime
    person: UUID
    name: str
    job_number: str
    team: str
    reason: str
    verdict: str | None
    celsius: float | None
    source: str


class Alerts(Schema):
    alerts: list[AlertLine]
    next: str
    more: bool


@router.get("/alerts", auth=staff, response=answers(Alerts))
def alerts(request: HttpRequest, since: Cursor = "") -> Alerts:
    """Each fever and refusal since the cursor, newest first; without one, today so far. Ask again with `next`."""
    found = queries.alerts(actor_of(request), since or None)
    lines = [
        AlertLine(
            id=one.id,
            kind=one.kind,
            at=one.at,
            person=one.person_id,
            name=one.name,
            job_number=one.job_number,
            team=one.team,
            reason=one.reason,
            verdict=one.verdict,
            celsius=None if one.celsius is None else float(one.celsius),
            source=one.source,
        )
        for one in found.items
    ]
    return Alerts(alerts=lines, next=found.cursor, more=False)


class Option(Schema):
    code: str
    text: str


class Question(Schema):
    """A question in the reader's language. `normal` is the answer that is nothing unusual; null: asked every time."""

    id: str
    type: str
    text: str
    hint: str
    required: bool
    conditional: bool
    options: list[Option]
    normal: Any
    consent: str | None
    articles: list[str]


class Questionnaire(Schema):
    kind: Kind
    title: str
    questions: list[Question]


@router.get("/questionnaires/{kind}", auth=staff_and_leaders, response=answers(Questionnaire))
def questionnaire(request: HttpRequest, kind: Kind) -> Questionnaire:
    """What a declaration or a daily report asks, in order."""
    pack, _own = queries.pack_of(directory.enterprise_of(actor_of(request)))
    asked = pack.questionnaires[kind]
    questions = [
        Question(
            id=one.id,
            type=one.type,
            text=say.text(one.text),
            hint=say.text(one.hint),
            required=one.required,
            conditional=one.show_when is not None,
            options=[Option(code=option.code, text=say.text(option.text)) for option in one.options],
            normal=list(one.normal) if isinstance(one.normal, tuple) else one.normal,
            consent=one.consent,
            articles=list(one.articles),
        )
        for one in asked.questions
    ]
    return Questionnaire(kind=kind, title=say.text(asked.title), questions=questions)


class NewReport(Body):
    """Answers by the questions' ids: texts, numbers, booleans or lists of codes, as the questionnaire says."""

    kind: Kind
    answers: Annotated[dict[str, Any], Field(max_length=100)]
    period: Literal["morning", "evening"] | None = None


@router.post("/people/{uuid:id}/reports", auth=staff_and_leaders, response=answers(Standing, 201))
def enter_report(request: HttpRequest, id: UUID, body: NewReport) -> Status:
    """Enter a report for somebody, judged at once (G9): for a leader of the own teams, for the officer of anybody."""
    actor = actor_of(request)
    person = directory.person(actor, id)
    actions.submit(person=person, by=actor, kind=body.kind, answers=body.answers, period=body.period)
    return made(standing_of(queries.standing(person)))


@router.get("/people/{uuid:id}/standing", auth=staff_and_leaders, response=answers(Standing))
def standing(request: HttpRequest, id: UUID) -> Standing:
    """Where somebody stands today: the verdict, why, what to do, until when."""
    return standing_of(queries.standing(directory.person(actor_of(request), id)))


class ConsentLine(Schema):
    purpose: str
    title: str
    text: str
    basis: str
    given: bool
    given_at: datetime | None


class Consents(Schema):
    consents: list[ConsentLine]


class GiveConsent(Body):
    purposes: Annotated[list[str], Field(min_length=1, max_length=20)]


@router.get("/people/{uuid:id}/consents", auth=staff_and_leaders, response=answers(Consents))
def consents(request: HttpRequest, id: UUID) -> Consents:
    """Each consent of the notice in force, and whether it is given."""
    return _consents(directory.person(actor_of(request), id))


@router.post("/people/{uuid:id}/consents", auth=staff_and_leaders, response=answers(Consents))
def give_consent(request: HttpRequest, id: UUID, body: GiveConsent) -> Consents:
    """Record the consent that somebody without a phone gave in person."""
    actor = actor_of(request)
    person = directory.person(actor, id)
    actions.give_consent(person=person, by=actor, purposes=body.purposes)
    return _consents(person)


@router.delete("/people/{uuid:id}/consents/{purpose}", auth=staff_and_leaders, response=answers(None, 204))
def withdraw_consent(request: HttpRequest, id: UUID, purpose: str) -> Status:
    """Record that somebody without a phone withdrew a consent in person."""
    actor = actor_of(request)
    actions.withdraw_consent(person=directory.person(actor, id), by=actor, purpose=purpose)
    return gone()


def _consents(person: Any) -> Consents:
    lines = [
        ConsentLine(
            purpose=one.purpose,
            title=say.text(one.title),
            text=say.text(one.text),
            basis=say.text(one.basis),
            given=one.given,
            given_at=one.given_at,
        )
        for one in queries.consents(person)
    ]
    return Consents(consents=lines)
