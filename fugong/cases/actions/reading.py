"""Reading one case. A refusal is recorded: somebody of another county opened its address."""

from uuid import UUID

from fugong.cases import queries
from fugong.cases.models import Case
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
