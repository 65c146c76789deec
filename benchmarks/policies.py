"""Policies: a city of 100,000 enterprises against every measure, and one enterprise with all reasons."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from benchmarks import policies_bare
from benchmarks.line import Line
from fugong.packs import policies
from fugong.packs.policies.columnar import match_many, with_sizes
from fugong.packs.policies.sizes import CUTS
from fugong.rules.columnar import DTYPES

MANY = 100_000
HOLES = 0.05
TIMES = 9
DAY = date(2020, 3, 1)
INDUSTRIES = (
    "C3979",
    "C2770",
    "C1353",
    "H6210",
    "F5299",
    "F5173",
    "G5430",
    "L7291",
    "N7861",
    "I6510",
    "M7320",
    "R8890",
)
REGIONS = ("410802", "410803", "410811", "410823", "410882", "410883", "410102")


def lines() -> Iterator[Line]:
    """The city beside the bare expressions in turns, so that both meet the same machine; then one enterprise."""
    book = policies.load("jiaozuo_2020")
    facts = _city(book)
    sized = with_sizes(book, facts, CUTS)
    ours, bare = [], []
    for _n in range(TIMES):
        ours.append(_milliseconds(lambda: match_many(book, facts, DAY)))
        bare.append(_milliseconds(lambda: policies_bare.answers(book, sized, DAY)))
    yield Line(
        name=f"policies, {MANY:,} × {len(book.measures)} measures",
        value=_middle(ours),
        unit="ms",
        reference="bare polars expressions",
        reference_value=_middle(bare),
        target="ratio <= 1.5",
        more="three-valued, with sizes, amounts in exact fen, masks of failing and unknown conditions",
    )
    one = _enterprise(book, facts)
    took = [_milliseconds(lambda: policies.match(book, one, DAY)) for _n in range(200)]
    nothing = [_milliseconds(lambda: policies.match(book, {}, DAY)) for _n in range(200)]
    yield Line(
        name="policies, one enterprise",
        value=_middle(took),
        unit="ms",
        reference="one of whom nothing is known",
        reference_value=_middle(nothing),
        target="<= 1",
        more="facts checked, every reason, what is missing, amounts and deadlines",
    )


def _milliseconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


def _middle(took: list[float]) -> float:
    return sorted(took)[len(took) // 2]


def _city(book: policies.PolicyBook) -> pl.DataFrame:
    """Invented enterprises, each fact missing of one in twenty."""
    chance = random.Random(5)
    draw: dict[str, Callable[[], object]] = {
        "region": lambda: chance.choice(REGIONS),
        "industry": lambda: chance.choice(INDUSTRIES),
        "headcount": lambda: float(int(chance.lognormvariate(3.5, 1.5))),
        "layoff_rate": lambda: round(chance.random() * 0.1, 4),
        "boolean": lambda: chance.random() < 0.5,
        "integer": lambda: float(chance.randrange(200)),
        "number": lambda: round(chance.lognormvariate(12, 2), 2),
        "rate": lambda: round(chance.random() * 0.2, 4),
        "date": lambda: date(2020, 1 + chance.randrange(12), 1 + chance.randrange(28)),
    }
    columns = []
    for fact, kind in book.words.facts.items():
        if fact in ("is_sme", "is_small_or_micro", "size_class"):
            continue
        form = "rate" if kind.at_most is not None else kind.kind
        value = draw.get(fact) or draw[form]
        hole = 1 - HOLES if fact not in book.cards or fact == "epidemic_end" else HOLES
        cells = [None if chance.random() < hole else value() for _n in range(MANY)]
        columns.append(pl.Series(fact, cells, dtype=DTYPES[kind.kind]))
    return pl.DataFrame(columns)


def _enterprise(book: policies.PolicyBook, facts: pl.DataFrame) -> dict[str, object]:
    row = facts.row(0, named=True)
    return {
        fact: Decimal(repr(value)) if isinstance(value, float) else value
        for fact, value in row.items()
        if fact in book.cards and value is not None
    }
