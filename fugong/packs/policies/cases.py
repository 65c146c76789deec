"""Runs the cases that stand in a measure's file: facts, and the answer they must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fugong.packs.policies.matching import match_read, read_facts
from fugong.packs.policies.schema import Measure, PolicyBook
from fugong.rules import FactError, Fault
from fugong.rules.source import place_of

_KEYS = {"change", "on", "status", "amount", "deadline", "missing"}
_DAY = date(2020, 3, 1)
"""The day of a case that names none."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the facts it gives (None: not known), the day, and what is expected."""

    facts: Mapping[str, Any]
    on: date
    expected: Mapping[str, Any]
    file: str
    line: int


def cases(measure: Measure) -> Iterator[Case]:
    """The cases of a measure, each with its base filled in."""
    tests = measure.tests
    for one in tests.get("cases", ()):
        file, line = place_of(one)
        facts = {**tests.get("base", {}), **one.get("change", {})}
        on = one.get("on", tests.get("on", _DAY))
        yield Case(facts, on, {key: one[key] for key in one if key not in ("change", "on")}, file, line)


def run(book: PolicyBook, measure: Measure) -> Iterator[Fault]:
    """A fault for every case whose answer is another than expected."""
    for case in cases(measure):
        for key in case.expected:
            if key not in _KEYS:
                yield Fault(case.file, case.line, measure.id, f"unknown key {key!r}", f"Use {sorted(_KEYS)}.")
        try:
            answer = match_read(book, read_facts(book, case.facts), case.on, [measure]).measures[0]
        except FactError as error:
            yield Fault(case.file, case.line, measure.id, str(error), "Mend the facts of the case.")
            continue
        given = {
            "status": answer.status,
            "amount": answer.amount,
            "deadline": answer.deadline,
            "missing": sorted(answer.missing),
        }
        for key, value in case.expected.items():
            wanted = sorted(value) if key == "missing" else value
            if key in given and given[key] != wanted:
                text = f"{key} is {given[key]}, {wanted} is expected"
                yield Fault(case.file, case.line, measure.id, text, "Mend the rule or the case.")
