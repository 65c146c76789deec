"""Who plans production, and who reads what of it. `check_…` raises with the reason, `can_…` answers."""

from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_enterprise, check_role
from fugong.directory import choices as roles
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise

STAFF = (roles.EPIDEMIC_OFFICER, roles.PRINCIPAL)


def check_can_plan(actor: Actor, enterprise_id: UUID) -> None:
    """The epidemic officer and the principal of the enterprise plan, and read the whole plan (G6)."""
    check_role(actor, *STAFF, reason=_("生产计划由企业防疫专员和主要负责人安排。"))
    check_enterprise(actor, enterprise_id, reason=_("这不是您所在企业的生产计划。"))


def can_plan(actor: Actor, enterprise_id: UUID) -> bool:
    """See `check_can_plan`."""
    try:
        check_can_plan(actor, enterprise_id)
    except NotAllowed:
        return False
    return True


def check_can_read_summary(actor: Actor, enterprise: Enterprise) -> None:
    """The summary is read by who plans, and by the bureau's or cluster's officer who supervises the enterprise."""
    if can_plan(actor, enterprise.pk):
        return
    check_role(actor, roles.BUREAU_OFFICER, reason=_("生产计划的概况只有本企业和主管部门可以查看。"))
    if not directory.covers(actor, enterprise):
        raise NotAllowed("scope", _("这家企业不在您的管辖范围内。"))


def can_read_summary(actor: Actor, enterprise: Enterprise) -> bool:
    """See `check_can_read_summary`."""
    try:
        check_can_read_summary(actor, enterprise)
    except NotAllowed:
        return False
    return True
