"""What a gate's decision needs of the people in a batch of passages: four statements for up to 500 of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, Q, QuerySet, UUIDField
from django.db.models.functions import Upper
from django.db.models.lookups import In

from fugong.core.prepared import Parameter, PreparedMany
from fugong.directory.models import Person
from fugong.packs import load
from fugong.screening import choices
from fugong.screening.facts import OpenHold
from fugong.screening.judging import Stood, gate_reason, state_on
from fugong.screening.models import Hold, Report, VerdictEntry


@dataclass(frozen=True, slots=True)
class GateDay:
    """Where a worker stands on one day, as the bundle of `gate_people` says it for today."""

    verdict: str | None
    reason: str | None
    reported: bool
    isolated: bool
    observed: bool


@dataclass(slots=True)
class GateWorker:
    """A worker as the gate knows them. Holds, leaving and revocation count as they are now, reports by their day."""

    id: UUID
    reference: str
    job_number: str
    status: str
    void_before: datetime | None
    expected_from: date | None
    pack: str
    stood: Stood
    holds: list[tuple[date, OpenHold]] = field(default_factory=list)
    past: dict[date, Stood] = field(default_factory=dict)

    def on(self, day: date) -> GateDay:
        """Where the worker stands on `day`."""
        held = tuple(
            hold for since, hold in self.holds if since <= day and (hold.until is None or hold.until >= day)
        )
        return _day(self.pack, self.past.get(day, self.stood), held, day)


@lru_cache(maxsize=4096)
def _day(pack: str, stood: Stood, held: tuple[OpenHold, ...], day: date) -> GateDay:
    """Most people stand alike."""
    judged = state_on(load(pack), stood, held, day)
    return GateDay(
        verdict=judged.verdict,
        reason=gate_reason(load(pack), judged),
        reported=stood.reported_for == day,
        isolated=any(hold.kind == hold.reason == choices.ISOLATION for hold in held),
        observed=any(hold.kind == hold.reason == choices.OBSERVATION for hold in held),
    )


_COLUMNS = (
    "pk",
    "reference",
    "job_number",
    "status",
    "journey__planned_on",
    "standing__void_before",
    "standing__verdict",
    "standing__reason",
    "standing__until",
    "standing__for_day",
    "standing__reported_for",
    "standing__corrected",
)


def _by_reference(references: list[Any]) -> QuerySet[Any, Any]:
    """By the reference alone, which is unique: told the enterprise too, SQLite would rather read all its people."""
    return Person.objects.filter(reference__in=references).values_list("enterprise_id", *_COLUMNS)


def _holds(people: list[Any]) -> QuerySet[Any, Any]:
    of_these = In(F("person_id"), people)  # `person_id__in` of a foreign key takes values only
    held = Hold.objects.filter(of_these, lifted_at=None, since__lte=Parameter("last", DateField()))
    held = held.filter(Q(until=None) | Q(until__gte=Parameter("first", DateField()))).order_by("created_at")
    return held.values_list("person_id", "since", "kind", "reason", "until", "report_id")


_BY_REFERENCE = PreparedMany(CharField(), _by_reference)
_HOLDS = PreparedMany(UUIDField(), _holds)


def gate_workers(
    *,
    enterprise_id: UUID,
    pack: str,
    references: Collection[str] = (),
    job_numbers: Collection[str] = (),
    days: Collection[date] = (),
) -> list[GateWorker]:
    """The enterprise's workers of these references and job numbers (case does not count), able to tell of these days."""
    if not (references or job_numbers) or not days:
        return []
    if job_numbers:
        rows = Person.objects.filter(enterprise_id=enterprise_id)
        rows = rows.annotate(job_key=Upper("job_number"))
        wanted = Q(job_key__in={number.upper() for number in job_numbers}) | Q(
            job_number__in=set(job_numbers)
        )
        rows = rows.filter(wanted | Q(reference__in=references) if references else wanted)
        found = list(rows.values_list(*_COLUMNS))
    else:
        found = [row for of, *row in _BY_REFERENCE.rows(references) if of == enterprise_id]
    workers = {row[0]: _worker(row, pack) for row in found}
    if workers:
        _add_holds(workers, days)
        _add_past(enterprise_id, workers, days)
    return list(workers.values())


def _worker(row: Sequence[Any], pack: str) -> GateWorker:
    (
        pk,
        reference,
        job_number,
        status,
        planned_on,
        void_before,
        verdict,
        reason,
        until,
        for_day,
        reported_for,
        corrected,
    ) = row
    return GateWorker(
        id=pk,
        reference=reference,
        job_number=job_number,
        status=status,
        void_before=void_before,
        expected_from=planned_on,
        pack=pack,
        stood=Stood(
            verdict or None, reason or choices.NO_REPORT, until, for_day, reported_for, bool(corrected)
        ),
    )


def _add_holds(workers: dict[UUID, GateWorker], days: Collection[date]) -> None:
    for person_id, since, kind, reason, until, report_id in _HOLDS.rows(
        workers, first=min(days), last=max(days)
    ):
        hold = OpenHold(kind, reason, until, by_rules=report_id is not None)
        workers[person_id].holds.append((since, hold))


def _add_past(enterprise_id: UUID, workers: dict[UUID, GateWorker], days: Collection[date]) -> None:
    """How it stood on days that have been overtaken: a passage that comes in late is judged by its own day's report."""
    overtaken = {
        worker.id: gone
        for worker in workers.values()
        if (gone := [day for day in days if _is_overtaken(worker.stood, day)])
    }
    if not overtaken:
        return
    ids = list(overtaken)
    events = {"owner_id": enterprise_id, "person_id__in": ids, "for_day__in": set(days)}
    reported = set(Report.objects.filter(**events).values_list("person_id", "for_day"))
    given: dict[UUID, dict[date, tuple[Any, ...]]] = defaultdict(dict)
    entries = VerdictEntry.objects.filter(**events).order_by("seq")
    for person_id, for_day, *said in entries.values_list(
        "person_id", "for_day", "verdict", "reason", "until", "by_id"
    ):
        given[person_id][for_day] = tuple(said)
    for person_id in ids:
        for day in overtaken[person_id]:
            verdict, reason, until, by_id = given[person_id].get(day, ("", choices.NO_REPORT, None, None))
            workers[person_id].past[day] = Stood(
                verdict=verdict or None,
                reason=reason,
                until=until,
                for_day=day,
                reported_for=day if (person_id, day) in reported else None,
                corrected=by_id is not None,
            )


def _is_overtaken(stood: Stood, day: date) -> bool:
    return any(newer is not None and newer > day for newer in (stood.for_day, stood.reported_for))
