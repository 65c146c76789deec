"""Face pictures of terminals: dropped, unless an assessment says why they are kept, and then only of a fever without a name.

PIPL 26 (signs), 28 (purpose and necessity), 55 and 56 (assessment), 19 (shortest time). Who wants to look says why.
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, check_all
from fugong.core.lines import tidy
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import choices, permissions
from fugong.gates.actions.terminal_audit import audit_terminal
from fugong.gates.models import FacePicture, FeverHold, PictureAssessment, PictureOpening, Terminal
from fugong.gates.queries.face_pictures import keeps_pictures, picture_days
from fugong.screening.queries.inputs import pack_of

MOST_BYTES = 200_000
"""A larger picture is dropped."""

OPENINGS_KEPT = 1096
"""Days that who looked stays on record where the pack does not say: three years (PIPL 56)."""

LEAST_WORDS, MOST_WORDS = 10, 1000
LONGEST_REASON = 200
_BEGINS, _ENDS = b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Assessment:
    """An impact assessment as its form gives it: who, when, on what ground, the three points of PIPL 56, and whether
    signs at the gate say that pictures are taken (PIPL 26)."""

    assessor: str
    assessed_on: date
    ground: str
    purpose: str
    risks: str
    measures: str
    signs: bool


@transaction.atomic
def keep_pictures(*, terminal: Terminal, by: Actor, assessment: Assessment) -> PictureAssessment:
    """Keep pictures from now on, on the strength of an assessment. Conflict where they are kept already."""
    locked = _locked(terminal, by)
    if locked.device.withdrawn_at is not None:
        raise Conflict("withdrawn", _("这台终端已停用。请新建一台。"))
    if keeps_pictures(locked):
        raise Conflict("kept", _("这台终端已经在保存照片。要改评估，先关闭再重新开启。"))
    row = PictureAssessment.objects.create(terminal=locked, begun_by=by.id, **_checked(assessment))
    audit_terminal(by, "gates.keep_pictures", locked, ground=row.ground, assessed_on=row.assessed_on)
    return row


@transaction.atomic
def drop_pictures(*, terminal: Terminal, by: Actor) -> int:
    """Keep none any more, and delete those there are; returns how many. The assessment stays on record."""
    locked = _locked(terminal, by)
    in_force = PictureAssessment.objects.filter(terminal=locked, ended_at=None)
    ended = in_force.update(ended_at=clock.now(), ended_by=by.id)
    deleted, _by_table = FacePicture.objects.filter(terminal=locked).delete()
    if ended or deleted:
        audit_terminal(by, "gates.drop_pictures", locked, pictures=deleted)
    return deleted


@transaction.atomic
def store_pictures(*, terminal: Terminal, pictures: Mapping[UUID, bytes]) -> int:
    """Keep the pictures of these events (reading or passage), where an assessment is in force, they are pictures, and the
    event holds somebody whom nobody has named; returns how many. One told again when its days are over stays away."""
    good = {event_id: data for event_id, data in pictures.items() if is_picture(data)}
    if not good or not keeps_pictures(terminal):
        return 0
    enterprise_id = terminal.device.checkpoint.enterprise_id
    # Locked: whoever names or settles one meanwhile comes after and drops its picture.
    wanted = FeverHold.objects.select_for_update(of=("self",)).filter(
        enterprise_id=enterprise_id,
        passage_id__in=good,
        outcome="",
        person_id=None,
        visit_id=None,
        created_at__gte=clock.now() - timedelta(days=picture_days(terminal.device.checkpoint.enterprise)),
    )
    kept = 0
    for event_id in wanted.values_list("passage_id", flat=True):
        jpeg = base64.b64encode(good[event_id]).decode()
        _row, new = FacePicture.objects.get_or_create(
            enterprise_id=enterprise_id, event_id=event_id, defaults={"terminal": terminal, "jpeg": jpeg}
        )
        kept += new
    return kept


def drop(*, enterprise_id: UUID, event_ids: Iterable[UUID]) -> None:
    """Delete the pictures of these events: their reason is over. In the transaction that names or settles the hold."""
    FacePicture.objects.filter(enterprise_id=enterprise_id, event_id__in=list(event_ids)).delete()


def is_picture(data: bytes) -> bool:
    """Whether this is a JPEG of a size that is kept: by its first and last bytes, whatever the device calls it."""
    return len(data) <= MOST_BYTES and data.startswith(_BEGINS) and data.rstrip(b"\r\n\x00").endswith(_ENDS)


@transaction.atomic
def open_picture(*, picture: FacePicture, by: Actor, reason: str) -> bytes:
    """The picture itself, for the epidemic officer; who looked and why is recorded."""
    permissions.check_can_manage(by, picture.enterprise_id)
    reason = tidy(reason)
    if not 2 <= len(reason) <= LONGEST_REASON:
        text = _("请写明为什么要看，2 到 {most} 个字，例如“到场找到本人”。").format(most=LONGEST_REASON)
        raise Invalid("reason", text, field="reason")
    PictureOpening.objects.create(
        enterprise_id=picture.enterprise_id, event_id=picture.event_id, by_id=by.id, reason=reason
    )
    audit.record(
        by=by,
        action="gates.open_picture",
        subject="facepicture",
        subject_id=picture.pk,
        owner_id=picture.enterprise_id,
        event_id=str(picture.event_id),
    )
    return base64.b64decode(picture.jpeg.reveal())


def pictures_over(enterprise: Enterprise) -> tuple[QuerySet[Any], ...]:
    """Pictures whose days are over, whose fever is settled, or whose terminal keeps none any more; and openings as old as
    the law wants them kept (PIPL 56), long after their picture."""
    rows = FacePicture.objects.filter(enterprise=enterprise)
    settled = FeverHold.objects.filter(enterprise=enterprise).exclude(outcome="").values("passage_id")
    in_force = PictureAssessment.objects.filter(ended_at=None).values("terminal")
    pack, _own = pack_of(enterprise)
    openings_before = clock.now() - timedelta(
        days=pack.profile.retention_days.get("picture_openings", OPENINGS_KEPT)
    )
    return (
        rows.filter(created_at__lt=clock.now() - timedelta(days=picture_days(enterprise))),
        rows.filter(event_id__in=settled),
        rows.filter(terminal__device__withdrawn_at__isnull=False),
        rows.exclude(terminal__in=in_force),
        PictureOpening.objects.filter(enterprise=enterprise, created_at__lt=openings_before),
    )


def _checked(assessment: Assessment) -> dict[str, object]:
    """Its columns; raises the faults of all fields at once."""
    texts = {name: getattr(assessment, name).strip() for name in ("purpose", "risks", "measures")}
    assessor = tidy(assessment.assessor)
    named = 2 <= len(assessor) <= choices.LONGEST_NAME
    words = _("请写 {least} 到 {most} 个字。").format(least=LEAST_WORDS, most=MOST_WORDS)
    check_all(
        _that(named, "assessor", _("请写明谁做的评估。")),
        _that(assessment.assessed_on <= clock.today(), "assessed_on", _("评估的日期不能晚于今天。")),
        _that(assessment.ground in choices.PICTURE_GROUNDS, "ground", _("请选择处理依据。")),
        *(_that(LEAST_WORDS <= len(text) <= MOST_WORDS, name, words) for name, text in texts.items()),
        _that(assessment.signs, "signs", _("拍照的地方要有显著的提示标识。请先张贴。")),
    )
    return {
        "assessor": assessor,
        "assessed_on": assessment.assessed_on,
        "ground": assessment.ground,
        **texts,
    }


def _that(holds: bool, field: str, text: str) -> Callable[[], None]:
    def check() -> None:
        if not holds:
            raise Invalid(field, text, field=field)

    return check


def _locked(terminal: Terminal, by: Actor) -> Terminal:
    permissions.check_can_manage(by, terminal.device.checkpoint.enterprise_id)
    rows = Terminal.objects.select_for_update(of=("self",)).select_related("device__checkpoint__enterprise")
    return rows.get(pk=terminal.pk)
