"""Amounts and days computed from facts and parameters: exact decimals, real days, and what is missing for them."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, Inexact, localcontext
from typing import Any, cast

from fugong.rules.errors import FactError
from fugong.rules.evaluate import Nothing
from fugong.rules.money import EXACT
from fugong.rules.nodes import FactRef, Literal, ParamRef
from fugong.rules.parse import read_reference
from fugong.rules.source import fault_at
from fugong.rules.values import Value, as_date, as_number
from fugong.rules.vocabulary import Vocabulary

NUMBER = "number"
DATE = "date"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on the values of its parts."""

    op: str
    parts: tuple[Formula, ...]


Formula = FactRef | ParamRef | Literal | Step


@dataclass(frozen=True, slots=True)
class Computed:
    """`value` None where something is `missing`: the facts, and the parameters without a value."""

    value: Decimal | date | None
    missing: frozenset[str] = Nothing


def months_after(day: date, months: int) -> date:
    """The same day number `months` later, else the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _product(*parts: Decimal) -> Decimal:
    made = Decimal(1)
    for part in parts:
        made *= part
    return made


@dataclass(frozen=True, slots=True)
class _Operation:
    gives: str
    takes: tuple[str, ...]
    """The kinds of its parts; one kind: as many as there are."""
    run: Callable[..., Any]


_OPERATIONS: Mapping[str, _Operation] = {
    "sum": _Operation(NUMBER, (NUMBER,), lambda *parts: sum(parts, Decimal(0))),
    "difference": _Operation(NUMBER, (NUMBER, NUMBER), lambda one, other: one - other),
    "product": _Operation(NUMBER, (NUMBER,), _product),
    "least": _Operation(NUMBER, (NUMBER,), lambda *parts: min(parts)),
    "greatest": _Operation(NUMBER, (NUMBER,), lambda *parts: max(parts)),
    "months_after": _Operation(DATE, (DATE, NUMBER), lambda day, n: months_after(day, int(n))),
    "days_after": _Operation(DATE, (DATE, NUMBER), lambda day, n: day + timedelta(days=int(n))),
    "earliest": _Operation(DATE, (DATE,), lambda *parts: min(parts)),
    "latest": _Operation(DATE, (DATE,), lambda *parts: max(parts)),
}
OPERATIONS = tuple(_OPERATIONS)
_KINDS = {NUMBER: ("number", "integer"), DATE: ("date",)}


def parse_formula(
    raw: object, vocabulary: Vocabulary, path: str = "formula", *, wants: str = NUMBER, owner: object = None
) -> Formula:
    """Check and freeze a formula that gives a `number` or a `date`; raises `RuleError` with place and remedy.

    A formula is a literal, `{fact: id}`, `{param: id}`, or one operation: `{product: [formula, …]}`, sum, difference
    (of two), least, greatest; for days `{months_after: [day, n]}`, days_after, earliest, latest.
    """
    owner = raw if isinstance(raw, Mapping) else owner
    if not isinstance(raw, Mapping):
        try:
            return Literal(as_date(raw) if wants == DATE else as_number(raw))
        except ValueError as error:
            raise fault_at(owner, path, str(error), "Write the value or an operation.") from error
    if len(raw) != 1:
        raise fault_at(raw, path, "one operation is wanted", f"Write one of {', '.join(_OPERATIONS)}.")
    form, given = next(iter(raw.items()))
    if form in ("fact", "param"):
        reference, found = read_reference(raw, form, vocabulary, path)
        if found.kind not in _KINDS[wants]:
            raise fault_at(raw, path, f"{given} is a {found.kind}, a {wants} is wanted", "Take another.")
        return reference
    operation = _OPERATIONS.get(form)
    if operation is None:
        raise fault_at(raw, path, f"unknown operation {form!r}", f"Known are {', '.join(_OPERATIONS)}.")
    if operation.gives != wants:
        raise fault_at(raw, path, f"{form} gives a {operation.gives}, a {wants} is wanted", "Take another.")
    kinds = operation.takes
    if not isinstance(given, list) or not given or (len(kinds) > 1 and len(given) != len(kinds)):
        count = f"{len(kinds)} values" if len(kinds) > 1 else "a list of values"
        raise fault_at(raw, path, f"{form} wants {count}", f"Write {form}: [one, other].")
    parts = tuple(
        parse_formula(
            one, vocabulary, f"{path}.{form}[{place}]", wants=kinds[min(place, len(kinds) - 1)], owner=raw
        )
        for place, one in enumerate(given)
    )
    return Step(form, parts)


def compute(formula: Formula, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]) -> Computed:
    """The exact value, or what is missing for it.

    Raises `FactError` for a day before year 1 or after 9999, and for a value of more digits than `EXACT` holds.
    """
    if not isinstance(formula, Step):
        return _look_up(formula, facts, parameters)
    try:
        with localcontext(EXACT):
            return _compute(formula, facts, parameters)
    except (OverflowError, ValueError, Inexact) as error:
        raise FactError(
            _first_fact(formula), "no day of the calendar and no number of bearable length comes of it"
        ) from error


def _look_up(
    formula: FactRef | ParamRef | Literal, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]
) -> Computed:
    if isinstance(formula, Literal):
        return Computed(cast("Decimal | date", formula.value))
    source: Mapping[str, Any] = facts if isinstance(formula, FactRef) else parameters
    value = source.get(formula.name)
    return Computed(value, Nothing if value is not None else frozenset((formula.name,)))


def _compute(
    formula: Formula, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]
) -> Computed:
    if not isinstance(formula, Step):
        return _look_up(formula, facts, parameters)
    parts = [_compute(part, facts, parameters) for part in formula.parts]
    if any(part.value is None for part in parts):
        return Computed(None, Nothing.union(*(part.missing for part in parts)))
    return Computed(_OPERATIONS[formula.op].run(*(part.value for part in parts)))


def _first_fact(formula: Formula) -> str:
    return next((part.name for part in references(formula) if isinstance(part, FactRef)), "formula")


def references(formula: Formula) -> Iterator[FactRef | ParamRef]:
    """The facts and parameters a formula rests on, in order."""
    if isinstance(formula, FactRef | ParamRef):
        yield formula
    elif isinstance(formula, Step):
        for part in formula.parts:
            yield from references(part)
