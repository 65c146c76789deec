"""Amounts and days from facts and parameters."""

from datetime import date
from decimal import Decimal

import pytest

from fugong.rules import (
    FactError,
    RuleError,
    compute,
    months_after,
    parse_formula,
    parse_vocabulary,
    resolve_parameters,
    to_fen,
)

WORDS = parse_vocabulary(
    {
        "paid": {"type": "number", "at_least": 0},
        "rate": {"type": "number", "at_least": 0, "at_most": 1},
        "due": {"type": "date"},
        "industry": {"type": "text", "pattern": "[A-T][0-9]{0,4}"},
        "open": {"type": "boolean"},
    },
    {
        "share": {"type": "number", "value": Decimal("0.5")},
        "months": {"type": "integer", "value": 3},
        "lpr": {
            "type": "number",
            "values": [
                {"from": date(2019, 11, 20), "value": Decimal("0.0415")},
                {"from": date(2020, 2, 20), "value": Decimal("0.0405")},
                {"from": date(2022, 1, 20), "value": None},
            ],
        },
    },
)


def value(raw, facts, on=date(2020, 3, 1), wants="number"):
    formula = parse_formula(raw, WORDS, wants=wants)
    return compute(formula, WORDS.read_facts(facts), resolve_parameters(WORDS, on=on))


def test_a_share_of_what_was_paid_is_exact():
    half = {"product": [{"fact": "paid"}, {"param": "share"}]}

    assert value(half, {"paid": Decimal("12345.67")}).value == Decimal("6172.835")
    assert value(half, {}).missing == {"paid"}


@pytest.mark.parametrize(
    ("yuan", "fen"), [("6172.835", 617284), ("0.004", 0), ("0.005", 1), ("-0.005", -1), ("0.0049999999", 0)]
)
def test_half_a_fen_is_rounded_up(yuan, fen):
    assert to_fen(Decimal(yuan)) == fen


def test_products_of_the_longest_numbers_are_rounded_once():
    longest = Decimal("99999999999999.9")
    made = value({"product": [{"fact": "paid"}, {"fact": "paid"}]}, {"paid": longest}).value

    assert made == Decimal("9999999999999980000000000000.01")
    assert to_fen(made) == 999999999999998000000000000001


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2020, 11, 30), 3, date(2021, 2, 28)),
        (date(2020, 4, 8), 3, date(2020, 7, 8)),
        (date(2020, 12, 15), 12, date(2021, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_else_on_the_months_last(day, months, after):
    assert months_after(day, months) == after


def test_a_deadline_needs_its_day():
    late = {"months_after": [{"fact": "due"}, {"param": "months"}]}

    assert value(late, {"due": "2020-03-15"}, wants="date").value == date(2020, 6, 15)
    assert value(late, {}, wants="date").missing == {"due"}


def test_a_day_beyond_the_calendar_is_the_facts_fault():
    with pytest.raises(FactError, match="due"):
        value({"months_after": [{"fact": "due"}, 120000]}, {"due": "9000-01-01"}, wants="date")


def test_a_number_too_long_to_be_exact_is_refused_and_never_rounded():
    with pytest.raises(FactError, match="paid"):
        value({"product": [{"fact": "paid"}] * 80}, {"paid": Decimal("1.23456789012345")})


@pytest.mark.parametrize("op", ["sum", "product", "least", "greatest"])
def test_an_operation_on_one_value_gives_it(op):
    assert value({op: [{"fact": "paid"}]}, {"paid": Decimal("0.1")}).value == Decimal("0.1")


@pytest.mark.parametrize("op", ["earliest", "latest"])
def test_the_earliest_of_one_day_is_that_day(op):
    assert value({op: [{"fact": "due"}]}, {"due": "2020-03-15"}, wants="date").value == date(2020, 3, 15)


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        (date(2019, 11, 19), None),
        (date(2019, 11, 20), Decimal("0.0415")),
        (date(2020, 2, 19), Decimal("0.0415")),
        (date(2020, 2, 20), Decimal("0.0405")),
        (date(2022, 1, 19), Decimal("0.0405")),
        (date(2022, 1, 20), None),
    ],
)
def test_a_dated_parameter_has_the_value_of_the_day(on, rate):
    assert resolve_parameters(WORDS, on=on)["lpr"] == rate
    assert value({"param": "lpr"}, {}, on=on).missing == (set() if rate else {"lpr"})


def test_a_dated_parameter_without_a_day_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="say which"):
        resolve_parameters(WORDS)


def test_dates_out_of_order_are_refused():
    twice = [{"from": date(2020, 2, 20), "value": 1}, {"from": date(2020, 2, 20), "value": 2}]
    with pytest.raises(RuleError, match="not after"):
        parse_vocabulary({}, {"x": {"type": "number", "values": twice}})


@pytest.mark.parametrize(
    "raw",
    [
        {"fact": "open"},
        {"fact": "unknown"},
        {"product": []},
        {"difference": [1, 2, 3]},
        {"months_after": ["2020-01-01", 3]},
        {"power": [1, 2]},
        {"sum": [1], "product": [1]},
        "much",
    ],
)
def test_a_formula_that_is_none_is_refused(raw):
    with pytest.raises(RuleError):
        parse_formula(raw, WORDS)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("rate", Decimal("5.2")),
        ("paid", -1),
        ("industry", "3979"),
        ("industry", "C39791"),
        ("paid", float("nan")),
    ],
)
def test_a_fact_beyond_its_bounds_is_refused_by_name(name, wrong):
    with pytest.raises(FactError) as caught:
        WORDS.read_facts({name: wrong})
    assert caught.value.name == name
