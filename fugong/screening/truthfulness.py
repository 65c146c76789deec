"""What of a person's reports looks untruthful (G9, 如实申报). Pure: no models, no clock.

It makes the facts that the signs of a pack speak of; which of them are odd, and from how many days, seconds, people or
degrees on, is the pack's. A sign is a hint to talk to somebody: it refuses nothing and changes no verdict.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fugong.packs import Pack
from fugong.packs.truthfulness import Sign, judge
from fugong.rules.values import Value, as_number

DAY_SECONDS = 86_400
NOON = 12
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Given:
    """One daily report. `at` is in the site's time. `celsius` is its temperature, None without one, `answers` the others.

    `by_self`: the worker typed it, not a leader or an officer. `seconds_open`: from opening the form, None where nobody
    knows.
    """

    day: date
    at: datetime
    answers: Mapping[str, Any]
    celsius: Decimal | None = None
    seconds_open: int | None = None
    by_self: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """A plausible temperature in °C that a gate or terminal measured. `at` is in the site's time."""

    at: datetime
    celsius: Decimal


def look(
    pack: Pack,
    parameters: Mapping[str, Value | None],
    given: Collection[Given],
    day: date,
    *,
    measured: Sequence[Measured] = (),
    people_on_device: int | None = None,
    device_waiting: bool | None = None,
) -> tuple[Sign, ...]:
    """The signs of `day` among a person's reports of that day and the days before it.

    How somebody reports is looked at in own reports only; a temperature may contradict the gate's whoever typed it.
    `people_on_device`: who reported from the devices of that day's reports; `device_waiting`: one of these is not
    confirmed.
    """
    today = [one for one in given if one.day == day]
    own = [one for one in given if one.by_self and one.day <= day]
    within = int(as_number(parameters["truth_same_second_within"]))
    facts = {
        "same_days": same_days(own, day),
        "seconds_open": seconds_open(own, day),
        "same_second_days": same_second_days(own, day, within),
        "degrees_above": degrees_above(today, measured),
        "people_on_device": people_on_device,
        "device_waiting": device_waiting,
    }
    return judge(pack, {name: value for name, value in facts.items() if value is not None}, parameters)


def same_days(own: Collection[Given], day: date) -> int:
    """How many days in a row, `day` the last, every report had the very same answers.

    Compared are all answers, the temperature to its tenth of a degree. "No symptoms, no contact" day after day is what a
    healthy person honestly says, so sameness of these alone says nothing; but who really takes a temperature reads 36.4
    today and 36.6 tomorrow, and only copied answers never move. A day without a report (a day of rest) neither counts
    nor breaks the row: a script skips days too, and a person back from a Sunday has not become truthful by it. A day
    on which nothing carries a temperature is never the same as another.
    """
    by_day: dict[date, set[str]] = {}
    for one in own:
        if one.day <= day:
            by_day.setdefault(one.day, set()).add(_whole(one))
    if day not in by_day or len(by_day[day]) != 1 or "" in by_day[day]:
        return 0
    row = 0
    for other in sorted(by_day, reverse=True):
        if by_day[other] != by_day[day]:
            break
        row += 1
    return row


def _whole(one: Given) -> str:
    """The answers as one text, equal for equal answers whatever their order; empty without a temperature."""
    if one.celsius is None:
        return ""
    said = {
        name: tuple(value) if isinstance(value, list | tuple) else value
        for name, value in one.answers.items()
    }
    return repr((one.celsius.quantize(TENTH), sorted((name, repr(value)) for name, value in said.items())))


def seconds_open(own: Collection[Given], day: date) -> int | None:
    """The shortest time from opening to submission among the reports of `day`; None where none is known."""
    return min(
        (one.seconds_open for one in own if one.day == day and one.seconds_open is not None), default=None
    )


def same_second_days(own: Collection[Given], day: date, within: int) -> int:
    """On how many days, `day` among them, a report came at the same time of day, give or take `within` seconds."""
    seconds = [(one.day, _second(one.at)) for one in own]
    return max(
        (
            len({other for other, at in seconds if _apart(at, mine) <= within})
            for on, mine in seconds
            if on == day
        ),
        default=0,
    )


def _second(at: datetime) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _apart(one: int, other: int) -> int:
    """Seconds between two times of day, also across midnight."""
    away = abs(one - other)
    return min(away, DAY_SECONDS - away)


def degrees_above(today: Collection[Given], measured: Sequence[Measured]) -> Decimal | None:
    """How far a gate measured above what was reported in the same half-day, at most; None where nothing can be compared.

    A lower one contradicts nothing: a forehead at a gate in winter is cold. Nor does it matter which came first.
    """
    above = [
        one.celsius - said.celsius
        for said in today
        for one in measured
        if said.celsius is not None and _half(one.at) == _half(said.at)
    ]
    return max(above, default=None)


def _half(at: datetime) -> tuple[date, bool]:
    return at.date(), at.hour < NOON
