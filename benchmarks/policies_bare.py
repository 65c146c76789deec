"""The least that answers the same: one polars expression a measure, written straight from its conditions.

It takes sizes as given, computes money in doubles, and leaves out what makes the rest worth having: nothing is checked, no
row is computed exactly where doubles do not do, a formula or an operator that the measures do not use is not known here.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from operator import add, and_, mul, or_, sub
from typing import Any

import polars as pl

from fugong.packs.policies import Measure, PolicyBook
from fugong.packs.policies.matching import parameters_on
from fugong.rules.formulas import Step
from fugong.rules.nodes import All, AnyOf, FactRef, Leaf, Literal, Not, ParamRef

BENEFIT, CENTS = 128, 100
_OPERATIONS = {"product": mul, "difference": sub, "sum": add}


def answers(book: PolicyBook, frame: pl.DataFrame, on: date) -> pl.DataFrame:
    """Status, fen, failing and unknown of each measure, three-valued. Conditions that measures share are columns."""
    values = parameters_on(book, on)
    nodes = {id(one.node): one.node for measure in book.measures.values() for one in measure.conditions}
    table = frame.with_columns(_holds(node, values).alias(str(key)) for key, node in nodes.items())
    table = table.with_columns(one for measure in book.measures.values() for one in _masks(measure, values))
    return table.select(one for measure in book.measures.values() for one in _answer(measure, values, on))


def _masks(measure: Measure, values: Any) -> Iterator[pl.Expr]:
    conditions = [pl.col(str(id(one.node))) for one in measure.conditions]
    failing = _mask(~one for one in conditions)
    if measure.amount is not None:
        nothing = (_number(measure.amount.formula, values) <= 0).fill_null(False)
        failing = failing | (nothing.cast(pl.UInt8) * pl.lit(BENEFIT, pl.UInt8))
    yield failing.alias(f"failing {measure.id}")
    yield _mask(one.is_null() for one in conditions).alias(f"unknown {measure.id}")


def _answer(measure: Measure, values: Any, on: date) -> Iterator[pl.Expr]:
    failing, unknown = pl.col(f"failing {measure.id}"), pl.col(f"unknown {measure.id}")
    status = pl.when(failing != 0).then(pl.lit(1, pl.UInt8)).when(unknown != 0).then(pl.lit(2, pl.UInt8))
    status = status.otherwise(pl.lit(0, pl.UInt8))
    if measure.until is not None and not isinstance(measure.until, Literal):
        over = _day(measure.until, values) < on
        status = pl.when(over).then(pl.lit(3, pl.UInt8)).otherwise(status)
    yield status.alias(f"status {measure.id}")
    yield failing
    yield unknown
    if measure.amount is not None:
        fen = (_number(measure.amount.formula, values) * CENTS).round().cast(pl.Int64)
        yield pl.when((failing | unknown) == 0).then(fen).alias(f"fen {measure.id}")


def _mask(bits: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(
        or_,
        [
            bit.fill_null(False).cast(pl.UInt8) * pl.lit(1 << place, pl.UInt8)
            for place, bit in enumerate(bits)
        ],
    )


def _holds(node: Any, values: Any) -> pl.Expr:
    if isinstance(node, All | AnyOf):
        return reduce(and_ if isinstance(node, All) else or_, [_holds(one, values) for one in node.children])
    if isinstance(node, Not):
        return ~_holds(node.child, values)
    assert isinstance(node, Leaf)
    left, right = pl.col(node.subject.name), _value(node.value, values)
    if node.op == "is":
        return left if right is True else ~left if right is False else left == right
    if node.op == "known":
        return left.is_not_null() if right else left.is_null()
    if node.op == "starts_with":
        return reduce(or_, [left.str.starts_with(one) for one in right])
    if node.op == "within":
        coarse = [one[:length] for one in right for length in range(1, len(one))]
        inside = reduce(or_, [left.str.starts_with(one) for one in right])
        return pl.when(left.is_in(coarse) & ~inside).then(None).otherwise(inside)
    bound = float(right)
    return {
        "below": left < bound,
        "at_most": left <= bound,
        "at_least": left >= bound,
        "above": left > bound,
    }[node.op]


def _value(operand: Any, values: Any) -> Any:
    return operand.value if isinstance(operand, Literal) else values[operand.name]


def _number(formula: Any, values: Any) -> pl.Expr:
    if isinstance(formula, FactRef):
        return pl.col(formula.name)
    if isinstance(formula, ParamRef):
        return pl.lit(float(values[formula.name]))
    if isinstance(formula, Literal):
        return pl.lit(float(formula.value))
    return reduce(_OPERATIONS[formula.op], [_number(part, values) for part in formula.parts])


def _day(formula: Any, values: Any) -> pl.Expr:
    if isinstance(formula, Literal):
        return pl.lit(formula.value)
    if isinstance(formula, FactRef):
        return pl.col(formula.name)
    assert isinstance(formula, Step)
    start, count = formula.parts
    return _day(start, values).dt.offset_by(f"{int(_value(count, values))}mo")
