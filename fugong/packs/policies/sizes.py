"""Size classes of enterprises (中小企业划型标准规定, 2011): decided as soon as what is known decides them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fugong.rules.source import fault_at
from fugong.rules.values import Value
from fugong.rules.vocabulary import check_keys

CLASSES = ("micro", "small", "medium", "large")
"""By rank: an enterprise has the lowest rank that any of its indicators reaches."""
INDICATORS = {"staff": "headcount", "revenue": "revenue", "assets": "total_assets"}
"""Indicators of the table and the facts they are."""
SIZE_FACTS = ("industry", *INDICATORS.values())
_IN_YUAN = ("revenue", "assets")
_TEN_THOUSAND = Decimal(10000)

Possible = frozenset[int | None]
"""Ranks that an enterprise may have by what is known; None: its industry is not classed."""
_NOT_CLASSED: Possible = frozenset({None})
CUTS = {"is_sme": CLASSES.index("large"), "is_small_or_micro": CLASSES.index("medium")}
"""An enterprise is it where its rank is below."""
DECIDED: Mapping[str, Callable[[int], Any]] = {
    "size_class": lambda rank: CLASSES[rank],
    "is_sme": lambda rank: rank < CUTS["is_sme"],
    "is_small_or_micro": lambda rank: rank < CUTS["is_small_or_micro"],
}
"""What follows from a rank, nothing where there is none. Each is decided as soon as all ranks that are possible agree."""


@dataclass(frozen=True, slots=True)
class SizeRow:
    """An industry's bounds: for each fact the least value of small, medium, large, in people or yuan."""

    id: str
    name: str
    bounds: Mapping[str, tuple[Decimal, Decimal, Decimal]]

    def possible(self, facts: Mapping[str, Value]) -> Possible:
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
    """What is known of an enterprise's size; None: undecided, or its industry is not classed.

    `missing` names, for each of `DECIDED`, the facts that could still decide it.
    """

    size_class: str | None
    is_sme: bool | None
    is_small_or_micro: bool | None
    missing: Mapping[str, frozenset[str]]


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
        # Rows of the same bounds are one: which of them it is decides nothing.
        ordered = {str(row.bounds): row for row in self.rows.values() if row.id in names}.values()
        return (*ordered, None) if None in names or not names else tuple(ordered)

    def judge(self, facts: Mapping[str, Value]) -> Size:
        """The size by the facts of `SIZE_FACTS` that are known."""
        code = facts.get("industry")
        rows = self.rows_of(code if isinstance(code, str) else None)
        possible = [(row, row.possible(facts) if row else _NOT_CLASSED) for row in rows]
        decided = {name: self._decide(possible, says, facts) for name, says in DECIDED.items()}
        return Size(
            **{name: value for name, (value, _) in decided.items()},
            missing={name: missing for name, (_, missing) in decided.items()},
        )

    @staticmethod
    def _decide(
        possible: Sequence[tuple[SizeRow | None, Possible]],
        says: Callable[[int], Any],
        facts: Mapping[str, Value],
    ) -> tuple[Any, frozenset[str]]:
        """What `says` makes of the ranks where they agree, else None and what could still decide it."""
        answers = [{None if rank is None else says(rank) for rank in ranks} for _, ranks in possible]
        together = set().union(*answers)
        if len(together) == 1:
            return next(iter(together)), frozenset()
        missing = {
            fact
            for (row, _), own in zip(possible, answers, strict=True)
            if row is not None and len(own) > 1
            for fact in row.bounds
            if fact not in facts
        }
        return None, frozenset(missing | ({"industry"} if len(possible) > 1 else set()))


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
