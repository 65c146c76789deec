"""Face pictures of terminals: why they may be kept, the few that are, and who looked at them (PIPL 26, 28, 55, 56)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Enterprise
from fugong.gates.models.terminals import Terminal


class PictureAssessment(Record):
    """The impact assessment on which a terminal's pictures are kept, from `created_at` until `ended_at`.

    `ground` is one of `choices.PICTURE_GROUNDS`; `purpose`, `risks` and `measures` are the three points of PIPL 56. It
    stays when the keeping ends: an assessment is kept for three years at least.
    """

    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="assessments")
    assessor = SealedField(kind="text")
    assessed_on = models.DateField()
    ground = models.CharField(max_length=10)
    purpose = models.TextField()
    risks = models.TextField()
    measures = models.TextField()
    begun_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["terminal"], condition=Q(ended_at__isnull=True), name="gates_assessment_open"
            ),
        ]


class FacePicture(Record):
    """One picture, of a fever that nobody can put a name to. `event_id` is its reading or passage; `jpeg` is base64."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="face_pictures")
    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="face_pictures")
    event_id = models.UUIDField()
    jpeg = SealedField(kind="text")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "event_id"], name="gates_facepicture_event"),
        ]


class PictureOpening(Record):
    """Somebody looked at a picture, and why. It outlives the picture."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="picture_openings")
    event_id = models.UUIDField(db_index=True)
    by_id = models.UUIDField(null=True)
    reason = SealedField(kind="text")
