"""Who may do what in the directory. Each check raises NotAllowed with its reason; its twin answers True or False."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor, check_enterprise, check_role
from fugong.directory import choices
from fugong.directory.models import Account, Authority, Enterprise, Person

_STAFF = (choices.EPIDEMIC_OFFICER, choices.PRINCIPAL)


def check_can_manage_people(actor: Actor, enterprise_id: UUID) -> None:
    """The roster is the epidemic officer's work; the principal, who answers for it, may do it too (G4, G7)."""
    check_role(actor, *_STAFF, reason=_("只有本企业的防疫专员或主要负责人可以管理花名册。"))
    check_enterprise(actor, enterprise_id, reason=_("这不是您所在企业的人员。"))


def can_manage_people(actor: Actor, enterprise_id: UUID) -> bool:
    """See `check_can_manage_people`."""
    return _answers(check_can_manage_people, actor, enterprise_id)


def check_can_see_person(actor: Actor, person: Person) -> None:
    """Workers see themselves, leaders their teams, guards nobody by list, officer and principal the enterprise."""
    if actor.kind == "system" or actor.person_id == person.pk:
        return
    check_enterprise(actor, person.enterprise_id, reason=_("这不是您所在企业的人员。"))
    if actor.has(*_STAFF) or (actor.has(choices.TEAM_LEADER) and _leads(actor, person)):
        return
    raise NotAllowed("role", _("您只能查看自己或本班组的人员。"))


def _leads(actor: Actor, person: Person) -> bool:
    """A leader answers for the own teams; one of a workshop for every team in it."""
    if person.team is None:
        return False
    return not actor.team_ids.isdisjoint({person.team.pk, person.team.parent_id})


def can_see_person(actor: Actor, person: Person) -> bool:
    """See `check_can_see_person`."""
    return _answers(check_can_see_person, actor, person)


def check_can_open_values(actor: Actor, person: Person) -> None:
    """Masked values are opened by the epidemic officer or the principal of the enterprise, with a reason; one's own
    by oneself (PIPL 45)."""
    if actor.kind == "worker" and actor.person_id == person.pk:
        return
    check_role(actor, *_STAFF, reason=_("只有本企业的防疫专员或主要负责人可以查看完整信息。"))
    check_enterprise(actor, person.enterprise_id, reason=_("这不是您所在企业的人员。"))


def can_open_values(actor: Actor, person: Person) -> bool:
    """See `check_can_open_values`."""
    return _answers(check_can_open_values, actor, person)


def check_can_answer_phone(actor: Actor, person: Person) -> None:
    """Whether a new device is a worker's own is for the team's leader, officer or principal to say; nobody's own (G9)."""
    if actor.kind == "worker" or (actor.person_id is not None and actor.person_id == person.pk):
        raise NotAllowed("self", _("自己的新手机由别人确认，请找防疫专员。"))
    check_can_see_person(actor, person)


def can_answer_phone(actor: Actor, person: Person) -> bool:
    """See `check_can_answer_phone`."""
    return _answers(check_can_answer_phone, actor, person)


def check_can_change_settings(actor: Actor, enterprise: Enterprise) -> None:
    """Poster, teams and thresholds are set by officer or principal."""
    check_role(actor, *_STAFF, reason=_("只有本企业的防疫专员或主要负责人可以更改设置。"))
    check_enterprise(actor, enterprise.pk, reason=_("这不是您所在的企业。"))


def can_change_settings(actor: Actor, enterprise: Enterprise) -> bool:
    """See `check_can_change_settings`."""
    return _answers(check_can_change_settings, actor, enterprise)


def check_can_manage_accounts(actor: Actor, enterprise_id: UUID | None) -> None:
    """The administrator manages every account, a principal those of the own enterprise."""
    check_role(
        actor, choices.ADMINISTRATOR, choices.PRINCIPAL, reason=_("只有管理员或企业主要负责人可以管理账号。")
    )
    if (
        not actor.has(choices.ADMINISTRATOR)
        and actor.kind != "system"
        and actor.enterprise_id != enterprise_id
    ):
        raise NotAllowed("scope", _("您只能管理本企业的账号。"))


def can_manage_accounts(actor: Actor, enterprise_id: UUID | None) -> bool:
    """See `check_can_manage_accounts`."""
    return _answers(check_can_manage_accounts, actor, enterprise_id)


def check_can_manage_account(actor: Actor, account: Account) -> None:
    """As for the enterprise of every appointment the account holds; nobody manages a platform account but its own."""
    for appointment in account.appointments.all():
        check_can_manage_accounts(actor, appointment.enterprise_id)
    if not account.appointments.exists():
        check_can_manage_accounts(actor, None)


def check_can_make_enterprises(actor: Actor) -> None:
    """Enterprises are set up by the administrator."""
    check_role(actor, choices.ADMINISTRATOR, reason=_("只有管理员可以建立企业。"))


def check_can_manage_authorities(actor: Actor) -> None:
    """Authorities are set up by the administrator."""
    check_role(actor, choices.ADMINISTRATOR, reason=_("只有管理员可以建立主管部门。"))


def can_manage_authorities(actor: Actor) -> bool:
    """See `check_can_manage_authorities`."""
    return _answers(check_can_manage_authorities, actor)


def check_can_change_authority(actor: Actor, authority: Authority, fields: Iterable[str] = ()) -> None:
    """The administrator changes everything, an authority's own officers what they publish (G2), never the name."""
    if actor.kind == "system" or actor.has(choices.ADMINISTRATOR):
        return
    check_role(
        actor, *choices.AUTHORITY_ROLES, reason=_("只有管理员或本部门的工作人员可以更改部门的联系方式。")
    )
    if actor.authority_id != authority.pk:
        raise NotAllowed("scope", _("您只能更改本部门的联系方式。"))
    if "name" in set(fields):
        raise NotAllowed("role", _("部门名称由管理员更改。"))


def can_change_authority(actor: Actor, authority: Authority) -> bool:
    """See `check_can_change_authority`."""
    return _answers(check_can_change_authority, actor, authority)


def check_can_assign(actor: Actor, authority_id: UUID) -> None:
    """Who answers for which enterprise is for the authority's own officers to say; the administrator may."""
    if actor.kind == "system" or actor.has(choices.ADMINISTRATOR):
        return
    check_role(actor, *choices.AUTHORITY_ROLES, reason=_("只有主管部门的工作人员可以安排专班。"))
    if actor.authority_id != authority_id:
        raise NotAllowed("scope", _("您只能安排本部门的人员。"))


def can_assign(actor: Actor, authority_id: UUID) -> bool:
    """See `check_can_assign`."""
    return _answers(check_can_assign, actor, authority_id)


def check_can_classify(actor: Actor, enterprise: Enterprise) -> None:
    """Size, industry, cluster and importance are said by the bureau that supervises the enterprise, or the administrator.

    A cluster's own officer does not say who belongs to it.
    """
    if actor.kind == "system" or actor.has(choices.ADMINISTRATOR):
        return
    check_role(actor, choices.BUREAU_OFFICER, reason=_("只有工信部门或管理员可以更改企业分类。"))
    if actor.authority_kind == choices.CLUSTER or enterprise.region_id not in actor.region_codes:
        raise NotAllowed("scope", _("这家企业不归您的部门分类。"))


def can_classify(actor: Actor, enterprise: Enterprise) -> bool:
    """See `check_can_classify`."""
    return _answers(check_can_classify, actor, enterprise)


def _answers(check: object, *arguments: object) -> bool:
    try:
        check(*arguments)  # type: ignore[operator]
    except NotAllowed:
        return False
    return True
