"""Rush work: what a plan asks of people, judged by the pack's table."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fugong.packs import load
from fugong.production.rush import Work, efforts, warnings

PACK = load("jiaozuo_2020")
MONDAY = date(2020, 2, 24)


def work(days: int, overtime: str = "0", staff: int = 10) -> Work:
    return Work(MONDAY + timedelta(days=days), None, staff, Decimal(8), Decimal(overtime))


def said(*plan: Work, on_duty: int | None = None) -> dict[str, tuple[date, ...]]:
    here = {(one.day, None): on_duty for one in plan}
    days = [one.day for one in plan]
    return {one.rule: one.days for one in warnings(PACK, {}, efforts(plan, here, min(days), max(days)))}


@pytest.mark.article("G6")
def test_more_overtime_a_day_than_the_law_allows_is_rush_work() -> None:
    assert set(said(work(0, "3.5"))) == {"overtime_a_day"}
    assert said(work(0, "3")) == {}


@pytest.mark.article("G6")
def test_overtime_adds_up_over_the_month_and_starts_anew_with_the_next() -> None:
    # 24 February to 7 March 2020 with Sundays off: six days of 3 hours in February, six in March
    plan = [work(day, "3") for day in range(13) if day != 6]

    assert "overtime_a_month" not in said(*plan)
    longer = [Work(date(2020, 3, day), None, 10, Decimal(8), Decimal(3)) for day in range(2, 18)]
    assert said(*longer)["overtime_a_month"][0] == date(2020, 3, 14)


@pytest.mark.article("G6")
def test_a_seventh_day_in_a_row_is_rush_work_and_a_day_of_rest_ends_the_row() -> None:
    week = [work(day) for day in range(7)]

    assert said(*week)["no_rest_day"] == (MONDAY + timedelta(days=6),)
    assert said(*week[:3], *[work(day) for day in range(4, 9)]) == {}
    assert said(*week[:3], work(3, staff=0), *[work(day) for day in range(4, 8)]) == {}


@pytest.mark.article("G6")
def test_many_more_people_on_duty_than_planned_is_rush_work_and_unknown_is_none() -> None:
    assert set(said(work(0), on_duty=13)) == {"too_many_on_duty"}
    assert said(work(0), on_duty=12) == {}
    assert said(work(0), on_duty=None) == {}


def test_a_warning_tells_its_numbers_its_law_and_what_to_do_in_both_languages() -> None:
    (one,) = warnings(PACK, {}, efforts([work(0, "4")], {}, MONDAY, MONDAY))

    assert "4" in one.why["zh"]
    assert "3" in one.why["en"]
    assert one.next["zh"]
    assert one.source
    assert one.articles == ("G6",)
    assert one.numbers["overtime_hours_a_day"] == 4


def test_an_enterprise_may_hold_itself_to_less() -> None:
    asked = efforts([work(0, "2")], {}, MONDAY, MONDAY)

    assert warnings(PACK, {}, asked) == []
    assert len(warnings(PACK, {"rush_overtime_hours_a_day": 1}, asked)) == 1
