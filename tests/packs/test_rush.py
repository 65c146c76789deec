"""Signs of rush work (G6) are told with their rule and numbers; what is not known warns of nothing."""

from decimal import Decimal

import pytest

from fugong import packs
from fugong.packs import rush
from fugong.rules import FactError

pytestmark = pytest.mark.article("G6")

JIAOZUO = packs.load("jiaozuo_2020")


def facts(**changed):
    quiet = {
        "overtime_hours_a_day": 0,
        "overtime_hours_a_month": 0,
        "days_in_a_row": 1,
        "staff_on_duty": 20,
        "staff_planned": 20,
    }
    return {**quiet, **changed}


def rules(own=None, pack=JIAOZUO, **changed):
    return [one.rule for one in rush.judge(pack, facts(**changed), own)]


@pytest.mark.parametrize("name", packs.available())
def test_an_ordinary_day_is_no_rush_work(name):
    assert rules(pack=packs.load(name)) == []


@pytest.mark.parametrize(
    ("changed", "warned"),
    [
        ({"overtime_hours_a_day": 3}, []),
        ({"overtime_hours_a_day": Decimal("3.5")}, ["overtime_a_day"]),
        ({"overtime_hours_a_month": 36}, []),
        ({"overtime_hours_a_month": Decimal("36.5")}, ["overtime_a_month"]),
        ({"days_in_a_row": 6}, []),
        ({"days_in_a_row": 7}, ["no_rest_day"]),
        ({"overtime_hours_a_day": 1, "days_in_a_row": 3}, []),
        ({"overtime_hours_a_day": 2, "days_in_a_row": 2}, []),
        ({"overtime_hours_a_day": 2, "days_in_a_row": 3}, ["overtime_for_days"]),
        ({"staff_on_duty": 24}, []),
        ({"staff_on_duty": 25}, ["too_many_on_duty"]),
        ({"staff_on_duty": 25, "staff_planned": 0}, []),
        ({"overtime_hours_a_day": 4, "days_in_a_row": 8}, ["overtime_a_day", "no_rest_day", "overtime_for_days"]),
    ],
)  # fmt: skip
def test_a_limit_is_reached_without_a_warning_and_passed_with_one(changed, warned):
    assert rules(**changed) == warned


def test_a_warning_shows_its_rule_with_numbers_and_where_it_comes_from():
    (told,) = rush.judge(JIAOZUO, facts(overtime_hours_a_day=Decimal("3.5")))

    assert told.why["zh"] == "每人当天加班 3.5 小时，超过 3 小时的上限。"
    assert told.articles == ("G6",)
    assert told.source == {"zh": "《劳动法》第41条", "en": "Labour Law, article 41"}
    assert told.next["en"].startswith("Cut the overtime")


def test_what_is_not_known_is_neither_a_warning_nor_none():
    told = {one.rule: one for one in rush.rulings(JIAOZUO, facts(staff_on_duty=None))}

    assert told["too_many_on_duty"].holds is None
    assert told["too_many_on_duty"].missing == {"staff_on_duty"}
    assert told["overtime_a_day"].holds is False
    assert "too_many_on_duty" not in rules(staff_on_duty=None)


def test_an_enterprise_may_be_stricter_than_the_law_and_not_laxer():
    assert rules(own={"rush_overtime_hours_a_day": 2}, overtime_hours_a_day=3) == ["overtime_a_day"]

    with pytest.raises(FactError, match="rush_overtime_hours_a_day"):
        rules(own={"rush_overtime_hours_a_day": 4})


def test_a_fact_the_pack_does_not_know_is_refused():
    with pytest.raises(FactError, match="night_shift"):
        rules(night_shift=True)
