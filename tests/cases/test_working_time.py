"""When a clock is due, over holidays, make-up days and pauses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.cases.working_time import UNITS, Due, Remaining, Span, ahead_of, due, past, pause, resume
from fugong.core.clock import SITE_ZONE, day_of
from fugong.packs.calendar import Calendar, Override, Overrides

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

NATION = Calendar()
CLOSED = Calendar(
    local=Overrides((Override(date(2020, 2, 3), date(2020, 2, 9), False, {"zh": "停", "en": "Closed"}, "x"),))
)


def site(day, time="10:00"):
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SITE_ZONE)


def last_day(result):
    """The day at whose end a clock is due."""
    end = result.at.astimezone(SITE_ZONE)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
    return str(end.date() - timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "amount", "last"),
    [
        ("2020-02-17", 3, "2020-02-20"),
        ("2020-02-20", 3, "2020-02-25"),  # over a weekend
        ("2020-02-22", 1, "2020-02-24"),  # begun on a Saturday
        ("2020-01-17", 1, "2020-01-19"),  # the Sunday is a make-up day
        ("2020-01-17", 5, "2020-01-23"),
        ("2020-01-23", 1, "2020-02-03"),  # over the extended Spring Festival
        ("2020-01-17", 7, "2020-02-04"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, amount, last):
    result = due(site(start), Span(amount, "working_days"), NATION)

    assert last_day(result) == last
    assert result.certain


@pytest.mark.parametrize("time", ["00:00", "10:00", "23:59:59"])
def test_the_day_of_the_start_never_counts_whatever_the_hour(time):
    assert last_day(due(site("2020-02-17", time), Span(3, "working_days"), NATION)) == "2020-02-20"
    assert last_day(due(site("2020-02-17", time), Span(3, "days"), NATION)) == "2020-02-20"


def test_the_day_is_the_sites_and_not_that_of_utc():
    evening_in_utc = datetime(2020, 2, 16, 17, tzinfo=UTC)  # 01:00 of the 17th at the site

    assert last_day(due(evening_in_utc, Span(1, "days"), NATION)) == "2020-02-18"


def test_days_whose_last_is_a_day_of_rest_run_on_to_the_next_working_day():
    assert last_day(due(site("2020-02-12"), Span(3, "days"), NATION)) == "2020-02-17"
    assert last_day(due(site("2020-01-20"), Span(7, "days"), NATION)) == "2020-02-03"
    assert last_day(due(site("2020-01-16"), Span(3, "days"), NATION)) == "2020-01-19"  # make-up Sunday


def test_hours_run_round_the_clock_to_the_second():
    result = due(site("2020-01-24", "09:30:15"), Span(24, "hours"), NATION)

    assert result == Due(site("2020-01-25", "09:30:15").astimezone(UTC), True)


def test_what_the_city_ordered_moves_the_due_day():
    assert last_day(due(site("2020-01-23"), Span(1, "working_days"), CLOSED)) == "2020-02-10"


def test_across_the_last_known_year_the_answer_is_given_but_not_certain():
    result = due(site("2190-09-30"), Span(2, "working_days"), NATION)

    assert last_day(result) == "2190-10-04"
    assert not result.certain
    assert not due(site("2190-09-30"), Span(2, "days"), NATION).certain
    assert due(site("2190-09-30"), Span(2, "hours"), NATION).certain


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(0, "days"), (-1, "hours"), (1.5, "days"), (True, "days"), (9**9, "hours"), (1, "weeks")],
)
def test_a_span_that_is_none_is_refused(amount, unit):
    with pytest.raises(ValueError):
        Span(amount, unit)


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2020, 2, 17)

    with pytest.raises(ValueError, match="time zone"):
        due(naive, Span(1, "days"), NATION)
    with pytest.raises(ValueError, match="time zone"):
        due(naive, Span(1, "hours"), NATION)


def test_working_days_left_at_the_pause_are_counted_anew_from_the_day_it_goes_on():
    at = due(site("2020-02-17"), Span(3, "working_days"), NATION).at

    left = pause(at, "working_days", site("2020-02-18"), NATION)

    assert left == Remaining(2, "working_days")
    assert last_day(resume(left, site("2020-02-21"), NATION)) == "2020-02-25"


def test_a_pause_on_the_last_day_leaves_the_rest_of_a_day():
    at = due(site("2020-02-17"), Span(3, "working_days"), NATION).at

    left = pause(at, "working_days", site("2020-02-20", "17:00"), NATION)

    assert left == Remaining(0, "working_days")
    assert last_day(resume(left, site("2020-02-21"), NATION)) == "2020-02-21"
    assert last_day(resume(left, site("2020-02-22"), NATION)) == "2020-02-24"


def test_paused_hours_are_added_to_the_second():
    at = due(site("2020-02-17", "10:00"), Span(24, "hours"), NATION).at

    left = pause(at, "hours", site("2020-02-17", "12:00:30"), NATION)

    assert left.amount == 22 * 3600 - 30
    assert resume(left, site("2020-02-20", "00:00"), NATION).at == site("2020-02-20", "21:59:30")


@pytest.mark.parametrize("unit", UNITS)
def test_a_clock_that_has_run_out_stays_late(unit):
    at = due(site("2020-02-17"), Span(1, unit), NATION).at

    left = pause(at, unit, site("2020-02-25"), NATION)

    assert left.lapsed_at == at
    assert resume(left, site("2020-03-25"), NATION) == Due(at, True)


def test_a_day_of_rest_ordered_meanwhile_does_not_cost_a_day():
    at = due(site("2020-01-31"), Span(2, "working_days"), NATION).at  # 4 February, closed later

    left = pause(at, "working_days", site("2020-02-02"), CLOSED)

    assert last_day(resume(left, site("2020-02-02"), CLOSED)) == "2020-02-10"


MOMENTS = st.one_of(
    st.datetimes(datetime(2019, 12, 20), datetime(2020, 3, 10), timezones=st.just(SITE_ZONE)),
    st.datetimes(datetime(2003, 12, 1), datetime(2031, 1, 1), timezones=st.sampled_from([UTC, SITE_ZONE])),
)
SPANS = st.builds(Span, st.integers(1, 90), st.sampled_from(UNITS))
CALENDARS = st.sampled_from([NATION, CLOSED])
WAITS = st.timedeltas(timedelta(0), timedelta(days=60))


@given(MOMENTS, SPANS, CALENDARS)
def test_a_clock_is_due_after_it_starts_and_not_on_a_day_of_rest(start, span, calendar):
    result = due(start, span, calendar)

    assert result.at > start
    if span.unit != "hours":
        last = day_of(result.at) - timedelta(days=1)
        assert calendar.is_working(last)
        assert (last - day_of(start)).days >= span.amount


@given(MOMENTS, SPANS, st.integers(1, 30), CALENDARS)
def test_more_units_and_a_later_start_are_never_due_earlier(start, span, more, calendar):
    result = due(start, span, calendar).at

    assert due(start, Span(span.amount + more, span.unit), calendar).at >= result
    assert due(start + timedelta(hours=more), span, calendar).at >= result


@given(MOMENTS, SPANS, WAITS, CALENDARS)
def test_pausing_and_going_on_in_the_same_moment_changes_nothing(start, span, wait, calendar):
    at = due(start, span, calendar).at

    left = pause(at, span.unit, start + wait, calendar)

    assert resume(left, start + wait, calendar).at == at


@given(MOMENTS, SPANS, WAITS, WAITS, CALENDARS, CALENDARS)
def test_a_pause_never_makes_a_clock_shorter(start, span, wait, pause_for, before, after):
    at = due(start, span, before).at
    stopped = start + wait

    resumed = resume(pause(at, span.unit, stopped, after), stopped + pause_for, after).at

    assert resumed >= at
    if stopped < at:
        assert resumed > stopped + pause_for - timedelta(seconds=1)


@given(MOMENTS, SPANS, st.lists(st.tuples(WAITS, WAITS), max_size=4), CALENDARS)
def test_many_pauses_move_the_due_moment_on_only(start, span, pauses, calendar):
    at, moment = due(start, span, calendar).at, start
    for run, stood in pauses:
        left = pause(at, span.unit, moment + run, calendar)
        moment = moment + run + stood
        moved = resume(left, moment, calendar).at
        assert moved >= at
        at = moved


@given(MOMENTS, SPANS, WAITS)
def test_what_is_left_can_be_kept_as_plain_data(start, span, wait):
    left = pause(due(start, span, NATION).at, span.unit, start + wait, NATION)

    assert Remaining.from_json(left.as_json()) == left


@pytest.mark.parametrize(
    "data",
    [{"amount": -1, "unit": "days", "lapsed_at": None}, {"amount": 1, "unit": "weeks", "lapsed_at": None}],
)
def test_plain_data_that_is_no_remaining_time_is_refused(data):
    with pytest.raises(ValueError):
        Remaining.from_json(data)


def end_of(day):
    return site(day, "00:00") + timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "amount", "warned"),
    [
        ("2020-02-20", 1, "2020-02-20"),
        ("2020-02-24", 2, "2020-02-21"),  # over a weekend
        ("2020-02-03", 2, "2020-01-23"),  # over the extended Spring Festival
        ("2020-01-20", 2, "2020-01-19"),  # the Sunday is a make-up day
    ],
)
def test_a_warning_some_working_days_ahead_leaves_that_many(last, amount, warned):
    assert ahead_of(end_of(last), Span(amount, "working_days"), NATION) == site(warned, "00:00")


def test_a_superior_is_told_after_working_days_not_over_the_weekend():
    assert past(end_of("2020-02-21"), Span(1, "working_days"), NATION) == end_of("2020-02-24")
    assert past(end_of("2020-01-23"), Span(1, "working_days"), NATION) == end_of("2020-02-03")


def test_margins_in_hours_and_days_are_plain_time():
    limit = site("2020-02-20", "10:00")

    assert ahead_of(limit, Span(4, "hours"), NATION) == limit - timedelta(hours=4)
    assert past(limit, Span(2, "days"), NATION) == limit + timedelta(days=2)
