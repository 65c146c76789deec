"""What is known of an enterprise for the policies, what authorities decided, and the measures as they were changed.

The measures themselves are the pack's (`fugong.packs.policies`); a row here stands over a file from its day on.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Enterprise
from fugong.policies import choices


class FactSheet(Record):
    """What an enterprise said of itself: facts that no room knows, and corrections of those that one does.

    `facts`: fact id → value as JSON writes it, decimals as texts. `confirmed_on`: fact id → ISO day, also of facts that
    were only confirmed as the system knows them. `version` grows with every change.
    """

    enterprise = models.OneToOneField(Enterprise, on_delete=models.CASCADE, related_name="fact_sheet")
    facts = SealedField(kind="json")
    confirmed_on = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)


class SelfCheck(Record):
    """An anonymous self check. It is found by its secret alone, of which the digest is kept, and goes after `expires_at`.

    `on` is the day it is judged for; `facts` as in `FactSheet`, as pairs in the order they were answered, None: not known.
    """

    digest = models.CharField(max_length=64, unique=True)
    pack = models.CharField(max_length=40)
    on = models.DateField()
    facts = SealedField(kind="json")
    version = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="policies_check_expires")]


class Remark(Record):
    """“这不对” said of a result by somebody who is not signed in: text, answered by the city's office, read by the link."""

    check_made = models.ForeignKey(SelfCheck, on_delete=models.CASCADE, related_name="remarks")
    pack = models.CharField(max_length=40)
    measure_id = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    text = SealedField(kind="text")
    answer = SealedField(kind="text")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=Q(answered_at=None), name="policies_remark_open")
        ]


class Determination(Record):
    """认定: what an authority decided of an enterprise. Never changed; the newest of a subject stands, also where expired.

    `subject` is a measure's id or a fact of `choices.DECIDED_FACTS`; `value` None takes the decision back.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="determinations")
    subject = models.CharField(max_length=60)
    value = models.BooleanField(null=True)
    reason = models.CharField(max_length=choices.LONGEST_REASON)
    authority_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    decided_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "subject", "decided_on", "id"], name="policies_determined")
        ]


class PolicyEvent(Record):
    """The day of an event that deadlines hang on (`epidemic_end`), for a region and all below. The newest row stands.

    `happened_on` None: it was taken back.
    """

    pack = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    region_code = models.CharField(max_length=6)
    happened_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=choices.LONGEST_REASON)
    authority_id = models.UUIDField(null=True)
    declared_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pack", "key", "region_code", "id"], name="policies_event")]


class MeasureVersion(Record):
    """A measure as it was published, in effect from a day on. Version 0 is the pack's file and has no row.

    `text` is the measure's YAML; empty: withdrawn from that day on. Of the versions in effect on a day the highest stands.
    """

    pack = models.CharField(max_length=40)
    measure_id = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    in_effect_from = models.DateField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField()
    note = models.CharField(max_length=choices.LONGEST_REASON)
    gained = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "measure_id", "number"], name="policies_version_number")
        ]


class MeasureDraft(Record):
    """A measure being written: one draft a measure. `base` is the version it was begun from (None: a new measure)."""

    pack = models.CharField(max_length=40)
    measure_id = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    base = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "measure_id"], name="policies_draft_once")
        ]


class Standing(Record):
    """What applied to an enterprise when it was last matched, and what it was told of it: the ground of notices.

    `answers`: measure id → [status, amount in fen or null, deadline or null, version], of eligible and unknown ones.
    `told`: what was told already, each once (`fits Y17-refund`, `deadline Y17-refund 2020-12-31`).
    """

    enterprise = models.OneToOneField(Enterprise, on_delete=models.CASCADE, related_name="policy_standing")
    on = models.DateField()
    answers = models.JSONField(default=dict)
    told = models.JSONField(default=list)


class Take(Record):
    """An application for a measure, as its case moves: what take-up, refusals and delay are counted from.

    `answer` is what the system computed when it was handed in: status, amount, conditions, facts; nobody types it.
    """

    case_id = models.UUIDField(unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="takes")
    region_code = models.CharField(max_length=6)
    pack = models.CharField(max_length=40)
    measure_id = models.CharField(max_length=60)
    measure_version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, default=choices.SUBMITTED)
    applied_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    granted_fen = models.BigIntegerField(null=True, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    answer = SealedField(kind="json")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "measure_id"], name="policies_take_enterprise"),
            models.Index(fields=["pack", "measure_id", "state", "region_code"], name="policies_take_counts"),
        ]


class TakeUpPublication(Record):
    """Whether anybody may read how the measures of a pack are taken up. The newest row stands; without one, nobody may."""

    pack = models.CharField(max_length=40)
    is_published = models.BooleanField()
    authority_id = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pack", "id"], name="policies_publication")]
