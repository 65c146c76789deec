"""What waits for an authority's decision (认定): the enterprises, the measures, and since when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory import queries as directory
from fugong.packs.policies import Measure
from fugong.packs.policies.matching import UNKNOWN
from fugong.policies import choices
from fugong.policies.models import FactSheet, Take
from fugong.policies.queries.columns import CODE, City, city_of
from fugong.policies.queries.facts import standing_decisions


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A decision that is waited for. `since`: the day of the application, else when the enterprise last confirmed its facts
    (None: it never did). `conditions`: ids of what only the decision settles."""

    enterprise_id: UUID
    uscc: str
    name: str
    region_code: str
    region: str
    measure: Measure
    conditions: tuple[str, ...]
    since: date | None
    case_id: UUID | None

    @property
    def age(self) -> int | None:
        """Days since then."""
        return None if self.since is None else (clock.today() - self.since).days


def determinations_queue(
    actor: Actor, pack: str, on: date | None = None, measure_id: str = ""
) -> list[QueueLine]:
    """The enterprises of the jurisdiction whose only unknown of a measure is the authority's decision, and those that have
    applied for a measure an authority has a word in and of which nothing is decided; the longest waiting first."""
    found = city_of(pack, on)
    enterprises = directory.in_jurisdiction(actor).order_by()
    columns = ("pk", "uscc", "name", "region_id", "region__name")
    named = {row[0]: row for row in enterprises.values_list(*columns)}
    confirmed = {
        pk: max(days.values(), default="")
        for pk, days in FactSheet.objects.values_list("enterprise_id", "confirmed_on")
    }
    applied = {
        (row.enterprise_id, row.measure_id): row
        for row in Take.objects.filter(pack=pack, state__in=choices.IN_HAND).order_by("pk")
    }
    decided = standing_decisions(found.on)
    lines = []
    for measure in found.book.measures.values():
        if measure_id and measure.id != measure_id:
            continue
        waiting = _waiting(found, measure)
        asked = {pk for pk, one in applied if one == measure.id and _has_a_word(measure)}
        for pk in {*waiting, *asked}:
            if pk not in named or (pk, measure.id) in decided:
                continue
            take = applied.get((pk, measure.id))
            day = confirmed.get(pk)
            since = take.applied_on if take else (date.fromisoformat(day) if day else None)
            conditions = tuple(one.id for one in measure.conditions if one.decided)
            case_id = take.case_id if take else None
            _pk, uscc, name, code, region = named[pk]
            lines.append(QueueLine(pk, uscc, name, code, region, measure, conditions, since, case_id))
    return sorted(lines, key=lambda one: (one.since or date.max, one.name, one.measure.id))


def _has_a_word(measure: Measure) -> bool:
    return any(one.decided for one in measure.conditions)


def _waiting(found: City, measure: Measure) -> list[UUID]:
    """The enterprises whose unknown conditions are all for an authority alone to decide."""
    own = sum(1 << bit for bit, one in enumerate(measure.conditions) if one.decided == "only")
    if not own:
        return []
    status = found.answers.status[measure.id].to_list()
    unknown = found.answers.unknown[measure.id].to_list()
    return [pk for pk, row in found.place.items() if status[row] == CODE[UNKNOWN] and not unknown[row] & ~own]
