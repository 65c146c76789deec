"""Face pictures of terminals: whether they are kept and why, which there are, who looked at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates.models import FacePicture, PictureAssessment, PictureOpening, Terminal
from fugong.gates.queries import scope
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening.queries.inputs import pack_of


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """An impact assessment in force, as the desk shows it; since when, and by which account it was switched on."""

    assessor: str
    assessed_on: date
    ground: str
    purpose: str
    risks: str
    measures: str
    since: datetime
    begun_by: UUID | None


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """Who looked at a picture, when, why."""

    at: datetime
    by_id: UUID | None
    reason: str


def keeps_pictures(terminal: Terminal) -> bool:
    """Whether an assessment is in force for it."""
    return PictureAssessment.objects.filter(terminal=terminal, ended_at=None).exists()


def assessment_of(terminal: Terminal) -> AssessmentLine | None:
    """The assessment in force, None where pictures are dropped. The caller may see the terminal."""
    row = PictureAssessment.objects.filter(terminal=terminal, ended_at=None).first()
    if row is None:
        return None
    return AssessmentLine(
        assessor=row.assessor.reveal(),
        assessed_on=row.assessed_on,
        ground=row.ground,
        purpose=row.purpose,
        risks=row.risks,
        measures=row.measures,
        since=row.created_at,
        begun_by=row.begun_by,
    )


def picture_days(enterprise: Enterprise) -> int:
    """How many days a picture is kept (pack)."""
    pack, own = pack_of(enterprise)
    return int(as_number(resolve_parameters(pack.vocabulary, own)["face_picture_days"]))


def pictured(owner_id: UUID, event_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the readings and passages of which a picture is kept."""
    rows = FacePicture.objects.filter(enterprise_id=owner_id, event_id__in=list(event_ids))
    return set(rows.values_list("event_id", flat=True))


def face_picture(actor: Actor, event_id: UUID) -> FacePicture:
    """The picture of a reading or passage, unopened; NotFound where none is kept, or no more."""
    scope.check_can_see_passages(actor)
    rows = FacePicture.objects.select_related("terminal__device__checkpoint")
    found = rows.filter(enterprise_id=scope.enterprise_id(actor), event_id=event_id).first()
    if found is None:
        raise NotFound("picture", _("没有这张照片，或它已经到期删除。"))
    return found


def openings_of_picture(picture: FacePicture) -> list[OpeningLine]:
    """Who looked at it, the latest first."""
    rows = PictureOpening.objects.filter(enterprise_id=picture.enterprise_id, event_id=picture.event_id)
    return [
        OpeningLine(row.created_at, row.by_id, row.reason.reveal()) for row in rows.order_by("-created_at")
    ]
