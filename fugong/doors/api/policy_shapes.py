"""How policies go over the wire: measures with their words, answers with reasons, facts with their sources."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from fugong.core.web import say
from fugong.doors.api.wire import Body, Day, Reason
from fugong.packs.policies import Answer, Measure, PolicyBook
from fugong.packs.policies.wire import answer_data
from fugong.policies.queries import EnterpriseAnswer, TakeUp
from fugong.rules.nodes import Literal
from fugong.rules.values import plain

MeasureId = Annotated[str, StringConstraints(max_length=60)]
Facts = Annotated[dict[str, Any], Field(max_length=200)]
"""Fact id → value as `docs/reference/policies.md` has them; null: not known."""


class MeasureLine(Schema):
    """A measure in the catalogue's order. `in_force_until` null: no end, or one that depends on an event."""

    id: str
    article: str
    title: str
    benefit: str
    effect: str
    force: str
    in_force_from: date
    in_force_until: date | None
    departments: list[str]


class Measures(Schema):
    pack: str
    on: date
    measures: list[MeasureLine]


class ConditionLine(Schema):
    """One of the conditions, all of which must hold. `decided`: "only" an authority can say, it "overrides", or ""."""

    id: str
    text: str
    article: str
    quote: str
    decided: str


class RelationLine(Schema):
    kind: str
    id: str
    article: str


class ReadingLine(Schema):
    id: str
    text: str


class TakeUpLine(Schema):
    """Applications counted; `days`: half of them were decided within."""

    applied: int
    in_hand: int
    granted: int
    refused: int
    withdrawn: int
    granted_yuan: float
    days: float | None
    refusals: dict[str, int]


class MeasureWhole(MeasureLine):
    """A measure with the words it rests on."""

    quote: str
    conditions: list[ConditionLine]
    relations: list[RelationLine]
    readings: list[ReadingLine]
    take_up: TakeUpLine | None


class FactIn(Body):
    """Facts given without sign-in; `on`: the day judged for, today unless given."""

    facts: Facts
    on: Day | None = None


class CheckIn(Body):
    """Answers to merge over those kept; null: not known, and not asked again."""

    facts: Facts
    version: int
    on: Day | None = None


class Secret(Schema):
    """The private link's secret, shown this once."""

    secret: str
    version: int
    on: date
    expires_at: datetime


class RemarkIn(Body):
    """What is wrong with the result, of one measure or of all (empty)."""

    measure: MeasureId = ""
    text: Annotated[str, StringConstraints(max_length=2000)]


class FactLine(Schema):
    """A fact: `origin` says whose word it is (system, enterprise, authority, event); `known` what was known before it was
    corrected or decided."""

    fact: str
    value: Any
    source: str
    on: date | None
    origin: str
    known: Any
    confirmed_on: date | None


class FactSheet(Schema):
    """All that is known of the enterprise; `version` goes with a confirmation."""

    version: int
    facts: list[FactLine]


class ConfirmIn(Body):
    """Facts the enterprise confirms, corrects or (null) takes back, as it saw them at `version`."""

    version: int
    facts: Facts


class DeterminationIn(Body):
    """`subject`: a measure, or a fact only an authority decides. `value` null takes the last decision back."""

    subject: MeasureId
    value: bool | None
    reason: Reason
    decided_on: Day | None = None
    valid_until: Day | None = None


class DeterminationLine(Schema):
    id: UUID
    subject: str
    value: bool | None
    reason: str
    decided_on: date
    valid_until: date | None


class Determinations(Schema):
    determinations: list[DeterminationLine]


class EventIn(Body):
    """The day of an event deadlines hang on (`epidemic_end`), for a region and all below; null takes it back."""

    key: MeasureId
    region: Annotated[str, StringConstraints(max_length=6)]
    happened_on: Day | None
    source: Reason


class EventLine(Schema):
    key: str
    region: str
    happened_on: date | None
    source: str
    declared_at: datetime


class Events(Schema):
    events: list[EventLine]


class RemarkLine(Schema):
    id: UUID
    measure: str
    region: str
    text: str
    answer: str
    created_at: datetime
    answered_at: datetime | None


class Remarks(Schema):
    remarks: list[RemarkLine]


class AnswerIn(Body):
    text: Annotated[str, StringConstraints(max_length=2000)]


def line_of(measure: Measure) -> dict[str, Any]:
    """`MeasureLine` in the reader's language."""
    until = measure.until.value if isinstance(measure.until, Literal) else None
    return {
        "id": measure.id,
        "article": measure.article,
        "title": say.text(measure.title),
        "benefit": say.text(measure.benefit),
        "effect": measure.effect,
        "force": measure.force,
        "in_force_from": measure.since,
        "in_force_until": until,
        "departments": list(measure.departments),
    }


def whole_of(book: PolicyBook, measure: Measure, take_up: TakeUp | None) -> dict[str, Any]:
    """`MeasureWhole` in the reader's language."""
    return {
        **line_of(measure),
        "quote": measure.quote,
        "conditions": [
            {
                "id": one.id,
                "text": say.text(one.text),
                "article": one.article,
                "quote": one.quote,
                "decided": one.decided,
            }
            for one in measure.conditions
        ],
        "relations": [
            {"kind": one.kind, "id": one.id, "article": book.measures[one.id].article}
            for one in measure.relations
            if one.id in book.measures
        ],
        "readings": [{"id": one, "text": say.text(book.readings[one])} for one in measure.readings],
        "take_up": None if take_up is None else take_up_of(take_up),
    }


def take_up_of(one: TakeUp) -> dict[str, Any]:
    """`TakeUpLine`."""
    return {
        "applied": one.applied,
        "in_hand": one.in_hand,
        "granted": one.granted,
        "refused": one.refused,
        "withdrawn": one.withdrawn,
        "granted_yuan": float(Decimal(one.granted_fen).scaleb(-2)),
        "days": one.days,
        "refusals": one.refusals,
    }


def answer_of(answer: Answer, question: str | None) -> dict[str, Any]:
    """The object of `docs/reference/policies.md` with the question to ask next."""
    return {**answer_data(answer, say.language()), "question": question}


def facts_of(found: EnterpriseAnswer) -> dict[str, Any]:
    """`FactSheet` in the order of the catalogue; determinations come last."""
    order = {fact: place for place, fact in enumerate(found.book.facts)}
    known = sorted(found.facts.facts.items(), key=lambda item: order.get(item[0], len(order)))
    return {
        "version": found.facts.version,
        "facts": [
            {
                "fact": fact,
                "value": plain(one.value),
                "source": str(one.source),
                "on": one.on,
                "origin": one.origin,
                "known": plain(one.known),
                "confirmed_on": one.confirmed_on,
            }
            for fact, one in known
        ],
    }


def given_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Kept answers as JSON."""
    return {fact: plain(value) for fact, value in facts.items()}
