"""Stretches of time: when an entrance is open, and what of that nobody covers. Pure: knows no tables and no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fugong.core.clock import day_start

Span = tuple[datetime, datetime]
"""From a moment until before another, later one."""

DAY = 24 * 60
WEEK = range(7)


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """An entrance open on a weekday (0 is Monday), in minutes of that day; `closes` beyond 1440 is past midnight."""

    weekday: int
    opens: int
    closes: int


ROUND_THE_CLOCK = tuple(Hours(weekday, 0, DAY) for weekday in WEEK)
"""What an entrance keeps that says nothing else (G8: 24 小时)."""


def merged(spans: Iterable[Span]) -> list[Span]:
    """In order, none touching another; empty ones are gone."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], covered: Iterable[Span]) -> list[Span]:
    """What of `spans` lies in none of `covered`."""
    left = merged(spans)
    for start, end in merged(covered):
        rest: list[Span] = []
        for one in left:
            if one[1] <= start or end <= one[0]:
                rest.append(one)
                continue
            if one[0] < start:
                rest.append((one[0], start))
            if end < one[1]:
                rest.append((end, one[1]))
        left = rest
    return left


def within(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """What of `spans` lies between two moments."""
    return merged((max(one[0], start), min(one[1], end)) for one in spans)


def open_spans(week: Sequence[Hours], first: date, last: date) -> list[Span]:
    """When an entrance with these weekly hours is open on the site's days from `first` to `last`, both included.

    Hours past midnight belong to the day on which they begin, so those that began the day before are not in it.
    """
    hours = week or ROUND_THE_CLOCK
    spans = []
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        start = day_start(day)
        spans += [
            (start + timedelta(minutes=one.opens), start + timedelta(minutes=one.closes))
            for one in hours
            if one.weekday == day.weekday()
        ]
    return merged(spans)


def open_between(
    week: Sequence[Hours], start: datetime, end: datetime, days: tuple[date, date]
) -> list[Span]:
    """When it is open between two moments; `days` are the site's days on which these fall."""
    return within(open_spans(week, days[0] - timedelta(days=1), days[1]), start, end)


def length(spans: Iterable[Span]) -> timedelta:
    """How long they are together, each moment once."""
    return sum((end - start for start, end in merged(spans)), timedelta())
