"""The shapes of verdicts, holds, reviews and histories on the wire, in the reader's language."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from fugong.core.web import say
from fugong.screening.queries import History, HoldLine, ReasonView, ReviewLine, StandingView

Verdict = Literal["clear", "observe", "barred"]


class Reason(Schema):
    """One reason of a verdict: why, what to do, the articles it rests on, the last day on which it applies."""

    code: str
    verdict: Verdict | None
    articles: list[str]
    until: date | None
    why: str
    next: str


class Standing(Schema):
    """Where somebody stands on a day. `verdict` null: no verdict yet, `needs` is the form still to be filled in."""

    person: UUID
    on: date
    verdict: Verdict | None
    reason: str
    until: date | None
    why: str
    next: str
    reasons: list[Reason]
    declared: bool
    reported: bool
    evening: bool
    corrected: bool
    lets_in: bool
    needs: str | None
    isolated: bool
    observed: bool


class Hold(Schema):
    """Isolation or observation. `open`: it applies today; `by_rules`: a report opened it, else a person did."""

    id: UUID
    kind: str
    reason: str
    since: date
    until: date | None
    why: str
    by_rules: bool
    open: bool
    lifted_at: datetime | None
    lift_why: str


class Review(Schema):
    """A request that a person looks at a verdict. `state`: open, upheld, corrected."""

    id: UUID
    person: UUID
    name: str
    job_number: str
    team: str
    asked_at: datetime
    text: str
    state: str
    answer: str
    answered_at: datetime | None


class Answer(Schema):
    question: str
    text: str
    answer: str
    unusual: bool


class Report(Schema):
    """`seconds_open`: from opening the form, where known. `device`: waiting, yes or no where it was a new one, else empty."""

    id: UUID
    kind: str
    period: str
    for_day: date
    recorded_at: datetime
    entered: str
    answers: list[Answer]
    seconds_open: int | None
    device: str


class Reading(Schema):
    """A temperature in °C. `source`: self, leader or gate."""

    id: UUID
    taken_at: datetime
    celsius: float
    source: str
    is_fever: bool


class GivenVerdict(Schema):
    """A verdict as it was given; `by` and `why` where a person gave it."""

    id: UUID
    recorded_at: datetime
    for_day: date
    verdict: Verdict | None
    reason: str
    until: date | None
    reasons: list[Reason]
    by: UUID | None
    why: str


class WholeHistory(Schema):
    """What screening knows of somebody, each list newest first."""

    person: UUID
    reports: list[Report]
    readings: list[Reading]
    verdicts: list[GivenVerdict]
    holds: list[Hold]
    reviews: list[Review]


def reason_of(view: ReasonView) -> Reason:
    """A reason in the reader's language."""
    return Reason(
        code=view.code,
        verdict=view.verdict,  # type: ignore[arg-type]
        articles=list(view.articles),
        until=view.until,
        why=say.text(view.why),
        next=say.text(view.next),
    )


def standing_of(view: StandingView) -> Standing:
    """Where somebody stands, in the reader's language."""
    return Standing(
        person=view.person_id,
        on=view.on,
        verdict=view.verdict,  # type: ignore[arg-type]
        reason=view.reason,
        until=view.until,
        why=say.text(view.why),
        next=say.text(view.next),
        reasons=[reason_of(one) for one in view.reasons],
        declared=view.declared,
        reported=view.reported,
        evening=view.evening,
        corrected=view.corrected,
        lets_in=view.lets_in,
        needs=view.needs,
        isolated=view.isolated,
        observed=view.observed,
    )


def hold_of(line: HoldLine) -> Hold:
    """A hold as the wire has it."""
    return Hold(
        id=line.id,
        kind=line.kind,
        reason=line.reason,
        since=line.since,
        until=line.until,
        why=line.why,
        by_rules=line.by_rules,
        open=line.open,
        lifted_at=line.lifted_at,
        lift_why=line.lift_why,
    )


def review_of(line: ReviewLine) -> Review:
    """A review as the wire has it."""
    return Review(
        id=line.id,
        person=line.person_id,
        name=line.name,
        job_number=line.job_number,
        team=line.team,
        asked_at=line.asked_at,
        text=line.text,
        state=line.state,
        answer=line.answer,
        answered_at=line.answered_at,
    )


def history_of(seen: History) -> WholeHistory:
    """A history in the reader's language."""
    return WholeHistory(
        person=seen.person_id,
        reports=[_report(one) for one in seen.reports],
        readings=[
            Reading(
                id=one.id,
                taken_at=one.taken_at,
                celsius=float(one.celsius),
                source=one.source,
                is_fever=one.is_fever,
            )
            for one in seen.readings
        ],
        verdicts=[_verdict(one) for one in seen.verdicts],
        holds=[hold_of(one) for one in seen.holds],
        reviews=[review_of(one) for one in seen.reviews],
    )


def _report(line: Any) -> Report:
    answers = [
        Answer(
            question=one.question, text=say.text(one.text), answer=say.text(one.answer), unusual=one.unusual
        )
        for one in line.answers
    ]
    return Report(
        id=line.id,
        kind=line.kind,
        period=line.period,
        for_day=line.for_day,
        recorded_at=line.recorded_at,
        entered=line.entered,
        answers=answers,
        seconds_open=line.seconds_open,
        device=line.device,
    )


def _verdict(line: Any) -> GivenVerdict:
    return GivenVerdict(
        id=line.id,
        recorded_at=line.recorded_at,
        for_day=line.for_day,
        verdict=line.verdict,
        reason=line.reason,
        until=line.until,
        reasons=[reason_of(one) for one in line.reasons],
        by=line.by_id,
        why=line.why,
    )
