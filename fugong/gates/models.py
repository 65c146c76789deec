"""Checkpoints, the devices bound to them, and every passage (G8, G9)."""

from typing import ClassVar

from django.db import models

from fugong.core.fields import SealedField
from fugong.core.models import Event, Record
from fugong.directory.models import Enterprise


class Checkpoint(Record):
    """An entrance of an enterprise with a gate (检测卡口, G8)."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="checkpoints")
    name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="gates_checkpoint_name"),
        ]


class Device(Record):
    """A phone or tablet that decides at a checkpoint. Its bearer token is kept as SHA-256 only.

    `skew_seconds`: how far its clock was ahead of the server's (negative: behind) when last heard.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, null=True)
    ticket_digest = models.CharField(max_length=64, unique=True, null=True)
    ticket_expires_at = models.DateTimeField(null=True, blank=True)
    bound_at = models.DateTimeField(null=True, blank=True)
    bound_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    skew_seconds = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "name"], name="gates_device_name"),
        ]


class Passage(Event):
    """Somebody at a gate, allowed or not. `verdict` is what stood at the gate, `server_verdict` what the server says.

    `at` is the device's own time, `happened_at` that time corrected by the device's clock skew. `code` is sealed: it
    names a person. `marks` are codes of what was odd: differs, re_entry, stale, skew, would_refuse.
    """

    device_id = models.UUIDField()
    checkpoint_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
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
        ]
