"""An application's way, kept beside its case: what take-up, refusals and delay are counted from."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit
from fugong.core.errors import Conflict, NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.policies import choices
from fugong.policies.models import Take
from fugong.policies.queries.answers import EnterpriseAnswer
from fugong.policies.queries.snapshots import snapshot

ENDS = (choices.GRANTED, choices.REFUSED, choices.WITHDRAWN)


@transaction.atomic
def hand_in(*, case_id: UUID, seen: EnterpriseAnswer, measure_id: str, by: Actor) -> Take:
    """The application was handed in, or in again after it was returned: the answer of that day is kept with it.

    Raises Conflict where another application for the same measure is in hand or was granted.
    """
    enterprise = seen.enterprise
    Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=enterprise.pk)
    check_no_other(enterprise, measure_id, case_id)
    row = Take.objects.filter(case_id=case_id).first() or Take(
        case_id=case_id, enterprise=enterprise, applied_on=seen.on
    )
    row.region_code = enterprise.region_id
    row.pack = enterprise.pack
    row.measure_id = measure_id
    row.measure_version = seen.versions[measure_id]
    row.state = choices.SUBMITTED
    row.decided_on = None
    row.reason_code = ""
    row.answer = snapshot(seen, measure_id)
    row.save()
    _record(row, by)
    return row


def check_no_other(enterprise: Enterprise, measure_id: str, case_id: UUID | None = None) -> None:
    """Raise Conflict where the enterprise has applied for the measure in another case, or was granted it."""
    standing = Take.objects.filter(
        enterprise=enterprise, measure_id=measure_id, state__in=(*choices.IN_HAND, choices.GRANTED)
    )
    if case_id is not None:
        standing = standing.exclude(case_id=case_id)
    if (other := standing.first()) is not None:
        text = (
            _("这项政策已经兑现，不能重复申请。")
            if other.state == choices.GRANTED
            else _("这项政策已有一件申请在办，请继续办那一件。")
        )
        raise Conflict("applied_already", text, field="measure")


@transaction.atomic
def move(
    *,
    case_id: UUID,
    state: str,
    on: date,
    by: Actor,
    granted_fen: int | None = None,
    reason_code: str = "",
) -> Take:
    """The case went on. Raises NotFound for one that was never handed in."""
    row = Take.objects.select_for_update().filter(case_id=case_id).first()
    if row is None:
        raise NotFound("take", _("这件申请还没有提交过。"))
    row.state = state
    row.decided_on = on if state in ENDS else None
    row.granted_fen = granted_fen
    row.reason_code = reason_code
    row.save()
    _record(row, by)
    return row


def _record(row: Take, by: Actor) -> None:
    audit.record(
        by=by,
        action="policies.take",
        subject="take",
        subject_id=row.pk,
        owner_id=row.enterprise_id,
        measure=row.measure_id,
        state=row.state,
        case=row.case_id,
    )
