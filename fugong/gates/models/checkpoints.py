"""Entrances, and the devices bound to them (检测卡口, G8)."""

from typing import ClassVar

from django.db import models

from fugong.core.models import Record
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
