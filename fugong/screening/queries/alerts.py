"""Each fever and each refusal by the rules as it happens, for a page that asks again from its cursor."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory.models import Person
from fugong.screening import choices
from fugong.screening.models import Reading, VerdictEntry
from fugong.screening.queries import scope

PAGE = 200
FEVER_READING = "fever_reading"
VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Alert:
    """A fever reading (`celsius` in °C, `source` self, leader or gate) or a verdict that keeps somebody out."""

    kind: str
    id: UUID
    at: datetime
    person_id: UUID
    name: str
    job_number: str
    team: str
    reason: str
    verdict: str | None
    celsius: Decimal | None
    source: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """Newest first; `cursor` asks for what comes after."""

    items: tuple[Alert, ...]
    cursor: str


def alerts(actor: Actor, since: str | None = None) -> Alerts:
    """What happened since a cursor; without one, today so far. Five statements.

    A cursor that cannot be read counts as none. Passages refused at a gate come from gates.
    """
    owner = scope.enterprise_id(actor)
    readings = Reading.objects.filter(owner_id=owner)
    entries = VerdictEntry.objects.filter(owner_id=owner)
    # Numbers are committed in order, so nothing at or below these can still appear.
    last_reading, last_entry = _last(readings), _last(entries)
    seen = _read(since)
    if seen is None:
        start = clock.day_start(clock.today())
        readings, entries = readings.filter(recorded_at__gte=start), entries.filter(recorded_at__gte=start)
    else:
        readings, entries = readings.filter(seq__gt=seen[0]), entries.filter(seq__gt=seen[1])
    fevers = list(readings.filter(is_fever=True).order_by("-seq")[:PAGE])
    barred = list(entries.filter(verdict=choices.BARRED).order_by("-seq")[:PAGE])
    people = _people(actor, {row.person_id for row in fevers} | {row.person_id for row in barred})
    items = [_fever(row, people[row.person_id]) for row in fevers if row.person_id in people]
    items += [_refusal(row, people[row.person_id]) for row in barred if row.person_id in people]
    items.sort(key=lambda one: (one.at, one.kind), reverse=True)
    after = (
        max([last_reading, *(row.seq for row in fevers)]),
        max([last_entry, *(row.seq for row in barred)]),
    )
    return Alerts(tuple(items[:PAGE]), f"{after[0]}.{after[1]}")


def _read(since: str | None) -> tuple[int, int] | None:
    readings, _point, entries = (since or "").partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (readings, entries)):
        return None
    return int(readings), int(entries)


def _last(rows: QuerySet[Any]) -> int:
    return rows.order_by("-seq").values_list("seq", flat=True).first() or 0


def _people(actor: Actor, ids: set[UUID]) -> dict[UUID, Person]:
    rows = scope.people(actor).filter(pk__in=ids).select_related("team__parent") if ids else ()
    return {person.pk: person for person in rows}


def _fever(row: Reading, person: Person) -> Alert:
    return Alert(
        kind=FEVER_READING,
        id=row.id,
        at=row.recorded_at,
        person_id=row.person_id,
        name=str(person.name),
        job_number=person.job_number,
        team=person.team_name,
        reason=choices.FEVER,
        verdict=None,
        celsius=Decimal(row.celsius.reveal()),
        source=row.source,
    )


def _refusal(row: VerdictEntry, person: Person) -> Alert:
    return Alert(
        kind=VERDICT,
        id=row.id,
        at=row.recorded_at,
        person_id=row.person_id,
        name=str(person.name),
        job_number=person.job_number,
        team=person.team_name,
        reason=row.reason,
        verdict=row.verdict,
        celsius=None,
        source="",
    )
