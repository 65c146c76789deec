"""An answer in words: why, how much and how it comes about, what is wanting, what overlaps, what would change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fugong.doors.policies import changing, showing
from fugong.packs import policies

pytestmark = pytest.mark.article("G13")
BOOK = policies.load("jiaozuo_2020")
ON = date(2020, 3, 1)
REFUND: dict[str, Any] = {
    "region": "410823",
    "unemployment_premium_paid": Decimal("12345.67"),
    "layoff_rate": Decimal("0.03"),
}


def shown(measure: str, facts: dict[str, Any], on: date = ON) -> showing.Shown:
    answer = policies.match(BOOK, facts, on)
    found = showing.results(BOOK, answer, facts)
    return next(one for section in found.sections for one in section.measures if one.id == measure)


def test_what_applies_says_how_much_and_how_that_comes_about() -> None:
    one = shown("C13-refund", REFUND)

    assert one.status.word == "适用"
    assert one.amount is not None
    assert one.amount.text == "6,172.84 元"
    assert "12,345.67 元 × " in one.amount.calculation
    assert "50%" in one.amount.calculation
    assert one.deadline == date(2020, 12, 31)
    assert "失业保险缴费凭证" in one.documents
    assert one.source == "焦政〔2020〕4号第13条"


def test_what_does_not_apply_says_exactly_why_and_by_how_little() -> None:
    one = shown("C13-refund", {**REFUND, "layoff_rate": Decimal("0.06")})

    assert one.status.word == "不适用"
    (failing,) = one.failing
    assert failing.given == (("上年裁员率", "6%"),)
    assert failing.article == "C13"
    assert one.near == "只差这一条：须低于 5%，高出 1 个百分点"


def test_who_stands_exactly_on_a_strict_bound_is_told_so() -> None:
    one = shown("C13-refund", {**REFUND, "layoff_rate": Decimal("0.05")})

    assert one.near == "只差这一条：须低于 5%，现在刚好在线上"


def test_what_a_benefit_is_counted_on_does_not_look_like_money_received() -> None:
    facts = dict(BOOK.measures["O10-pension"].tests["base"]) | {
        "unemployment_premium_paid": Decimal("12345.67"), "layoff_rate": Decimal(0),
        "monthly_pension_base": Decimal(480_000),
    }  # fmt: skip
    answer = policies.match(BOOK, facts, ON)
    found = showing.results(BOOK, answer, facts).sections[0].measures
    kinds = [one.amount is not None and bool(one.amount.text) and not one.amount.is_base for one in found]
    pension = next(one for one in found if one.id == "O10-pension")

    assert pension.amount is not None
    assert (pension.amount.label, pension.amount.text) == ("享受基数", "76,800 元/月")
    assert pension.amount.line == "按 76,800 元/月 计 · 基数"
    assert kinds == sorted(kinds, reverse=True)
    assert True in kinds


def test_what_may_apply_says_what_is_wanting() -> None:
    one = shown("C13-refund", {"region": "410823", "layoff_rate": Decimal("0.03")})

    assert one.status.word == "可能适用"
    assert [(gap.fact, gap.kind) for gap in one.asked] == [("unemployment_premium_paid", "fact")]
    assert "上年实缴失业保险费" in one.why


def test_a_decision_of_an_authority_is_said_to_be_one() -> None:
    one = shown("O8-hours", {"region": "410823"})

    assert "determination" in {gap.kind for gap in one.missing}
    assert any(condition.decided == "only" for condition in one.conditions)


def test_a_day_that_depends_on_an_event_is_said_to_come() -> None:
    one = shown("Y13-arrears", {"region": "410823"})

    assert "event" in {gap.kind for gap in one.missing}
    assert one.deadline is None
    assert one.deadline_calculation


def test_what_is_not_in_force_says_when_it_is() -> None:
    one = shown("C13-refund", REFUND, date(2021, 1, 1))

    assert one.status.code == "not_in_force"
    assert "2020年12月31日" in one.why


def test_a_figure_that_is_not_known_on_that_day_is_said_to_be_missing() -> None:
    one = shown("Y6-key-rate", {"region": "410823", "provincial_key_list": True}, date(2023, 3, 1))

    assert one.amount is not None
    assert one.amount.text == ""
    assert [gap.kind for gap in one.missing] == ["parameter"]


def test_the_same_benefit_is_counted_once_and_said_to_be_the_same() -> None:
    facts = {
        **REFUND, "industry": "C3979", "headcount": Decimal(60), "revenue": Decimal(8_000_000),
        "affected_by_epidemic": True, "operating_difficulty": True, "recovery_expected": True,
    }  # fmt: skip
    answer = policies.match(BOOK, facts, ON)
    found = showing.results(BOOK, answer, facts)

    assert found.totals == ("6,172.84 元",)
    assert found.is_repeated
    assert found.kinds <= found.counts["eligible"] - 2
    assert shown("C13-refund", facts).once == "豫政〔2020〕9号第17条、焦政办〔2020〕4号第6条"
    words = {one.measure.id: str(one.words) for one in shown("C13-refund", facts).relations}
    assert "不重复享受" in words["O6-refund"]
    assert "它更优惠" in words["Y17-refund"]
    assert (
        "本项更优惠"
        in {one.measure.id: str(one.words) for one in shown("Y17-refund", facts).relations}["C13-refund"]
    )


def test_another_answer_says_what_is_gained_lost_and_otherwise_changed() -> None:
    before = policies.match(BOOK, REFUND, ON)
    lost = policies.match(BOOK, {**REFUND, "layoff_rate": Decimal("0.06")}, ON)
    more = policies.match(BOOK, {**REFUND, "unemployment_premium_paid": Decimal(20_000)}, ON)

    assert "C13-refund" in [one.measure.id for one in changing.changes(before, lost)[1]]
    assert "C13-refund" in [one.measure.id for one in changing.changes(lost, before)[0]]
    (changed,) = changing.changes(before, more, BOOK)[2]
    assert changed.source == "焦政〔2020〕4号第13条"
    assert (changed.amount_before, changed.amount_after) == ("6,172.84 元", "10,000 元")


@pytest.mark.parametrize("measure", BOOK.measures)
def test_every_measure_can_be_shown_whatever_is_known(measure: str) -> None:
    base = BOOK.measures[measure].tests.get("base", {})
    for facts in ({}, dict(base)):
        one = shown(measure, facts)
        assert one.title
        assert one.conditions
        assert one.measure.departments
