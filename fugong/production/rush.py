"""Rush work (赶工、抢工, G6): what a plan asks of people, judged by the pack's table. Pure: no database.

A warning informs and never blocks. Its rule, numbers and texts are the pack's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fugong.packs import Pack, rush
from fugong.rules import Text

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Work:
    """What a group (None: the whole enterprise) is to do on a day; hours for each of the staff."""

    day: date
    group_id: UUID | None
    staff: int
    hours: Decimal
    overtime: Decimal

    @property
    def works(self) -> bool:
        """Whether anybody works at all that day."""
        return self.staff > 0 and self.hours + self.overtime > 0


@dataclass(frozen=True, slots=True)
class Effort:
    """A group's day as the rules see it. Hours for each of the staff; `staff_on_duty` None: not known, or a day to come."""

    day: date
    group_id: UUID | None
    staff_planned: int
    staff_on_duty: int | None
    overtime_hours_a_day: Decimal
    overtime_hours_a_month: Decimal
    days_in_a_row: int

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that the pack's table speaks of."""
        return {
            "overtime_hours_a_day": self.overtime_hours_a_day,
            "overtime_hours_a_month": self.overtime_hours_a_month,
            "days_in_a_row": self.days_in_a_row,
            "staff_on_duty": self.staff_on_duty,
            "staff_planned": self.staff_planned,
        }


@dataclass(frozen=True, slots=True)
class Warning:
    """A rule that a group's plan meets: on which days; `why` and `next` of the first of them, in both languages.

    `source` names the law that the rule rests on, `numbers` are the facts of the first of `days`.
    """

    rule: str
    group_id: UUID | None
    days: tuple[date, ...]
    articles: tuple[str, ...]
    source: Text | str
    why: Text
    next: Text
    numbers: Mapping[str, Any] = field(default_factory=dict)


def efforts(
    work: Iterable[Work], on_duty: Mapping[tuple[date, UUID | None], int | None], first: date, last: date
) -> list[Effort]:
    """The days from `first` to `last` of every group, in order. `work` reaches back to the month's first and further,
    so that overtime of the month and days in a row are whole."""
    of_group: dict[UUID | None, dict[date, Work]] = {}
    for one in work:
        of_group.setdefault(one.group_id, {})[one.day] = one
    found = []
    for group_id, days in of_group.items():
        for day in sorted(days):
            one = days[day]
            if first <= day <= last and one.works:
                found.append(
                    Effort(
                        day=day,
                        group_id=group_id,
                        staff_planned=one.staff,
                        staff_on_duty=on_duty.get((day, group_id)),
                        overtime_hours_a_day=one.overtime,
                        overtime_hours_a_month=_month_so_far(days, day),
                        days_in_a_row=_in_a_row(days, day),
                    )
                )
    return sorted(found, key=lambda one: (one.day, str(one.group_id or "")))


def _month_so_far(days: Mapping[date, Work], day: date) -> Decimal:
    start = day.replace(day=1)
    return sum((one.overtime for one in days.values() if start <= one.day <= day and one.works), NOTHING)


def _in_a_row(days: Mapping[date, Work], day: date) -> int:
    count = 0
    while (one := days.get(day - timedelta(days=count))) is not None and one.works:
        count += 1
    return count


def warnings(pack: Pack, own: Mapping[str, Any], asked: Sequence[Effort]) -> list[Warning]:
    """What the pack's table says of these days, one warning for each rule and group, the earliest first."""
    found: dict[tuple[str, UUID | None], list[tuple[Effort, Any]]] = {}
    for effort in asked:
        for hit in rush.judge(pack, effort.facts, own):
            found.setdefault((hit.rule, effort.group_id), []).append((effort, hit))
    made = [
        Warning(
            rule=rule,
            group_id=group_id,
            days=tuple(effort.day for effort, _hit in hits),
            articles=hits[0][1].articles,
            source=hits[0][1].source,
            why=hits[0][1].why,
            next=hits[0][1].next,
            numbers=hits[0][0].facts,
        )
        for (rule, group_id), hits in found.items()
    ]
    return sorted(made, key=lambda one: (one.days[0], one.rule, str(one.group_id or "")))
