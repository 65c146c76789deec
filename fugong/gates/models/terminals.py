"""Face, card and temperature terminals that push what they see over HTTP (G3, G8, G9)."""

from typing import ClassVar

from django.db import models

from fugong.core.fields import SealedField
from fugong.core.models import Event, Record
from fugong.gates.models.checkpoints import Device


class Terminal(Record):
    """How a device that speaks a vendor's protocol is known and read.

    It is known by a secret in its address (`secret_digest`), or where it cannot be given one (`by_serial`) by its serial
    number alone. `zone` is the zone of its local times, `unit` what its temperatures are in where it does not say.
    `meaning`: it lets people pass, or only measures. `stamps`: how far it has uploaded each of its tables, as it counts.
    `looks`: the latest looks at its clock; `clock_lost_since`: since when it tells impossible times. `silent_since`:
    since when nothing was heard, once the officer was told. The counters are of what came in, `pictures` of those dropped.
    """

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="terminal")
    protocol = models.CharField(max_length=20)
    serial = models.CharField(max_length=60, null=True)
    by_serial = models.BooleanField(default=False)
    secret_digest = models.CharField(max_length=64, unique=True, null=True)
    field_map = models.JSONField(default=dict)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    unit = models.CharField(max_length=10, default="celsius")
    direction = models.CharField(max_length=5, default="event")
    meaning = models.CharField(max_length=10, default="passage")
    heartbeat_seconds = models.PositiveIntegerField(default=60)
    silent_since = models.DateTimeField(null=True, blank=True)
    stamps = models.JSONField(default=dict)
    looks = models.JSONField(default=list)
    clock_lost_since = models.DateTimeField(null=True, blank=True)
    events = models.BigIntegerField(default=0)
    repeated = models.BigIntegerField(default=0)
    unread = models.BigIntegerField(default=0)
    unread_why = models.CharField(max_length=20, blank=True)
    unread_at = models.DateTimeField(null=True, blank=True)
    others = models.BigIntegerField(default=0)
    pictures = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["protocol", "serial"], name="gates_terminal_serial"),
        ]


class TerminalReading(Event):
    """A temperature that came without a scan: of nobody known, or of a terminal that only measures.

    `clock_lost`: `happened_at` is an estimate. `passage_id` is the passage it was joined to, at `joined_at`; the passage
    itself is never changed. `person_id` where the terminal knew whom it measured.
    """

    device_id = models.UUIDField()
    checkpoint_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    happened_at = models.DateTimeField()
    clock_lost = models.BooleanField(default=False)
    celsius = SealedField(kind="text")
    passage_id = models.UUIDField(null=True)
    joined_at = models.DateTimeField(null=True)

    class Meta(Event.Meta):
        abstract = False
        constraints: ClassVar = [
            *Event.Meta.constraints,
            models.UniqueConstraint(fields=["owner_id", "passage_id"], name="gates_reading_passage"),
        ]
        indexes: ClassVar = [
            *Event.Meta.indexes,
            models.Index(fields=["owner_id", "checkpoint_id", "seq"], name="gates_reading_checkpoint"),
        ]
