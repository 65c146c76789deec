"""Who may do what with policies. `check_…` raises with the reason, `can_…` answers."""

from django.utils.translation import gettext as _

from fugong.cases.spec import ENTERPRISE_ROLES
from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_enterprise, check_role
from fugong.directory import choices as offices
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise

_OFFICES = (offices.BUREAU, offices.HEADQUARTERS)


def check_can_confirm(actor: Actor, enterprise: Enterprise) -> None:
    """An enterprise's facts are confirmed by its own epidemic officer or principal."""
    check_role(actor, *ENTERPRISE_ROLES, reason=_("企业情况由本企业的防疫专员或主要负责人确认。"))
    check_enterprise(actor, enterprise.pk, reason=_("这不是您所在的企业。"))


def can_confirm(actor: Actor, enterprise: Enterprise) -> bool:
    """See `check_can_confirm`."""
    return _answers(check_can_confirm, actor, enterprise)


def check_can_determine(actor: Actor, enterprise: Enterprise) -> None:
    """认定 is the bureau's, or the headquarters', in whose jurisdiction the enterprise is (R15)."""
    _check_office(actor, _("认定由主管部门作出。"))
    if not directory.covers(actor, enterprise):
        raise NotAllowed("scope", _("这家企业不在您的管辖范围内。"))


def can_determine(actor: Actor, enterprise: Enterprise) -> bool:
    """See `check_can_determine`."""
    return _answers(check_can_determine, actor, enterprise)


def check_can_write_policy(actor: Actor) -> None:
    """Measures and events are published by an officer of the city's bureau or headquarters: they hold for all counties."""
    _check_office(actor, _("政策措施由市级主管部门编辑和发布。"))
    if actor.kind != "system" and not is_city(actor):
        raise NotAllowed("scope", _("政策措施由市级主管部门编辑和发布，县（市、区）可以查看。"))


def can_write_policy(actor: Actor) -> bool:
    """See `check_can_write_policy`."""
    return _answers(check_can_write_policy, actor)


def check_can_answer_remark(actor: Actor, region_code: str) -> None:
    """An anonymous remark is answered by the city's office, or that of the county it names."""
    _check_office(actor, _("异议由主管部门答复。"))
    if actor.kind != "system" and not is_city(actor) and region_code not in actor.region_codes:
        raise NotAllowed("scope", _("这一条不在您的管辖范围内。"))


def can_answer_remark(actor: Actor, region_code: str) -> bool:
    """See `check_can_answer_remark`."""
    return _answers(check_can_answer_remark, actor, region_code)


def is_city(actor: Actor) -> bool:
    """Whether the actor's authority is that of a city."""
    return any(code.endswith("00") for code in actor.region_codes)


def _check_office(actor: Actor, reason: str) -> None:
    check_role(actor, offices.BUREAU_OFFICER, reason=reason)
    if actor.kind != "system" and actor.authority_kind not in _OFFICES:
        raise NotAllowed("authority", reason)


def _answers(check: object, *arguments: object) -> bool:
    try:
        check(*arguments)  # type: ignore[operator]
    except NotAllowed:
        return False
    return True
