"""The two evaluators have one meaning: each cell of a whole city is what one enterprise would be answered."""

import random
from datetime import date

import polars as pl
import pytest

from fugong.packs import policies
from fugong.packs.policies.columnar import match_many
from fugong.packs.policies.matching import STATUSES, Facts, match_read
from fugong.rules import to_fen
from fugong.rules.columnar import DTYPES
from fugong.rules.columnar.conditions import plain_cell
from tests.packs.policies.enterprises import random_enterprise, values_of

MANY = 20_000
BOOK = policies.load("jiaozuo_2020")


def frame_of(enterprises):
    columns = {
        name: pl.Series(name, [plain_cell(one.get(name)) for one in enterprises], dtype=DTYPES[kind.kind])
        for name, kind in BOOK.words.facts.items()
    }
    return pl.DataFrame(list(columns.values()))


def differences(enterprises, on):
    """(row, measure, cell of the columns, what the enterprise is answered) wherever they differ."""
    columns = match_many(BOOK, frame_of(enterprises), on)
    cells = {
        measure: list(
            zip(
                *(
                    table[measure].to_list()
                    for table in (columns.status, columns.fen, columns.failing, columns.unknown)
                ),
                strict=True,
            )
        )
        for measure in BOOK.measures
    }
    ids = {measure: columns.condition_ids(measure) for measure in BOOK.measures}
    for row, facts in enumerate(enterprises):
        for one in match_read(BOOK, Facts(facts), on).measures:
            id = one.measure.id
            rate = one.measure.amount is not None and one.measure.amount.unit == "rate"
            fen = None if one.amount is None or rate else to_fen(one.amount)
            wanted = (STATUSES.index(one.status), fen, bits(ids[id], one.failing), bits(ids[id], one.unknown))
            if cells[id][row] != wanted:
                yield row, id, cells[id][row], wanted


def bits(ids, names):
    return sum(1 << ids.index(name) for name in names)


@pytest.mark.parametrize(
    ("on", "many", "seed"),
    [
        *((date(2020, 3, 1), MANY // 4, seed) for seed in range(20, 24)),
        (date(2020, 2, 6), 500, 20),
        (date(2022, 6, 1), 500, 20),
    ],
)
def test_twenty_thousand_enterprises_with_holes_get_the_same_answers_both_ways(on, many, seed):
    """In parts, so that several processes share them."""
    chance = random.Random(seed)
    values = values_of(BOOK, on)
    enterprises = [random_enterprise(BOOK, values, chance) for _ in range(many)]

    assert next(differences(enterprises, on), None) is None
