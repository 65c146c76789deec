"""When entrances are open, who stands guard there and who took over from whom (G8: 24 小时人员值守)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Account, Enterprise
from fugong.gates.models.checkpoints import Checkpoint


class OpeningHours(Record):
    """One stretch of the week in which an entrance is open. An entrance without any is open round the clock.

    `weekday` 0 is Monday; `opens` and `closes` are minutes of that day, `closes` beyond 1440 reaches into the next.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "weekday", "opens"], name="gates_opening_start"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, opens__lt=1440, closes__lte=2880, closes__gt=F("opens")),
                name="gates_opening_span",
            ),
        ]


class GuardShift(Record):
    """Who is to stand guard at an entrance, from when until when."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="shifts")
    guard = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="guard_shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "guard", "starts_at"], name="gates_shift_start"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="gates_shift_span"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["checkpoint", "starts_at"], name="gates_shift_when"),
        ]


class DutyTurn(Record):
    """One guard's time on duty, opened by a hand-over: it ends when the next takes over or the entrance is left.

    `guard_id` and `from_id` are accounts; `by_id` is who wrote it down (a device or an account). `open_holds` and
    `inside` are what was handed over, `checks` the points of the check-list that were ticked; `acknowledged`: who took
    over said that all of it was handed over, and no turn is written down without that.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="duty_turns")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="duty_turns")
    guard_id = models.UUIDField()
    from_id = models.UUIDField(null=True)
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    open_holds = models.PositiveIntegerField(default=0)
    inside = models.PositiveIntegerField(default=0)
    checks = models.JSONField(default=list)
    acknowledged = models.BooleanField(default=False)
    remarks = SealedField(kind="text")
    by_id = models.UUIDField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["checkpoint", "taken_at"], name="gates_turn_when"),
            models.Index(fields=["enterprise", "taken_at"], name="gates_turn_enterprise"),
        ]


class RollCall(Record):
    """A count of those who are safe, done at the assembly point with the evacuation list.

    `missing`: the references of those not found, some of them where they are many.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="roll_calls")
    checkpoint = models.ForeignKey(
        Checkpoint, null=True, on_delete=models.SET_NULL, related_name="roll_calls"
    )
    counted_at = models.DateTimeField()
    listed = models.PositiveIntegerField()
    safe = models.PositiveIntegerField()
    missing = models.JSONField(default=list)
    by_id = models.UUIDField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "counted_at"], name="gates_rollcall_when"),
        ]
