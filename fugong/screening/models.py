"""Declarations, daily reports and readings as events; the verdict that stands, holds and reviews as records."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Event, Record
from fugong.directory.models import Person
from fugong.screening import choices


class Report(Event):
    """What a worker declared or reported, as given. `for_day` is the site's day it counts for.

    `session_id` is the bound phone it came from, `seconds_open` the whole seconds from opening the form; None: unknown.
    """

    person_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    for_day = models.DateField()
    answers = SealedField(kind="json")
    entered = models.CharField(max_length=10, default=choices.BY_SELF)
    by_id = models.UUIDField(null=True)
    session_id = models.UUIDField(null=True)
    seconds_open = models.PositiveIntegerField(null=True)

    class Meta(Event.Meta):
        abstract = False
        indexes: ClassVar = [
            *Event.Meta.indexes,
            models.Index(fields=["owner_id", "person_id", "for_day"], name="screening_report_person"),
        ]


class Reading(Event):
    """A temperature somebody took, in °C. It judges its own moment only, until a person confirms it."""

    person_id = models.UUIDField()
    taken_at = models.DateTimeField()
    celsius = SealedField(kind="text")
    source = models.CharField(max_length=10)
    is_fever = models.BooleanField(default=False)
    by_id = models.UUIDField(null=True)

    class Meta(Event.Meta):
        abstract = False
        indexes: ClassVar = [
            *Event.Meta.indexes,
            models.Index(fields=["owner_id", "person_id", "taken_at"], name="screening_reading_person"),
        ]


class VerdictEntry(Event):
    """A verdict as it was given: by the rules from a report, or by an officer with a reason. Never changed."""

    person_id = models.UUIDField()
    for_day = models.DateField()
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=30)
    until = models.DateField(null=True, blank=True)
    grounds = models.JSONField(default=list)
    report_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    why = SealedField(kind="text")

    class Meta(Event.Meta):
        abstract = False
        indexes: ClassVar = [
            *Event.Meta.indexes,
            models.Index(fields=["owner_id", "person_id", "recorded_at"], name="screening_verdict_person"),
        ]


class Standing(models.Model):
    """Where a worker stands now: the last verdict and the day it is for. One row per person, the list's fast answer.

    `void_before`: pass codes issued earlier are revoked. `corrected`: an officer's word stands (see `judging.undoes`);
    `answered_at`: when an officer last gave it, which answers all that was reported until then.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=30, default="no_report")
    until = models.DateField(null=True, blank=True)
    for_day = models.DateField(null=True, blank=True)
    grounds = models.JSONField(default=list)
    declared_on = models.DateField(null=True, blank=True)
    reported_for = models.DateField(null=True, blank=True)
    evening_for = models.DateField(null=True, blank=True)
    corrected = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    void_before = models.DateTimeField(null=True, blank=True)
    entry_id = models.UUIDField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["updated_at"], name="screening_standing_changed")]


class Hold(Record):
    """Isolation or observation of a worker, from a day to a day (inclusive), until somebody lifts it.

    `report_id` names the report from which the rules opened it; a hold a person placed has none.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=30)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    why = SealedField(kind="text")
    report_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.UUIDField(null=True)
    lift_why = SealedField(kind="text")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "lifted_at", "until"], name="screening_hold_open")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="screening_hold_order"
            ),
        ]


class Consent(Record):
    """A separate consent (PIPL 14, 29) to one purpose, under one version of the notice; withdrawn as easily."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30)
    notice_version = models.CharField(max_length=20)
    notice_hash = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "purpose"], name="screening_consent_purpose")]


class Review(Record):
    """A worker contests a verdict and a person decides (PIPL 24)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reviews")
    entry_id = models.UUIDField()
    text = SealedField(kind="text")
    state = models.CharField(max_length=12, default=choices.OPEN)
    answer = SealedField(kind="text")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="open"), name="screening_review_one_open"
            ),
        ]


class Flag(Record):
    """A quiet hint for the officer that a report of `day` may not be truthful (G9); nothing is decided by it.

    `kind` is a sign of the pack. `details` are the numbers it rests on, `report_id` the last report of the day.
    `session_id` names the device where the sign is about one. Once for each person, kind and day; one open a kind.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=30)
    day = models.DateField()
    details = SealedField(kind="json")
    report_id = models.UUIDField(null=True)
    session_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default=choices.OPEN)
    outcome = models.CharField(max_length=20, blank=True)
    note = SealedField(kind="text")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "day"], name="screening_flag_once"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state="open"), name="screening_flag_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "day"], name="screening_flag_state")]
