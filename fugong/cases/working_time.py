"""When a clock of a case is due: pure functions over moments and the working calendar.

Days are days of the site; the day on which a clock starts never counts, and a day ends at 24:00
(民法典 201, 203; 行政许可法 82: 期限以工作日计算，不含法定节假日). Moments are aware; results are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, cast, get_args

from fugong.core.clock import day_end, day_of, day_start
from fugong.packs.calendar import Calendar

Unit = Literal["days", "working_days", "hours"]
UNITS: tuple[str, ...] = get_args(Unit)
_MOST = {"days": 3660, "working_days": 2610, "hours": 87840}  # ten years: more is a slip of the pen


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as a rule states it; ValueError unless it is whole, from 1 unit to ten years."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}; known are {', '.join(UNITS)}")
        if type(self.amount) is not int or not 1 <= self.amount <= _MOST[self.unit]:
            raise ValueError(f"a span is 1 to {_MOST[self.unit]} {self.unit}, not {self.amount!r}")


@dataclass(frozen=True, slots=True)
class Due:
    """The first moment that is too late. Not `certain`: the calendar had to guess a day it rests on."""

    at: datetime
    certain: bool


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a paused clock has left: seconds for "hours", else days or working days.

    `lapsed_at`: the clock had run out before it was paused, and stays so.
    """

    amount: int
    unit: Unit
    lapsed_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data to keep while the clock stands still."""
        lapsed = None if self.lapsed_at is None else self.lapsed_at.isoformat()
        return {"amount": self.amount, "unit": self.unit, "lapsed_at": lapsed}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Remaining:
        """What `as_json` gave; ValueError or KeyError for anything else."""
        if data["unit"] not in UNITS or type(data["amount"]) is not int or data["amount"] < 0:
            raise ValueError(f"no remaining time: {data!r}")
        lapsed = data["lapsed_at"]
        moment = None if lapsed is None else _utc(datetime.fromisoformat(lapsed))
        return cls(data["amount"], cast(Unit, data["unit"]), moment)


def due(start: datetime, span: Span, calendar: Calendar) -> Due:
    """When a clock that starts at `start` is due.

    days: 24:00 of the last day; a last day of rest runs on to the next working day (民法典 203:
    期间的最后一日是法定休假日的，以法定休假日结束的次日为最后一日).
    working_days: 24:00 of the last one. hours: round the clock, to the second.
    """
    if span.unit == "hours":
        return Due(_second(start) + timedelta(hours=span.amount), True)
    return _end_of(day_of(_utc(start)), span.amount, span.unit, calendar)


def pause(due_at: datetime, unit: Unit, at: datetime, calendar: Calendar) -> Remaining:
    """What is left of a clock due at `due_at` when it is stopped at `at`.

    In days: the days between the day of the pause and the last day, so that the day of the pause
    itself is not used up. A clock that has run out cannot be stopped; it stays due when it was.
    """
    if _utc(at) >= _utc(due_at):
        return Remaining(0, unit, _utc(due_at))
    if unit == "hours":
        return Remaining(int((_second(due_at) - _second(at)).total_seconds()), unit)
    paused, last = day_of(_utc(at)), _last_day(due_at)
    days = (last - paused).days
    if unit == "days" or days == 0:
        return Remaining(days, unit)
    between = (paused + timedelta(days=one) for one in range(1, days))
    return Remaining(1 + sum(calendar.is_working(day) for day in between), unit)


def resume(remaining: Remaining, at: datetime, calendar: Calendar) -> Due:
    """When a clock that goes on at `at` is due: what it had left is counted anew from that day.

    Never earlier than it was due before, and the same if it goes on in the moment it was stopped.
    With no whole day left it is due at the end of the day it goes on, or of the next working day.
    """
    if remaining.lapsed_at is not None:
        certain = remaining.unit == "hours" or calendar.is_certain(_last_day(remaining.lapsed_at))
        return Due(remaining.lapsed_at, certain)
    if remaining.unit == "hours":
        return Due(_second(at) + timedelta(seconds=remaining.amount), True)
    return _end_of(day_of(_utc(at)), remaining.amount, remaining.unit, calendar)


def ahead_of(due_at: datetime, span: Span, calendar: Calendar) -> datetime:
    """The moment from which less than `span` is left of a clock due at `due_at`: when its party is warned.

    working_days: 00:00 of a working day, from which on that many are left, the last day among them.
    """
    if span.unit != "working_days":
        return _utc(due_at) - _plain(span)
    day, left = _last_day(due_at), span.amount - calendar.is_working(_last_day(due_at))
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working(day)
    return day_start(day)


def past(due_at: datetime, span: Span, calendar: Calendar) -> datetime:
    """The moment at which a clock due at `due_at` is `span` over its limit; working days end at 24:00."""
    if span.unit != "working_days":
        return _utc(due_at) + _plain(span)
    return _end_of(_last_day(due_at), span.amount, span.unit, calendar).at


def _plain(span: Span) -> timedelta:
    return timedelta(hours=span.amount) if span.unit == "hours" else timedelta(days=span.amount)


def _end_of(start: date, amount: int, unit: Unit, calendar: Calendar) -> Due:
    """24:00 of the `amount`-th day or working day after `start`, or of the next working day if it is none."""
    left = amount if unit == "working_days" else 0
    day = start if left else start + timedelta(days=amount)
    certain = left > 0 or calendar.is_certain(day)
    while left or not calendar.is_working(day):
        day += timedelta(days=1)
        certain = certain and calendar.is_certain(day)
        if left and calendar.is_working(day):
            left -= 1
    return Due(day_end(day), certain)


def _last_day(due_at: datetime) -> date:
    """The day at whose 24:00 the clock is due; the day itself, should it be due within one."""
    return day_of(_utc(due_at) - timedelta(microseconds=1))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment!r}")
    return moment.astimezone(UTC)


def _second(moment: datetime) -> datetime:
    return _utc(moment).replace(microsecond=0)
