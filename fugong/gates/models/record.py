"""What is said of the record afterwards: counter-entries of passages, and the officer's day report."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Event, Record
from fugong.directory.models import Enterprise
from fugong.gates import choices


class PassageCorrection(Event):
    """A counter-entry: the passage stays as it is and counts no more; what really happened stands beside it.

    `kind` is one of `choices.CORRECTIONS`: `void`, it did not happen; `turned`, it was the other direction;
    `missed`, somebody passed and nothing was recorded. `passage_id` is the passage taken back (none for `missed`),
    `counter_id` the one that stands instead (none for `void`).
    """

    kind = models.CharField(max_length=10)
    passage_id = models.UUIDField(null=True)
    counter_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    visit_id = models.UUIDField(null=True)
    why = SealedField(kind="text")
    by_id = models.UUIDField()

    class Meta(Event.Meta):
        abstract = False
        constraints: ClassVar = [
            *Event.Meta.constraints,
            models.UniqueConstraint(fields=["owner_id", "passage_id"], name="gates_correction_passage"),
            models.CheckConstraint(
                condition=Q(kind__in=choices.CORRECTIONS)
                & (Q(passage_id__isnull=False) | Q(counter_id__isnull=False)),
                name="gates_correction_kind",
            ),
        ]
        indexes: ClassVar = [
            *Event.Meta.indexes,
            models.Index(fields=["owner_id", "counter_id"], name="gates_correction_counter"),
        ]


class GateDayReport(Record):
    """The officer's report of a day at the gates, its figures frozen when it was signed off. No figure names anybody."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="gate_day_reports")
    day = models.DateField()
    figures = models.JSONField()
    note = SealedField(kind="text")
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "day"], name="gates_dayreport_day"),
        ]
