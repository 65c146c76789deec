"""Who may do what in screening, and when. `check_…` raises with the reason, `can_…` answers."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from fugong.core.errors import Conflict, Fault, NotAllowed
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Enterprise, Person
from fugong.screening import choices
from fugong.screening.models import Flag, Hold, Review
from fugong.screening.queries.scope import sees_enterprise


def is_self(actor: Actor, person: Person) -> bool:
    """Whether the actor is this worker, on the own phone."""
    return actor.kind == "worker" and actor.person_id == person.pk


def leads_team_of(actor: Actor, person: Person) -> bool:
    """Whether the actor leads the worker's team, or the workshop it belongs to."""
    if (
        not actor.has(people.TEAM_LEADER)
        or actor.enterprise_id != person.enterprise_id
        or person.team_id is None
    ):
        return False
    return person.team_id in actor.team_ids or (
        person.team is not None and person.team.parent_id in actor.team_ids
    )


def is_responsible(actor: Actor, person: Person) -> bool:
    """Whether the actor answers for the whole enterprise of this worker: epidemic officer or principal."""
    return actor.kind == "system" or (sees_enterprise(actor) and actor.enterprise_id == person.enterprise_id)


def check_can_see(actor: Actor, person: Person) -> None:
    """Who: the worker, the own leader, officer and principal. A platform administrator never."""
    if not (is_self(actor, person) or leads_team_of(actor, person) or is_responsible(actor, person)):
        raise NotAllowed("scope", _("您不能查看这名职工的健康情况。"))


def check_can_report(actor: Actor, person: Person) -> None:
    """Who may enter a report: the worker, the own leader for those without a phone, officer and principal."""
    if not (is_self(actor, person) or leads_team_of(actor, person) or is_responsible(actor, person)):
        raise NotAllowed("scope", _("只有本人、本班组长和企业防疫专员可以填报。"))


def check_report_open(person: Person) -> None:
    """When: as long as the worker is on the roster."""
    if person.status != people.ACTIVE:
        raise Conflict("left", _("这名职工已离职，不再填报。"))


def check_can_consent(actor: Actor, person: Person) -> None:
    """Who: the worker; for somebody without a phone, whoever records the consent given in person."""
    if is_self(actor, person):
        return
    if person.has_phone or not (leads_team_of(actor, person) or is_responsible(actor, person)):
        raise NotAllowed("self", _("同意必须由本人作出；没有手机的职工，由班组长或防疫专员当面登记。"))


def check_can_decide(actor: Actor, person: Person) -> None:
    """Who may correct verdicts, confirm fevers, place and lift holds: officer and principal."""
    if not is_responsible(actor, person):
        raise NotAllowed("role", _("只有企业防疫专员或企业负责人可以作出这个决定。"))


def check_can_confirm_fever(actor: Actor, person: Person) -> None:
    """Who confirms a fever measured at a gate: officer and principal, or a gate's own device, in its guard's hands (G8)."""
    at_gate = actor.has("device") and actor.enterprise_id == person.enterprise_id
    if not at_gate:
        check_can_decide(actor, person)


def check_hold_open(hold: Hold) -> None:
    """When: a hold is lifted once."""
    if hold.lifted_at is not None:
        raise Conflict("lifted", _("这项隔离或留观已经解除。"))


def check_can_ask_review(actor: Actor, person: Person) -> None:
    """Who may contest a verdict: the worker, or the leader in the name of somebody without a phone."""
    if not (is_self(actor, person) or (leads_team_of(actor, person) and not person.has_phone)):
        raise NotAllowed("self", _("复核由本人提出；没有手机的职工，由班组长代为提出。"))


def check_review_open(review: Review) -> None:
    """When: a review is answered once."""
    if review.state != choices.OPEN:
        raise Conflict("answered", _("这条复核请求已经答复。"))


def check_flag_open(flag: Flag) -> None:
    """When: a flag is settled once."""
    if flag.state != choices.OPEN:
        raise Conflict("settled", _("这条提示已经处理过了。"))


def check_can_remind(actor: Actor) -> None:
    """Who: officer and principal everybody, a leader the own teams."""
    if not (
        actor.kind == "account"
        and (sees_enterprise(actor) or (actor.has(people.TEAM_LEADER) and actor.team_ids))
    ):
        raise NotAllowed("role", _("只有班组长、企业防疫专员和企业负责人可以催报。"))


def check_can_purge(actor: Actor, enterprise: Enterprise) -> None:
    """Who: the system by its calendar, the epidemic officer and the principal of the enterprise."""
    own = sees_enterprise(actor) and actor.enterprise_id == enterprise.pk
    if actor.kind != "system" and not own:
        raise NotAllowed("role", _("只有企业防疫专员或企业负责人可以清理到期数据。"))


def can_see(actor: Actor, person: Person) -> bool:
    """See check_can_see."""
    return _holds(check_can_see, actor, person)


def can_report(actor: Actor, person: Person) -> bool:
    """See check_can_report and check_report_open."""
    return _holds(check_can_report, actor, person) and _holds(check_report_open, person)


def can_consent(actor: Actor, person: Person) -> bool:
    """See check_can_consent."""
    return _holds(check_can_consent, actor, person)


def can_decide(actor: Actor, person: Person) -> bool:
    """See check_can_decide."""
    return _holds(check_can_decide, actor, person)


def can_lift(actor: Actor, hold: Hold) -> bool:
    """See check_can_decide and check_hold_open."""
    return _holds(check_can_decide, actor, hold.person) and _holds(check_hold_open, hold)


def can_ask_review(actor: Actor, person: Person) -> bool:
    """See check_can_ask_review."""
    return _holds(check_can_ask_review, actor, person)


def can_answer_review(actor: Actor, review: Review) -> bool:
    """See check_can_decide and check_review_open."""
    return _holds(check_can_decide, actor, review.person) and _holds(check_review_open, review)


def can_settle_flag(actor: Actor, flag: Flag) -> bool:
    """See check_can_decide and check_flag_open."""
    return _holds(check_can_decide, actor, flag.person) and _holds(check_flag_open, flag)


def can_remind(actor: Actor) -> bool:
    """See check_can_remind."""
    return _holds(check_can_remind, actor)


def can_purge(actor: Actor, enterprise: Enterprise) -> bool:
    """See check_can_purge."""
    return _holds(check_can_purge, actor, enterprise)


def _holds(check: Callable[..., None], *subjects: Any) -> bool:
    try:
        check(*subjects)
    except Fault:
        return False
    return True
