"""Visitors: the closed sets, where a visit stands, and the verdict on what a visitor told. Pure: no tables, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Protocol

from fugong.core.clock import day_of
from fugong.packs import Pack, load
from fugong.packs import screening as rules
from fugong.packs.screening import Verdict
from fugong.rules import evaluate, facts_used, resolve_parameters
from fugong.screening import choices as screening
from fugong.screening.facts import Known, Said, facts_on
from fugong.screening.judging import Ground, Judged, gate_reason

QUESTIONNAIRE: Final = "visitor"

VISITOR: Final = "visitor"
DRIVER: Final = "driver"
CONTRACTOR: Final = "contractor"
KINDS: Final = (VISITOR, DRIVER, CONTRACTOR)

INVITED: Final = "invited"
BY_POSTER: Final = "poster"
BY_GUARD: Final = "guard"

WAITING: Final = "waiting"
YES: Final = "yes"
NO: Final = "no"

EARLY: Final = timedelta(hours=1)
"""How long before the agreed time a visitor may come in already."""

LONGEST: Final = timedelta(days=31)
"""No visit is agreed for longer; who comes every month is asked again."""

EXPECTED: Final = "expected"
INSIDE: Final = "inside"
OVERDUE: Final = "overdue"
FEVER: Final = "fever"
LEFT: Final = "left"
REFUSED: Final = "refused"
CANCELLED: Final = "cancelled"
MISSED: Final = "missed"
STATES: Final = (OVERDUE, INSIDE, FEVER, WAITING, EXPECTED, LEFT, REFUSED, CANCELLED, MISSED)
"""Where a visit stands, what wants an act first."""

FEVER_STANDS: Final = timedelta(days=14)
"""How long a fever that was confirmed at a gate keeps its visitor out, whatever is answered later (G8)."""

KEPT_RECORDS: Final = 5
"""Days of answers kept with a visit of several days."""


class Stands(Protocol):
    """What of a visit says where it stands."""

    answer: str
    expected_from: datetime
    expected_until: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    cancelled_at: datetime | None
    fever_until: datetime | None
    again: bool


def is_inside(visit: Stands) -> bool:
    """Whether somebody came in and did not go out since."""
    return visit.arrived_at is not None and visit.left_at is None


def state_of(visit: Stands, now: datetime) -> str:
    """One of STATES."""
    if is_inside(visit):
        return OVERDUE if now > visit.expected_until else INSIDE
    if visit.cancelled_at is not None:
        return CANCELLED
    if visit.left_at is not None and (not visit.again or now > visit.expected_until):
        return LEFT
    if visit.answer == NO:
        return REFUSED
    if (
        visit.answer == YES
        and visit.fever_until is not None
        and min(now, visit.expected_until) < visit.fever_until
    ):
        return FEVER
    if now > visit.expected_until:
        return MISSED
    return WAITING if visit.answer == WAITING else EXPECTED


def is_feverish(until: datetime | None, at: datetime) -> bool:
    """Whether a fever that was confirmed at a gate keeps the visitor out at a moment after it."""
    return until is not None and until - FEVER_STANDS < at < until


def has_ended(visit: Stands, at: datetime) -> bool:
    """Whether the visit is over for good at a moment: cancelled, or gone out of a visit for one entry."""
    if visit.cancelled_at is not None:
        return True
    return visit.left_at is not None and not visit.again and at > visit.left_at


def is_expected(visit: Stands, at: datetime) -> bool:
    """Whether the host said yes and it is the agreed time: who has no reason to enter does not (G8)."""
    return visit.answer == YES and visit.expected_from - EARLY <= at <= visit.expected_until


@dataclass(frozen=True, slots=True)
class VisitVerdict:
    """What the pack's rules say of a visitor; `gate_reason` is the reason the gate gives."""

    verdict: str | None
    gate_reason: str
    said: Verdict


def judge(pack: Pack, own: Mapping[str, Any], records: Sequence[Mapping[str, Any]], on: date) -> VisitVerdict:
    """The verdict of the day `on` on a visitor's records (`{"day", "at", "answers"}`, oldest first).

    The screening table of the workers. A row that rests on what a visitor is not asked counts only where what is told
    decides it: staff's business trips (G9), and the temperature, which the gate measures at each entrance. Health
    certificates are asked of workers who return (G4), not of visitors.
    """
    said = [
        Said(
            QUESTIONNAIRE,
            "",
            date.fromisoformat(one["day"]),
            datetime.fromisoformat(one["at"]),
            one["answers"],
        )
        for one in records
    ]
    facts = facts_on(pack, Known(said=said, certificates=(None,), declared=bool(said)), on)
    verdict = rules.judge(_decidable(pack, own, facts), facts, own)
    grounds = tuple(
        Ground(one.code, one.row, one.verdict, one.articles, one.until) for one in verdict.reasons
    )
    judged = Judged(verdict.verdict, verdict.reason, verdict.until, grounds)
    return VisitVerdict(verdict.verdict, gate_reason(pack, judged), verdict)


def _decidable(pack: Pack, own: Mapping[str, Any], facts: Mapping[str, Any]) -> Pack:
    """The pack without the rows that stay open because a visitor is not asked for them."""
    read = pack.vocabulary.read_facts(facts)
    parameters = resolve_parameters(pack.vocabulary, own)
    rows = tuple(
        row
        for row in pack.screening.rows
        if facts_used(row.when) <= _asked(pack.name) or evaluate(row.when, read, parameters).holds is not None
    )
    return replace(pack, screening=replace(pack.screening, rows=rows))


@lru_cache(maxsize=16)
def _asked(name: str) -> frozenset[str]:
    questions = load(name).questionnaires[QUESTIONNAIRE].questions
    given = {question.gives for question in questions if question.gives}
    return frozenset(given | {"on", "declared", "reported", "isolated", "observed", "certificate"})


def with_answers(
    records: Sequence[Mapping[str, Any]], day: date, at: datetime, answers: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The records with what was told now. Of one day the last telling stands, days before stay: they too speak."""
    kept = [dict(one) for one in records if one["day"] != day.isoformat()]
    return [*kept, {"day": day.isoformat(), "at": at.isoformat(), "answers": dict(answers)}][-KEPT_RECORDS:]


def lets_in(verdict: str | None) -> bool:
    """Whether a verdict lets a visitor in: only clear does, observation is for people who live here."""
    return verdict == screening.CLEAR


def spans(visit: Stands, day: date) -> bool:
    """Whether a visit falls on a day of the site."""
    return day_of(visit.expected_from) <= day <= day_of(visit.expected_until)
