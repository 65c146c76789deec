"""Where each enterprise stands on its way back to work: kept beside the evidence, so that lists are quick."""

from typing import ClassVar

from django.db import models

from fugong.core.models import Record
from fugong.directory.models import Enterprise
from fugong.resumption import choices


class Resumption(Record):
    """One enterprise's start-up light and status. Computed, never set by hand; an absent row is `not_filed`.

    `plan`, `screening`, `safety_check`: which grounds of G2 hold; `on_file`: the bureau has put the plan on file.
    `stale_since`: people changed since it was computed.
    """

    enterprise = models.OneToOneField(Enterprise, on_delete=models.CASCADE, related_name="resumption")
    status = models.CharField(max_length=12, default=choices.NOT_FILED)
    status_since = models.DateTimeField()
    may_start = models.BooleanField(default=False)
    light_since = models.DateTimeField()
    plan = models.BooleanField(default=False)
    on_file = models.BooleanField(default=False)
    screening = models.BooleanField(default=False)
    safety_check = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    headcount_total = models.PositiveIntegerField(default=0)
    headcount_back = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()
    stale_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["status"], name="resumption_status")]


class LightChange(Record):
    """The light of an enterprise turned. `lost` and `gained` are ids of conditions; `cause` the move of a case, or people.

    Never changed: it says since when, and why.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="light_changes")
    may_start = models.BooleanField()
    lost = models.JSONField(default=list)
    gained = models.JSONField(default=list)
    cause = models.CharField(max_length=80)
    case_id = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["enterprise", "id"], name="resumption_light")]


class DailyFigure(Record):
    """The figures of a day that a county sends upward, by sector (GB/T 4754 division) and size, counting enterprises."""

    day = models.DateField()
    region_code = models.CharField(max_length=6)
    sector = models.CharField(max_length=3, blank=True)
    size = models.CharField(max_length=10, blank=True)
    enterprises = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    on_file = models.PositiveIntegerField(default=0)
    may_start = models.PositiveIntegerField(default=0)
    started = models.PositiveIntegerField(default=0)
    suspended = models.PositiveIntegerField(default=0)
    headcount_total = models.PositiveIntegerField(default=0)
    headcount_back = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "region_code", "sector", "size"], name="resumption_figure_once"
            ),
        ]
