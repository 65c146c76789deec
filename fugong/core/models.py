"""Shapes every room builds on: event tables with one head row per owner, and the audit chain."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from fugong.core.ids import new_id

PLATFORM = UUID(int=0)
"""The owner of events that belong to no enterprise or authority."""


class Record(models.Model):
    """An ordinary record: UUIDv7 key, when it was made and last changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class EventHead(models.Model):
    """The head of one owner's event stream: the last number given, and for the audit the last hash.

    Its row lock puts the writers of one owner in order, so that a reader with a cursor never misses a late commit.
    """

    pk = models.CompositePrimaryKey("owner_id", "stream")
    owner_id = models.UUIDField()
    stream = models.CharField(max_length=40)
    last_seq = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="")


class Event(models.Model):
    """An append-only row of an owner. No foreign keys; every key and unique starts with `owner_id`."""

    pk = models.CompositePrimaryKey("owner_id", "id")
    owner_id = models.UUIDField()
    id = models.UUIDField(default=new_id)
    seq = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_id", "seq"], name="%(app_label)s_%(class)s_seq"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner_id", "recorded_at"], name="%(app_label)s_%(class)s_time"),
        ]


class AuditRow(Event):
    """One action: who did what to what. Holds ids, field names and codes, never personal values."""

    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
