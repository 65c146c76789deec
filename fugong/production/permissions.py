"""Who plans production, and who reads what of it. `check_…` raises with the reason, `can_…` answers."""

from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_role
from fugong.directory import choices as roles
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.production.queries.scope import check_can_plan

__all__ = ["can_plan", "can_read_summary", "check_can_plan", "check_can_read_summary"]


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
