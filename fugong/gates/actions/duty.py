"""Guard duty: opening hours, shifts, hand-overs and roll calls (G8: 24 小时人员值守)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.fields import seal_now
from fugong.core.lines import tidy
from fugong.core.permissions import Actor
from fugong.directory import choices as roles
from fugong.directory.models import Enterprise
from fugong.directory.queries import guards_of
from fugong.gates import choices, entries, permissions
from fugong.gates.actions.occasions import Occasion
from fugong.gates.entries import Fields
from fugong.gates.models import Checkpoint, DutyTurn, GuardShift, OpeningHours, RollCall
from fugong.gates.opening import DAY, Hours
from fugong.gates.queries.duty import coming_gaps, handed_over
from fugong.notices import actions as notices
from fugong.notices import queries as told

LONGEST_SHIFT = timedelta(hours=24)
MOST_HOURS = 28
MOST_MISSING = 200
WEEK = timedelta(days=7)
GAPS = "duty_gaps"


@transaction.atomic
def set_opening_hours(*, checkpoint: Checkpoint, by: Actor, week: Sequence[Hours]) -> list[OpeningHours]:
    """The weekly hours of an entrance, all at once; none: round the clock."""
    permissions.check_can_manage(by, checkpoint.enterprise_id)
    if len(week) > MOST_HOURS:
        raise Invalid("too_many", _("每个门岗最多填 {most} 段时间。").format(most=MOST_HOURS), field="week")
    kept = sorted(set(week))
    for one in kept:
        if not (0 <= one.weekday <= 6 and 0 <= one.opens < DAY and one.opens < one.closes <= one.opens + DAY):
            raise Invalid("hours", _("开门要早于关门，一段最长 24 小时。"), field="week")
    if any(
        first.weekday == second.weekday and first.closes > second.opens for first, second in pairwise(kept)
    ):
        raise Invalid("overlap", _("同一天的两段时间重叠了。"), field="week")
    locked = Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
    OpeningHours.objects.filter(checkpoint=locked).delete()
    rows = OpeningHours.objects.bulk_create(
        OpeningHours(checkpoint=locked, weekday=one.weekday, opens=one.opens, closes=one.closes)
        for one in kept
    )
    _audit(
        by,
        "gates.set_opening_hours",
        "checkpoint",
        checkpoint.pk,
        checkpoint.enterprise_id,
        stretches=len(rows),
    )
    return rows


@transaction.atomic
def plan_shift(
    *, checkpoint: Checkpoint, by: Actor, guard_id: UUID, starts_at: datetime, ends_at: datetime
) -> GuardShift:
    """A guard is to stand at an entrance. Conflict where the same guard is planned anywhere at that time."""
    permissions.check_can_manage(by, checkpoint.enterprise_id)
    _check_guard(checkpoint.enterprise_id, guard_id)
    if not starts_at < ends_at <= starts_at + LONGEST_SHIFT:
        raise Invalid("span", _("下班要晚于上班，一班最长 24 小时。"), field="ends_at")
    _lock(checkpoint.enterprise_id)
    if Checkpoint.objects.filter(pk=checkpoint.pk).exclude(closed_at=None).exists():
        raise Conflict("closed", _("这个门岗已经关闭。"))
    if _clash(guard_id, starts_at, ends_at):
        raise Conflict("clash", _("这个人在这段时间已经排了班。"), field="guard")
    made = GuardShift.objects.create(
        checkpoint=checkpoint, guard_id=guard_id, starts_at=starts_at, ends_at=ends_at
    )
    _audit(by, "gates.plan_shift", "shift", made.pk, checkpoint.enterprise_id)
    return made


@transaction.atomic
def plan_days(
    *, checkpoint: Checkpoint, by: Actor, guard_id: UUID, first: date, days: int, starts: time, ends: time
) -> list[GuardShift]:
    """The same shift on several days in a row, all or none; an end that is not after the start is on the next day."""
    if not 1 <= days <= choices.MOST_SHIFT_DAYS:
        raise Invalid("days", _("一次最多排 {most} 天。").format(most=choices.MOST_SHIFT_DAYS), field="days")
    made = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        last = day if ends > starts else day + timedelta(days=1)
        starts_at, ends_at = _at(day, starts), _at(last, ends)
        made.append(
            plan_shift(checkpoint=checkpoint, by=by, guard_id=guard_id, starts_at=starts_at, ends_at=ends_at)
        )
    return made


@transaction.atomic
def drop_shift(*, shift: GuardShift, by: Actor) -> None:
    """Take a shift out of the plan."""
    enterprise_id = shift.checkpoint.enterprise_id
    permissions.check_can_manage(by, enterprise_id)
    _audit(by, "gates.drop_shift", "shift", shift.pk, enterprise_id)
    shift.delete()


@transaction.atomic
def copy_week(*, enterprise: Enterprise, by: Actor, monday: date, weeks: int = 1) -> int:
    """Plan the week that begins on `monday` again for the weeks after it; returns how many shifts are new.

    What is planned there stays: a guard who has something else at that time is passed over.
    """
    permissions.check_can_manage(by, enterprise.pk)
    if not 1 <= weeks <= choices.MOST_SHIFT_WEEKS:
        raise Invalid(
            "weeks", _("一次最多复制 {most} 周。").format(most=choices.MOST_SHIFT_WEEKS), field="weeks"
        )
    _lock(enterprise.pk)
    start = clock.day_start(monday)
    pattern = list(
        GuardShift.objects.filter(
            checkpoint__enterprise=enterprise,
            checkpoint__closed_at=None,
            starts_at__gte=start,
            starts_at__lt=start + WEEK,
        ).order_by("starts_at", "id")
    )
    if not pattern:
        raise Invalid("empty", _("这一周还没有排班，没有可以复制的。"), field="monday")
    guards = guards_of(enterprise.pk)
    made = 0
    for ahead in range(1, weeks + 1):
        for one in pattern:
            starts_at, ends_at = one.starts_at + ahead * WEEK, one.ends_at + ahead * WEEK
            if one.guard_id not in guards or _clash(one.guard_id, starts_at, ends_at):
                continue
            GuardShift.objects.create(
                checkpoint_id=one.checkpoint_id, guard_id=one.guard_id, starts_at=starts_at, ends_at=ends_at
            )
            made += 1
    _audit(
        by,
        "gates.copy_week",
        "enterprise",
        enterprise.pk,
        enterprise.pk,
        monday=monday,
        weeks=weeks,
        made=made,
    )
    return made


@transaction.atomic
def take_over(
    *,
    checkpoint: Checkpoint,
    by: Actor,
    guard_id: UUID | None,
    remarks: str = "",
    checks: Sequence[str] = (),
    acknowledged: bool = True,
    open_holds: int | None = None,
    inside: int | None = None,
    at: datetime | None = None,
) -> DutyTurn:
    """A guard takes over at an entrance from whoever stood there; `guard_id` None: it is left with nobody.

    `open_holds` and `inside` are what the guard's page showed, else they are counted as of then. Of hand-overs that come late
    each keeps its place in time.
    """
    enterprise_id = checkpoint.enterprise_id
    permissions.check_can_record(by, enterprise_id)
    counted_at, at = at, at or clock.now()
    remarks = tidy(remarks)
    if len(remarks) > choices.LONGEST_REMARK:
        raise Invalid(
            "remarks", _("备注最多 {most} 个字。").format(most=choices.LONGEST_REMARK), field="remarks"
        )
    Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
    before = DutyTurn.objects.filter(checkpoint=checkpoint, taken_at__lte=at).order_by("-taken_at").first()
    if before is not None and before.ended_at is not None and before.ended_at <= at:
        before = None
    if guard_id is None:
        if before is None:
            raise Conflict("nobody", _("这个门岗现在没有人值守。"))
        _end(before, at)
        _audit(by, "gates.leave_duty", "turn", before.pk, enterprise_id)
        return before
    _check_guard(enterprise_id, guard_id)
    if not acknowledged:
        raise Invalid("acknowledged", _("请确认已经交接清楚。"), field="acknowledged")
    if before is not None and before.guard_id == guard_id:
        raise Conflict("same", _("这个人已经在岗，不用再接班。"), field="guard")
    after = DutyTurn.objects.filter(checkpoint=checkpoint, taken_at__gt=at).order_by("taken_at").first()
    holds, people = (
        handed_over(enterprise_id, counted_at)
        if open_holds is None or inside is None
        else (open_holds, inside)
    )
    turn = DutyTurn(  # type: ignore[misc]
        enterprise_id=enterprise_id,
        checkpoint=checkpoint,
        guard_id=guard_id,
        from_id=before.guard_id if before else None,
        taken_at=at,
        ended_at=after.taken_at if after else None,
        open_holds=holds if open_holds is None else open_holds,
        inside=people if inside is None else inside,
        checks=[one for one in choices.CHECKS if one in checks],
        acknowledged=True,
        remarks=remarks,
        by_id=by.id,
    )
    seal_now(turn)
    if before is not None:
        _end(before, at)
    turn.save()
    _audit(by, "gates.take_over", "turn", turn.pk, enterprise_id, guard=guard_id, at=at)
    return turn


def _end(turn: DutyTurn, at: datetime) -> None:
    turn.ended_at = at
    turn.save(update_fields=["ended_at", "updated_at"])


@transaction.atomic
def count_roll(
    *,
    enterprise: Enterprise,
    by: Actor,
    checkpoint: Checkpoint | None,
    listed: int,
    safe: int,
    missing: Sequence[str] = (),
    at: datetime | None = None,
) -> RollCall:
    """Keep the result of a count at the assembly point: how many were on the list, how many were ticked off as safe."""
    permissions.check_can_record(by, enterprise.pk)
    if safe > listed:
        raise Invalid("safe", _("清点到的人数不能多于名单人数。"), field="safe")
    row = RollCall.objects.create(  # type: ignore[misc]
        enterprise=enterprise,
        checkpoint=checkpoint,
        counted_at=at or clock.now(),
        listed=listed,
        safe=safe,
        missing=list(missing)[:MOST_MISSING],
        by_id=by.id,
    )
    _audit(by, "gates.count_roll", "rollcall", row.pk, enterprise.pk, listed=listed, safe=safe)
    return row


@transaction.atomic
def tell_gaps(*, enterprise: Enterprise, by: Actor) -> int:
    """Tell the officer once a day of opening hours of the coming days that no shift covers; returns how many.

    An enterprise that plans no shifts at all is not told every day.
    """
    if not GuardShift.objects.filter(checkpoint__enterprise=enterprise).exists():
        return 0
    gaps = coming_gaps(enterprise.pk)
    if gaps and not told.was_told_today(enterprise.pk, GAPS):
        first = clock.day_of(gaps[0].start).isoformat()
        details = {"gaps": len(gaps), "first": first, "checkpoint": gaps[0].checkpoint}
        notices.post(owner_id=enterprise.pk, kind=GAPS, details=details, role=roles.EPIDEMIC_OFFICER, by=by)
    return len(gaps)


def _check_guard(enterprise_id: UUID, guard_id: UUID) -> None:
    if guard_id not in guards_of(enterprise_id):
        raise NotFound("guard", _("没有这位门卫，请从名单里选。"), field="guard")


def _clash(guard_id: UUID, start: datetime, end: datetime) -> bool:
    return GuardShift.objects.filter(guard_id=guard_id, starts_at__lt=end, ends_at__gt=start).exists()


def _at(day: date, when: time) -> datetime:
    """That time of the site's day."""
    return datetime.combine(day, when, clock.SITE_ZONE).astimezone(UTC)


def _lock(enterprise_id: UUID) -> None:
    Enterprise.objects.select_for_update().get(pk=enterprise_id)


def _audit(by: Actor, action: str, subject: str, subject_id: UUID, owner_id: UUID, **details: object) -> None:
    audit.record(by=by, action=action, subject=subject, subject_id=subject_id, owner_id=owner_id, **details)


# What a guard writes down


@dataclass(frozen=True, slots=True)
class _Taken:
    to: UUID | None
    remarks: str
    checks: tuple[str, ...]
    acknowledged: bool
    holds: int | None
    inside: int | None


@dataclass(frozen=True, slots=True)
class _Counted:
    listed: int
    safe: int
    missing: tuple[str, ...]


def _read_taken(data: Fields) -> _Taken:
    checks = tuple(name for name in choices.CHECKS if data.flag(f"check_{name}"))
    return _Taken(
        data.uuid("to", required=False),
        data.text("remarks", most=choices.LONGEST_REMARK, required=False),
        checks,
        bool(data.flag("acknowledged")),
        data.integer("holds", required=False),
        data.integer("inside", required=False),
    )


def _read_counted(data: Fields) -> _Counted:
    listed, safe = data.integer("listed"), data.integer("safe")
    assert listed is not None
    assert safe is not None
    if safe > listed:
        raise data.fault("safe", "safe", _("清点到的人数不能多于名单人数。"))
    missing = tuple(row.text("ref", most=16) for row in data.rows("missing", most=MOST_MISSING))
    return _Counted(listed, safe, missing)


def _apply_taken(occasion: Occasion, told: _Taken) -> UUID:
    device = occasion.device
    if device is None:
        raise NotFound("checkpoint", _("请在门岗的设备上交接班。"))
    return take_over(
        checkpoint=device.checkpoint,
        by=occasion.by,
        guard_id=told.to,
        remarks=told.remarks,
        checks=told.checks,
        acknowledged=told.acknowledged,
        open_holds=told.holds,
        inside=told.inside,
        at=occasion.happened_at,
    ).pk


def _apply_counted(occasion: Occasion, told: _Counted) -> UUID:
    return count_roll(
        enterprise=occasion.enterprise,
        by=occasion.by,
        checkpoint=occasion.device.checkpoint if occasion.device else None,
        listed=told.listed,
        safe=told.safe,
        missing=told.missing,
        at=occasion.happened_at,
    ).pk


entries.declare(entries.Kind("duty.taken_over", _read_taken, _apply_taken))
entries.declare(entries.Kind("evacuation.counted", _read_counted, _apply_counted))
