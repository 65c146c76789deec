"""Which fact to ask for next: the one whose answer settles the most measures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from fugong.packs.policies.matching import UNKNOWN, Facts, Matched, match_read, parameters_on, read_facts
from fugong.packs.policies.schema import PolicyBook
from fugong.rules import FactError, FactType
from fugong.rules.nodes import FactRef, Leaf, Literal, ParamRef, walk
from fugong.rules.values import Value

_ELSEWHERE = {"region": "000000", "industry": "T"}
"""A code that no measure speaks of."""
_REGION_DIGITS = 6
_MOST_VALUES = 12
"""As many values of one fact are tried at most."""
_FINE, _COARSE = Decimal("0.0001"), Decimal(1)

Score = tuple[Decimal, Decimal, int]


def next_question(
    book: PolicyBook, facts: Mapping[str, object], on: date, never: Collection[str] = ()
) -> str | None:
    """The fact whose answer settles the most measures on average over its plausible values; None: nothing is open.

    An open status counts before an open amount or deadline; ties go by the order of the facts. What only an authority
    decides is never asked, nor what is in `never` (what somebody answered with "don't know").
    """
    known = read_facts(book, facts)
    open_by_fact: dict[str, list[Matched]] = {}
    for one in match_read(book, known, on).measures:
        for fact in one.missing:
            if fact in book.cards and fact not in never:
                open_by_fact.setdefault(fact, []).append(one)
    compared = marks(book, on)
    best: tuple[Score, str] | None = None
    for fact in book.cards:
        if fact in open_by_fact:
            values = plausible(book, known, on, fact, compared.get(fact, ()))
            score = _score(book, known, on, fact, values, open_by_fact[fact])
            if best is None or score > best[0]:
                best = score, fact
    return best[1] if best else None


def _score(
    book: PolicyBook, known: Facts, on: date, fact: str, values: Sequence[Value], waiting: Sequence[Matched]
) -> Score:
    statuses = answers = 0
    measures = [one.measure for one in waiting]
    for value in values:
        told = match_read(book, Facts({**known, fact: value}), on, measures).measures
        for before, after in zip(waiting, told, strict=True):
            statuses += before.status == UNKNOWN and after.status != UNKNOWN
            answers += not after.missing
    tried = max(len(values), 1)
    return Decimal(statuses) / tried, Decimal(answers) / tried, len(waiting)


def plausible(
    book: PolicyBook, known: Mapping[str, Value], on: date, fact: str, compared: Iterable[Value]
) -> tuple[Value, ...]:
    """Values that tell a fact's answers apart: both of a boolean; below, at and above each bound; each code and another.

    `compared` is what the fact is compared with, see `marks`.
    """
    kind = book.words.facts[fact]
    if kind.kind == "boolean":
        return (True, False)
    if kind.kind == "date":
        return (on,)
    bounds = set(compared)
    if kind.kind == "text":
        codes = {str(one).ljust(_REGION_DIGITS, "0") if fact == "region" else str(one) for one in bounds}
        if fact == "industry":
            codes |= set(book.sizes.industries)
        found: list[Value] = sorted(codes | ({_ELSEWHERE[fact]} if fact in _ELSEWHERE else set()))
    else:
        code = known.get("industry")
        rows = book.sizes.rows_of(code if isinstance(code, str) else None)
        bounds |= {bound for row in rows if row for bound in row.bounds.get(fact, ())}
        step = _FINE if kind.at_most is not None else _COARSE
        found = sorted({Decimal(mark) + side for mark in bounds or {1} for side in (-step, 0, step)})  # type: ignore[arg-type]
    fitting = [value for value in found if _fits(kind, fact, value)]
    every = max(1, -(-len(fitting) // _MOST_VALUES))
    return tuple(fitting[::every]) if kind.kind != "text" else tuple(fitting)


def _fits(kind: FactType, fact: str, value: Value) -> bool:
    try:
        kind.read(fact, value)
    except FactError:
        return False
    return True


def marks(book: PolicyBook, on: date) -> dict[str, set[Value]]:
    """What each fact is compared with in the conditions of a book: bounds and codes."""
    parameters = parameters_on(book, on)
    found: dict[str, set[Value]] = {}
    for measure in book.measures.values():
        for condition in measure.conditions:
            for leaf in walk(condition.node):
                if isinstance(leaf, Leaf) and isinstance(leaf.subject, FactRef):
                    found.setdefault(leaf.subject.name, set()).update(_values(leaf, parameters))
    return found


def _values(leaf: Leaf, parameters: Mapping[str, Value | None]) -> Iterator[Value]:
    if isinstance(leaf.value, Literal):
        given: Value | None = leaf.value.value
    else:
        given = parameters.get(leaf.value.name) if isinstance(leaf.value, ParamRef) else None
    if isinstance(given, tuple):
        yield from given
    elif given is not None:
        yield given
