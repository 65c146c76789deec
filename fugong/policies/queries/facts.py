"""What is known of enterprises for the policies, from whoever knows it, each value with its source and day.

Three say something: rooms (providers of `policy_fact`), the enterprise itself (its fact sheet), and authorities (their
determinations and the register of events). An authority's word on what it decides stands over everybody's; a room's
over the enterprise's, unless the enterprise corrected it; what nobody says is not known.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.core.known import known_facts
from fugong.directory.models import Enterprise
from fugong.packs.policies import PolicyBook
from fugong.policies import choices
from fugong.policies.models import Determination, FactSheet, PolicyEvent
from fugong.policies.storing import from_json
from fugong.rules import FactError

PROVIDERS = "policy_fact"
SYSTEM, ENTERPRISE, AUTHORITY, EVENT = "system", "enterprise", "authority", "event"


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value and where it comes from. `origin` says whose word it is: system, enterprise, authority or event.

    `known`: what the system knows where the enterprise corrected it. `confirmed_on`: when the enterprise last confirmed.
    """

    value: Any
    source: str | Promise
    date: date | None
    origin: str
    url: str = ""
    known: Any = None
    confirmed_on: date | None = None


@dataclass(frozen=True)
class EnterpriseFacts:
    """All that is known of an enterprise. `version` is its fact sheet's, 0 where it has none yet."""

    facts: Mapping[str, Sourced]
    version: int = 0

    @property
    def values(self) -> dict[str, Any]:
        """Fact → value, as `match` takes them."""
        return {fact: one.value for fact, one in self.facts.items()}

    @property
    def confirmed_on(self) -> date | None:
        """When the enterprise last confirmed anything."""
        return max((one.confirmed_on for one in self.facts.values() if one.confirmed_on), default=None)


def facts_of(enterprise: Enterprise, book: PolicyBook, on: date | None = None) -> EnterpriseFacts:
    """What is known of one enterprise on a day (else today), in the words of a book."""
    return gather([enterprise], book, on)[enterprise.pk]


def gather(
    enterprises: Collection[Enterprise], book: PolicyBook, on: date | None = None
) -> dict[UUID, EnterpriseFacts]:
    """enterprise → what is known of it: a handful of statements, however many they are."""
    day = on or clock.today()
    regions = {one.pk: one.region_id for one in enterprises}
    found: dict[UUID, dict[str, Sourced]] = {pk: {} for pk in regions}
    ids = None if len(regions) > _MANY else list(regions)
    for known in known_facts(PROVIDERS, ids):
        if known.fact not in book.cards:
            continue
        for pk, value in known.values.items():
            if pk in found and value is not None and _fits(book, known.fact, value):
                found[pk][known.fact] = Sourced(value, known.source, known.on, SYSTEM, known.url)
    versions = _put_own_words(found, book, ids)
    _put_decisions(found, book, day, ids)
    _put_events(found, book, regions)
    return {pk: EnterpriseFacts(facts, versions.get(pk, 0)) for pk, facts in found.items()}


_MANY = 500
"""More enterprises than this are read as all of them: a list of ids is no longer worth sending."""


def _fits(book: PolicyBook, fact: str, value: Any) -> bool:
    """A room's value that the pack's bounds refuse (an industry that nobody classed) is not known."""
    try:
        book.words.facts[fact].read(fact, value)
    except FactError:
        return False
    return True


def _put_own_words(
    found: dict[UUID, dict[str, Sourced]], book: PolicyBook, ids: list[UUID] | None
) -> dict[UUID, int]:
    rows = FactSheet.objects.all() if ids is None else FactSheet.objects.filter(enterprise_id__in=ids)
    versions = {}
    for sheet in rows:
        facts = found.get(sheet.enterprise_id)
        if facts is None:
            continue
        versions[sheet.enterprise_id] = sheet.version
        days = {fact: date.fromisoformat(day) for fact, day in sheet.confirmed_on.items()}
        own = from_json(book, sheet.facts.document() or {})
        for fact, value in own.items():
            system = facts.get(fact)
            source = CORRECTED if system is not None else CONFIRMED
            known = None if system is None else system.value
            facts[fact] = Sourced(
                value, source, days.get(fact), ENTERPRISE, known=known, confirmed_on=days.get(fact)
            )
        for fact, day in days.items():
            system = facts.get(fact)
            if system is not None and system.origin == SYSTEM:
                facts[fact] = Sourced(
                    system.value, system.source, system.date, SYSTEM, system.url, confirmed_on=day
                )
    return versions


CONFIRMED = gettext_lazy("企业确认")
CORRECTED = gettext_lazy("企业更正")


def _put_decisions(
    found: dict[UUID, dict[str, Sourced]], book: PolicyBook, day: date, ids: list[UUID] | None
) -> None:
    rows = standing_decisions(day, ids)
    decided: dict[UUID, dict[str, bool]] = defaultdict(dict)
    newest: dict[UUID, date] = {}
    for (enterprise_id, subject), row in rows.items():
        facts = found.get(enterprise_id)
        if facts is None or row.value is None:
            continue
        if subject in choices.DECIDED_FACTS:
            if subject in book.cards:
                before = facts.get(subject)
                facts[subject] = Sourced(
                    row.value,
                    DECIDED,
                    row.decided_on,
                    AUTHORITY,
                    known=before.value if before is not None else None,
                )
        elif subject in book.measures:
            decided[enterprise_id][subject] = row.value
            newest[enterprise_id] = max(row.decided_on, newest.get(enterprise_id, row.decided_on))
    for enterprise_id, values in decided.items():
        found[enterprise_id][choices.DETERMINATIONS] = Sourced(
            values, DECIDED, newest[enterprise_id], AUTHORITY
        )


DECIDED = gettext_lazy("主管部门认定")


def standing_decisions(
    on: date, ids: Collection[UUID] | None = None
) -> dict[tuple[UUID, str], Determination]:
    """(enterprise, subject) → the decision that stands on a day. One that has expired stands no more, nor what it replaced."""
    rows = Determination.objects.filter(decided_on__lte=on)
    if ids is not None:
        rows = rows.filter(enterprise_id__in=ids)
    newest = {(row.enterprise_id, row.subject): row for row in rows.order_by("decided_on", "pk")}
    return {key: row for key, row in newest.items() if row.valid_until is None or row.valid_until >= on}


def _put_events(
    found: dict[UUID, dict[str, Sourced]], book: PolicyBook, regions: Mapping[UUID, str]
) -> None:
    declared = events(book.pack)
    if not declared:
        return
    for pk, region in regions.items():
        for key in choices.EVENT_FACTS:
            row = event_for(declared, key, region)
            if row is not None and row.happened_on is not None and key in book.cards:
                found[pk][key] = Sourced(row.happened_on, row.source, row.happened_on, EVENT)


def events(pack: str) -> dict[tuple[str, str], PolicyEvent]:
    """(key, region) → the newest row of the register, also one that takes an event back."""
    rows = PolicyEvent.objects.filter(pack=pack).order_by("pk")
    return {(row.key, row.region_code): row for row in rows}


def event_for(
    declared: Mapping[tuple[str, str], PolicyEvent], key: str, region: str
) -> PolicyEvent | None:
    """The row that holds for a region: its own, else its city's, its province's, the country's."""
    for code in (region, f"{region[:4]}00", f"{region[:2]}0000", "000000"):
        row = declared.get((key, code))
        if row is not None:
            return row
    return None


def past_events(pack: str) -> list[PolicyEvent]:
    """The whole register of a pack, the newest row first."""
    return list(PolicyEvent.objects.filter(pack=pack).order_by("-pk"))


def past_decisions(enterprise: Enterprise, subject: str = "") -> list[Determination]:
    """What was ever decided of an enterprise, the newest first."""
    wanted = Q(subject=subject) if subject else Q()
    return list(Determination.objects.filter(wanted, enterprise=enterprise).order_by("-decided_on", "-pk"))
