"""Who may do what at the gates. `check_…` raises with the reason, `can_…` answers."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_enterprise, check_role
from fugong.directory import choices as roles
from fugong.gates.models import Visit
from fugong.gates.queries.scope import check_can_bind, check_can_see_devices, check_can_see_passages

__all__ = [
    "can_answer",
    "can_bind",
    "can_manage",
    "can_record",
    "can_see_devices",
    "can_see_passages",
    "check_can_answer",
    "check_can_assign_host",
    "check_can_bind",
    "check_can_invite",
    "check_can_manage",
    "check_can_open_visit",
    "check_can_record",
    "check_can_see_devices",
    "check_can_see_passages",
]


def check_can_manage(actor: Actor, enterprise_id: UUID) -> None:
    """Who makes, closes and withdraws: the epidemic officer of the enterprise (G8)."""
    check_role(actor, roles.EPIDEMIC_OFFICER, reason=_("门岗和设备由企业防疫专员管理。"))
    check_enterprise(actor, enterprise_id, reason=_("这个门岗不属于您的企业。"))


def check_can_record(actor: Actor, enterprise_id: UUID) -> None:
    """Who writes down what happens at a gate: its bound devices, guards, the epidemic officer of the enterprise."""
    check_role(
        actor, "device", roles.GUARD, roles.EPIDEMIC_OFFICER, reason=_("门岗的记录由门卫或企业防疫专员填写。")
    )
    check_enterprise(actor, enterprise_id, reason=_("这个门岗不属于您的企业。"))


def check_can_invite(actor: Actor, enterprise_id: UUID) -> None:
    """Who invites people from outside: a worker of the enterprise, its epidemic officer, its principal (G8)."""
    check_role(
        actor,
        roles.WORKER,
        roles.EPIDEMIC_OFFICER,
        roles.PRINCIPAL,
        reason=_("来访由本企业职工、防疫专员或负责人邀请。"),
    )
    check_enterprise(actor, enterprise_id, reason=_("这不是您所在的企业。"))


def check_can_answer(actor: Actor, visit: Visit) -> None:
    """Who says yes or no to a visit, and changes or ends it: its host; officer and principal in the host's place."""
    check_enterprise(actor, visit.enterprise_id, reason=_("这次来访不属于您的企业。"))
    if actor.kind == "system" or actor.has(roles.EPIDEMIC_OFFICER, roles.PRINCIPAL):
        return
    is_host = actor.person_id is not None and actor.person_id == visit.host_id
    if not is_host and not (actor.kind == "account" and actor.id == visit.host_account_id):
        raise NotAllowed("role", _("只有接待人、防疫专员或负责人可以答复。"))


def check_can_assign_host(actor: Actor, visit: Visit) -> None:
    """Who says whose guest it is, where nobody was found: the epidemic officer or the principal."""
    check_role(actor, roles.EPIDEMIC_OFFICER, roles.PRINCIPAL, reason=_("接待人由防疫专员或负责人指定。"))
    check_enterprise(actor, visit.enterprise_id, reason=_("这次来访不属于您的企业。"))


def check_can_open_visit(actor: Actor, visit: Visit) -> None:
    """Who opens a visitor's masked values: the epidemic officer or the principal, with a reason."""
    check_role(
        actor,
        roles.EPIDEMIC_OFFICER,
        roles.PRINCIPAL,
        reason=_("只有本企业的防疫专员或主要负责人可以查看完整信息。"),
    )
    check_enterprise(actor, visit.enterprise_id, reason=_("这次来访不属于您的企业。"))


def can_answer(actor: Actor, visit: Visit) -> bool:
    """Whether the buttons of a visit are shown."""
    return _holds(check_can_answer, actor, visit)


def can_record(actor: Actor, enterprise_id: UUID) -> bool:
    """Whether the forms of the gate's records are shown."""
    return _holds(check_can_record, actor, enterprise_id)


def can_manage(actor: Actor, enterprise_id: UUID) -> bool:
    """Whether the buttons are shown."""
    return _holds(check_can_manage, actor, enterprise_id)


def can_bind(actor: Actor, enterprise_id: UUID) -> bool:
    """Whether the actor could bind a device of the enterprise."""
    return _holds(check_can_bind, actor, enterprise_id)


def can_see_passages(actor: Actor) -> bool:
    """Whether the link to the passages is shown."""
    return _holds(check_can_see_passages, actor)


def can_see_devices(actor: Actor) -> bool:
    """Whether the link to the gates and devices is shown."""
    return _holds(check_can_see_devices, actor)


def _holds(check: Callable[..., None], *subject: object) -> bool:
    try:
        check(*subject)
    except NotAllowed:
        return False
    return True
