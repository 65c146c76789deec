"""Cases: where each stands, whose work it is and until when, and everything that happened to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Enterprise


class Case(Record):
    """One case of a kind, of an enterprise. `kind` and `state` are plain strings checked against the registry.

    `region_code`, `cluster_id` and `sector` are copied from the enterprise, so that a clerk's list asks one table.
    `version` grows with every change; `sent_at` is when it first left the enterprise's drawer. `changed` numbers the
    changes of all cases in the order they were committed: what readers page by. `opened_with` names the form it was
    opened with.
    """

    kind = models.CharField(max_length=40)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="cases")
    region_code = models.CharField(max_length=6)
    cluster_id = models.UUIDField(null=True, blank=True)
    sector = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=40)
    state_since = models.DateTimeField()
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed = models.BigIntegerField(default=0)
    data = SealedField(kind="json")
    opened_with = models.CharField(max_length=36, blank=True)
    created_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    public_secret = models.CharField(max_length=32, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "opened_with"],
                condition=~Q(opened_with=""),
                name="cases_case_opened_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["changed"], name="cases_case_changed"),
            models.Index(fields=["region_code", "changed"], name="cases_case_region_changed"),
            models.Index(fields=["enterprise", "changed"], name="cases_case_own_changed"),
            models.Index(fields=["cluster_id", "changed"], name="cases_case_cluster_changed"),
            models.Index(fields=["enterprise", "kind", "id"], name="cases_case_enterprise"),
            models.Index(fields=["region_code", "kind", "state", "id"], name="cases_case_region"),
            models.Index(fields=["cluster_id", "kind", "id"], name="cases_case_cluster"),
            models.Index(fields=["kind", "state", "id"], name="cases_case_kind"),
            models.Index(
                fields=["kind", "state", "region_code"],
                condition=Q(sent_at__isnull=False),
                name="cases_case_counts",
            ),
        ]


class WorkItem(Record):
    """A party's work on a case, open until `ended_at`. `due_at` is its time limit (None: none), also when paused or over.

    While paused, `left` holds what remains of the limit (`working_time.Remaining` as JSON).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="work_items")
    name = models.CharField(max_length=40)
    party = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    enterprise_id = models.UUIDField()
    region_code = models.CharField(max_length=6)
    cluster_id = models.UUIDField(null=True, blank=True)
    assigned_to = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    is_certain = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = SealedField(kind="text")
    left = models.JSONField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "name"], condition=Q(ended_at=None), name="cases_work_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["party", "region_code", "due_at", "id"],
                condition=Q(ended_at=None),
                name="cases_work_region",
            ),
            models.Index(
                fields=["party", "cluster_id", "due_at", "id"],
                condition=Q(ended_at=None),
                name="cases_work_cluster",
            ),
            models.Index(
                fields=["party", "enterprise_id", "due_at", "id"],
                condition=Q(ended_at=None),
                name="cases_work_enterprise",
            ),
            models.Index(
                fields=["assigned_to", "due_at", "id"], condition=Q(ended_at=None), name="cases_work_mine"
            ),
            models.Index(fields=["kind", "name", "ended_at"], name="cases_work_ended"),
        ]


class Step(Record):
    """One move that was made: the history. `data` holds what was asked for this move alone."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField()
    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    by_id = models.UUIDField(null=True)
    by_party = models.CharField(max_length=20, blank=True)
    comment = SealedField(kind="text")
    data = SealedField(kind="json")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "version"], name="cases_step_version")
        ]


class Version(Record):
    """The form as it was handed in, numbered from 1, for comparing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="kept")
    data = SealedField(kind="json")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_version_number")
        ]


class Comment(Record):
    """A remark on a case, on one section of it where named; `is_internal` ones the enterprise never sees."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    by_id = models.UUIDField(null=True)
    by_party = models.CharField(max_length=20, blank=True)
    section = models.CharField(max_length=60, blank=True)
    is_internal = models.BooleanField(default=False)
    text = SealedField(kind="text")
    settled_at = models.DateTimeField(null=True, blank=True)


class Attachment(Record):
    """A file of a case, sealed under FUGONG_HOME and given out as a download only."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=40)
    file_name = SealedField(kind="text")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80)
    by_id = models.UUIDField(null=True)
    by_party = models.CharField(max_length=20, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)


class SavedFilter(Record):
    """A view of a list that somebody keeps by a name: the query string of its address."""

    account_id = models.UUIDField()
    place = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "place", "name"], name="cases_filter_name")
        ]
