"""Who may do what with a case; *when* is the state's and the move's own (`actions/moving.py`)."""

from django.utils.translation import gettext as _

from fugong.cases.models import Case
from fugong.cases.spec import BUREAU, CLUSTER, ENTERPRISE, ENTERPRISE_ROLES, CaseType, Move
from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_role


def party_of(actor: Actor) -> str:
    """The party an actor speaks for: the enterprise, a kind of authority, or nobody."""
    if actor.authority_id is not None:
        return actor.authority_kind
    return ENTERPRISE if actor.enterprise_id is not None else ""


def check_can_open(actor: Actor, case_type: CaseType) -> None:
    """An enterprise's own people of the opening roles; the system may for any."""
    check_role(actor, *case_type.openers, reason=_("只有本企业的防疫专员或主要负责人可以新建这一事项。"))


def check_can_edit(actor: Actor, case: Case) -> None:
    """The form is the enterprise's own."""
    if actor.kind == "system":
        return
    if actor.enterprise_id != case.enterprise_id or not actor.has(*ENTERPRISE_ROLES):
        raise NotAllowed("role", _("表单由企业填写，您可以提出意见或退回补正。"))


def can_edit(actor: Actor, case: Case) -> bool:
    """See `check_can_edit`."""
    return _answers(check_can_edit, actor, case)


def check_can_move(actor: Actor, case: Case, move: Move) -> None:
    """*Who* may make a move: its roles, at its kind of authority, in the case's own county or cluster.

    The city sees every county's cases and acts in none: the county is 属地 (G2).
    """
    if actor.kind == "system":
        return
    check_role(actor, *move.roles, reason=_("您的岗位不能办理“{move}”。").format(move=move.label))
    if actor.enterprise_id is not None:
        if actor.enterprise_id != case.enterprise_id:
            raise NotAllowed("scope", _("这不是您所在企业的事项。"))
        return
    if (move.at or BUREAU) != actor.authority_kind:
        raise NotAllowed("authority", _("“{move}”由其他部门办理。").format(move=move.label))
    check_is_competent(actor, case)


def check_can_remark(actor: Actor, case: Case) -> None:
    """The enterprise itself, or an authority of its own county or cluster; the city only reads."""
    if actor.enterprise_id is not None:
        check_can_edit(actor, case)
    else:
        check_is_competent(actor, case)


def check_is_competent(actor: Actor, case: Case) -> None:
    """The authority of the case's own county, or the cluster the enterprise sits in."""
    if actor.kind == "system":
        return
    own = (
        case.cluster_id == actor.authority_id
        if actor.authority_kind == CLUSTER
        else actor.region_codes == {case.region_code}
    )
    if actor.authority_id is None or not own:
        raise NotAllowed("jurisdiction", _("由企业所在县（市、区）的部门办理，您只能查看。"))


def is_competent(actor: Actor, case: Case) -> bool:
    """See `check_is_competent`."""
    return _answers(check_is_competent, actor, case)


def _answers(check: object, *arguments: object) -> bool:
    try:
        check(*arguments)  # type: ignore[operator]
    except NotAllowed:
        return False
    return True
