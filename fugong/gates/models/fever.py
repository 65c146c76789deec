"""Somebody kept back at a gate for a fever, until a second measurement and a person's word (G3, G8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Enterprise
from fugong.gates import choices


class FeverHold(Record):
    """One fever at a gate and what came of it. `passage_id` is the passage that was held.

    `person_id` names a worker, `visit_id` a visitor: one of them, or none where a terminal measured somebody beside a scan;
    then `passage_id` is its reading's. `first_instrument` is the kind of thermometer of the
    first measurement, empty where nobody knows. `second_…` is the latest second measurement: the one that counts, or
    while none does one with `second_marks` (`choices.SECOND_MARKS`); `earlier` are those before it, as a list of
    {celsius, instrument, at, marks}. `outcome` is empty while it is open, else one of `choices.OUTCOMES_OF_FEVER`;
    `settled_by` is an account, or a device where the guard settled it there.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="fever_holds")
    checkpoint_id = models.UUIDField()
    passage_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    visit_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    celsius = SealedField(kind="text")
    first_instrument = models.CharField(max_length=10, blank=True)
    second_celsius = SealedField(kind="text")
    second_instrument = models.CharField(max_length=10, blank=True)
    second_at = models.DateTimeField(null=True, blank=True)
    second_marks = models.JSONField(default=list)
    earlier = SealedField(kind="json")
    outcome = models.CharField(max_length=10, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.UUIDField(null=True)
    why = SealedField(kind="text")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "passage_id"], name="gates_feverhold_passage"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=choices.OUTCOMES_OF_FEVER, settled_at__isnull=False),
                name="gates_feverhold_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "outcome", "happened_at"], name="gates_feverhold_open"),
        ]
