"""Size classes of enterprises (中小企业划型标准规定, 2011): decided as soon as what is known decides them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fugong.rules.source import fault_at
from fugong.rules.values import Value
from fugong.rules.vocabulary import check_keys

CLASSES = ("micro", "small", "medium", "large")
"""By rank: an enterprise has the lowest rank that any of its indicators reaches."""
SME = ("medium", "small", "micro")
INDICATORS = {"staff": "headcount", "revenue": "revenue", "assets": "total_assets"}
"""Indicators of the table and the facts they are."""
SIZE_FACTS = ("industry", *INDICATORS.values())
_IN_YUAN = ("revenue", "assets")
_TEN_THOUSAND = Decimal(10000)

Possible = frozenset[int | None]
"""Ranks that an enterprise may have by what is known; None: its industry is not classed."""


@dataclass(frozen=True, slots=True)
class SizeRow:
    """An industry's bounds: for each fact the least value of small, medium, large, in people or yuan."""

    id: str
    name: str
    bounds: Mapping[str, tuple[Decimal, Decimal, Decimal]]

    def possible(self, facts: Mapping[str, Value]) -> frozenset[int]:
        """The ranks that the known indicators allow."""
        known = [
            sum(facts[fact] >= bound for bound in bounds)  # type: ignore[operator]
            for fact, bounds in self.bounds.items()
            if fact in facts
        ]
        highest = min(known, default=len(CLASSES) - 1)
        return frozenset({highest}) if len(known) == len(self.bounds) else frozenset(range(highest + 1))


@dataclass(frozen=True, slots=True)
class Size:
    """What is known of an enterprise's size. `size_class` or `is_sme` None: undecided, or its industry is not classed.

    `class_missing` and `sme_missing` name the facts that could still decide each.
    """

    size_class: str | None
    is_sme: bool | None
    class_missing: frozenset[str]
    sme_missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class SizeTable:
    """The rows, and the row of an industry by prefix of its code (None: not classed)."""

    rows: Mapping[str, SizeRow]
    industries: Mapping[str, str | None]
    source: str

    def rows_of(self, code: str | None) -> tuple[SizeRow | None, ...]:
        """The rows a code may stand for: one, several where it is too coarse, all where it is not known."""
        if code is None:
            return (*self.rows.values(), None)
        names = {self.industries[one] for one in self.industries if code and one.startswith(code)}
        longest = max((one for one in self.industries if code.startswith(one)), key=len, default=None)
        if longest is not None:
            names.add(self.industries[longest])
        ordered = [row for row in self.rows.values() if row.id in names]
        return (*ordered, None) if None in names or not names else tuple(ordered)

    def judge(self, facts: Mapping[str, Value]) -> Size:
        """The size by the facts of `SIZE_FACTS` that are known."""
        code = facts.get("industry")
        rows = self.rows_of(code if isinstance(code, str) else None)
        possible: Possible = frozenset(
            rank for row in rows for rank in (row.possible(facts) if row else frozenset({None}))
        )
        classes = {None if rank is None else CLASSES[rank] for rank in possible}
        sme = {None if one is None else one in SME for one in classes}
        return Size(
            size_class=next(iter(classes)) if len(classes) == 1 else None,
            is_sme=next(iter(sme)) if len(sme) == 1 else None,
            class_missing=self._missing(rows, facts) if len(classes) > 1 else frozenset(),
            sme_missing=self._missing(rows, facts) if len(sme) > 1 else frozenset(),
        )

    @staticmethod
    def _missing(rows: tuple[SizeRow | None, ...], facts: Mapping[str, Value]) -> frozenset[str]:
        found = {fact for row in rows if row for fact in row.bounds if fact not in facts}
        return frozenset(found | ({"industry"} if len(rows) > 1 else set()))


def read_sizes(raw: Any) -> SizeTable:
    """Check and freeze the table; raises `RuleError`."""
    data = check_keys(raw, {"source", "confidence", "rows", "industries"}, "sizes")
    rows = {}
    for id, one in data["rows"].items():
        row = check_keys(one, {"name", *INDICATORS}, f"rows.{id}")
        bounds = {}
        for indicator, fact in INDICATORS.items():
            if indicator in row:
                given = row[indicator]
                if len(given) != len(CLASSES) - 1 or sorted(given) != list(given):
                    raise fault_at(one, f"rows.{id}.{indicator}", "three rising bounds are wanted", "Mend.")
                scale = _TEN_THOUSAND if indicator in _IN_YUAN else Decimal(1)
                small, medium, large = (Decimal(value) * scale for value in given)
                bounds[fact] = (small, medium, large)
        rows[id] = SizeRow(id, str(row["name"]), bounds)
    for prefix, id in data["industries"].items():
        if id is not None and id not in rows:
            raise fault_at(data, f"industries.{prefix}", f"unknown row {id!r}", "Name a row of the table.")
    return SizeTable(rows, dict(data["industries"]), str(data["source"]))
