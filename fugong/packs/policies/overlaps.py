"""Measures of several documents that give the same: nothing is counted twice. And who misses a measure by one condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fugong.packs.policies.matching import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    Answer,
    Judged,
    Matched,
    parameters_on,
    read_facts,
)
from fugong.packs.policies.schema import Measure, PolicyBook
from fugong.rules.evaluate import resolve
from fugong.rules.nodes import Leaf
from fugong.rules.parse import ORDER

_SHARED = ("same_benefit_as", "alternative_to")


def groups(measures: Iterable[Measure]) -> tuple[tuple[str, ...], ...]:
    """The measures in the order given, together with those of which only one can be had: the same benefit, alternatives."""
    ordered = list(measures)
    head = {one.id: one.id for one in ordered}

    def top(id: str) -> str:
        while head[id] != id:
            id = head[id]
        return id

    for one in ordered:
        for relation in one.relations:
            if relation.kind in _SHARED and relation.id in head:
                first, second = sorted((top(one.id), top(relation.id)), key=list(head).index)
                head[second] = first
    found: dict[str, list[str]] = {}
    for one in ordered:
        found.setdefault(top(one.id), []).append(one.id)
    return tuple(tuple(ids) for ids in found.values())


@dataclass(frozen=True, slots=True)
class Total:
    """What comes together in one unit. `counted` are the measures it is the sum of; `left_out` those whose benefit is
    counted with another one of `counted`."""

    unit: str
    value: Decimal
    counted: tuple[str, ...]
    left_out: tuple[str, ...]


def totals(answer: Answer) -> tuple[Total, ...]:
    """The money of all eligible measures by unit, of each group the largest amount only. Rates are never added up, nor
    sums that are only the base of a benefit."""
    money = {
        one.measure.id: one
        for one in answer.measures
        if one.status == ELIGIBLE and one.amount is not None and one.measure.amount is not None
        and one.measure.amount.unit != "rate" and one.measure.amount.kind == "benefit"
    }  # fmt: skip
    units: dict[str, tuple[list[Matched], list[str]]] = {}
    for group in groups(one.measure for one in answer.measures):
        by_unit: dict[str, list[Matched]] = {}
        for id in group:
            if id in money:
                by_unit.setdefault(money[id].measure.amount.unit, []).append(money[id])  # type: ignore[union-attr]
        for unit, found in by_unit.items():
            largest = max(found, key=lambda one: one.amount or Decimal(0))
            counted, left_out = units.setdefault(unit, ([], []))
            counted.append(largest)
            left_out += [one.measure.id for one in found if one is not largest]
    return tuple(
        Total(
            unit,
            sum((one.amount or Decimal(0) for one in counted), Decimal(0)),
            tuple(one.measure.id for one in counted),
            tuple(left_out),
        )
        for unit, (counted, left_out) in units.items()
    )


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A measure that one condition alone stands in the way of. `by` is how far the fact is from the bound (None: it is no
    matter of more or less); `unknown` conditions may still fail as well."""

    measure: Measure
    condition: Judged
    fact: str | None
    by: Decimal | None
    unknown: tuple[str, ...]


def near_misses(book: PolicyBook, facts: Mapping[str, object], answer: Answer) -> tuple[NearMiss, ...]:
    """The measures that exactly one condition stands in the way of, in the catalogue's order."""
    known, parameters = read_facts(book, facts), parameters_on(book, answer.on)
    found = []
    for one in answer.measures:
        failing = [each for each in one.conditions if each.holds is False]
        if one.status != NOT_ELIGIBLE or len(failing) != 1 or one.worthless:
            continue
        node, fact, by = failing[0].condition.node, None, None
        if isinstance(node, Leaf) and node.op in ORDER:
            fact = node.subject.name
            value, _ = resolve(node.subject, known, parameters)
            bound, _ = resolve(node.value, known, parameters)
            if isinstance(value, Decimal) and isinstance(bound, Decimal):
                by = value - bound
            elif isinstance(value, date) and isinstance(bound, date):
                by = Decimal((value - bound).days)
        found.append(NearMiss(one.measure, failing[0], fact, by, one.unknown))
    return tuple(found)
