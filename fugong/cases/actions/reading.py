"""Reading what is recorded: a case that somebody of another county opened, a file that was taken away."""

from uuid import UUID

from fugong.cases import queries
from fugong.cases.models import Attachment, Case
from fugong.core import audit
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor


def look_up(*, case_id: UUID, by: Actor) -> Case:
    """The case, where the actor may see it; raises NotFound, and leaves an audit row where there is such a case."""
    try:
        return queries.case(by, case_id)
    except NotFound:
        if Case.objects.filter(pk=case_id).exists():
            owner = by.enterprise_id or by.authority_id
            audit.note(by=by, action="cases.refused", subject="case", subject_id=case_id, owner_id=owner)
        raise


def download(*, attachment: Attachment, by: Actor) -> bytes:
    """What a file of a case holds; who took it is recorded. The caller has looked its case up."""
    data = queries.attachment_data(attachment)
    audit.note(
        by=by,
        action="cases.download",
        subject="attachment",
        subject_id=attachment.pk,
        owner_id=attachment.case.enterprise_id,
    )
    return data


def exported(*, what: str, by: Actor, case: Case | None = None) -> None:
    """Record that somebody takes a list, or the paper of one case, away as a file; `what` is the list's code."""
    audit.note(
        by=by,
        action="cases.export",
        subject="list" if case is None else "case",
        subject_id=what if case is None else case.pk,
        owner_id=case.enterprise_id if case is not None else by.enterprise_id or by.authority_id,
    )
