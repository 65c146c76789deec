"""Who may read what of the gates. `check_…` raises with the reason."""

from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_enterprise, check_role
from fugong.directory import choices as roles


def check_can_bind(actor: Actor, enterprise_id: UUID) -> None:
    """Who turns a phone or tablet into a gate device: a guard or the epidemic officer of the enterprise."""
    check_role(actor, roles.GUARD, roles.EPIDEMIC_OFFICER, reason=_("只有门卫或企业防疫专员可以绑定设备。"))
    check_enterprise(actor, enterprise_id, reason=_("这台设备属于别的企业。"))


def enterprise_id(actor: Actor) -> UUID:
    """The enterprise whose gates are read; NotAllowed for an actor of none."""
    if actor.enterprise_id is None:
        raise NotAllowed("scope", _("您没有所属的企业。"))
    return actor.enterprise_id


def check_can_see_passages(actor: Actor) -> None:
    """Who reads the passages of the own enterprise: epidemic officer and principal. They say where people were."""
    check_role(
        actor, roles.EPIDEMIC_OFFICER, roles.PRINCIPAL, reason=_("通行记录只有企业防疫专员和负责人可以查看。")
    )


def check_can_see_devices(actor: Actor) -> None:
    """Who sees gates and devices: epidemic officer, principal and guards."""
    check_role(
        actor,
        roles.EPIDEMIC_OFFICER,
        roles.PRINCIPAL,
        roles.GUARD,
        reason=_("门岗和设备只有企业防疫专员、负责人和门卫可以查看。"),
    )
