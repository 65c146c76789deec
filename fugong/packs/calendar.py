"""Which days are working days: the nation's calendar, behind a table of what was decided otherwise.

The days come from the library chinesecalendar (the State Council's yearly plans with their make-up days,
2020's extended Spring Festival included). `shared/calendar.yaml` overrides it for the nation, a pack's
own `calendar.yaml` overrides both for its city. Where nobody knows yet, Monday to Friday count as
working and `is_certain` says no, so that a page can say it too.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from fugong.packs.loader import PACKS, SHARED, available
from fugong.rules import RuleError, Text, read_source
from fugong.rules.errors import Faults
from fugong.rules.source import fault_at
from fugong.rules.vocabulary import check_keys, read_text

FILE = "calendar.yaml"
_KEYS = {"from", "to", "working", "text", "source"}
_LONGEST = 366  # days of one override: more is a slip in the year
_SATURDAY = 5
_NEXT_PLAN_BEGINS = (12, 29)
"""Plans for a New Year have moved days from 29 December of the year before (2006, 2007, 2018)."""


@dataclass(frozen=True, slots=True)
class Override:
    """Every day from `first` to `last`, both included, is working or is not, whatever stands elsewhere."""

    first: date
    last: date
    working: bool
    text: Text
    source: str

    def days(self) -> Iterable[date]:
        """Its days, in order."""
        return (self.first + timedelta(days=one) for one in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class Overrides:
    """One table. `complete_years`: years whose whole plan is entered here, so that the days it
    does not name are certain too."""

    rows: tuple[Override, ...] = ()
    complete_years: frozenset[int] = frozenset()


class Calendar:
    """The working days of one place; days are days of the site."""

    def __init__(self, national: Overrides = Overrides(), local: Overrides = Overrides()) -> None:
        self._complete = national.complete_years | local.complete_years
        self._said: dict[date, Override] = {}
        for table in (national, local):  # the later one wins
            for row in table.rows:
                self._said.update(dict.fromkeys(row.days(), row))

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day; a make-up Saturday is working, a holiday is not."""
        if (said := self._said.get(day)) is not None:
            return said.working
        known = None if day.year in self._complete else _by_library(day)
        return day.weekday() < _SATURDAY if known is None else known

    def is_certain(self, day: date) -> bool:
        """False where `is_working` is only Monday to Friday, because no plan for the day is known."""
        return self.why_uncertain(day) is None

    def why_uncertain(self, day: date) -> Text | None:
        """The reason in both languages, or None where the day is certain."""
        if day not in self._said and day.year not in self._complete and _by_library(day) is None:
            return {
                "zh": f"系统中没有 {day.year} 年的放假安排，暂按周一至周五为工作日计算。",
                "en": f"No holiday plan for {day.year} is known here; Monday to Friday are counted as working days.",
            }
        return self._why_end_of_year(day)

    def override_of(self, day: date) -> Override | None:
        """What a table says of this day, with its text and source; None where the ordinary calendar holds."""
        return self._said.get(day)

    def _why_end_of_year(self, day: date) -> Text | None:
        following = day.year + 1
        settled = (
            day in self._said
            or (day.month, day.day) < _NEXT_PLAN_BEGINS
            or following in self._complete
            or _by_library(date(following, 1, 1)) is not None
        )
        if settled:
            return None
        return {
            "zh": f"系统中没有 {following} 年元旦的放假安排，它可能调整这一天。",
            "en": f"The holiday plan for New Year {following} is not known here; it may change this day.",
        }


@functools.cache
def calendar_of(pack_name: str) -> Calendar:
    """The calendar of this pack's place, read once per process.

    Raises `RuleError` with every fault of the tables, KeyError for a name there is not.
    """
    if pack_name not in available():
        raise KeyError(f"no pack {pack_name!r}; there are {', '.join(available())}")
    return calendar_from(PACKS / pack_name)


def calendar_from(folder: Path, shared: Path = SHARED) -> Calendar:
    """The calendar of the pack in `folder`; a pack without a calendar.yaml has the nation's."""
    faults = Faults()
    tables = {shared: Overrides(), folder: Overrides()}
    for where in tables:
        path = where / FILE
        if where == shared or path.exists():
            try:
                tables[where] = read_overrides(read_source(path, name=f"{where.name}/{FILE}"))
            except RuleError as error:
                faults.add(error)
    faults.raise_any()
    return Calendar(national=tables[shared], local=tables[folder])


def read_overrides(raw: object) -> Overrides:
    """Check and freeze a table; raises `RuleError` with every fault, each with its line and remedy."""
    data = check_keys(raw, {"complete_years", "overrides"}, "calendar")
    faults = Faults()
    rows: list[Override] = []
    given = data.get("overrides")
    if not isinstance(given, list):
        raise fault_at(raw, "overrides", "overrides is no list", "Write overrides: [] when there are none.")
    for place, one in enumerate(given):
        try:
            row = _override(one, f"overrides[{place}]")
            for other in rows:
                if row.first <= other.last and other.first <= row.last:
                    both = max(row.first, other.first)
                    raise fault_at(
                        one, f"overrides[{place}]", f"{both} is in two overrides", "Say each day once."
                    )
            rows.append(row)
        except RuleError as error:
            faults.add(error)
    years = data.get("complete_years", [])
    if not isinstance(years, list) or not all(type(year) is int and 1949 <= year <= 9998 for year in years):
        faults.add(
            fault_at(raw, "complete_years", "complete_years is no list of years", "Write [2027], or [].")
        )
        years = []
    faults.raise_any()
    return Overrides(tuple(rows), frozenset(years))


def _override(raw: object, path: str) -> Override:
    data: Mapping[str, object] = check_keys(raw, _KEYS, path)
    first, last = (_day(data.get(key), raw, f"{path}.{key}") for key in ("from", "to"))
    if last < first:
        raise fault_at(raw, path, f"it ends on {last}, before it begins", "Exchange from and to.")
    if (last - first).days >= _LONGEST:
        raise fault_at(raw, path, "it is longer than a year", "Look at the years of from and to.")
    working = data.get("working")
    if not isinstance(working, bool):
        raise fault_at(raw, f"{path}.working", f"{working!r} is not true or false", "Write true or false.")
    source = data.get("source")
    if not isinstance(source, str) or not source.strip():
        raise fault_at(raw, f"{path}.source", "the source is missing", "Name the document and its number.")
    return Override(first, last, working, read_text(data.get("text"), raw, f"{path}.text"), source)


def _day(value: object, owner: object, path: str) -> date:
    if type(value) is not date:
        raise fault_at(owner, path, f"{value!r} is no day", "Write it as 2020-02-03, without quotes.")
    return value


@functools.lru_cache(maxsize=4096)
def _by_library(day: date) -> bool | None:
    """Whether the library counts the day as working; None for a year it has no data of."""
    from chinese_calendar import is_workday  # here, because most commands never ask

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None
