"""The plan is entered, corrected, copied. Rush work is told, never refused (G6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Invalid
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise, Group
from fugong.production import choices, permissions
from fugong.production.actions import checking
from fugong.production.actions.telling import tell_rush_work
from fugong.production.models import PlanDay
from fugong.production.rush import Warning, Work

MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What a group (None: the whole enterprise) is to do on a day; hours for each of the staff."""

    day: date
    group_id: UUID | None
    staff_planned: int
    hours_planned: Decimal
    overtime_hours: Decimal = Decimal(0)
    product: str = ""
    output_planned: Decimal = Decimal(0)

    @property
    def work(self) -> Work:
        """The line as the rules see it."""
        return Work(self.day, self.group_id, self.staff_planned, self.hours_planned, self.overtime_hours)


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of it: how many lines were new, changed, the same; and what the rules say of the next two weeks."""

    created: int
    updated: int
    unchanged: int
    warnings: tuple[Warning, ...]


_FIELDS = ("product", "staff_planned", "hours_planned", "overtime_hours", "output_planned")


@transaction.atomic
def plan(
    *, enterprise: Enterprise, by: Actor, lines: Sequence[PlanLine], seen: datetime | None = None
) -> Planned:
    """Put lines into the plan; a day and group that is there already is corrected. All or nothing.

    A fault's field is `lines[2].hours_planned`. With `seen`, Conflict where the (one) stored line changed since.
    """
    permissions.check_can_plan(by, enterprise.pk)
    checked = check_lines(enterprise, lines)
    Enterprise.objects.select_for_update().only("pk").get(pk=enterprise.pk)
    stored = _stored(enterprise, checked)
    new: list[PlanDay] = []
    corrected: list[PlanDay] = []
    changes: dict[str, dict[str, list[str]]] = {}
    for line in checked:
        row = stored.get((line.day, line.group_id))
        values = {name: getattr(line, name) for name in _FIELDS}
        if row is None:
            new.append(PlanDay(enterprise=enterprise, day=line.day, group_id=line.group_id, **values))
            continue
        checking.unchanged(row, seen)
        if changed := checking.differences(row, values):
            for name, value in values.items():
                setattr(row, name, value)
            row.updated_at = clock.now()
            corrected.append(row)
            changes[str(row.pk)] = changed
    PlanDay.objects.bulk_create(new, batch_size=500)
    PlanDay.objects.bulk_update(corrected, [*_FIELDS, "updated_at"], batch_size=200)
    if new:
        _audit(enterprise, by, "production.plan", new[0].pk, lines=len(new), **_span(new))
    if corrected:
        _audit(
            enterprise,
            by,
            "production.correct_plan",
            corrected[0].pk,
            lines=len(corrected),
            changed=dict(list(changes.items())[:50]),
            **_span(corrected),
        )
    return Planned(
        len(new),
        len(corrected),
        len(checked) - len(new) - len(corrected),
        tuple(tell_rush_work(enterprise=enterprise, by=by)),
    )


@transaction.atomic
def remove_plan_day(*, plan_day: PlanDay, by: Actor) -> None:
    """Take a line out of the plan; what it said stays in the audit."""
    permissions.check_can_plan(by, plan_day.enterprise_id)
    told = {name: getattr(plan_day, name) for name in ("day", "group_id", *_FIELDS)}
    audit.record(
        by=by,
        action="production.remove_plan_day",
        subject="plan",
        subject_id=plan_day.pk,
        owner_id=plan_day.enterprise_id,
        **told,
    )
    PlanDay.objects.filter(pk=plan_day.pk).delete()


@dataclass(frozen=True, slots=True)
class Copied:
    """How many lines were copied, how many days and groups had one already, and what the rules say."""

    copied: int
    kept: int
    warnings: tuple[Warning, ...]


@transaction.atomic
def copy_week(*, enterprise: Enterprise, by: Actor, week: date) -> Copied:
    """Copy the week before into the week of `week` (Monday to Sunday), weekday by weekday, from today on.

    What is planned there already stays. Invalid where the week before is empty or the week is over.
    """
    permissions.check_can_plan(by, enterprise.pk)
    monday = (checking.day("week", week) or week) - timedelta(days=week.weekday())
    today = clock.today()
    if monday + timedelta(days=6) < today:
        raise Invalid("week", _("这一周已经过去，不能再安排。"), field="week")
    Enterprise.objects.select_for_update().only("pk").get(pk=enterprise.pk)
    before = list(
        PlanDay.objects.filter(
            enterprise=enterprise, day__gte=monday - timedelta(days=7), day__lt=monday
        ).order_by("day", "pk")
    )
    if not before:
        raise Invalid("week", _("前一周没有计划，没有可抄的。请先新增计划。"), field="week")
    there = set(
        PlanDay.objects.filter(
            enterprise=enterprise, day__gte=monday, day__lt=monday + timedelta(days=7)
        ).values_list("day", "group_id")
    )
    wanted = [row for row in before if row.day + timedelta(days=7) >= today]
    new = [
        PlanDay(
            enterprise=enterprise,
            day=row.day + timedelta(days=7),
            group_id=row.group_id,
            **{name: getattr(row, name) for name in _FIELDS},
        )
        for row in wanted
        if (row.day + timedelta(days=7), row.group_id) not in there
    ]
    PlanDay.objects.bulk_create(new, batch_size=500)
    if new:
        _audit(enterprise, by, "production.copy_week", new[0].pk, lines=len(new), **_span(new))
    return Copied(len(new), len(wanted) - len(new), tuple(tell_rush_work(enterprise=enterprise, by=by)))


def check_lines(enterprise: Enterprise, lines: Sequence[PlanLine]) -> list[PlanLine]:
    """The lines tidied; raises Invalid at the first that does not fit, `field` `lines[2].hours_planned`."""
    if not lines:
        raise Invalid("lines", _("没有要保存的内容。"), field="lines")
    if len(lines) > MOST_LINES:
        raise Invalid("lines", _("一次最多 {most} 条。").format(most=f"{MOST_LINES:,}"), field="lines")
    wanted = {line.group_id for line in lines if line.group_id}
    known = set(
        Group.objects.filter(enterprise=enterprise, pk__in=wanted, kind__in=("workshop", "team")).values_list(
            "pk", flat=True
        )
    )
    checked: list[PlanLine] = []
    seen: set[tuple[date, UUID | None]] = set()
    for place, line in enumerate(lines):
        try:
            one = check_line(line, known)
            if (one.day, one.group_id) in seen:
                raise Invalid("twice", _("同一天、同一班组出现了两次，只能有一条。"), field="group_id")
        except Invalid as fault:
            fault.field = f"lines[{place}].{fault.field}"
            raise
        seen.add((one.day, one.group_id))
        checked.append(one)
    return checked


def check_line(line: PlanLine, known: set[UUID]) -> PlanLine:
    """One line tidied; `known` are the groups there are. Raises Invalid with the line's own field."""
    if line.group_id is not None and line.group_id not in known:
        raise Invalid("group", _("没有这个车间或班组，或它不属于您的企业。"), field="group_id")
    hours = checking.hours("hours_planned", line.hours_planned)
    overtime = checking.hours("overtime_hours", line.overtime_hours)
    if hours + overtime > choices.HOURS_A_DAY:
        raise Invalid("hours", _("班时和加班加起来超过 24 小时。"), field="overtime_hours")
    product = checking.text("product", line.product, 60, required=False)
    output = checking.quantity("output_planned", line.output_planned)
    if output and not product:
        raise Invalid("product", _("填了产量，请写明是什么产品。"), field="product")
    return PlanLine(
        day=checking.day("day", line.day) or line.day,
        group_id=line.group_id,
        staff_planned=checking.staff("staff_planned", line.staff_planned),
        hours_planned=hours,
        overtime_hours=overtime,
        product=product,
        output_planned=output,
    )


def _stored(enterprise: Enterprise, lines: Sequence[PlanLine]) -> dict[tuple[date, UUID | None], PlanDay]:
    days = {line.day for line in lines}
    rows = PlanDay.objects.filter(enterprise=enterprise, day__gte=min(days), day__lte=max(days))
    return {(row.day, row.group_id): row for row in rows}


def _span(rows: Sequence[PlanDay]) -> dict[str, object]:
    return {"first": min(row.day for row in rows), "last": max(row.day for row in rows)}


def _audit(enterprise: Enterprise, by: Actor, action: str, subject_id: UUID, **details: object) -> None:
    audit.record(
        by=by, action=action, subject="plan", subject_id=subject_id, owner_id=enterprise.pk, **details
    )
