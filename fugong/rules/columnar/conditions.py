"""Conditions as polars expressions: Boolean columns in which null is unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any, cast

import polars as pl

from fugong.rules.evaluate import evaluate, resolve
from fugong.rules.nodes import (
    All,
    DaysAfter,
    FactRef,
    Leaf,
    Literal,
    Node,
    Not,
    Operand,
    ParamRef,
    facts_used,
    operand_facts,
    walk,
)
from fugong.rules.values import Value
from fugong.rules.vocabulary import Vocabulary

Parameters = Mapping[str, Value | None]

DTYPES: Mapping[str, pl.DataType] = {
    "boolean": pl.Boolean(),
    "number": pl.Float64(),
    "integer": pl.Float64(),
    "text": pl.String(),
    "choice": pl.String(),
    "list": pl.List(pl.String()),
    "date": pl.Date(),
}
"""The type of a fact's column by the fact's kind; other types are cast to it."""

UNKNOWN = pl.lit(None, dtype=pl.Boolean)


def expression(node: Node, vocabulary: Vocabulary, parameters: Parameters | None = None) -> pl.Expr:
    """`node` over a frame with a column for each of its facts: true, false, or null where it is unknown.

    Kleene's logic, as `evaluate`. The frame's values are expected to have been read (`Vocabulary.read_facts`): NaN or a
    number of more than 15 digits is not noticed here, nor a day beyond the calendar. A node without facts gives a
    literal, which a `with_columns` spreads over all rows.
    """
    return _node(node, lambda leaf: _leaf(leaf, vocabulary, parameters or {}))


def answers(
    frame: pl.DataFrame,
    nodes: Mapping[str, Node],
    vocabulary: Vocabulary,
    parameters: Parameters | None = None,
) -> pl.DataFrame:
    """Many nodes at once: a Boolean column for each, by its name; the same answers as `expression`, sooner.

    Each comparison is made once, however many nodes share it, and a comparison of texts once for each distinct text.
    """
    leaves = {part.key: part for node in nodes.values() for part in walk(node) if isinstance(part, Leaf)}
    of_texts: dict[str, list[Leaf]] = {}
    for leaf in leaves.values():
        if (fact := _only_text(leaf, vocabulary)) is not None:
            of_texts.setdefault(fact, []).append(leaf)
    seen = {leaf.key for some in of_texts.values() for leaf in some}
    table = frame.with_columns(
        expression(leaf, vocabulary, parameters).alias(key) for key, leaf in leaves.items() if key not in seen
    ).with_columns(
        one for fact, some in of_texts.items() for one in _by_text(frame, fact, some, vocabulary, parameters)
    )
    return table.with_columns(
        _node(node, lambda leaf: pl.col(leaf.key)).alias(f"answer {name}") for name, node in nodes.items()
    ).select(pl.col(f"answer {name}").alias(name) for name in nodes)


def _only_text(leaf: Leaf, words: Vocabulary) -> str | None:
    """The text fact that a comparison rests on alone; None where there is none, or more than one."""
    used = facts_used(leaf)
    if leaf.op == "known" or not isinstance(leaf.subject, FactRef) or used != {leaf.subject.name}:
        return None
    return leaf.subject.name if words.facts[leaf.subject.name].kind in ("text", "choice") else None


def _by_text(
    frame: pl.DataFrame, fact: str, leaves: list[Leaf], words: Vocabulary, parameters: Parameters | None
) -> list[pl.Series]:
    texts = frame.select(column(fact, words)).to_series()
    distinct = texts.drop_nulls().unique()
    places = texts.cast(pl.Enum(distinct)).to_physical()
    judged = (
        distinct.alias(fact)
        .to_frame()
        .with_columns(expression(leaf, words, parameters).alias(leaf.key) for leaf in leaves)
    )
    return [judged[leaf.key].gather(places) for leaf in leaves]


def column(fact: str, vocabulary: Vocabulary) -> pl.Expr:
    """The column of a fact in its type."""
    return pl.col(fact).cast(DTYPES[vocabulary.facts[fact].kind])


def read_row(row: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Value]:
    """A row of a frame as facts in exact form; a double is read by its shortest written form."""
    return vocabulary.read_facts(row)


def _node(node: Node, compared: Callable[[Leaf], pl.Expr]) -> pl.Expr:
    if isinstance(node, Leaf):
        return compared(node)
    if isinstance(node, Not):
        return ~_node(node.child, compared)
    every = isinstance(node, All)
    parts = [_node(child, compared) for child in node.children]
    return reduce(and_ if every else or_, parts) if parts else pl.lit(every)


def _leaf(leaf: Leaf, words: Vocabulary, parameters: Parameters) -> pl.Expr:
    if not facts_used(leaf):
        return pl.lit(evaluate(leaf, {}, parameters).holds, dtype=pl.Boolean)
    if leaf.op == "known":
        return _known(leaf, words, parameters)
    if leaf.op in _LISTED:
        listed = None if operand_facts(leaf.value) else resolve(leaf.value, {}, parameters)[0]
        if operand_facts(leaf.value) or isinstance(leaf.subject, ParamRef):
            return _each_row(leaf, words, parameters)
        if listed is None:
            return UNKNOWN
        return _LISTED[leaf.op](_operand(leaf.subject, words, parameters), cast("tuple[Any, ...]", listed))
    left = _operand(leaf.subject, words, parameters)
    right = _operand(leaf.value, words, parameters)
    if leaf.op == "within_days_of":
        past = (right - left).dt.total_days()
        return (past >= 0) & (past <= _whole(cast(Operand, leaf.days), words, parameters))
    if leaf.op in ("is", "is_not") and isinstance(leaf.value, Literal) and isinstance(leaf.value.value, bool):
        return left if leaf.value.value == (leaf.op == "is") else ~left
    return cast(pl.Expr, getattr(left, _COMPARISONS[leaf.op])(right))


_COMPARISONS = {"is": "eq", "is_not": "ne", "below": "lt", "at_most": "le", "at_least": "ge", "above": "gt"}


def _known(leaf: Leaf, words: Vocabulary, parameters: Parameters) -> pl.Expr:
    if isinstance(leaf.value, Literal) and isinstance(leaf.subject, FactRef):
        found = pl.col(leaf.subject.name)
        return found.is_not_null() if leaf.value.value else found.is_null()
    return _each_row(leaf, words, parameters)


def _operand(operand: Operand, words: Vocabulary, parameters: Parameters) -> pl.Expr:
    if isinstance(operand, FactRef):
        return column(operand.name, words)
    if not operand_facts(operand):
        return literal(resolve(operand, {}, parameters)[0])
    assert isinstance(operand, DaysAfter)
    start = _operand(operand.start, words, parameters)
    return start + pl.duration(days=_whole(operand.days, words, parameters))


def _whole(operand: Operand, words: Vocabulary, parameters: Parameters) -> pl.Expr:
    return _operand(operand, words, parameters).cast(pl.Int64)


def literal(value: Value | None) -> pl.Expr:
    """A value of a rule as it stands in columns."""
    return pl.lit(plain_cell(value))


def plain_cell(value: Any) -> bool | float | str | date | None:
    """A decimal as the nearest double, anything else as it is."""
    return float(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value


def _member(left: pl.Expr, listed: tuple[Any, ...]) -> pl.Expr:
    return left.is_in([plain_cell(one) for one in listed])


def _overlap(left: pl.Expr, listed: tuple[Any, ...]) -> pl.Expr:
    return reduce(or_, [left.list.contains(one) for one in listed])


def _prefix(left: pl.Expr, listed: tuple[Any, ...]) -> pl.Expr:
    return reduce(or_, [left.str.starts_with(str(one)) for one in listed])


def _within(left: pl.Expr, listed: tuple[Any, ...]) -> pl.Expr:
    coarser = sorted({str(one)[:length] for one in listed for length in range(len(str(one)))})
    too_coarse = left.is_null() | left.is_in(coarser)
    return pl.when(_prefix(left, listed)).then(True).when(too_coarse).then(UNKNOWN).otherwise(False)


_LISTED: Mapping[str, Callable[[pl.Expr, tuple[Any, ...]], pl.Expr]] = {
    "in": _member,
    "not_in": lambda left, listed: ~_member(left, listed),
    "has_any": _overlap,
    "has_none": lambda left, listed: ~_overlap(left, listed),
    "starts_with": _prefix,
    "within": _within,
}
"""Operators with a list on the right."""


def _each_row(leaf: Leaf, words: Vocabulary, parameters: Parameters) -> pl.Expr:
    """What has no expression (a list that is a fact itself): row by row."""
    names = sorted(facts_used(leaf))

    def judge(rows: pl.Series) -> pl.Series:
        answers = [evaluate(leaf, read_row(row, words), parameters).holds for row in rows]
        return pl.Series(answers, dtype=pl.Boolean)

    return pl.struct([column(name, words).alias(name) for name in names]).map_batches(
        judge, return_dtype=pl.Boolean
    )
