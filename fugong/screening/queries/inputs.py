"""What judging reads, for one worker or many in the same handful of statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fugong.core import clock
from fugong.directory.models import Certificate, Enterprise, ReturnJourney
from fugong.packs import Pack, load
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening import choices
from fugong.screening.facts import Journey, Known, OpenHold, Said
from fugong.screening.judging import Ground, Stood, own_parameters
from fugong.screening.models import Hold, Report, Standing

BATCH = 500
"""How many people one statement names."""


def pack_of(enterprise: Enterprise) -> tuple[Pack, dict[str, Any]]:
    """The enterprise's pack and its own values of the pack's parameters."""
    pack = load(enterprise.pack)
    return pack, own_parameters(pack, enterprise.settings)


def evening_from(enterprise: Enterprise) -> int:
    """The hour of the site's day from which a daily report is the evening's (G9: the eight hours outside work)."""
    pack, own = pack_of(enterprise)
    return int(as_number(resolve_parameters(pack.vocabulary, own)["evening_report_from"]))


def is_evening(enterprise: Enterprise, moment: datetime) -> bool:
    """Whether a daily report of that moment is the evening's."""
    return moment.astimezone(clock.SITE_ZONE).hour >= evening_from(enterprise)


def open_on(day: date) -> Q:
    """The condition of a hold that is open on `day`."""
    return Q(lifted_at=None, since__lte=day) & (Q(until=None) | Q(until__gte=day))


def open_hold(hold: Hold) -> OpenHold:
    """A hold as judging takes it."""
    return OpenHold(hold.kind, hold.reason, hold.until, by_rules=hold.report_id is not None)


def holds_on(holds: QuerySet[Hold], day: date) -> dict[UUID, list[OpenHold]]:
    """person → open holds, of `holds` narrowed by the caller to an enterprise or to people."""
    found: dict[UUID, list[OpenHold]] = defaultdict(list)
    rows = holds.filter(open_on(day)).order_by("created_at")
    for person_id, kind, reason, until, report_id in rows.values_list(
        "person_id", "kind", "reason", "until", "report_id"
    ):
        found[person_id].append(OpenHold(kind, reason, until, by_rules=report_id is not None))
    return found


def stood_of(row: Standing | None) -> Stood:
    """What a standing row says; nobody has stood anywhere without one."""
    if row is None:
        return Stood()
    return Stood(
        verdict=row.verdict or None,
        reason=row.reason,
        until=row.until,
        for_day=row.for_day,
        reported_for=row.reported_for,
        corrected=row.corrected,
        grounds=tuple(Ground.read(ground) for ground in row.grounds),
    )


def known_of(
    enterprise_id: UUID, person_ids: Sequence[UUID], standings: dict[UUID, Standing], on: date | None = None
) -> dict[UUID, Known]:
    """Everything that judges these people on `on`, in five statements for every 500 of them."""
    day = on or clock.today()
    known: dict[UUID, Known] = {}
    for start in range(0, len(person_ids), BATCH):
        batch = person_ids[start : start + BATCH]
        said = _said(enterprise_id, batch, day)
        journeys = _journeys(batch)
        certificates = _certificates(batch)
        holds = holds_on(Hold.objects.filter(person_id__in=batch), day)
        answered = _answered(batch)
        for person_id in batch:
            row = standings.get(person_id)
            known[person_id] = Known(
                said=said[person_id],
                journey=journeys.get(person_id, Journey()),
                certificates=certificates[person_id],
                holds=holds.get(person_id, []),
                declared=row is not None and row.declared_on is not None,
                answered_at=row.answered_at if row else None,
                answered=answered[person_id],
            )
    return known


def _said(owner_id: UUID, people: Iterable[UUID], day: date) -> dict[UUID, list[Said]]:
    """The reports of the day and the last declaration before it, oldest first."""
    rows = Report.objects.filter(owner_id=owner_id, person_id__in=list(people), for_day__lte=day)
    found: dict[UUID, list[Said]] = defaultdict(list)
    seen: set[UUID] = set()
    for row in rows.filter(Q(for_day=day) | Q(kind=choices.DECLARATION)).order_by("-seq"):
        if row.for_day < day and row.person_id in seen:
            continue
        if row.kind == choices.DECLARATION:
            seen.add(row.person_id)
        found[row.person_id].insert(0, said_of(row))
    return found


def said_of(row: Report) -> Said:
    """A report as judging takes it; opens its answers."""
    return Said(row.kind, row.period, row.for_day, row.recorded_at, row.answers.document() or {}, row.id)


def _journeys(people: Iterable[UUID]) -> dict[UUID, Journey]:
    rows = ReturnJourney.objects.filter(person_id__in=list(people))
    return {
        person_id: Journey(left_city, returned_on)
        for person_id, left_city, returned_on in rows.values_list("person_id", "left_city", "returned_on")
    }


def _certificates(people: Iterable[UUID]) -> dict[UUID, list[date | None]]:
    found: dict[UUID, list[date | None]] = defaultdict(list)
    rows = Certificate.objects.filter(person_id__in=list(people))
    for person_id, valid_until in rows.values_list("person_id", "valid_until"):
        found[person_id].append(valid_until)
    return found


def _answered(people: Iterable[UUID]) -> dict[UUID, list[tuple[str, date | None]]]:
    """person → reason and end of holds that the rules opened and a person lifted."""
    found: dict[UUID, list[tuple[str, date | None]]] = defaultdict(list)
    rows = Hold.objects.filter(person_id__in=list(people), lifted_at__isnull=False, report_id__isnull=False)
    for person_id, reason, until in rows.values_list("person_id", "reason", "until"):
        found[person_id].append((reason, until))
    return found
