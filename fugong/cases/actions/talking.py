"""Remarks on a case: to each other inside an authority, or to the applicant, on a section of the form where named."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases import permissions, registry
from fugong.cases.actions.locking import lock
from fugong.cases.actions.telling import tell
from fugong.cases.forms import plain
from fugong.cases.models import Case, Comment, WorkItem
from fugong.cases.spec import BUREAU, ENTERPRISE
from fugong.core import audit, clock
from fugong.core.errors import Invalid, NotAllowed
from fugong.core.permissions import Actor
from fugong.notices.queries import was_told_today

LONGEST = 2000
REMINDER = "case_reminder"


@transaction.atomic
def comment(*, case: Case, by: Actor, text: str, internal: bool = False, section: str = "") -> Comment:
    """A remark, `internal` to the authorities or for both sides; the other side is told. Raises Invalid, NotAllowed."""
    party = permissions.party_of(by)
    text = plain(text)
    if not text:
        raise Invalid("missing", _("请写下意见。"), field="text")
    if len(text) > LONGEST:
        raise Invalid("too_long", _("最多%(n)d个字。") % {"n": LONGEST}, field="text")
    if section and section not in {one.name for one in registry.find(case.kind).sections}:
        raise Invalid("unknown_section", _("表单没有这一部分。"), field="section")
    if internal and party == ENTERPRISE:
        raise NotAllowed("role", _("内部意见只供部门之间使用。"))
    permissions.check_can_remark(by, case)
    row = Comment.objects.create(
        case=lock(case), by_id=by.id, by_party=party, section=section, is_internal=internal, text=text
    )
    _audit(case, by, "cases.comment", comment=row.pk, section=section, internal=internal)
    if not internal and case.sent_at is not None:
        tell(case, BUREAU if party == ENTERPRISE else ENTERPRISE, "case_comment", by)
    return row


@transaction.atomic
def settle(*, comment: Comment, by: Actor) -> Comment:
    """Mark a remark as dealt with, by either side; again is no fault."""
    if comment.settled_at is None:
        permissions.check_can_remark(by, comment.case)
        if comment.is_internal and permissions.party_of(by) == ENTERPRISE:
            raise NotAllowed("role", _("内部意见只供部门之间使用。"))
        comment.settled_at = clock.now()
        comment.save(update_fields=["settled_at", "updated_at"])
        _audit(comment.case, by, "cases.settle", comment=comment.pk)
    return comment


@transaction.atomic
def remind(*, cases: Sequence[Case], by: Actor) -> int:
    """Remind the enterprises whose turn it is; how many were.

    A case that waits for somebody else is passed over, and so is work of which the enterprise was reminded today.
    """
    for case in cases:
        permissions.check_is_competent(by, case)
    known = {case.pk: case for case in cases if case.sent_at}
    waiting = WorkItem.objects.select_for_update().filter(case_id__in=known, party=ENTERPRISE, ended_at=None)
    told = 0
    # All work is locked first and records follow by enterprise, so that two officers never wait for each other.
    for item in sorted(waiting.order_by("pk"), key=lambda one: (one.enterprise_id, one.pk)):
        if was_told_today(item.enterprise_id, REMINDER, item=str(item.pk)):
            continue
        case = known[item.case_id]
        tell(case, ENTERPRISE, REMINDER, by, state=case.state, work=item.name, item=str(item.pk))
        _audit(case, by, "cases.remind", work=item.name)
        told += 1
    return told


def _audit(case: Case, by: Actor, action: str, **details: object) -> None:
    audit.record(
        by=by, action=action, subject="case", subject_id=case.pk, owner_id=case.enterprise_id, **details
    )
