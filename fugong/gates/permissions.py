"""Who may do what at the gates. `check_…` raises with the reason, `can_…` answers."""

from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_enterprise, check_role
from fugong.directory import choices as roles


def check_can_manage(actor: Actor, enterprise_id: UUID) -> None:
    """Who makes, closes and withdraws: the epidemic officer of the enterprise (G8)."""
    check_role(actor, roles.EPIDEMIC_OFFICER, reason=_("门岗和设备由企业防疫专员管理。"))
    check_enterprise(actor, enterprise_id, reason=_("这个门岗不属于您的企业。"))


def can_manage(actor: Actor, enterprise_id: UUID) -> bool:
    """Whether the buttons are shown."""
    return _holds(check_can_manage, actor, enterprise_id)


def check_can_bind(actor: Actor, enterprise_id: UUID) -> None:
    """Who turns a phone or tablet into a gate device: a guard or the epidemic officer of the enterprise."""
    check_role(actor, roles.GUARD, roles.EPIDEMIC_OFFICER, reason=_("只有门卫或企业防疫专员可以绑定设备。"))
    check_enterprise(actor, enterprise_id, reason=_("这台设备属于别的企业。"))


def can_bind(actor: Actor, enterprise_id: UUID) -> bool:
    """Whether the actor could bind a device of the enterprise."""
    return _holds(check_can_bind, actor, enterprise_id)


def check_can_see_passages(actor: Actor) -> None:
    """Who reads the passages of the own enterprise: epidemic officer and principal. They say where people were."""
    check_role(
        actor, roles.EPIDEMIC_OFFICER, roles.PRINCIPAL, reason=_("通行记录只有企业防疫专员和负责人可以查看。")
    )


def can_see_passages(actor: Actor) -> bool:
    """Whether the link to the passages is shown."""
    try:
        check_can_see_passages(actor)
    except NotAllowed:
        return False
    return True


def check_can_see_devices(actor: Actor) -> None:
    """Who sees gates and devices: epidemic officer, principal and guards."""
    check_role(
        actor,
        roles.EPIDEMIC_OFFICER,
        roles.PRINCIPAL,
        roles.GUARD,
        reason=_("门岗和设备只有企业防疫专员、负责人和门卫可以查看。"),
    )


def _holds(check, actor: Actor, enterprise_id: UUID) -> bool:  # type: ignore[no-untyped-def]
    try:
        check(actor, enterprise_id)
    except NotAllowed:
        return False
    return True
