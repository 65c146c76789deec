"""Working days: the nation's calendar with its make-up days, local orders before it, and what nobody knows yet."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.packs import lint
from fugong.packs.calendar import Calendar, calendar_from, calendar_of, read_overrides
from fugong.packs.loader import PACKS, available
from fugong.rules import RuleError, read_source_text

NATION = Calendar()
PLAN = "source: 某号, text: {zh: 某, en: Some}"


def table(text):
    return read_overrides(read_source_text(text, "calendar.yaml"))


@pytest.mark.parametrize("day", [date(2020, 1, 24) + timedelta(days=one) for one in range(10)], ids=str)
def test_the_spring_festival_of_2020_lasted_to_the_second_of_february(day):
    assert not NATION.is_working(day)
    assert NATION.is_certain(day)


def test_a_make_up_sunday_is_a_working_day_and_so_is_the_monday_after_the_extension():
    assert NATION.is_working(date(2020, 1, 19))
    assert NATION.is_working(date(2020, 2, 3))
    assert not NATION.is_working(date(2020, 2, 8))


def test_past_the_last_known_plan_monday_to_friday_count_and_the_page_can_say_so():
    assert NATION.is_working(date(2190, 10, 1))  # a Friday
    assert not NATION.is_working(date(2190, 10, 2))
    assert not NATION.is_certain(date(2190, 10, 1))
    assert "2190" in NATION.why_uncertain(date(2190, 10, 1))["zh"]
    assert "2190" in NATION.why_uncertain(date(2190, 10, 1))["en"]


def test_before_the_first_known_plan_a_day_is_not_certain_either():
    assert NATION.is_working(date(1999, 10, 1))
    assert not NATION.is_certain(date(1999, 10, 1))


def test_the_last_days_of_the_last_known_year_wait_for_the_next_new_year():
    from chinese_calendar.constants import holidays

    last = max(holidays).year

    assert NATION.is_certain(date(last, 12, 28))
    assert str(last + 1) in NATION.why_uncertain(date(last, 12, 31))["en"]
    assert NATION.is_certain(date(last - 1, 12, 31))


def test_a_year_whose_plan_is_entered_is_certain_on_every_day():
    entered = Calendar(
        table(
            "complete_years: [2190, 2191]\n"
            f"overrides: [{{from: 2190-10-01, to: 2190-10-07, working: false, {PLAN}}}]"
        )
    )

    assert not entered.is_working(date(2190, 10, 1))
    assert entered.is_working(date(2190, 10, 8))
    assert entered.is_certain(date(2190, 10, 1))
    assert entered.is_certain(date(2190, 10, 8))
    assert entered.is_certain(date(2190, 12, 31))
    assert not entered.is_certain(date(2191, 12, 31))


def test_the_citys_word_goes_before_the_nations_and_both_before_the_library():
    national = table(f"overrides: [{{from: 2020-02-03, to: 2020-02-07, working: false, {PLAN}}}]")
    local = table(f"overrides: [{{from: 2020-02-05, to: 2020-02-05, working: true, {PLAN}}}]")

    calendar = Calendar(national, local)

    assert not calendar.is_working(date(2020, 2, 4))
    assert calendar.is_working(date(2020, 2, 5))
    assert not calendar.is_working(date(2020, 2, 6))
    assert calendar.override_of(date(2020, 2, 5)).source == "某号"
    assert calendar.override_of(date(2020, 2, 10)) is None


@given(st.dates(date(2004, 1, 1), date(2060, 1, 1)))
def test_within_two_weeks_of_any_day_there_is_a_working_day(day):
    assert any(NATION.is_working(day + timedelta(days=one)) for one in range(14))


@pytest.mark.parametrize("name", available())
def test_every_pack_has_a_calendar_read_once(name):
    assert calendar_of(name) is calendar_of(name)
    assert lint.check(PACKS / name) == ()


def test_a_pack_that_is_not_there_has_no_calendar():
    with pytest.raises(KeyError, match="jiaozuo_2020"):
        calendar_of("plague")


ROW = f"from: 2020-02-03, to: 2020-02-05, working: true, {PLAN}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "a mapping is wanted"),
        ("overrides: 3", "overrides is no list"),
        ("holidays: []\noverrides: []", "unknown key 'holidays'"),
        (f"overrides: [{{{ROW}, note: x}}]", "unknown key 'note'"),
        (f"overrides: [{{{ROW.replace('2020-02-05', '2020-02-01')}}}]", "before it begins"),
        (f"overrides: [{{{ROW.replace('2020-02-05', '2021-02-05')}}}]", "longer than a year"),
        (f"overrides: [{{{ROW.replace('2020-02-05', '2020-02-31')}}}]", "2020-02-31 is no day"),
        (f"overrides: [{{{ROW.replace('2020-02-05', '二月五日')}}}]", "is no day"),
        (f"overrides: [{{{ROW.replace('working: true', 'working: yes')}}}]", "'yes' is not true or false"),
        (f"overrides: [{{{ROW.replace(', en: Some', '')}}}]", "no 'en'"),
        (f"overrides: [{{{ROW.replace('source: 某号, ', '')}}}]", "the source is missing"),
        (f"overrides:\n  - {{{ROW}}}\n  - {{{ROW}}}", "calendar.yaml:3: 2020-02-03 is in two overrides"),
        ("complete_years: [soon]\noverrides: []", "no list of years"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_place_and_remedy(text, said):
    with pytest.raises(RuleError) as refused:
        table(text)

    assert said in str(refused.value)
    assert all(
        fault.file == "calendar.yaml" and fault.line and fault.remedy for fault in refused.value.faults
    )


def test_faults_of_both_tables_are_named_at_once(tmp_path):
    for name in ("shared", "town"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "calendar.yaml").write_text("overrides: [{}]", encoding="utf-8")

    with pytest.raises(RuleError) as refused:
        calendar_from(tmp_path / "town", tmp_path / "shared")

    assert [fault.file for fault in refused.value.faults] == ["shared/calendar.yaml", "town/calendar.yaml"]


def test_loading_the_packs_does_not_load_the_library():
    code = (
        "import sys, fugong.packs.lint, fugong.cases.working_time; print('chinese_calendar' in sys.modules)"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"
