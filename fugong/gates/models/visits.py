"""People from outside: who comes, to whom, why, until when; and the paper at the gate that they scan (G8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Account, Enterprise, Person
from fugong.gates import visiting
from fugong.gates.models.checkpoints import Checkpoint


class GatePoster(Record):
    """The paper at an entrance that visitors scan, one for the enterprise or one for a checkpoint. Rotating ends it."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="gate_posters")
    checkpoint = models.ForeignKey(
        Checkpoint, null=True, blank=True, on_delete=models.CASCADE, related_name="posters"
    )
    secret = models.CharField(max_length=32, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(checkpoint=None), name="gates_poster_enterprise"
            ),
            models.UniqueConstraint(
                fields=["checkpoint"], condition=Q(checkpoint__isnull=False), name="gates_poster_checkpoint"
            ),
        ]


class Visit(Record):
    """Somebody who is no worker comes in, once, or several times where `again`.

    `reference` names the visit in pass codes as a person's does; no two of both are alike. `answer` is what the host
    says: waiting, yes or no; an invitation is a yes. `host` or `host_account` is the one found, `host_named` as somebody
    wrote it. `answers` are the questionnaire's, one record a day; `verdict` and `reason` judge those of `filled_for`.
    `areas` is where the visitor
    may go. `arrived_at` and `left_at` follow from passages. `void_before`: passes issued earlier are revoked.
    `fever_until`: how long a fever confirmed at a gate keeps the visitor out.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="visits")
    reference = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, default=visiting.VISITOR)
    way = models.CharField(max_length=8)
    name = SealedField(kind="name")
    name_index = models.CharField(max_length=32, blank=True)
    phone = SealedField(kind="phone")
    phone_index = models.CharField(max_length=32, blank=True)
    phone_last4_index = models.CharField(max_length=32, blank=True)
    employer = SealedField(kind="text")
    origin = SealedField(kind="text")
    purpose = SealedField(kind="text")
    host = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="hosted_visits"
    )
    host_account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="hosted_visits"
    )
    host_named = SealedField(kind="name")
    host_team = models.CharField(max_length=60, blank=True)
    escort = SealedField(kind="name")
    areas = models.CharField(max_length=60, blank=True)
    expected_from = models.DateTimeField()
    expected_until = models.DateTimeField()
    again = models.BooleanField(default=False)
    answer = models.CharField(max_length=7, default=visiting.WAITING)
    answered_by = models.UUIDField(null=True)
    answered_name = SealedField(kind="name")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_why = SealedField(kind="text")
    answers = SealedField(kind="json")
    notice_hash = models.CharField(max_length=64, blank=True)
    filled_for = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    link_digest = models.CharField(max_length=64, unique=True, null=True)
    void_before = models.DateTimeField(null=True, blank=True)
    fever_until = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.UUIDField(null=True)
    cancel_why = SealedField(kind="text")
    overdue_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "expected_from"], name="gates_visit_day"),
            models.Index(fields=["enterprise", "updated_at"], name="gates_visit_changed"),
            models.Index(fields=["enterprise", "phone_index"], name="gates_visit_phone"),
            models.Index(fields=["enterprise", "name_index"], name="gates_visit_name"),
            models.Index(fields=["host", "expected_from"], name="gates_visit_host"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expected_until__gt=models.F("expected_from")), name="gates_visit_order"
            ),
        ]


class VisitOpening(Record):
    """Somebody opened the masked values of a visitor, and why."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="openings")
    by_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    reason = SealedField(kind="text")
