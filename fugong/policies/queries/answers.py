"""What applies to an enterprise, or to somebody unknown who answered the questions, and what is already under way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.cases.spec import ENTERPRISE_ROLES
from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.core.tokens import digest
from fugong.directory import choices as offices
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.packs import policies
from fugong.packs.policies import Answer, PolicyBook
from fugong.packs.policies.asking import next_question
from fugong.policies import choices
from fugong.policies.models import Remark, SelfCheck, Take
from fugong.policies.queries import books
from fugong.policies.queries.facts import EnterpriseFacts, event_for, events, facts_of
from fugong.policies.storing import from_json


@dataclass(frozen=True)
class EnterpriseAnswer:
    """The answer for an enterprise on a day. `versions`: measure → version judged by. `takes`: measure → the newest
    application."""

    enterprise: Enterprise
    on: date
    book: PolicyBook
    versions: Mapping[str, int]
    facts: EnterpriseFacts
    answer: Answer
    takes: Mapping[str, Take]

    def question(self, never: Collection[str] = ()) -> str | None:
        """The fact to ask next, None where nothing is open; `never`: what was answered with "don't know"."""
        return next_question(self.book, self.facts.values, self.on, {*never, *choices.EVENT_FACTS})


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
    return EnterpriseAnswer(
        enterprise=enterprise,
        on=day,
        book=dated.book,
        versions=dated.versions,
        facts=facts,
        answer=policies.match(dated.book, facts.values, day),
        takes=takes_of(enterprise),
    )


def takes_of(enterprise: Enterprise) -> dict[str, Take]:
    """measure → the newest application of the enterprise."""
    return {row.measure_id: row for row in Take.objects.filter(enterprise=enterprise).order_by("pk")}


def take_of(case_id: Any) -> Take | None:
    """The application that a case is, once it was handed in."""
    return Take.objects.filter(case_id=case_id).first()


@dataclass(frozen=True)
class CheckAnswer:
    """The answer of a self check on a day. `facts` are those given, as rules know them (None: somebody does not know), and
    the events of the region. `check` and `remarks` (what was said of it) are those of one that is kept.
    """

    book: PolicyBook
    on: date
    facts: Mapping[str, Any]
    answer: Answer
    check: SelfCheck | None = None
    remarks: tuple[Remark, ...] = ()

    def question(self, never: Collection[str] = ()) -> str | None:
        """The fact to ask next, None where nothing is open; nothing in `never`, nor what was answered already."""
        return next_question(self.book, self.facts, self.on, {*never, *self.facts, *choices.EVENT_FACTS})


def check(pack: str, facts: Mapping[str, Any], on: date | None = None) -> CheckAnswer:
    """The answer for somebody unknown, of whom nothing is kept. Raises FactError for a fact that does not fit."""
    day = on or clock.today()
    found = books.book(pack, day)
    known = with_events(found, facts)
    return CheckAnswer(found, day, known, policies.match(found, known, day))


def self_check(secret: str) -> CheckAnswer:
    """The kept self check that this secret opens; raises NotFound for an invented secret, or one whose time is over."""
    row = find_check(secret)
    found = books.book(row.pack, row.on)
    facts = with_events(found, from_json(found, dict(row.facts.document() or ())))
    answer = policies.match(found, facts, row.on)
    return CheckAnswer(found, row.on, facts, answer, row, tuple(row.remarks.order_by("pk")))


def with_events(book: PolicyBook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody's answers, and the days of the events declared for the region among them."""
    found, declared = dict(facts), events(book.pack)
    for key in choices.EVENT_FACTS:
        row = event_for(declared, key, str(facts.get("region", "")))
        if key in book.cards and row is not None and row.happened_on is not None:
            found[key] = row.happened_on
    return found


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


def city_offices(region: str) -> list[UUID]:
    """The bureau of the city that a region is in, else its headquarters; of all cities known where it names none."""
    found = [
        one
        for one in directory.authorities()
        if one.region_id.endswith("00") and one.kind in (offices.BUREAU, offices.HEADQUARTERS)
    ]
    near = [one for one in found if one.region_id[:4] == region[:4]] or found
    bureaus = [one for one in near if one.kind == offices.BUREAU]
    return [one.pk for one in bureaus or near]
