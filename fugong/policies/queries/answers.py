"""What applies to an enterprise, or to somebody unknown who answered the questions, with reasons and what is already under way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases.spec import ENTERPRISE_ROLES
from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.core.tokens import digest
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.packs import policies
from fugong.packs.policies import Answer, PolicyBook
from fugong.policies import choices
from fugong.policies.models import Remark, SelfCheck, Take
from fugong.policies.queries import books
from fugong.policies.queries.facts import EnterpriseFacts, facts_of
from fugong.policies.storing import from_json


@dataclass(frozen=True)
class EnterpriseAnswer:
    """The answer for an enterprise on a day. `versions`: measure → version judged by. `takes`: measure → the newest
    application. `question`: the fact to ask next, None where nothing is open."""

    enterprise: Enterprise
    on: date
    book: PolicyBook
    versions: Mapping[str, int]
    facts: EnterpriseFacts
    answer: Answer
    takes: Mapping[str, Take]
    question: str | None


def may_see(actor: Actor, enterprise: Enterprise) -> bool:
    """The enterprise's officer and principal, and the officers who supervise it."""
    if actor.kind == "system":
        return True
    if actor.enterprise_id is not None:
        return actor.enterprise_id == enterprise.pk and actor.has(*ENTERPRISE_ROLES)
    return directory.covers(actor, enterprise)


def answer_for(actor: Actor, enterprise: Enterprise, on: date | None = None) -> EnterpriseAnswer:
    """What applies to an enterprise on a day (else today). Raises NotFound for who may not see it."""
    if not may_see(actor, enterprise):
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    return answered(enterprise, on)


def answered(enterprise: Enterprise, on: date | None = None) -> EnterpriseAnswer:
    """See `answer_for`; for rooms that judge by it."""
    day = on or clock.today()
    dated = books.dated(enterprise.pack, day)
    facts = facts_of(enterprise, dated.book, day)
    values = policies.read_facts(dated.book, facts.values)
    return EnterpriseAnswer(
        enterprise=enterprise,
        on=day,
        book=dated.book,
        versions=dated.versions,
        facts=facts,
        answer=policies.match(dated.book, values, day),
        takes=takes_of(enterprise),
        question=policies.next_question(dated.book, values, day, choices.EVENT_FACTS),
    )


def takes_of(enterprise: Enterprise) -> dict[str, Take]:
    """measure → the newest application of the enterprise."""
    return {row.measure_id: row for row in Take.objects.filter(enterprise=enterprise).order_by("pk")}


def take_of(case_id: Any) -> Take | None:
    """The application that a case is, once it was handed in."""
    return Take.objects.filter(case_id=case_id).first()


@dataclass(frozen=True)
class CheckAnswer:
    """The answer of a self check, and what was said of it. `facts` are those given, as rules know them; None: not known."""

    check: SelfCheck
    book: PolicyBook
    facts: Mapping[str, Any]
    answer: Answer
    question: str | None
    remarks: tuple[Remark, ...]


def self_check(secret: str) -> CheckAnswer:
    """The self check that this secret opens; raises NotFound for an invented secret, or one whose time is over."""
    row = find_check(secret)
    found = books.book(row.pack, row.on)
    facts = from_json(found, row.facts.document() or {})
    values = policies.read_facts(found, facts)
    return CheckAnswer(
        check=row,
        book=found,
        facts=facts,
        answer=policies.match(found, values, row.on),
        question=policies.next_question(found, values, row.on, (*choices.EVENT_FACTS, *facts)),
        remarks=tuple(row.remarks.order_by("pk")),
    )


def find_check(secret: str) -> SelfCheck:
    """The row of a secret; raises NotFound."""
    rows = SelfCheck.objects.filter(digest=digest(secret), expires_at__gt=clock.now())
    row = rows.first() if secret else None
    if row is None:
        raise NotFound("self_check", _("没有这份自测，或者它已过期删除。请重新做一次。"))
    return row


def remarks(actor: Actor, *, answered: bool = False) -> list[Remark]:
    """What people who are not signed in said of results in the actor's regions, the oldest first."""
    if actor.kind != "system" and actor.authority_id is None:
        return []
    rows = Remark.objects.filter(answered_at__isnull=not answered).order_by("pk")
    if actor.kind == "system":
        return list(rows)
    city = any(code.endswith("00") for code in actor.region_codes)
    return list(rows if city else rows.filter(region_code__in=actor.region_codes))


def remark(actor: Actor, remark_id: Any) -> Remark:
    """One of `remarks`, answered or not; raises NotFound."""
    for one in (*remarks(actor), *remarks(actor, answered=True)):
        if one.pk == remark_id:
            return one
    raise NotFound("remark", _("没有这一条，或者它不在您的辖区。"))


STATUSES = choices.STATUSES
