"""The same rules over columns: cell by cell what `evaluate` and `compute` answer for each row."""

import random
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.rules import (
    FactError,
    compute,
    evaluate,
    parse,
    parse_formula,
    parse_vocabulary,
    resolve_parameters,
    to_fen,
)
from fugong.rules.columnar import DTYPES, amounts, answers, day, expression

WORDS = parse_vocabulary(
    {
        "b": {"type": "boolean"},
        "c": {"type": "boolean"},
        "money": {"type": "number"},
        "other_money": {"type": "number"},
        "rate": {"type": "number", "at_least": 0, "at_most": 1},
        "count": {"type": "integer"},
        "code": {"type": "text"},
        "size": {"type": "choice", "options": ["small", "large"]},
        "marks": {"type": "list", "options": ["x", "y", "z"]},
        "more_marks": {"type": "list", "options": ["x", "y", "z"]},
        "d": {"type": "date"},
        "on": {"type": "date"},
    },
    {
        "limit": {"type": "number", "value": Decimal("0.055")},
        "share": {"type": "number", "value": Decimal("0.5")},
        "days": {"type": "integer", "value": 14},
        "codes": {"type": "list", "value": ["F", "L7291", "N786"]},
        "start": {"type": "date", "value": date(2020, 3, 1)},
        "unset": {"type": "number"},
        "unset_list": {"type": "list"},
    },
)
PARAMETERS = resolve_parameters(WORDS)
MONEY = [
    0,
    "0.005",
    "0.05",
    "0.055",
    "0.0551",
    "30",
    "12345.67",
    "12345.675",
    "-0.005",
    "99999999999999.9",
    "1e14",
    "0.1",
]
VALUES = {
    "b": [True, False],
    "c": [True, False],
    "money": [Decimal(one) for one in MONEY],
    "other_money": [Decimal(one) for one in MONEY],
    "rate": [Decimal(one) for one in ("0", "0.05", "0.055", "0.0550001", "0.0551", "0.1234567", "1")],
    "count": [0, 1, 2, 29, 30, 31, -3, 10**14],
    "code": ["", "F", "F51", "L", "L72", "L7291", "L7292", "N7861", "M", "410802"],
    "size": ["small", "large"],
    "marks": [[], ["x"], ["x", "y"], ["z"]],
    "more_marks": [[], ["x"], ["y", "z"]],
    "d": [date(2020, 1, 31), date(2020, 2, 16), date(2020, 2, 29), date(2020, 3, 1), date(2019, 2, 28)],
    "on": [date(2020, 2, 29), date(2020, 3, 1)],
}


def holed(values):
    return st.one_of(st.none(), st.sampled_from(values))


ROWS = st.fixed_dictionaries({name: holed(values) for name, values in VALUES.items()})


COMPARED = [
    {"param": "limit"},
    {"param": "unset"},
    {"fact": "rate"},
    {"fact": "count"},
    {"fact": "other_money"},
]


def number_leaves():
    return st.one_of(
        st.builds(
            lambda op, value, name=name: {"fact": name, op: value},
            st.sampled_from(["is", "is_not", "below", "at_most", "at_least", "above"]),
            st.sampled_from([*literals, *COMPARED]),
        )
        for name, literals in (
            ("money", VALUES["money"]),
            ("rate", VALUES["rate"]),
            ("count", VALUES["count"]),
        )
    )


def date_leaves():
    days = st.one_of(
        st.sampled_from(VALUES["d"]),
        st.sampled_from([
            {"param": "start"},
            {"fact": "on"},
            {"days_after": [{"fact": "on"}, {"param": "days"}]},
            {"days_before": [{"param": "start"}, 1]},
        ]),
    )  # fmt: skip
    ordered = st.builds(
        lambda op, value: {"fact": "d", op: value},
        st.sampled_from(["is", "below", "at_most", "at_least", "above"]),
        days,
    )
    return st.one_of(
        ordered,
        st.builds(lambda start, n: {"fact": "d", "within_days_of": [start, n]}, days, st.integers(0, 20)),
    )


def listed_leaves():
    codes = st.one_of(
        st.lists(st.sampled_from(["F", "F5", "L7291", "N786", "41", "M"]), min_size=1, max_size=3),
        st.sampled_from([{"param": "codes"}, {"param": "unset_list"}, {"fact": "marks"}]),
    )
    return st.one_of(
        st.builds(
            lambda op, value: {"fact": "code", op: value},
            st.sampled_from(["in", "not_in", "starts_with", "within"]),
            codes,
        ),
        st.builds(
            lambda op, value: {"fact": "money", op: value},
            st.sampled_from(["in", "not_in"]),
            st.lists(st.sampled_from(VALUES["money"]), min_size=1, max_size=3),
        ),
        st.builds(
            lambda op, value: {"fact": "marks", op: value},
            st.sampled_from(["has_any", "has_none"]),
            st.one_of(
                st.lists(st.sampled_from("xyz"), min_size=1, max_size=2),
                st.sampled_from([{"param": "unset_list"}, {"fact": "more_marks"}]),
            ),
        ),
    )


LEAVES = st.one_of(
    st.builds(
        lambda name, op, value: {"fact": name, op: value},
        st.sampled_from("bc"),
        st.sampled_from(["is", "is_not"]),
        st.booleans(),
    ),
    st.sampled_from([{"fact": "b", "is": {"fact": "c"}}, {"fact": "size", "is": "small"}, {"fact": "size", "in": ["large"]}]),
    st.builds(lambda name, known: {"fact": name, "known": known}, st.sampled_from(sorted(VALUES)), st.booleans()),
    st.sampled_from([
        {"param": "unset", "above": 1},
        {"param": "limit", "above": 0},
        {"param": "limit", "below": {"fact": "rate"}},
        {"param": "unset", "known": False},
        {"param": "limit", "known": {"fact": "b"}},
        {"fact": "code", "known": {"fact": "b"}},
        {"param": "codes", "has_any": {"fact": "marks"}},
        "always",
    ]),
    number_leaves(),
    date_leaves(),
    listed_leaves(),
)  # fmt: skip
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)
NUMBERS = st.recursive(
    st.one_of(
        st.sampled_from([{"fact": name} for name in ("money", "other_money", "rate", "count")]),
        st.sampled_from([{"param": name} for name in ("limit", "share", "days", "unset")]),
        st.sampled_from([Decimal(one) for one in ("0", "1", "0.5", "-2", "0.0000001", "1e14")]),
    ),
    lambda inner: st.one_of(
        st.builds(
            lambda op, parts: {op: parts},
            st.sampled_from(["sum", "product", "least", "greatest"]),
            st.lists(inner, min_size=1, max_size=2),
        ),
        st.builds(lambda one, other: {"difference": [one, other]}, inner, inner),
    ),
    max_leaves=3,
)
DAYS = st.recursive(
    st.sampled_from([{"fact": "d"}, {"fact": "on"}, {"param": "start"}, date(2020, 1, 31)]),
    lambda inner: st.one_of(
        st.builds(
            lambda op, start, n: {op: [start, n]},
            st.sampled_from(["months_after", "days_after"]),
            inner,
            st.sampled_from([0, 1, 3, 12, -1, {"param": "days"}, {"param": "unset"}]),
        ),
        st.builds(
            lambda op, parts: {op: parts},
            st.sampled_from(["earliest", "latest"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
    ),
    max_leaves=4,
)


def frame_of(rows) -> pl.DataFrame:
    def cell(value):
        return float(value) if isinstance(value, Decimal) else value

    columns = {
        name: pl.Series(name, [cell(row[name]) for row in rows], dtype=DTYPES[kind.kind], strict=False)
        for name, kind in WORDS.facts.items()
    }
    return pl.DataFrame(columns)


def answers_of(rule, rows) -> list[bool | None]:
    return (
        frame_of(rows)
        .with_columns(expression(parse(rule, WORDS), WORDS, PARAMETERS).alias("answer"))["answer"]
        .to_list()
    )


@settings(max_examples=300)
@given(RULES, st.lists(ROWS, min_size=1, max_size=8))
def test_every_cell_is_what_evaluate_answers(rule, rows):
    node = parse(rule, WORDS)

    assert answers_of(rule, rows) == [evaluate(node, WORDS.read_facts(row), PARAMETERS).holds for row in rows]


@settings(max_examples=200)
@given(st.lists(RULES, min_size=1, max_size=4), st.lists(ROWS, max_size=8))
def test_many_rules_at_once_answer_as_each_alone(rules, rows):
    nodes = {str(place): parse(rule, WORDS) for place, rule in enumerate(rules)}

    found = answers(frame_of(rows), nodes, WORDS, PARAMETERS)

    assert found.columns == list(nodes)
    facts = [WORDS.read_facts(row) for row in rows]
    for name, node in nodes.items():
        assert found[name].to_list() == [evaluate(node, one, PARAMETERS).holds for one in facts]


def random_rows(count: int, seed: int) -> list[dict]:
    dice = random.Random(seed)

    def value(name):
        if dice.random() < 0.15:
            return None
        if name in ("money", "other_money") and dice.random() < 0.7:
            return Decimal(dice.randrange(-(10**6), 10 ** dice.randrange(1, 15))).scaleb(
                -dice.randrange(0, 4)
            )
        if name == "rate" and dice.random() < 0.5:
            return Decimal(dice.randrange(0, 10**5)).scaleb(-5)
        if name == "d" and dice.random() < 0.7:
            return date(2019, 1, 1) + timedelta(days=dice.randrange(800))
        return dice.choice(VALUES[name] if name != "count" else [0, 1, 29, 30, 31, 500])

    return [{name: value(name) for name in VALUES} for _ in range(count)]


CITY = random_rows(20_000, seed=20200224)
CITY_FACTS = [WORDS.read_facts(row) for row in CITY]
CITY_RULES = [
    {"all": [
        {"fact": "code", "starts_with": ["41", "F"]},
        {"fact": "b", "is": True},
        {"fact": "rate", "at_most": {"param": "limit"}},
    ]},
    {"any": [
        {"all": [{"fact": "code", "within": {"param": "codes"}}, {"fact": "b", "is": True}]},
        {"not": {"fact": "c", "is": False}},
    ]},
    {"any": [
        {"fact": "rate", "at_most": {"param": "limit"}},
        {"all": [{"fact": "count", "at_most": 30}, {"fact": "rate", "at_most": Decimal("0.2")}]},
    ]},
    {"all": [
        {"fact": "money", "above": 0},
        {"fact": "money", "at_most": 10_000_000},
        {"fact": "size", "in": ["small"]},
    ]},
    {"any": [{"fact": "d", "within_days_of": [{"fact": "on"}, 14]}, {"fact": "marks", "has_any": ["x", "z"]}]},
    {"not": {"any": [{"fact": "money", "above": {"fact": "other_money"}}, {"fact": "d", "known": False}]}},
    {"all": [
        {"fact": "code", "within": ["F5", "L72"]},
        {"fact": "d", "at_most": {"days_after": [{"fact": "on"}, {"param": "days"}]}},
    ]},
]  # fmt: skip


@pytest.mark.parametrize("rule", CITY_RULES)
def test_twenty_thousand_rows_with_holes_answer_alike(rule):
    node = parse(rule, WORDS)
    expected = [evaluate(node, facts, PARAMETERS).holds for facts in CITY_FACTS]

    assert answers_of(rule, CITY) == expected
    assert answers(frame_of(CITY), {"rule": node}, WORDS, PARAMETERS)["rule"].to_list() == expected


CITY_AMOUNTS = {
    "refund": {"product": [{"fact": "money"}, {"param": "share"}]},
    "fee": {"product": [{"fact": "money"}, {"difference": [{"fact": "rate"}, Decimal("0.01")]}]},
    "credit": {"difference": [{"fact": "money"}, {"fact": "other_money"}]},
    "rent": {"product": [{"fact": "money"}, {"sum": [1, {"product": [2, {"param": "share"}]}]}]},
    "days": {"product": [{"fact": "count"}, {"fact": "other_money"}]},
    "least": {"least": [{"fact": "money"}, {"fact": "other_money"}, 200000]},
    "beyond 64 bits of decimals": {"sum": [{"fact": "money"}, Decimal("1E-20")]},
    "greatest": {"greatest": [0, {"difference": [{"fact": "rate"}, {"param": "limit"}]}]},
    "award": Decimal(200000),
    "unset": {"product": [{"fact": "money"}, {"param": "unset"}]},
    "thrice": {"product": [{"fact": "money"}, {"fact": "rate"}, {"fact": "rate"}]},
}


def exact_amounts(formula, rows):
    made = [compute(formula, facts, PARAMETERS).value for facts in rows]
    return [None if one is None else to_fen(one) for one in made], [
        None if one is None else one > 0 for one in made
    ]


def test_the_amounts_of_twenty_thousand_rows_are_exact_to_the_fen():
    formulas = {name: parse_formula(raw, WORDS) for name, raw in CITY_AMOUNTS.items()}

    found = amounts(frame_of(CITY), formulas, WORDS, PARAMETERS)

    for name, formula in formulas.items():
        fen, positive = exact_amounts(formula, CITY_FACTS)
        assert found.fen[name].to_list() == fen, name
        assert found.positive[name].to_list() == positive, name


@settings(max_examples=300)
@given(NUMBERS, st.lists(ROWS, max_size=8))
def test_every_amount_is_what_compute_gives(raw, rows):
    formula = parse_formula(raw, WORDS)
    fen, positive = exact_amounts(formula, [WORDS.read_facts(row) for row in rows])

    if any(one is not None and abs(one) >= 2**63 for one in fen):
        with pytest.raises(FactError, match="beyond all bounds"):
            amounts(frame_of(rows), {"a": formula}, WORDS, PARAMETERS)
    else:
        found = amounts(frame_of(rows), {"a": formula}, WORDS, PARAMETERS)
        assert found.fen["a"].to_list() == fen
        assert found.positive["a"].to_list() == positive


@given(
    st.lists(st.tuples(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 9)), min_size=50, max_size=100)
)
def test_every_number_of_fifteen_digits_comes_to_its_own_fen(numbers):
    rows = [dict.fromkeys(VALUES) | {"money": Decimal(digits).scaleb(-places)} for digits, places in numbers]

    found = amounts(frame_of(rows), {"a": parse_formula({"fact": "money"}, WORDS)}, WORDS, PARAMETERS)

    assert found.fen["a"].to_list() == [to_fen(row["money"]) for row in rows]


@settings(max_examples=200)
@given(DAYS, st.lists(ROWS, min_size=1, max_size=8))
def test_every_day_is_what_compute_gives(raw, rows):
    formula = parse_formula(raw, WORDS, wants="date")

    found = frame_of(rows).with_columns(day(formula, WORDS, PARAMETERS).alias("day"))["day"].to_list()

    assert found == [compute(formula, WORDS.read_facts(row), PARAMETERS).value for row in rows]


def test_a_number_of_months_that_differs_by_row():
    formula = parse_formula({"months_after": [{"fact": "d"}, {"fact": "count"}]}, WORDS, wants="date")
    rows = [
        dict.fromkeys(VALUES) | one
        for one in ({"d": date(2020, 1, 31), "count": 1}, {"d": date(2020, 1, 31)})
    ]

    assert frame_of(rows).select(day(formula, WORDS, PARAMETERS)).to_series().to_list() == [
        date(2020, 2, 29),
        None,
    ]


def test_a_number_beyond_64_bits_is_computed_like_a_single_one():
    rows = [dict.fromkeys(VALUES) | {"money": money} for money in (Decimal("1e29"), Decimal("0.005"), None)]
    formula = parse_formula({"least": [{"fact": "money"}, 1]}, WORDS)

    found = amounts(frame_of(rows), {"a": formula}, WORDS, PARAMETERS)

    assert found.fen["a"].to_list() == [100, 1, None]
    assert found.positive["a"].to_list() == [True, True, None]


def test_importing_the_rules_does_not_import_polars():
    code = "import sys, fugong.rules; sys.exit('polars' in sys.modules or 'pyarrow' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
