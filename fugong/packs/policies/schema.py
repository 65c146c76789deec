"""What a policy measure is: who may have it, what it gives, until when, and the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fugong.packs.policies.sizes import SizeTable
from fugong.packs.schema import Article, Document
from fugong.rules import Formula, Node, Text, Vocabulary, parameters_used
from fugong.rules.formulas import references
from fugong.rules.nodes import ParamRef

EFFECTS = ("refund", "reduction", "deferral", "rate_cap", "subsidy", "finance", "service", "protection")
FORCES = ("must", "may", "encouraged")
"""应、不得 · 可 · 鼓励."""
UNITS = ("yuan", "yuan_per_month", "yuan_per_year", "rate")
KINDS = ("benefit", "base")
"""What an amount is: money the enterprise is given or spared, or the sum on which the benefit is computed."""
RELATIONS = ("same_benefit_as", "more_favourable_than", "alternative_to")
GROUPS = (
    "enterprise",
    "size",
    "situation",
    "staff",
    "finance",
    "tax",
    "insurance",
    "supplies",
    "trade",
    "other",
)
DETERMINATIONS = "determinations"
"""The fact that holds what authorities decided: measure id → true or false."""


def determination(measure: str) -> str:
    """The fact that a rule asks for a measure's determination."""
    return f"determination:{measure}"


@dataclass(frozen=True, slots=True)
class FactCard:
    """How a fact is asked: its question, a hint, and the paper that proves it (to bring along)."""

    group: str
    ask: Text
    hint: Text | None = None
    evidence: Text | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions of a measure, all of which must hold. `decided` by an authority: "only", "overrides" or ""."""

    id: str
    node: Node
    text: Text
    article: str
    quote: str
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a measure gives: a `unit` of `UNITS`, a `kind` of `KINDS`. `worth` fails as soon as nothing can come of it (R4)."""

    unit: str
    formula: Formula
    kind: str
    quote: str
    worth: Node


@dataclass(frozen=True, slots=True)
class Relation:
    """How a measure stands to another: a `kind` of `RELATIONS`."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One benefit an enterprise can claim or protection it can invoke, as its article gives it.

    In force from `since` on, through `until` where that is known. `tests` are its own cases, as written.
    """

    id: str
    article: str
    title: Text
    benefit: Text
    quote: str
    effect: str
    force: str
    since: date
    until: Formula | None
    until_quote: str
    conditions: tuple[Condition, ...]
    amount: Amount | None
    deadline: Formula | None
    departments: tuple[str, ...]
    relations: tuple[Relation, ...]
    readings: tuple[str, ...]
    tests: Mapping[str, Any] = field(default_factory=dict, compare=False)
    source: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class PolicyBook:
    """All measures of a pack, in the order of its catalogue, with the words they speak in.

    `words` are the facts enterprises give and, beyond them, what is derived: is_sme, size_class and a determination for
    each measure.
    """

    pack: str
    words: Vocabulary
    cards: Mapping[str, FactCard]
    shared: Mapping[str, Any]
    readings: Mapping[str, Text]
    sizes: SizeTable
    documents: Mapping[str, Document]
    articles: Mapping[str, Article]
    measures: Mapping[str, Measure]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts enterprises give, in the order of the catalogue."""
        return tuple(self.cards)

    def replaced(self, measures: Mapping[str, Measure]) -> PolicyBook:
        """The book with other versions of some measures, or with new ones at its end."""
        return replace(self, measures={**self.measures, **measures})


def parameters_of(measure: Measure) -> set[str]:
    """The parameters that its conditions, amount and dates rest on."""
    names: set[str] = set()
    for condition in measure.conditions:
        names |= parameters_used(condition.node)
    for formula in (measure.amount.formula if measure.amount else None, measure.deadline, measure.until):
        if formula is not None:
            names |= {one.name for one in references(formula) if isinstance(one, ParamRef)}
    return names
