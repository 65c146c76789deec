"""Where documents give the same, money is counted once; and who misses a measure by one condition alone."""

from datetime import date
from decimal import Decimal

import pytest

from fugong.packs import policies
from tests.packs.policies.test_matching import REFUND, SMALL

BOOK = policies.load("jiaozuo_2020")
DAY = date(2020, 3, 1)


@pytest.mark.article("Y17", "C13", "O6")
def test_three_documents_that_give_one_refund_are_one_group():
    assert ("Y17-refund", "C13-refund", "O6-refund") in policies.groups(BOOK.measures.values())


@pytest.mark.article("Y17", "C13", "O6")
def test_a_refund_that_three_documents_give_is_counted_once():
    answer = policies.match(BOOK, REFUND, DAY)

    (total,) = [one for one in policies.totals(answer) if one.unit == "yuan"]
    assert total.value == Decimal("6172.84")
    assert total.counted == ("Y17-refund",)
    assert set(total.left_out) == {"C13-refund", "O6-refund"}


def test_the_base_of_a_benefit_and_a_rate_are_no_money():
    facts = {**SMALL, "revenue_key_transport": 1000, "provincial_key_list": True}

    assert policies.totals(policies.match(BOOK, facts, DAY)) == ()


def test_units_are_never_added_up():
    facts = {
        **REFUND,
        "housing_fund_difficulty": True,
        "monthly_fund_base": 1000,
        "fund_rate": Decimal("0.12"),
    }

    totals = {one.unit: one.value for one in policies.totals(policies.match(BOOK, facts, DAY))}
    assert totals == {"yuan": Decimal("6172.84"), "yuan_per_month": Decimal("70.00")}


@pytest.mark.article("C13")
def test_a_near_miss_says_which_condition_alone_is_in_the_way_and_by_how_much():
    facts = {**REFUND, "layoff_rate": Decimal("0.052")}

    misses = {
        one.measure.id: one for one in policies.near_misses(BOOK, facts, policies.match(BOOK, facts, DAY))
    }
    near = misses["C13-refund"]
    assert (near.condition.condition.id, near.fact, near.by) == ("layoffs", "layoff_rate", Decimal("0.002"))


def test_two_conditions_in_the_way_are_no_near_miss():
    facts = {**REFUND, "region": "410102", "layoff_rate": Decimal("0.3")}

    misses = policies.near_misses(BOOK, facts, policies.match(BOOK, facts, DAY))
    assert "C13-refund" not in {one.measure.id for one in misses}
