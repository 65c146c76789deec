"""What a visit is made of: checked and put into a row by every way in, the desk's, the visitor's own and the guard's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from fugong.core import audit, clock, secrets
from fugong.core.errors import Conflict, Invalid, check_all
from fugong.core.identifiers import IdentifierError, check_mobile
from fugong.core.lines import line
from fugong.core.permissions import Actor
from fugong.core.tokens import new_reference
from fugong.directory import choices as roles
from fugong.directory.models import Account, Person
from fugong.directory.people import plain
from fugong.gates import choices, visiting
from fugong.gates.models import Visit
from fugong.gates.queries import visits as queries
from fugong.notices import actions as notices
from fugong.packs.answers import AnswerFault, check_answers
from fugong.screening import choices as screening
from fugong.screening.facts import stored_form
from fugong.screening.queries.inputs import pack_of

FURTHEST_AHEAD = timedelta(days=62)
"""An invitation reaches this far into the future."""

AT_GATE_FOR = timedelta(hours=4)
"""How long somebody who asks at the gate stays, where nobody says otherwise."""

OVERDUE_TASK = "fugong.gates.tasks.tell_overdue"


class WrongAnswers(Invalid):
    """Answers that cannot be taken; `faults` are of single questions."""

    def __init__(self, faults: Sequence[AnswerFault]) -> None:
        super().__init__("answers", _("还有问题没有回答，或者回答有误。"), field=faults[0].field)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who comes, as told: plain values. Everything but the name may be filled in later by the visitor."""

    name: str
    phone: str = ""
    employer: str = ""
    origin: str = ""
    purpose: str = ""
    kind: str = visiting.VISITOR


@dataclass(frozen=True, slots=True)
class Stay:
    """When: from, until (the leaving time), whether several entries are agreed; who goes along inside, and where to."""

    since: datetime
    until: datetime
    again: bool = False
    escort: str = ""
    areas: str = ""


def check_guest(guest: Guest, *, everything: bool = False) -> None:
    """Raise Invalid for all that cannot be; `everything`: phone and employer are wanted too."""
    check_all(
        lambda: _check_kind(guest.kind),
        lambda: line(guest.name, "name", 30, required=True),
        lambda: _check_phone(digits_of(guest.phone), required=everything),
        lambda: line(guest.employer, "employer", 60, required=everything),
        lambda: line(guest.origin, "origin", 60),
        lambda: line(guest.purpose, "purpose", 200, required=True),
    )


def _check_kind(kind: str) -> None:
    if kind not in visiting.KINDS:
        raise Invalid("kind", _("请选择来访种类。"), field="kind")


def _check_phone(phone: str, *, required: bool) -> None:
    try:
        if phone or required:
            check_mobile(phone)
    except IdentifierError as error:
        raise Invalid("phone", _("请填写 11 位手机号，例如 13800138000。"), field="phone") from error


def digits_of(phone: str) -> str:
    """A phone number as typed, with spaces, dashes and full-width digits mended."""
    return plain(phone).replace("-", "")


def set_guest(visit: Visit, guest: Guest) -> None:
    """Name, phone and their indexes, made together; and what else is told."""
    name, phone = line(guest.name, "name", 30), digits_of(guest.phone)
    visit.kind = guest.kind
    visit.name, visit.name_index = name, secrets.blind_index("".join(name.split()), "visit.name")
    visit.phone, visit.phone_index = phone, secrets.blind_index(phone, "visit.phone")
    visit.phone_last4_index = secrets.blind_index(phone[-4:], "visit.phone_last4")
    visit.employer = line(guest.employer, "employer", 60)
    if guest.origin:
        visit.origin = line(guest.origin, "origin", 60)
    visit.purpose = line(guest.purpose, "purpose", 200)


def check_stay(stay: Stay) -> None:
    """Raise Invalid for times that are over, too far ahead, or in the wrong order, and for too long a line."""
    check_all(
        lambda: _check_near(stay.since),
        lambda: check_span(stay.since, stay.until, over=clock.now()),
        lambda: line(stay.escort, "escort", 30),
        lambda: line(stay.areas, "areas", 60),
    )


def _check_near(since: datetime) -> None:
    if since > clock.now() + FURTHEST_AHEAD:
        raise Invalid("too_far", _("最多提前两个月邀请。"), field="since")


def check_span(since: datetime, until: datetime, *, over: datetime | None = None) -> None:
    """Raise Invalid for an end before the beginning or before `over`, and for too long a visit."""
    if until <= since:
        raise Invalid("order", _("离开时间要晚于到达时间。"), field="until")
    if until - since > visiting.LONGEST:
        raise Invalid("too_long", _("一次来访最多 {n} 天。").format(n=visiting.LONGEST.days), field="until")
    if over is not None and until <= over:
        raise Invalid("over", _("离开时间已经过了。"), field="until")


def set_stay(visit: Visit, stay: Stay) -> None:
    """Times, escort and areas."""
    visit.expected_from, visit.expected_until, visit.again = stay.since, stay.until, stay.again
    visit.escort, visit.areas = line(stay.escort, "escort", 30), line(stay.areas, "areas", 60)


def set_host(visit: Visit, name: str, hint: str) -> None:
    """The host as somebody wrote it, and the worker of that name where there is exactly one."""
    name, hint = line(name, "host_name", 30), line(hint, "host_hint", 60)
    visit.host_named = name
    visit.host_team = "" if hint.isdigit() else hint
    visit.host = queries.hosts_like(visit.enterprise_id, name, hint)


def take_answers(visit: Visit, answers: Mapping[str, Any], now: datetime) -> None:
    """Check and judge what was told of today; raises WrongAnswers with every fault."""
    pack, _own_parameters = pack_of(visit.enterprise)
    today = clock.day_of(now)
    clean, faults = check_answers(pack.questionnaires[visiting.QUESTIONNAIRE], answers, today)
    if faults:
        raise WrongAnswers(faults)
    visit.notice_hash = pack.notice.hash
    judge(visit, clean, now)


def judge(visit: Visit, clean: Mapping[str, Any], now: datetime) -> None:
    """Keep clean answers as those of the day, with the verdict on them."""
    pack, own = pack_of(visit.enterprise)
    today = clock.day_of(now)
    records = visiting.with_answers(queries.records_of(visit), today, now, stored_form(clean))
    judged = visiting.judge(pack, own, records, today)
    visit.answers = records
    visit.filled_for = today
    visit.verdict, visit.reason = judged.verdict or "", judged.gate_reason
    fevers = same_visitor(visit).filter(fever_until__gt=now)
    visit.fever_until = fevers.aggregate(until=Max("fever_until"))["until"]
    if visit.fever_until:
        visit.verdict, visit.reason = screening.BARRED, choices.FEVER
    elif visiting.lets_in(
        judged.verdict
    ):  # nobody answers a refusal of the day away, nor by another registration
        told = same_visitor(visit).filter(filled_for=today).exclude(verdict__in=("", screening.CLEAR))
        if refused := told.order_by("-updated_at").first():
            visit.verdict, visit.reason = refused.verdict, refused.reason


def same_visitor(visit: Visit) -> QuerySet[Visit]:
    """Visits of the enterprise by the same phone number, as its blind index tells, and the visit itself: it may be about
    to get another number."""
    same = Q(pk=visit.pk)
    if visit.phone_index:
        same |= Q(phone_index=visit.phone_index)
    return Visit.objects.filter(same, enterprise_id=visit.enterprise_id)


def free_reference() -> str:
    """A reference that neither a person nor a visit has."""
    while True:
        reference = new_reference()
        if not is_taken(reference):
            return reference


def is_taken(reference: str) -> bool:
    """Whether a person or a visit of anybody's is called so."""
    return (
        Person.objects.filter(reference=reference).exists()
        or Visit.objects.filter(reference=reference).exists()
    )


def own_worker(host: Person, enterprise_id: UUID) -> Person:
    """`host`, where it is an active worker of the enterprise."""
    if host.enterprise_id != enterprise_id or host.status != roles.ACTIVE:
        raise Invalid("host", _("接待人要是本企业在册的职工。"), field="host")
    return host


def check_open(visit: Visit) -> None:
    """Raise Conflict for a visit that is over or cancelled."""
    if visit.cancelled_at is not None:
        raise Conflict("cancelled", _("这次来访已经取消了。"))
    if visit.expected_until <= clock.now() and not visiting.is_inside(visit):
        raise Conflict("over", _("这次来访的时间已经过了，请重新邀请。"))
    if visiting.has_ended(visit, clock.now()):
        raise Conflict("left", _("来访人已经离开，这次来访结束了。"))


def locked(visit: Visit) -> Visit:
    """The row, locked for the transaction."""
    return Visit.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=visit.pk)


def ask_host(visit: Visit, by: Actor) -> None:
    """Put the question to the host, to the officer where no host was found."""
    tell_host(visit, "visit_asked", by, officer=visit.host_id is None and visit.host_account_id is None)


def tell_host(visit: Visit, kind: str, by: Actor, *, officer: bool) -> None:
    """A notice to the host, and to the officer where `officer`."""
    accounts = [visit.host_account_id] if visit.host_account_id else []
    if visit.host_id:
        accounts += list(
            Account.objects.filter(person_id=visit.host_id, is_active=True).values_list("pk", flat=True)
        )
    notices.post(
        owner_id=visit.enterprise_id,
        kind=kind,
        details={"visit_id": str(visit.pk)},
        person_ids=[visit.host_id] if visit.host_id else [],
        account_ids=accounts,
        role=roles.EPIDEMIC_OFFICER if officer else "",
        by=by,
    )


def record(by: Actor, action: str, visit: Visit, **details: object) -> None:
    """The audit row of something done to a visit."""
    audit.record(
        by=by, action=action, subject="visit", subject_id=visit.pk, owner_id=visit.enterprise_id, **details
    )
