"""From what is known of a worker to the facts that a pack's rules speak of. Pure: no models, no clock.

An officer's correction answers what was reported of the day until then, so that does not judge the worker a second
time (`Known.answered_at`); what lasts is answered by lifting its hold (`Known.answered`, used in judging). The roster's
facts (certificate, journey) always speak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from fugong.packs import Pack
from fugong.packs.answers import check_answers, facts_from
from fugong.packs.screening import combine
from fugong.screening import choices


@dataclass(frozen=True, slots=True)
class Said:
    """One declaration or daily report, its answers as stored."""

    kind: str
    period: str
    for_day: date
    recorded_at: datetime
    answers: Mapping[str, Any]
    report_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OpenHold:
    """An isolation or observation that is open on the day judged. `by_rules`: opened from a report, not by a person."""

    kind: str
    reason: str
    until: date | None
    by_rules: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """What the roster knows of the return (G4)."""

    left_city: bool | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that judges one worker: reports of the day, the last declaration before it, roster, holds.

    `certificates` are the days they end on (None: no end). `answered_at`: the last correction. `answered`: (reason, end)
    of holds that the rules opened and a person lifted.
    """

    said: Sequence[Said] = ()
    journey: Journey = Journey()
    certificates: Sequence[date | None] = ()
    holds: Sequence[OpenHold] = ()
    declared: bool = False
    answered_at: datetime | None = None
    answered: Sequence[tuple[str, date | None]] = ()


def stored_form(clean: Mapping[str, Any]) -> dict[str, Any]:
    """Clean answers as JSON: days as ISO texts, temperatures as texts, sets as lists."""
    return {name: _stored(value) for name, value in clean.items()}


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def facts_of_answers(pack: Pack, said: Said) -> dict[str, Any]:
    """The facts that stored answers give; an answer that today's questionnaire no longer takes gives none."""
    questionnaire = pack.questionnaires.get(said.kind)
    if questionnaire is None:
        return {}
    known = {question.id for question in questionnaire.questions}
    answers = {name: value for name, value in said.answers.items() if name in known}
    clean, _faults = check_answers(questionnaire, answers, said.for_day)
    return facts_from(questionnaire, clean)


def facts_on(pack: Pack, known: Known, on: date) -> dict[str, Any]:
    """The facts of the day `on`, those the pack declares; what nobody told is missing, never false.

    Every report of the day speaks: a fever told at 6:40 is not undone by telling 36.5 at 6:41, only by an officer.
    """
    oldest_first = sorted(known.said, key=lambda one: one.recorded_at)
    records = [(one.for_day, _unanswered(pack, one, known.answered_at)) for one in oldest_first]
    facts = combine(pack, records, on)
    facts.setdefault("left_city", known.journey.left_city)
    facts.setdefault("returned_on", known.journey.returned_on)
    facts["certificate"] = certificate_on(known.certificates, facts["returned_on"], on)
    facts["declared"] = known.declared
    facts["reported"] = any(one.for_day == on for one in known.said)
    facts["isolated"] = any(one.kind == one.reason == choices.ISOLATION for one in known.holds)
    facts["observed"] = any(one.kind == one.reason == choices.OBSERVATION for one in known.holds)
    return {name: value for name, value in facts.items() if name in pack.vocabulary.facts}


def _unanswered(pack: Pack, said: Said, answered_at: datetime | None) -> dict[str, Any]:
    """The facts of a report; those of the day itself only where no officer has answered them since."""
    facts = facts_of_answers(pack, said)
    if answered_at is None or said.recorded_at > answered_at:
        return facts
    return {name: value for name, value in facts.items() if pack.vocabulary.facts[name].carry != "day"}


def certificate_on(ends: Sequence[date | None], returned_on: date | None, on: date) -> str:
    """valid, expired or none (G4): judged for the day of return, for the day itself while not yet returned."""
    if not ends:
        return "none"
    wanted = returned_on or on
    return "valid" if any(end is None or end >= wanted for end in ends) else "expired"
