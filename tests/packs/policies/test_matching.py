"""An answer in the order and with the gaps that the contract has: measures.md and its readings R1 to R15."""

from datetime import date
from decimal import Decimal

import pytest

from fugong.packs import policies
from fugong.rules import FactError

BOOK = policies.load("jiaozuo_2020")
DAY = date(2020, 3, 1)
SMALL = {"region": "410802", "industry": "C3979", "headcount": 100, "revenue": 30_000_000}
HIT = {**SMALL, "affected_by_epidemic": True, "operating_difficulty": True, "recovery_expected": True}
REFUND = {**HIT, "unemployment_premium_paid": Decimal("12345.67"), "layoff_rate": Decimal("0.03")}


def answer(measure, facts, on=DAY):
    return policies.match(BOOK, facts, on).of(measure)


def test_every_measure_is_answered_in_the_order_of_the_catalogue():
    ids = [one.measure.id for one in policies.match(BOOK, {}, DAY).measures]

    assert ids == list(BOOK.measures)
    assert ids[0] == "Y3-power"


@pytest.mark.article("Y17")
def test_the_refund_is_half_of_the_premium_in_whole_fen_rounded_half_up():
    found = answer("Y17-refund", REFUND)

    assert (found.status, found.amount, found.deadline) == (
        "eligible",
        Decimal("6172.84"),
        date(2020, 12, 31),
    )


@pytest.mark.article("Y17")
@pytest.mark.parametrize(
    ("rate", "status"), [("0.0549", "eligible"), ("0.055", "eligible"), ("0.0551", "not_eligible")]
)
def test_five_and_a_half_percent_is_not_more_than_five_and_a_half_percent(rate, status):
    assert (
        answer("Y17-refund", {**REFUND, "layoff_rate": Decimal(rate), "insured_staff": 31}).status == status
    )


def test_nothing_is_judged_of_a_measure_that_is_not_in_force():
    found = answer("O6-refund", {"region": "110000"}, on=date(2020, 5, 7))

    assert (found.status, found.conditions, found.missing, found.amount) == ("not_in_force", (), (), None)
    assert answer("O6-refund", REFUND, on=date(2020, 5, 6)).status == "eligible"


def test_one_false_condition_settles_it_and_nothing_is_asked_any_more():
    found = answer("Y17-refund", {"region": "110000"})

    assert (found.status, found.missing, found.failing) == ("not_eligible", (), ("henan",))


def test_what_is_missing_is_what_could_still_change_the_answer():
    known = {**REFUND, "revenue": None, "layoff_rate": None}

    assert answer("Y17-refund", known).missing == (
        "layoff_rate",
        "insured_staff",
    )  # 100 people make it an SME


def test_a_size_is_asked_for_by_the_facts_it_rests_on():
    known = {**REFUND, "headcount": None, "revenue": None}

    assert answer("Y17-refund", known).missing == ("headcount", "revenue")


def test_a_fact_that_only_the_amount_needs_leaves_the_status_alone():
    facts = {**SMALL, "makes_epidemic_supplies": True}
    found = answer("Y10-vat-refund", facts)

    assert (found.status, found.amount) == ("eligible", None)
    assert found.missing == ("vat_credit_now", "vat_credit_2019_12")


@pytest.mark.article("Y10")
def test_a_benefit_that_computes_to_nothing_is_not_given():
    facts = {**SMALL, "makes_epidemic_supplies": True, "vat_credit_now": 5}

    assert answer("Y10-vat-refund", {**facts, "vat_credit_2019_12": 5}).status == "not_eligible"
    assert answer("Y10-vat-refund", {**facts, "vat_credit_2019_12": 6}).failing == ("benefit",)
    assert answer("Y10-vat-refund", {**facts, "vat_credit_2019_12": 4}).amount == 1


def test_an_open_measure_says_what_it_would_be_worth():
    found = answer("Y17-refund", {**REFUND, "recovery_expected": None})

    assert (found.status, found.amount, found.potential) == ("unknown", None, Decimal("6172.84"))


def test_what_an_authority_alone_decides_is_open_until_it_has():
    assert answer("O8-hours", HIT).missing == ("determinations",)
    assert answer("O8-hours", {**HIT, "determinations": {"O8-hours": True}}).status == "eligible"
    assert answer("O8-hours", {**HIT, "determinations": {"O8-hours": False}}).status == "not_eligible"
    assert answer("O8-hours", {**HIT, "determinations": {"Y19-hours": True}}).status == "unknown"


def test_an_authority_overrides_the_enterprises_own_word():
    assert answer("Y17-refund", {**REFUND, "determinations": {"Y17-refund": False}}).status == "not_eligible"
    stubborn = {**REFUND, "recovery_expected": False, "determinations": {"Y17-refund": True}}
    assert answer("Y17-refund", stubborn).status == "eligible"


@pytest.mark.article("Y6")
@pytest.mark.parametrize(
    ("on", "rate"),
    [("2020-02-19", "0.0315"), ("2020-02-20", "0.0305"), ("2020-04-20", "0.0285"), ("2022-01-19", "0.0280")],
)
def test_the_rate_of_a_listed_enterprise_follows_the_lpr_of_the_day(on, rate):
    found = answer("Y6-key-rate", {**SMALL, "provincial_key_list": True}, on=date.fromisoformat(on))

    assert (found.status, found.amount) == ("eligible", Decimal(rate))


@pytest.mark.article("Y6")
def test_where_the_lpr_is_not_known_the_status_stands_and_the_parameter_is_named():
    found = answer("Y6-key-rate", {**SMALL, "provincial_key_list": True}, on=date(2022, 1, 20))

    assert (found.status, found.amount, found.missing) == ("eligible", None, ("lpr_1y",))


@pytest.mark.article("Y13")
def test_a_deadline_that_hangs_on_the_end_of_the_epidemic_has_no_day_before_it_is_declared():
    facts = {**SMALL, "utility_payment_difficulty": True}

    open_ = answer("Y13-arrears", facts)
    assert (open_.status, open_.deadline, open_.missing) == ("eligible", None, ("epidemic_end",))
    ended = answer("Y13-arrears", {**facts, "epidemic_end": "2020-11-30"}, on=date(2021, 2, 28))
    assert (ended.status, ended.deadline) == ("eligible", date(2021, 2, 28))
    assert (
        answer("Y13-arrears", {**facts, "epidemic_end": "2020-11-30"}, on=date(2021, 3, 1)).status
        == "not_in_force"
    )


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"is_sme": True}, "is_sme"),
        ({"size_class": "small"}, "size_class"),
        ({"headcount": "12"}, "headcount"),
        ({"headcount": 1.5}, "headcount"),
        ({"headcount": True}, "headcount"),
        ({"revenue": -1}, "revenue"),
        ({"revenue": float("nan")}, "revenue"),
        ({"layoff_rate": Decimal("5.2")}, "layoff_rate"),
        ({"layoff_rate": Decimal("-0.01")}, "layoff_rate"),
        ({"region": 410802}, "region"),
        ({"region": "4108"}, "region"),
        ({"industry": "3979"}, "industry"),
        ({"exports": "true"}, "exports"),
        ({"epidemic_end": "2020-02-30"}, "epidemic_end"),
        ({"epidemic_end": 20200301}, "epidemic_end"),
        ({"determinations": []}, "determinations"),
        ({"determinations": {"Y99-none": True}}, "determinations"),
        ({"determinations": {"Y17-refund": "yes"}}, "determinations"),
    ],
)  # fmt: skip
def test_a_fact_that_does_not_fit_is_refused_by_its_name(facts, named):
    with pytest.raises(FactError) as refused:
        policies.match(BOOK, {**HIT, **facts}, DAY)

    assert refused.value.name == named


def test_a_fact_that_is_null_is_not_known():
    assert policies.match(BOOK, dict.fromkeys(BOOK.cards), DAY) == policies.match(BOOK, {}, DAY)


def test_an_amount_beyond_all_bounds_is_refused():
    absurd = {**SMALL, "days_suspended": 10**14, "basic_electricity_fee_per_day": 10**14}

    with pytest.raises(FactError):
        policies.match(BOOK, absurd, DAY)


def test_a_pack_without_policies_has_an_empty_book():
    assert policies.match(policies.load("influenza"), {}, DAY).measures == ()
