"""Files of a case: checked for what they really are, sealed at rest, removed without losing the trace."""

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases import permissions, registry
from fugong.cases.actions.locking import lock
from fugong.cases.intake import check_attachment
from fugong.cases.models import Attachment, Case
from fugong.cases.queries.one import ATTACHMENT_CONTEXT
from fugong.cases.spec import ENTERPRISE
from fugong.core import audit, clock, files
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.permissions import Actor

MOST = 40
"""Files a case may hold at a time."""


def attach(*, case: Case, by: Actor, kind: str, name: str, data: bytes) -> Attachment:
    """Keep a file with the case. Raises Invalid or TooLarge for what it is, NotAllowed, Conflict where the case is closed."""
    party = permissions.party_of(by)
    case_type = registry.find(case.kind)
    declared = case_type.attachment(kind)
    form_field = case_type.field(kind)
    if declared is None and (form_field is None or form_field.type != "file"):
        raise Invalid("unknown_kind", _("没有这种附件。"), field="kind")
    parties = declared.parties if declared else (ENTERPRISE,)
    _check_may_attach(by, case, party, parties)
    checked = check_attachment(name, data)
    stored = files.store(checked.data, ATTACHMENT_CONTEXT)
    try:
        with transaction.atomic():
            locked = lock(case)
            if not locked.is_open:
                raise Conflict("closed", _("这一事项已办结，不能再加附件。"))
            if locked.attachments.filter(removed_at=None).count() >= MOST:
                raise Invalid("too_many", _("一件事项最多{n}个附件。").format(n=MOST), field="file")
            row = Attachment.objects.create(
                case=locked,
                kind=kind,
                file_name=checked.name,
                media_type=checked.media_type,
                size=len(checked.data),
                sha256=checked.sha256,
                stored_as=stored,
                by_id=by.id,
                by_party=party,
            )
            _audit(row, by, "cases.attach")
    except BaseException:
        files.delete(stored)
        raise
    return row


def _check_may_attach(by: Actor, case: Case, party: str, parties: tuple[str, ...]) -> None:
    if party not in parties:
        raise NotAllowed("role", _("这种附件由另一方上传。"))
    if party == ENTERPRISE:
        permissions.check_can_edit(by, case)
    else:
        permissions.check_is_competent(by, case)


def remove_attachment(*, attachment: Attachment, by: Actor) -> None:
    """Take one's own side's file back while the case is open; the file goes, that it was there stays."""
    case = attachment.case
    party = permissions.party_of(by)
    _check_may_attach(by, case, party, (attachment.by_party,))
    with transaction.atomic():
        locked = lock(case)
        attachment = Attachment.objects.select_related("case").get(pk=attachment.pk)
        if not _is_in_hand(locked, party) or (party == ENTERPRISE and _was_handed_in(attachment)):
            raise Conflict("handed_in", _("已经交出或办结，附件不能再删。"))
        if attachment.removed_at is not None:
            return
        attachment.removed_at = clock.now()
        attachment.save(update_fields=["removed_at", "updated_at"])
        _audit(attachment, by, "cases.remove_attachment")
        transaction.on_commit(lambda: files.delete(attachment.stored_as))


def _is_in_hand(case: Case, party: str) -> bool:
    """Whether the case is this party's to work on now: what was handed in or concluded with it stays with it."""
    if party == ENTERPRISE:
        return registry.find(case.kind).state(case.state).editable
    return case.is_open and case.work_items.filter(party=party, ended_at=None).exists()


def _was_handed_in(row: Attachment) -> bool:
    """Whether the file was there when the form was handed in: it belongs to that version."""
    return row.case.versions.filter(created_at__gte=row.created_at).exists()


def _audit(row: Attachment, by: Actor, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        subject="case",
        subject_id=row.case_id,
        owner_id=row.case.enterprise_id,
        attachment=row.pk,
        kind=row.kind,
        sha256=row.sha256,
    )
