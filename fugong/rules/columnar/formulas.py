"""Formulas over columns: money in whole fen exactly, and days.

Money is computed in 64-bit whole numbers. A column of doubles becomes whole numbers of a fixed scale: two decimals for
money, six for a rate. A double × 10ˢ is off by at most 2.3·10⁻¹⁶ of itself and two numbers of 15 digits differ by at
least 10⁻¹⁵, so what lies nearer than `NOISE` to a whole number below 10¹⁵ stands for that number exactly. Rows that
this does not fit (half a fen in the data, a product beyond 64 bits) are told by `fits` and computed by `compute`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from functools import partial, reduce
from operator import add, sub
from typing import cast

import polars as pl

from fugong.rules.columnar.conditions import Parameters, column, read_row
from fugong.rules.errors import FactError
from fugong.rules.formulas import Formula, Step, compute, references
from fugong.rules.money import EXACT, to_fen
from fugong.rules.nodes import FactRef
from fugong.rules.vocabulary import FactType, Vocabulary

MONEY_DECIMALS = 2
RATE_DECIMALS = 6
FEN = 2
"""A yuan is 10² fen."""
LARGEST_FACT = 10**15
NOISE = 5e-16
LARGEST = 4 * 10**18
"""Whole numbers below it, and half of what rounding adds, stay within 64 bits."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """For each formula, by its name: a column `fen` (Int64) and a column `positive` (Boolean); null where unknown."""

    fen: pl.DataFrame
    positive: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Whole:
    """Values × 10^`scale` as whole numbers, each at most `bound` where `fits` (None: everywhere)."""

    values: pl.Expr
    scale: int
    bound: int
    fits: pl.Expr | None = None


def amounts(
    frame: pl.DataFrame, formulas: Mapping[str, Formula], vocabulary: Vocabulary, parameters: Parameters
) -> Amounts:
    """Every formula for every row, exactly: fen rounded half up from the exact value, as `to_fen(compute(…))`.

    Raises `FactError` for an amount of more fen than 64 bits hold.
    """
    names = sorted({name for formula in formulas.values() for name in _facts(formula)})
    whole = frame.with_columns(
        _scaled_fact(name, vocabulary).round().cast(pl.Int64, strict=False).alias(f"whole {name}")
        for name in names
    ).with_columns(_fits(name, vocabulary).alias(f"fits {name}") for name in names)
    stored = {
        name: _Whole(
            pl.col(f"whole {name}"), _decimals(vocabulary.facts[name]), LARGEST_FACT, pl.col(f"fits {name}")
        )
        for name in names
    }
    made = {name: _whole(formula, stored, parameters) for name, formula in formulas.items()}
    values = whole.with_columns(one.values.alias(f"value {name}") for name, one in made.items())
    made = {name: replace(one, values=pl.col(f"value {name}")) for name, one in made.items()}
    rounded = {name: _rounded(one, FEN) for name, one in made.items()}
    table = values.select(
        pl.repeat(None, pl.len(), dtype=pl.Boolean).alias("every row"),
        *(one.values.alias(f"fen {name}") for name, one in rounded.items()),
        *((one.values > 0).alias(f"positive {name}") for name, one in made.items()),
        *(one.fits.alias(f"fits {name}") for name, one in rounded.items() if one.fits is not None),
    )
    fen = {name: table[f"fen {name}"] for name in made}
    positive = {name: table[f"positive {name}"] for name in made}
    for name, formula in formulas.items():
        if rounded[name].fits is None:
            continue
        places = table[f"fits {name}"].not_().arg_true()
        if len(places):
            exact = _exactly(frame[places], formula, vocabulary, parameters)
            known = [(None, None) if one is None else (_fen(one, formula), one > 0) for one in exact]
            fen[name] = fen[name].scatter(places, [one for one, _ in known])
            positive[name] = positive[name].scatter(places, [one for _, one in known])
    return Amounts(
        pl.DataFrame([one.alias(name) for name, one in fen.items()]),
        pl.DataFrame([one.alias(name) for name, one in positive.items()]),
    )


def _exactly(
    frame: pl.DataFrame, formula: Formula, words: Vocabulary, parameters: Parameters
) -> list[Decimal | None]:
    if not (names := _facts(formula)):
        return [cast("Decimal | None", compute(formula, {}, parameters).value)] * frame.height
    rows = frame.select(column(name, words) for name in names).iter_rows(named=True)
    return [cast("Decimal | None", compute(formula, read_row(row, words), parameters).value) for row in rows]


def _fen(value: Decimal, formula: Formula) -> int:
    fen = to_fen(value)
    if abs(fen) >= 2**63:
        raise FactError(
            next(iter(_facts(formula)), "formula"), f"an amount of {value} yuan is beyond all bounds"
        )
    return fen


def _facts(formula: Formula) -> list[str]:
    return sorted({one.name for one in references(formula) if isinstance(one, FactRef)})


def _whole(formula: Formula, facts: Mapping[str, _Whole], parameters: Parameters) -> _Whole:
    if not _facts(formula):
        return _constant(cast("Decimal | None", compute(formula, {}, parameters).value))
    if isinstance(formula, FactRef):
        return facts[formula.name]
    assert isinstance(formula, Step)
    parts = [_whole(part, facts, parameters) for part in formula.parts]
    return reduce(_product, parts) if formula.op == "product" else reduce(_ALIKE[formula.op], parts)


def _constant(value: Decimal | None) -> _Whole:
    if value is None:
        return _Whole(pl.lit(None, dtype=pl.Int64), 0, 0)
    with localcontext(EXACT):
        scale = max(0, -cast(int, value.normalize().as_tuple().exponent))
        whole = int(value.scaleb(scale))
    if abs(whole) >= LARGEST:
        return _Whole(pl.lit(0, dtype=pl.Int64), 0, 0, pl.lit(False))
    return _Whole(pl.lit(whole, dtype=pl.Int64), scale, abs(whole))


def _decimals(kind: FactType) -> int:
    if kind.kind == "integer":
        return 0
    return RATE_DECIMALS if kind.at_most is not None and kind.at_most <= 1 else MONEY_DECIMALS


def _scaled_fact(name: str, words: Vocabulary) -> pl.Expr:
    return column(name, words) * 10.0 ** _decimals(words.facts[name])


def _fits(name: str, words: Vocabulary) -> pl.Expr:
    """Whether the whole number stands for the fact exactly; true where there is none."""
    scaled = _scaled_fact(name, words)
    size = scaled.abs()
    near = (scaled - pl.col(f"whole {name}")).abs() <= NOISE * size
    return (near & (size < LARGEST_FACT)).fill_null(True)


def _both(one: pl.Expr | None, other: pl.Expr | None) -> pl.Expr | None:
    return other if one is None else one if other is None else one & other


def _product(one: _Whole, other: _Whole) -> _Whole:
    return _checked(
        one.values * other.values,
        one.values.cast(pl.Float64) * other.values.cast(pl.Float64),
        one.scale + other.scale,
        one.bound * other.bound,
        _both(one.fits, other.fits),
    )


def _checked(values: pl.Expr, estimate: pl.Expr, scale: int, bound: int, fits: pl.Expr | None) -> _Whole:
    """Values that could pass 64 bits fit only where an estimate in doubles says that they do not."""
    if bound < LARGEST:
        return _Whole(values, scale, bound, fits)
    small = (estimate.abs() < float(LARGEST)).fill_null(True)
    return _Whole(values, scale, LARGEST, _both(fits, small))


def _scaled(whole: _Whole, scale: int) -> _Whole:
    more = scale - whole.scale
    if 10**more >= LARGEST:
        return _Whole(pl.lit(0, dtype=pl.Int64), scale, 0, pl.lit(False))
    return _product(whole, _Whole(pl.lit(10**more, dtype=pl.Int64), more, 10**more)) if more else whole


def _alike(one: _Whole, other: _Whole) -> tuple[_Whole, _Whole]:
    scale = max(one.scale, other.scale)
    return _scaled(one, scale), _scaled(other, scale)


def _add(one: _Whole, other: _Whole, sign: int = 1) -> _Whole:
    one, other = _alike(one, other)
    run = add if sign > 0 else sub
    return _checked(
        run(one.values, other.values),
        run(one.values.cast(pl.Float64), other.values.cast(pl.Float64)),
        one.scale,
        one.bound + other.bound,
        _both(one.fits, other.fits),
    )


def _choose(one: _Whole, other: _Whole, *, least: bool) -> _Whole:
    one, other = _alike(one, other)
    first = one.values <= other.values if least else one.values >= other.values
    chosen = pl.when(first).then(one.values).when(~first).then(other.values)
    return _Whole(chosen, one.scale, max(one.bound, other.bound), _both(one.fits, other.fits))


_ALIKE: Mapping[str, Callable[[_Whole, _Whole], _Whole]] = {
    "sum": _add,
    "difference": partial(_add, sign=-1),
    "least": partial(_choose, least=True),
    "greatest": partial(_choose, least=False),
}
"""Operations on values of one scale."""


def _rounded(whole: _Whole, scale: int) -> _Whole:
    """To fewer decimals, half away from zero."""
    fewer = whole.scale - scale
    if fewer <= 0:
        return _scaled(whole, scale)
    if 10**fewer >= LARGEST:
        return _Whole(pl.lit(0, dtype=pl.Int64), scale, 0, pl.lit(False))
    step = 10**fewer
    rounded = (whole.values.abs() + step // 2) // step
    return _Whole(pl.when(whole.values < 0).then(-rounded).otherwise(rounded), scale, LARGEST, whole.fits)


def day(formula: Formula, vocabulary: Vocabulary, parameters: Parameters) -> pl.Expr:
    """A formula of a date as a Date column; null where something is missing.

    A day beyond the calendar, which `compute` refuses, is not noticed here.
    """
    if not _facts(formula):
        return pl.lit(cast("date | None", compute(formula, {}, parameters).value), dtype=pl.Date)
    if isinstance(formula, FactRef):
        return column(formula.name, vocabulary)
    assert isinstance(formula, Step)
    if formula.op in ("months_after", "days_after"):
        start, count = formula.parts
        if _facts(count):
            return _each_day(formula, vocabulary, parameters)
        number = compute(count, {}, parameters).value
        if number is None:
            return pl.lit(None, dtype=pl.Date)
        unit = "mo" if formula.op == "months_after" else "d"
        return day(start, vocabulary, parameters).dt.offset_by(f"{int(cast(Decimal, number))}{unit}")
    parts = [day(part, vocabulary, parameters) for part in formula.parts]
    chosen = pl.min_horizontal(parts) if formula.op == "earliest" else pl.max_horizontal(parts)
    return pl.when(pl.all_horizontal(part.is_not_null() for part in parts)).then(chosen)


def _each_day(formula: Formula, words: Vocabulary, parameters: Parameters) -> pl.Expr:
    """What has no expression (a number of months that differs by row): row by row."""

    def run(rows: pl.Series) -> pl.Series:
        days = [compute(formula, read_row(row, words), parameters).value for row in rows]
        return pl.Series(days, dtype=pl.Date)

    names = _facts(formula)
    return pl.struct([column(name, words).alias(name) for name in names]).map_batches(
        run, return_dtype=pl.Date
    )
