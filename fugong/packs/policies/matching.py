"""One enterprise against all measures: status, reasons, amount, deadline and what is still to be asked.

The order of an answer (docs/reference/policies.md): not in force before anything else; then every condition, by
Kleene's logic; an amount that computes to nothing makes a measure not eligible (R4); a fact that only amount or deadline
need never makes the status unknown (R9).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, cast

from fugong.packs.policies.schema import DETERMINATIONS, Condition, Measure, PolicyBook, determination
from fugong.packs.policies.sizes import Size
from fugong.rules import FactError, Memo, Reason, compute, evaluate, resolve_parameters, to_fen, to_yuan
from fugong.rules.formulas import references
from fugong.rules.values import Value, describe

ELIGIBLE, NOT_ELIGIBLE, UNKNOWN, NOT_IN_FORCE = "eligible", "not_eligible", "unknown", "not_in_force"
STATUSES = (ELIGIBLE, NOT_ELIGIBLE, UNKNOWN, NOT_IN_FORCE)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days of an enterprise; whatever is beyond is a slip of the pen."""
BENEFIT = "benefit"
"""The id of the condition that something comes of it at all (R4)."""
MOST_FEN = 2**63
"""What a column of whole fen cannot hold is no amount."""
_NOTHING: frozenset[str] = frozenset()


class Judged(NamedTuple):
    """One condition and its answer; None: not known for want of `missing`. `parts` are its labelled parts."""

    condition: Condition
    holds: bool | None
    missing: frozenset[str] = _NOTHING
    parts: tuple[Reason, ...] = ()


class Matched(NamedTuple):
    """A measure's answer. `amount` (yuan with two decimals, or a rate) only where it is eligible; `potential` is what it
    would be where the status is unknown. `worthless`: the amount computes to nothing, which is failing too (R4).

    `missing` names the facts (and parameters without a value) that could still change status, amount or deadline.
    """

    measure: Measure
    status: str
    conditions: tuple[Judged, ...] = ()
    amount: Decimal | None = None
    potential: Decimal | None = None
    deadline: date | None = None
    until: date | None = None
    missing: tuple[str, ...] = ()
    worthless: bool = False

    @property
    def failing(self) -> tuple[str, ...]:
        """Ids of the conditions that do not hold."""
        found = tuple(one.condition.id for one in self.conditions if one.holds is False)
        return (*found, BENEFIT) if self.worthless else found

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the conditions that are not known."""
        return tuple(one.condition.id for one in self.conditions if one.holds is None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one enterprise on a day, measures in the catalogue's order."""

    on: date
    size: Size
    measures: tuple[Matched, ...]

    def of(self, measure: str) -> Matched:
        """The answer of one measure; KeyError where there is none."""
        for one in self.measures:
            if one.measure.id == measure:
                return one
        raise KeyError(measure)


class Facts(dict[str, Value]):
    """Facts in exact form, as `read_facts` gives them: those that are known, and the determinations, each by itself."""


def read_facts(book: PolicyBook, facts: Mapping[str, object]) -> Facts:
    """The known facts in exact form; None is not known. Raises `FactError` naming the fact that does not fit."""
    if isinstance(facts, Facts):
        return facts
    given = dict(facts)
    decided = given.pop(DETERMINATIONS, None)
    for name in given:
        if name not in book.cards:
            raise FactError(name, "there is no such fact")
    read = book.words.read_facts(given)
    for name, value in read.items():
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            raise FactError(
                name, f"{value} is no day of an enterprise; one from {EARLIEST} to {LATEST} is wanted"
            )
    return Facts(read | _read_determinations(book, decided))


def _read_determinations(book: PolicyBook, decided: object) -> dict[str, Value]:
    if decided is None:
        return {}
    if not isinstance(decided, Mapping):
        raise FactError(
            DETERMINATIONS, f"an object of measure id → true or false is wanted, not {describe(decided)}"
        )
    read: dict[str, Value] = {}
    for id, value in decided.items():
        if id not in book.measures:
            raise FactError(DETERMINATIONS, f"there is no measure {id!r}")
        if value is not None and not isinstance(value, bool):
            raise FactError(DETERMINATIONS, f"{id}: true or false is wanted, not {describe(value)}")
        if value is not None:
            read[determination(id)] = value
    return read


@functools.lru_cache(maxsize=64)
def _parameters_of(words: Any, on: date) -> Mapping[str, Value | None]:
    return resolve_parameters(words.vocabulary, on=on)


class _ById:
    """Compares by identity, so that a book's words can be remembered by."""

    __slots__ = ("vocabulary",)

    def __init__(self, vocabulary: Any) -> None:
        self.vocabulary = vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.vocabulary is other.vocabulary


def parameters_on(book: PolicyBook, on: date) -> Mapping[str, Value | None]:
    """The values of the book's parameters on a day."""
    return _parameters_of(_ById(book.words), on)


def match(book: PolicyBook, facts: Mapping[str, object], on: date) -> Answer:
    """The answer of every measure for an enterprise with these facts (read or not) on that day. Raises `FactError`."""
    return match_read(book, read_facts(book, facts), on)


def match_read(
    book: PolicyBook, facts: Mapping[str, Value], on: date, measures: Iterable[Measure] | None = None
) -> Answer:
    """As `match`, for facts that were read; `measures`: only these."""
    judge = _Judge(book, facts, on)
    return Answer(
        on,
        judge.size,
        tuple(judge.match(one) for one in (book.measures.values() if measures is None else measures)),
    )


class _Judge:
    """One enterprise on one day; a condition that several measures share is judged once."""

    def __init__(self, book: PolicyBook, facts: Mapping[str, Value], on: date) -> None:
        self.on = on
        self.size = book.sizes.judge(facts)
        self.facts = dict(facts)
        for name in self.size.missing:
            value = getattr(self.size, name)
            if value is not None:
                self.facts[name] = value
        self._parameters = parameters_on(book, on)
        self._order = {name: place for place, name in enumerate(book.cards)}
        self._memo: Memo = {}
        self._judged: dict[int, tuple[bool | None, frozenset[str], tuple[Reason, ...]]] = {}

    def match(self, measure: Measure) -> Matched:
        # While its end is not known it stands (R9).
        ends = self._day(measure.until)[0] if measure.until is not None else None
        if self.on < measure.since or (ends is not None and self.on > ends):
            return Matched(measure, NOT_IN_FORCE, until=ends)
        conditions = tuple([self._condition(one) for one in measure.conditions])
        holds = [one.holds for one in conditions]
        amount, amount_missing = self._amount(measure)
        worthless = self._nothing_comes_of(measure, amount)
        if worthless or False in holds:
            return Matched(measure, NOT_ELIGIBLE, conditions, until=ends, worthless=worthless)
        status = UNKNOWN if None in holds else ELIGIBLE
        deadline, deadline_missing = self._day(measure.deadline)
        missing = amount_missing.union(deadline_missing, *(one.missing for one in conditions if one.missing))
        return Matched(
            measure,
            status,
            conditions,
            amount=amount if status == ELIGIBLE else None,
            potential=amount if status == UNKNOWN else None,
            deadline=deadline,
            until=ends,
            missing=self._in_order(missing),
        )

    def _nothing_comes_of(self, measure: Measure, amount: Decimal | None) -> bool:
        """R4; for want of a fact too, where nothing can come of it whatever that fact is."""
        if amount is not None:
            return amount <= 0
        if measure.amount is None:
            return False
        return evaluate(measure.amount.worth, self.facts, self._parameters, memo=self._memo).holds is False

    def _in_order(self, missing: frozenset[str]) -> tuple[str, ...]:
        if not missing:
            return ()
        last = len(self._order)
        return tuple(sorted(missing, key=lambda name: (self._order.get(name, last), name)))

    def _condition(self, condition: Condition) -> Judged:
        key = id(condition.node)
        found = self._judged.get(key)
        if found is None:
            outcome = evaluate(condition.node, self.facts, self._parameters, memo=self._memo)
            found = self._judged[key] = (outcome.holds, self._asked(outcome.missing), outcome.reasons)
        return Judged(condition, *found)

    def _asked(self, missing: frozenset[str]) -> frozenset[str]:
        """What is missing, in the facts that enterprises give."""
        if not missing:
            return _NOTHING
        asked: set[str] = set()
        for name in missing:
            if name in self.size.missing:
                asked |= self.size.missing[name]
            elif name.startswith(determination("")):
                asked.add(DETERMINATIONS)
            else:
                asked.add(name)
        return frozenset(asked)

    def _amount(self, measure: Measure) -> tuple[Decimal | None, frozenset[str]]:
        if measure.amount is None:
            return None, _NOTHING
        computed = compute(measure.amount.formula, self.facts, self._parameters)
        value = cast("Decimal | None", computed.value)
        if value is None or measure.amount.unit == "rate":
            return value, computed.missing
        fen = to_fen(value)
        if abs(fen) >= MOST_FEN:
            fact = next(iter(references(measure.amount.formula))).name
            raise FactError(fact, f"an amount of {value} yuan is beyond all bounds")
        return to_yuan(fen), computed.missing

    def _day(self, formula: Any) -> tuple[date | None, frozenset[str]]:
        if formula is None:
            return None, _NOTHING
        computed = compute(formula, self.facts, self._parameters)
        return cast("date | None", computed.value), computed.missing
