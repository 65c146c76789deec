"""Stretches of time: merged, taken from each other, opened by the week. Pure."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core.clock import SITE_ZONE, day_start
from fugong.gates.opening import (
    ROUND_THE_CLOCK,
    Hours,
    Span,
    length,
    merged,
    open_between,
    open_spans,
    within,
    without,
)

pytestmark = pytest.mark.article("G8")

START = datetime(2020, 2, 24, tzinfo=SITE_ZONE)
minutes = st.integers(0, 300)
spans = st.lists(st.tuples(minutes, minutes).map(lambda two: (moment(two[0]), moment(two[1]))), max_size=8)


def moment(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def minutes_of(some: list[Span]) -> set[int]:
    """The same by counting: every minute that lies in one of them."""
    return {
        minute
        for start, end in some
        for minute in range((start - START) // timedelta(minutes=1), (end - START) // timedelta(minutes=1))
    }


@given(spans)
def test_merging_keeps_every_minute_and_leaves_no_two_touching(some: list[Span]) -> None:
    found = merged(some)

    assert minutes_of(found) == minutes_of(some)
    assert all(one[0] < one[1] for one in found)
    assert all(first[1] < second[0] for first, second in pairwise(found))


@given(spans, spans)
def test_what_is_left_is_what_nobody_covers(some: list[Span], covered: list[Span]) -> None:
    left = without(some, covered)

    assert minutes_of(left) == minutes_of(some) - minutes_of(covered)
    assert left == merged(left)
    assert without(left, covered) == left


@given(spans, spans)
def test_covered_and_left_together_are_the_whole(some: list[Span], covered: list[Span]) -> None:
    kept = without(some, without(some, covered))

    assert length(without(some, covered)) + length(kept) == length(some)


@given(spans, minutes, minutes)
def test_a_cut_lies_between_its_moments(some: list[Span], start: int, end: int) -> None:
    assert minutes_of(within(some, moment(start), moment(end))) == {
        minute for minute in minutes_of(some) if start <= minute < end
    }


def test_an_entrance_without_hours_is_open_round_the_clock() -> None:
    (week,) = open_spans([], date(2020, 2, 24), date(2020, 3, 1))

    assert week == (day_start(date(2020, 2, 24)), day_start(date(2020, 3, 2)))
    assert len(ROUND_THE_CLOCK) == 7


def test_hours_past_midnight_reach_into_the_next_day_and_meet_the_morning() -> None:
    monday = date(2020, 2, 24)
    night = [Hours(0, 19 * 60, 31 * 60), Hours(1, 7 * 60, 8 * 60)]

    (whole,) = open_spans(night, monday, monday + timedelta(days=1))

    assert (whole[0].astimezone(SITE_ZONE).hour, whole[1].astimezone(SITE_ZONE).hour) == (19, 8)
    assert length([whole]) == timedelta(hours=13)


def test_the_night_that_began_yesterday_is_open_this_morning() -> None:
    tuesday = date(2020, 2, 25)
    morning = day_start(tuesday) + timedelta(hours=3)

    found = open_between(
        [Hours(0, 19 * 60, 31 * 60)],
        morning,
        morning + timedelta(hours=24),
        (tuesday, tuesday + timedelta(days=1)),
    )

    assert found == [(morning, day_start(tuesday) + timedelta(hours=7))]
