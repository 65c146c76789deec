"""The tree of a rule, as parsed: frozen, checked, ready to evaluate.

A node's `key` is the same for nodes that ask the same question; a `Memo` and a frame are asked once by it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fugong.rules.values import Text, Value, plain

ALWAYS = "always"
"""A rule that holds whatever the facts."""


@dataclass(frozen=True, slots=True)
class FactRef:
    """The value of a fact."""

    name: str


@dataclass(frozen=True, slots=True)
class ParamRef:
    """The value of a parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the rule."""

    value: Value


@dataclass(frozen=True, slots=True)
class DaysAfter:
    """The day `days` after (negative: before) the day `start`."""

    start: Operand
    days: Operand


Operand = FactRef | ParamRef | Literal | DaysAfter


@dataclass(frozen=True, slots=True)
class Reason:
    """What one labelled condition contributed; `holds` None is unknown."""

    id: str | None
    text: Text | None
    holds: bool | None
    articles: tuple[str, ...] = ()
    quote: str | None = None
    determination: str | None = None

    @property
    def article(self) -> str:
        """The first article, or an empty text."""
        return self.articles[0] if self.articles else ""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a node says about itself; a node with an id, a text or an article gives a reason.

    `determination` names the authority's decision the condition stands for; the evaluator only
    carries it. `reasons` holds the reason for each answer, made once; empty where none is given.
    """

    id: str | None = None
    text: Text | None = None
    articles: tuple[str, ...] = ()
    quote: str | None = None
    determination: str | None = None
    reasons: Mapping[bool | None, Reason] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        said = (self.articles, self.quote, self.determination)
        made = {holds: Reason(self.id, self.text, holds, *said) for holds in (True, False, None)}
        object.__setattr__(self, "reasons", made if self.speak else {})

    @property
    def speak(self) -> bool:
        """Whether the node gives a reason."""
        return bool(self.id or self.text or self.articles)


NO_LABELS = Labels()


def _key(form: str, parts: Iterable[str]) -> str:
    """One text for nodes that ask the same, whatever they are labelled and wherever they stand."""
    return sys.intern(f"{form}({', '.join(parts)})")


@dataclass(frozen=True, slots=True)
class All:
    """True when every child is; without children (`always`) true."""

    children: tuple[Node, ...]
    labels: Labels = NO_LABELS
    path: str = ""
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _key("all", (child.key for child in self.children)))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one child is."""

    children: tuple[Node, ...]
    labels: Labels = NO_LABELS
    path: str = ""
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _key("any", (child.key for child in self.children)))


@dataclass(frozen=True, slots=True)
class Not:
    """True when the child is false; unknown stays unknown."""

    child: Node
    labels: Labels = NO_LABELS
    path: str = ""
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", _key("not", (self.child.key,)))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison: `subject op value`. `days` belongs to `within_days_of` only."""

    subject: FactRef | ParamRef
    op: str
    value: Operand
    days: Operand | None = None
    labels: Labels = field(default=NO_LABELS)
    path: str = ""
    key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = (self.subject, self.op, self.value, *(() if self.days is None else (self.days,)))
        object.__setattr__(self, "key", _key("leaf", map(repr, parts)))


Node = All | AnyOf | Not | Leaf


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the file."""
    yield node
    if isinstance(node, All | AnyOf):
        for child in node.children:
            yield from walk(child)
    elif isinstance(node, Not):
        yield from walk(node.child)


def _parts(operand: Operand) -> Iterator[Operand]:
    yield operand
    if isinstance(operand, DaysAfter):
        yield from _parts(operand.start)
        yield from _parts(operand.days)


def operand_facts(operand: Operand) -> frozenset[str]:
    """The facts a value rests on."""
    return frozenset(part.name for part in _parts(operand) if isinstance(part, FactRef))


def _operands(node: Node) -> Iterator[Operand]:
    for part in walk(node):
        if isinstance(part, Leaf):
            yield from _parts(part.subject)
            yield from _parts(part.value)
            if part.days is not None:
                yield from _parts(part.days)


def facts_used(node: Node) -> frozenset[str]:
    """The facts the node can ask for."""
    return frozenset(part.name for part in _operands(node) if isinstance(part, FactRef))


def parameters_used(node: Node) -> frozenset[str]:
    """The parameters the node rests on."""
    return frozenset(part.name for part in _operands(node) if isinstance(part, ParamRef))


def operand_data(operand: Operand) -> Any:
    """The operand as JSON data."""
    if isinstance(operand, FactRef):
        return {"fact": operand.name}
    if isinstance(operand, ParamRef):
        return {"param": operand.name}
    if isinstance(operand, DaysAfter):
        return {"days_after": [operand_data(operand.start), operand_data(operand.days)]}
    return plain(operand.value)


def to_data(node: Node) -> Any:
    """The node as JSON data that `rules.js` evaluates; labels come along."""
    data: dict[str, Any]
    if isinstance(node, All):
        if not node.children and not node.labels.speak:
            return ALWAYS
        data = {"all": [to_data(child) for child in node.children]}
    elif isinstance(node, AnyOf):
        data = {"any": [to_data(child) for child in node.children]}
    elif isinstance(node, Not):
        data = {"not": to_data(node.child)}
    else:
        value = operand_data(node.value)
        if node.days is not None:
            value = [value, operand_data(node.days)]
        data = {**operand_data(node.subject), node.op: value}
    labels = node.labels
    for key, given in (
        ("id", labels.id),
        ("text", labels.text),
        ("article", list(labels.articles)),
        ("quote", labels.quote),
        ("determination", labels.determination),
    ):
        if given:
            data[key] = plain(given)
    return data
