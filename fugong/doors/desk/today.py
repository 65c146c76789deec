"""The day at a glance, and each fever and refusal as it happens (G8, G9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.cases import queries as cases
from fugong.cases import registry as kinds
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Invalid
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.gates import queries as gates
from fugong.gates.queries import FeverLine, PassageLine
from fugong.resumption import queries as startup
from fugong.screening import queries
from fugong.screening.queries import Alert

MOST_SHOWN = 40
LATE = timedelta(minutes=2)
"""A passage that came later than this after it happened says when it came."""
SAME_EVENT = timedelta(seconds=5)
VERDICTS = ("clear", "observe", "barred", "waiting")


@dataclass(frozen=True)
class FeedLine:
    """One thing that happened: a fever, a verdict that keeps somebody out, a refusal at a gate."""

    id: UUID
    at: datetime
    what: str
    verdict: str
    person_id: UUID | None
    name: str
    job_number: str
    team: str
    where: str
    celsius: Decimal | None
    visit_id: UUID | None = None
    came_at: datetime | None = None


@open_to("epidemic_officer", "principal")
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What must be done now; then the numbers, each a link to its list; then by team."""
    return render(request, "desk/today.html", {**_numbers(request), **_feed(request, "")})


@open_to("epidemic_officer", "principal")
@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """The numbers and the teams alone, for the page that asks again."""
    return render(request, "desk/today_again.html", _numbers(request))


@open_to("epidemic_officer", "principal")
@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """What happened since the cursor, and the next cursor."""
    context = _feed(request, request.GET.get("since", ""))
    return render(request, "desk/today_feed.html", {**context, "fresh": True})


def _numbers(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    board = queries.today(actor)
    enterprise = directory.enterprise_of(actor)
    return {
        "board": board,
        "enterprise": enterprise,
        "verdicts": [(code, board.by_verdict[code]) for code in VERDICTS],
        "teams": [(team, [(code, team.by_verdict[code]) for code in VERDICTS]) for team in board.teams],
        "fevers": _held_for_fever(actor),
        "noted": gates.unseen_noted(actor),
        "reviews": queries.reviews(actor, state="open"),
        "held": len({one.person_id for one in queries.open_holds(actor)}),
        "inside": gates.inside(enterprise.pk),
        "must_stop": startup.is_suspended(enterprise.pk),
        "work": [
            {"item": one, "type": kinds.find(one.kind)}
            for one in cases.work(actor).filter(case__sent_at__isnull=False)[:5]
        ],
        "imports": list(directory.roster_imports(actor).filter(state="running")[:5]),
    }


def _held_for_fever(actor: Any) -> list[FeverLine]:
    """Whom a gate holds for fever and nobody has isolated or observed since (G8)."""
    decided = {one.person_id for one in queries.open_holds(actor)}
    waiting = gates.lines_of_fevers(gates.fever_holds(actor, is_open=True)[:MOST_SHOWN])
    return [line for line in waiting if line.person_id is None or line.person_id not in decided]


def _feed(request: HttpRequest, since: str) -> dict[str, Any]:
    actor = actor_of(request)
    screened, _point, passed = since.partition("-")
    alerts = queries.alerts(actor, screened or None)
    try:
        refused = gates.refusals(actor, passed or None)
    except Invalid:
        refused = gates.refusals(actor)
    lines = sorted(_lines(alerts.items, refused.items), key=lambda one: one.at, reverse=True)
    return {
        "lines": lines[:MOST_SHOWN],
        "more": max(0, len(lines) - MOST_SHOWN),
        "cursor": f"{alerts.cursor}-{refused.cursor}",
        "asked_at": clock.now(),
    }


def _lines(alerts: Iterable[Alert], refused: Iterable[PassageLine]) -> Iterable[FeedLine]:
    """One line for one event: a fever at a gate is reading and passage, a reported one is reading and verdict."""
    passed = {one.id: one for one in refused}
    fevers = [one for one in alerts if one.kind == "fever_reading" and one.id not in passed]
    told: set[UUID] = set()
    for one in alerts:
        if one.kind == "fever_reading":
            continue
        fever = next((two for two in fevers if one.reason == "fever" and _same_event(one, two)), None)
        if fever is not None:
            told.add(fever.id)
        yield _of_alert(one, fever.celsius if fever else None)
    for one in fevers:
        if one.id not in told:
            yield _of_alert(one, one.celsius)
    for passage in passed.values():
        yield _of_passage(passage)


def _same_event(one: Alert, other: Alert) -> bool:
    return one.person_id == other.person_id and abs(one.at - other.at) < SAME_EVENT


def _of_alert(one: Alert, celsius: Decimal | None) -> FeedLine:
    where = _("判定不能入厂") if one.verdict else str(words.SOURCES.get(one.source, ""))
    return FeedLine(
        id=one.id,
        at=one.at,
        what=str(words.REASONS.get(one.reason, one.reason)),
        verdict=one.verdict or "",
        person_id=one.person_id,
        name=one.name,
        job_number=one.job_number,
        team=one.team,
        where=where,
        celsius=celsius,
    )


def _of_passage(one: PassageLine) -> FeedLine:
    did = {"deny": _("拦下"), "hold": _("暂留"), "allow": _("放行，请核对")}[one.verdict]
    return FeedLine(
        id=one.id,
        at=one.happened_at,
        what=str(words.REASONS.get(one.reason, one.reason)),
        verdict="",
        person_id=one.person_id,
        name=one.name,
        job_number=one.job_number,
        team=one.team,
        where=f"{one.checkpoint} {did}",
        celsius=one.celsius,
        visit_id=one.visit_id,
        came_at=one.recorded_at if one.recorded_at - one.happened_at > LATE else None,
    )
