"""What happened at the gates: passages, and whatever else a guard wrote down (G8, G9). Append-only."""

from typing import ClassVar

from django.db import models

from fugong.core.fields import SealedField
from fugong.core.models import Event


class Passage(Event):
    """Somebody at a gate, allowed or not. `verdict` is what stood at the gate, `server_verdict` what the server says.

    `at` is the device's own time, `happened_at` that time corrected by the device's clock skew, or estimated where it had
    lost its clock (mark `clock_lost`). `code` is sealed: it
    names a person. `person_id` names a worker, `visit_id` a visitor, neither somebody nobody knows. `marks` are codes of
    what was odd: `choices.MARKS`.
    """

    device_id = models.UUIDField()
    checkpoint_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    visit_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    direction = models.CharField(max_length=3)
    celsius = SealedField(kind="text")
    verdict = models.CharField(max_length=5)
    server_verdict = models.CharField(max_length=5)
    reason = models.CharField(max_length=30)
    flagged = models.BooleanField(default=False)
    marks = models.JSONField(default=list)
    code = SealedField(kind="text")

    class Meta(Event.Meta):
        abstract = False
        indexes: ClassVar = [
            *Event.Meta.indexes,
            models.Index(fields=["owner_id", "person_id", "happened_at"], name="gates_passage_person"),
            models.Index(fields=["owner_id", "happened_at"], name="gates_passage_when"),
            models.Index(
                fields=["owner_id", "visit_id", "happened_at"],
                name="gates_passage_visit",
                condition=models.Q(visit_id__isnull=False),
            ),
        ]


class GateEntry(Event):
    """What a guard wrote down beside passages: a vehicle came in, a hold was settled, the duty was taken over.

    `kind` is one of `entries.KINDS`, `data` its content as sent, sealed: it may name people and plates. `subject_id` is
    the record it was applied to. `outcome` is `done`, or `noted` where it happened and yet could not be applied any
    more; `remark` then says why, as a code.
    """

    device_id = models.UUIDField(null=True)
    checkpoint_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    data = SealedField(kind="json")
    subject_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=5)
    remark = models.CharField(max_length=40, blank=True)

    class Meta(Event.Meta):
        abstract = False
        indexes: ClassVar = [
            *Event.Meta.indexes,
            models.Index(fields=["owner_id", "subject_id"], name="gates_entry_subject"),
        ]
