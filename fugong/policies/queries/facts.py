"""What is known of enterprises for the policies, from whoever knows it, each value with its source and day.

Three say something: rooms (providers of `policy_fact`), the enterprise itself (its fact sheet), and authorities (their
determinations and the register of events). A room's word stands over the enterprise's unless the enterprise corrected
it; an authority's, on what it decides, over everybody's. What nobody says is not known.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.core.known import known_facts
from fugong.directory.models import Enterprise
from fugong.packs.policies import PolicyBook
from fugong.packs.policies.schema import determination
from fugong.policies import choices
from fugong.policies.models import Determination, FactSheet, PolicyEvent
from fugong.policies.storing import from_json
from fugong.rules import FactError

PROVIDERS = "policy_fact"
SYSTEM, ENTERPRISE, AUTHORITY, EVENT = "system", "enterprise", "authority", "event"
CONFIRMED = gettext_lazy("企业确认")
CORRECTED = gettext_lazy("企业更正")
DECIDED = gettext_lazy("主管部门认定")
_MANY = 500
"""More enterprises than this are read as all of them: a list of ids is no longer worth sending."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value and where it comes from. `origin` says whose word it is: system, enterprise, authority or event.

    `known`: what was known before the enterprise corrected, or the authority decided it. `confirmed_on`: when the
    enterprise last confirmed it.
    """

    value: Any
    source: str | Promise
    on: date | None
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
        days = [one.confirmed_on for one in self.facts.values() if one.confirmed_on is not None]
        return max(days, default=None)


class Said(NamedTuple):
    """One word on one fact; a later one on the same fact stands over it. `value` None: confirmed as it is known."""

    enterprise_id: UUID
    fact: str
    value: Any
    source: str | Promise
    day: date | None
    origin: str
    url: str = ""


def facts_of(enterprise: Enterprise, book: PolicyBook, on: date | None = None) -> EnterpriseFacts:
    """What is known of one enterprise on a day (else today), in the words of a book."""
    return gather([enterprise], book, on)[enterprise.pk]


def has_sheet(enterprise: Enterprise) -> bool:
    """Whether the enterprise has confirmed anything yet."""
    return FactSheet.objects.filter(enterprise=enterprise).exists()


def gather(
    enterprises: Collection[Enterprise], book: PolicyBook, on: date | None = None
) -> dict[UUID, EnterpriseFacts]:
    """enterprise → what is known of it: a handful of statements, however many they are."""
    day = on or clock.today()
    regions = {one.pk: one.region_id for one in enterprises}
    found: dict[UUID, dict[str, Sourced]] = {pk: {} for pk in regions}
    decided: dict[UUID, Sourced] = {}
    for one in said(book, day, regions):
        facts = found[one.enterprise_id]
        if one.fact.startswith(_DETERMINATION):
            before = decided.get(one.enterprise_id)
            values = {**(before.value if before else {}), one.fact.removeprefix(_DETERMINATION): one.value}
            newest = max(one.day, before.on) if before and before.on and one.day else one.day
            decided[one.enterprise_id] = Sourced(values, one.source, newest, AUTHORITY)
        else:
            _put(facts, one)
    for pk, sourced in decided.items():
        found[pk][choices.DETERMINATIONS] = sourced
    versions = dict(FactSheet.objects.filter(**_of(list(regions))).values_list("enterprise_id", "version"))
    return {pk: EnterpriseFacts(facts, versions.get(pk, 0)) for pk, facts in found.items()}


_DETERMINATION = determination("")


def _put(facts: dict[str, Sourced], one: Said) -> None:
    before = facts.get(one.fact)
    if one.value is None:
        if before is not None:
            facts[one.fact] = replace(before, confirmed_on=one.day)
        return
    own = one.origin == ENTERPRISE
    facts[one.fact] = Sourced(
        value=one.value,
        source=CORRECTED if own and before is not None else one.source,
        on=one.day,
        origin=one.origin,
        url=one.url,
        known=None if before is None else before.value,
        confirmed_on=one.day if own else None,
    )


def said(book: PolicyBook, day: date, regions: Mapping[UUID, str]) -> Iterator[Said]:
    """Every word on every fact of these enterprises (enterprise → region), in the order in which one overrides another."""
    ids = list(regions)
    yield from _by_rooms(book, regions, None if len(ids) > _MANY else ids)
    yield from _by_enterprises(book, regions)
    yield from _by_authorities(book, day, regions)
    yield from _by_events(book, regions)


def _of(ids: list[UUID]) -> dict[str, Any]:
    return {} if len(ids) > _MANY else {"enterprise_id__in": ids}


def _by_rooms(book: PolicyBook, regions: Mapping[UUID, str], ids: list[UUID] | None) -> Iterator[Said]:
    for known in known_facts(PROVIDERS, ids):
        kind = book.words.facts.get(known.fact)
        if kind is None:
            continue
        for pk, value in known.values.items():
            if pk in regions and value is not None:
                try:  # a room's value that the pack's bounds refuse (an industry nobody classed) is not known
                    kind.read(known.fact, value)
                except FactError:
                    continue
                yield Said(pk, known.fact, value, known.source, known.on, SYSTEM, known.url)


def _by_enterprises(book: PolicyBook, regions: Mapping[UUID, str]) -> Iterator[Said]:
    for sheet in FactSheet.objects.filter(**_of(list(regions))).iterator(chunk_size=2000):
        if sheet.enterprise_id not in regions:
            continue
        own = from_json(book, sheet.facts.document() or {})
        for fact, text in sheet.confirmed_on.items():
            if fact in book.cards:
                day = date.fromisoformat(text)
                yield Said(sheet.enterprise_id, fact, own.get(fact), CONFIRMED, day, ENTERPRISE)


def _by_authorities(book: PolicyBook, day: date, regions: Mapping[UUID, str]) -> Iterator[Said]:
    ids = list(regions)
    for (pk, subject), row in standing_decisions(day, None if len(ids) > _MANY else ids).items():
        if pk not in regions or row.value is None:
            continue
        if subject in book.measures:
            yield Said(pk, determination(subject), row.value, DECIDED, row.decided_on, AUTHORITY)
        elif subject in book.cards:
            yield Said(pk, subject, row.value, DECIDED, row.decided_on, AUTHORITY)


def _by_events(book: PolicyBook, regions: Mapping[UUID, str]) -> Iterator[Said]:
    declared = events(book.pack)
    keys = [key for key in choices.EVENT_FACTS if key in book.cards]
    if not declared or not keys:
        return
    for pk, region in regions.items():
        for key in keys:
            row = event_for(declared, key, region)
            if row is not None and row.happened_on is not None:
                yield Said(pk, key, row.happened_on, row.source, row.happened_on, EVENT)


def standing_decisions(
    on: date, ids: Collection[UUID] | None = None
) -> dict[tuple[UUID, str], Determination]:
    """(enterprise, subject) → the decision that stands on a day. One that has expired stands no more, nor what it replaced."""
    rows = Determination.objects.filter(decided_on__lte=on)
    if ids is not None:
        rows = rows.filter(enterprise_id__in=ids)
    newest = {(row.enterprise_id, row.subject): row for row in rows.order_by("decided_on", "pk")}
    return {key: row for key, row in newest.items() if row.valid_until is None or row.valid_until >= on}


def events(pack: str) -> dict[tuple[str, str], PolicyEvent]:
    """(key, region) → the newest row of the register, also one that takes an event back."""
    rows = PolicyEvent.objects.filter(pack=pack).order_by("pk")
    return {(row.key, row.region_code): row for row in rows}


def event_for(declared: Mapping[tuple[str, str], PolicyEvent], key: str, region: str) -> PolicyEvent | None:
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
