"""Whose production is read. `check_…` raises with the reason."""

from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_enterprise, check_role
from fugong.directory import choices as roles

STAFF = (roles.EPIDEMIC_OFFICER, roles.PRINCIPAL)


def check_can_plan(actor: Actor, enterprise_id: UUID) -> None:
    """The epidemic officer and the principal of the enterprise plan, and read the whole plan (G6)."""
    check_role(actor, *STAFF, reason=_("生产计划由企业防疫专员和主要负责人安排。"))
    check_enterprise(actor, enterprise_id, reason=_("这不是您所在企业的生产计划。"))


def enterprise_id(actor: Actor) -> UUID:
    """The enterprise whose plan is read; NotAllowed for who may not."""
    if actor.enterprise_id is None:
        raise NotAllowed("scope", _("您没有所属的企业。"))
    check_can_plan(actor, actor.enterprise_id)
    return actor.enterprise_id
