"""Many enterprises against all measures at once, with the answers of `matching` cell by cell. Importing it imports polars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from operator import and_, or_
from typing import Any, cast

import polars as pl

from fugong.packs.policies.matching import (
    BENEFIT,
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_IN_FORCE,
    STATUSES,
    UNKNOWN,
    parameters_on,
)
from fugong.packs.policies.schema import Measure, PolicyBook
from fugong.packs.policies.sizes import CLASSES, CUTS, DECIDED, INDICATORS, SIZE_FACTS, SizeRow
from fugong.rules import facts_used
from fugong.rules.columnar import DTYPES, amounts, answers, day
from fugong.rules.formulas import references
from fugong.rules.nodes import FactRef, Literal, Node
from fugong.rules.values import as_date

ROWS = "rows"
_MASKS: Mapping[int, pl.DataType] = {8: pl.UInt8(), 16: pl.UInt16(), 32: pl.UInt32(), 64: pl.UInt64()}
"""Bits → the whole number that has as many."""


@dataclass(frozen=True, slots=True)
class Columns:
    """For each measure (a column named by its id) and each enterprise (a row, as in the frame that was matched):

    `status`: place in `STATUSES`, UInt8. `fen`: whole fen, Int64, null for a rate and where `match` has no amount.
    `failing` and `unknown`: unsigned, bit i stands for the measure's condition i; the bit after the last one in `failing`
    says that nothing comes of it (R4).
    """

    on: date
    measures: Mapping[str, Measure]
    status: pl.DataFrame
    fen: pl.DataFrame
    failing: pl.DataFrame
    unknown: pl.DataFrame

    def condition_ids(self, measure: str) -> tuple[str, ...]:
        """The ids that the bits of the masks stand for."""
        return (*(one.id for one in self.measures[measure].conditions), BENEFIT)


def match_many(book: PolicyBook, frame: pl.DataFrame, on: date) -> Columns:
    """The answer of every measure for every row of a frame on that day.

    The frame has a column for each fact that is known of anybody, named like it, and one named `determination(id)` for
    each decision; what it lacks is not known. Its values have been read (`tables.read_enterprises`). Raises `FactError` for an
    amount beyond all bounds.
    """
    return _Matching(book, on, tuple(book.measures.values())).run(frame)


class _Matching:
    """One book on one day, made into expressions. Conditions that are equal are judged once.

    A condition becomes two columns of 0 and 1, whether it fails and whether it is not known; a measure's masks are put
    together of them in the smallest whole numbers that hold their bits, which is where most of the time goes.
    """

    def __init__(self, book: PolicyBook, on: date, measures: Iterable[Measure]) -> None:
        self._book, self._on, self._measures = book, on, tuple(measures)
        self._parameters = parameters_on(book, on)
        self._nodes: dict[int, Node] = {}
        self._over: dict[str, bool | pl.Expr] = {}
        for measure in self._measures:
            self._over[measure.id] = self._is_over(measure)
            for condition in measure.conditions:
                self._nodes[id(condition.node)] = condition.node
            if measure.amount is not None:
                self._nodes[id(measure.amount.worth)] = measure.amount.worth

    def run(self, frame: pl.DataFrame) -> Columns:
        facts = _facts(self._book, frame, self._asked())
        words, parameters = self._book.words, self._parameters
        over = facts.select(
            _every_row(),
            *(one.alias(f"over {id}") for id, one in self._over.items() if isinstance(one, pl.Expr)),
        )
        nodes = {str(key): node for key, node in self._nodes.items()}
        holds = pl.concat([over, answers(facts, nodes, words, parameters)], how="horizontal")
        formulas = {one.id: one.amount.formula for one in self._measures if one.amount}
        money = amounts(facts, formulas, words, parameters)
        judged = pl.concat(
            [
                holds.select(
                    _every_row(),
                    pl.col("^over .*$"),
                    *(
                        (~pl.col(str(key))).fill_null(False).cast(pl.UInt8).alias(f"no {key}")
                        for key in self._nodes
                    ),
                    *(pl.col(str(key)).is_null().cast(pl.UInt8).alias(f"open {key}") for key in self._nodes),
                ),
                money.fen.rename(lambda id: f"fen {id}"),
                money.positive.rename(lambda id: f"positive {id}"),
            ],
            how="horizontal",
        )
        masks = judged.select(
            *(self._mask(one, self._failing(one)).alias(f"failing {one.id}") for one in self._measures),
            *(self._mask(one, self._unknown(one)).alias(f"unknown {one.id}") for one in self._measures),
        )
        table = pl.concat([judged, masks], how="horizontal")
        return Columns(
            self._on,
            {one.id: one for one in self._measures},
            status=table.select(
                _every_row(), *(self._status(one).alias(one.id) for one in self._measures)
            ).drop(ROWS),
            fen=table.select(_every_row(), *(self._fen(one).alias(one.id) for one in self._measures)).drop(
                ROWS
            ),
            failing=masks.select(pl.col(f"failing {one.id}").alias(one.id) for one in self._measures),
            unknown=masks.select(pl.col(f"unknown {one.id}").alias(one.id) for one in self._measures),
        )

    def _asked(self) -> frozenset[str]:
        """The facts that any condition or formula asks for."""
        asked: set[str] = set().union(*(facts_used(node) for node in self._nodes.values()))
        for measure in self._measures:
            for formula in (measure.until, measure.amount.formula if measure.amount else None):
                if formula is not None:
                    asked |= {one.name for one in references(formula) if isinstance(one, FactRef)}
        return frozenset(asked)

    def _is_over(self, measure: Measure) -> bool | pl.Expr:
        """Whether it is not in force that day; an end that is not known has not come (R9)."""
        if self._on < measure.since or measure.until is None:
            return self._on < measure.since
        if isinstance(measure.until, Literal):
            return self._on > as_date(measure.until.value)
        return (day(measure.until, self._book.words, self._parameters) < self._on).fill_null(False)

    def _failing(self, measure: Measure) -> list[pl.Expr]:
        found = [pl.col(f"no {id(one.node)}") for one in measure.conditions]
        if measure.amount is not None:
            paid = (
                pl.col(f"positive {measure.id}" if measure.amount.unit == "rate" else f"fen {measure.id}") > 0
            )
            worthless = pl.col(f"no {id(measure.amount.worth)}")
            found.append(worthless | (~paid).fill_null(False).cast(pl.UInt8))
        return found

    @staticmethod
    def _unknown(measure: Measure) -> list[pl.Expr]:
        return [pl.col(f"open {id(one.node)}") for one in measure.conditions]

    def _mask(self, measure: Measure, bits: Sequence[pl.Expr]) -> pl.Expr:
        kind = next(one for most, one in _MASKS.items() if len(measure.conditions) < most)
        over = self._over[measure.id]
        if over is True:
            return pl.repeat(0, pl.len(), dtype=kind)
        mask = reduce(or_, [_shifted(bit, place, kind) for place, bit in enumerate(bits)])
        return (
            mask
            if over is False
            else pl.when(~pl.col(f"over {measure.id}")).then(mask).otherwise(pl.lit(0, kind))
        )

    def _status(self, measure: Measure) -> pl.Expr:
        over = self._over[measure.id]
        if over is True:
            return _code(NOT_IN_FORCE)
        status = (
            pl.when(pl.col(f"failing {measure.id}") != 0)
            .then(_code(NOT_ELIGIBLE))
            .when(pl.col(f"unknown {measure.id}") != 0)
            .then(_code(UNKNOWN))
            .otherwise(_code(ELIGIBLE))
        )
        return (
            status
            if over is False
            else pl.when(pl.col(f"over {measure.id}")).then(_code(NOT_IN_FORCE)).otherwise(status)
        )

    def _fen(self, measure: Measure) -> pl.Expr:
        if measure.amount is None or measure.amount.unit == "rate" or self._over[measure.id] is True:
            return pl.lit(None, pl.Int64)
        clear = (pl.col(f"failing {measure.id}") == 0) & (pl.col(f"unknown {measure.id}") == 0)
        if self._over[measure.id] is not False:
            clear &= ~pl.col(f"over {measure.id}")
        return pl.when(clear).then(pl.col(f"fen {measure.id}"))


def _shifted(bit: pl.Expr, place: int, kind: pl.DataType) -> pl.Expr:
    wide = bit if kind == pl.UInt8 else bit.cast(kind)
    return wide * pl.lit(1 << place, kind) if place else wide


def _every_row() -> pl.Expr:
    """Nothing, as often as there are rows: what is literal beside it is spread over them."""
    return pl.repeat(None, pl.len(), dtype=pl.Boolean).alias(ROWS)


def _code(status: str) -> pl.Expr:
    return pl.lit(STATUSES.index(status), pl.UInt8())


def _facts(book: PolicyBook, frame: pl.DataFrame, asked: frozenset[str]) -> pl.DataFrame:
    """The columns of the facts asked for, in their types, with the sizes that follow from them."""
    derived = asked & set(DECIDED)
    wanted = (asked - derived) | (set(SIZE_FACTS) if derived else set())
    facts = frame.select(
        _every_row(),
        *(
            (pl.col(name) if name in frame.columns else pl.lit(None))
            .cast(DTYPES[book.words.facts[name].kind])
            .alias(name)
            for name in sorted(wanted)
        ),
    )
    return with_sizes(book, facts, derived) if derived else facts


def with_sizes(book: PolicyBook, facts: pl.DataFrame, derived: Iterable[str]) -> pl.DataFrame:
    """The frame with a column for each of `derived` (of `sizes.DECIDED`), from its columns of `SIZE_FACTS`.

    Each industry's bounds are joined to it by its code. A code that stands for several rows of the table is decided
    where they agree; one that is not classed, or not known, never (R14).
    """
    rows = {code: book.sizes.rows_of(code) for code in facts["industry"].unique().to_list()}
    plain = {code: found[0] for code, found in rows.items() if len(found) == 1 and found[0] is not None}
    several = {code: found for code, found in rows.items() if len(found) > 1 and None not in found}
    columns = [(fact, rank) for fact in INDICATORS.values() for rank in range(1, len(CLASSES))]
    bounds = pl.DataFrame(
        {"industry": list(plain)}
        | {f"{fact} {rank}": [_bound(row, fact, rank) for row in plain.values()] for fact, rank in columns},
        schema={"industry": pl.String} | {f"{fact} {rank}": pl.Float64 for fact, rank in columns},
    ).with_columns(pl.lit(True).alias("classed"))
    made = facts.join(bounds, on="industry", how="left", maintain_order="left")
    for name in sorted(derived):
        decided: pl.Expr = pl.when(pl.col("classed")).then(
            _decided(name, lambda fact, rank: pl.col(f"{fact} {rank}"))
        )
        for code, found in several.items():
            each = [_decided(name, partial(_literal_bound, row)) for row in found if row]
            agreed = pl.when(reduce(and_, [one == each[0] for one in each[1:]])).then(each[0])
            decided = pl.when(pl.col("industry") == code).then(agreed).otherwise(decided)
        made = made.with_columns(decided.alias(name))
    return made.select(*facts.columns, *sorted(derived))


def _bound(row: SizeRow | None, fact: str, rank: int) -> float | None:
    return float(row.bounds[fact][rank - 1]) if row is not None and fact in row.bounds else None


def _literal_bound(row: SizeRow, fact: str, rank: int) -> pl.Expr:
    return pl.lit(_bound(row, fact, rank), pl.Float64())


def _decided(name: str, bound: Callable[[str, int], pl.Expr]) -> pl.Expr:
    """What `name` is by the bounds of one row of the table; null while it is not decided."""

    def below(rank: int) -> pl.Expr:
        """Some indicator of the row does not reach the rank's bound."""
        return reduce(
            or_,
            [
                bound(fact, rank).is_not_null() & (pl.col(fact) < bound(fact, rank))
                for fact in INDICATORS.values()
            ],
        )

    if name in CUTS:
        return below(CUTS[name])
    found: Any = pl.when(~below(len(CLASSES) - 1)).then(pl.lit(CLASSES[-1]))
    for rank in range(1, len(CLASSES)):
        reached = ~below(rank - 1) if rank > 1 else pl.lit(True)
        found = found.when(reached & below(rank)).then(pl.lit(CLASSES[rank - 1]))
    return cast(pl.Expr, found)
