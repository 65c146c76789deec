"""Reports that were kept elsewhere until now, on paper or in another system, taken in at once and judged as of their days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from fugong.core import audit, clock, streams
from fugong.core.fields import seal_now
from fugong.core.permissions import Actor
from fugong.directory import permissions as people
from fugong.directory.models import Enterprise, Person
from fugong.packs import Pack
from fugong.packs.answers import check_answers
from fugong.rules import resolve_parameters
from fugong.screening import choices
from fugong.screening.actions import standings
from fugong.screening.actions.reports import AnswersRefused
from fugong.screening.facts import Known, Said, stored_form
from fugong.screening.judging import Judged, judge
from fugong.screening.models import Reading, Report, Standing, VerdictEntry
from fugong.screening.queries.inputs import known_of, pack_of

PEOPLE_A_TIME = 25
"""Whose reports one transaction stores: short enough that no gate waits."""


@dataclass(frozen=True, slots=True)
class PastReport:
    """One report as it was kept: whose, which kind and period, when, the answers of the pack's questionnaire, who entered it."""

    person_id: UUID
    kind: str
    period: str
    at: datetime
    answers: Mapping[str, Any]
    entered: str = choices.BY_LEADER


@dataclass(slots=True)
class _Taken:
    """One person's rows, judged, not yet stored."""

    person: Person
    reports: list[Report]
    readings: list[Reading]
    entries: list[VerdictEntry]
    last: tuple[date, Judged] | None


def take_in(
    *, enterprise: Enterprise, by: Actor, reports: Iterable[PastReport], at_a_time: int = PEOPLE_A_TIME
) -> int:
    """Store reports of several days and judge each as of its day; returns how many.

    The last one of a person becomes where that person stands; what lasts beyond its day opens a hold. Nobody is
    notified: it is no news. Raises AnswersRefused, with nothing of that person stored, for answers that do not fit.
    """
    people.check_can_manage_people(by, enterprise.pk)
    ordered = sorted(reports, key=lambda one: (one.person_id, one.at))
    of_person = [
        (person_id, list(said)) for person_id, said in groupby(ordered, key=lambda one: one.person_id)
    ]
    for start in range(0, len(of_person), at_a_time):
        _take_batch(enterprise, by, of_person[start : start + at_a_time])
    return len(ordered)


def _take_batch(enterprise: Enterprise, by: Actor, batch: Sequence[tuple[UUID, list[PastReport]]]) -> None:
    ids = [person_id for person_id, _said in batch]
    pack, own = pack_of(enterprise)
    found = Person.objects.filter(enterprise=enterprise).in_bulk(ids)
    known = known_of(enterprise.pk, ids, {})
    taken = [_judge(pack, own, found[pk], known[pk], said, by) for pk, said in batch if pk in found]
    rows = [row for one in taken for row in (*one.reports, *one.readings, *one.entries)]
    for row in rows:
        row.owner_id = enterprise.pk
        seal_now(row)
    with transaction.atomic():
        streams.append(Report, enterprise.pk, [row for one in taken for row in one.reports])
        streams.append(Reading, enterprise.pk, [row for one in taken for row in one.readings])
        locked = standings.lock([one.person.pk for one in taken])
        for one in taken:
            _stand(one, locked[one.person.pk])
        entries = [entry for one in taken for entry in one.entries]
        standings.save(enterprise.pk, list(locked.values()), entries, voided=[])
        audit.record(
            by=by,
            action="screening.take_in",
            subject="enterprise",
            subject_id=enterprise.pk,
            owner_id=enterprise.pk,
            people=len(taken),
            reports=sum(len(one.reports) for one in taken),
        )


def _judge(
    pack: Pack, own: Mapping[str, Any], person: Person, known: Known, said: Sequence[PastReport], by: Actor
) -> _Taken:
    threshold = resolve_parameters(pack.vocabulary, own).get("fever_threshold")
    taken = _Taken(person, [], [], [], None)
    declaration: Said | None = None
    for one in said:
        day = clock.day_of(one.at)
        questionnaire = pack.questionnaires[one.kind]
        clean, faults = check_answers(questionnaire, one.answers, day)
        if faults:
            raise AnswersRefused(faults)
        stored: Any = stored_form(clean)
        report = Report(
            person_id=person.pk,
            kind=one.kind,
            period=one.period,
            for_day=day,
            recorded_at=one.at,
            answers=stored,
            entered=one.entered,
            by_id=by.id,
        )
        taken.reports.append(report)
        celsius = clean.get("temperature")
        if isinstance(celsius, Decimal):
            fever = isinstance(threshold, Decimal) and celsius >= threshold
            taken.readings.append(
                Reading(
                    person_id=person.pk,
                    taken_at=one.at,
                    recorded_at=one.at,
                    celsius=str(celsius),
                    source=one.entered,
                    is_fever=fever,
                    by_id=by.id,
                )
            )
        now_said = Said(one.kind, one.period, day, one.at, stored_form(clean))
        declaration = now_said if one.kind == choices.DECLARATION else declaration
        spoken = [now_said] if declaration is None or declaration is now_said else [declaration, now_said]
        judged = _judged(pack, own, _as_of(known, spoken), day)
        entry = standings.entry_of(person, judged, day, report_id=report.id)
        entry.recorded_at = one.at
        taken.entries.append(entry)
        taken.last = (day, judged)
    return taken


_seen: dict[object, Judged] = {}
"""What was judged of late: many say the same on the same day."""
MANY = 4096


def _judged(pack: Pack, own: Mapping[str, Any], known: Known, day: date) -> Judged:
    """As `judge`, which asks nothing but these; equal ones once."""
    said = [(one.kind, one.period, one.for_day, sorted(one.answers.items())) for one in known.said]
    key = (pack.name, day, repr((sorted(own.items()), said, known.journey, known.certificates)))
    if key not in _seen:
        if len(_seen) >= MANY:
            _seen.clear()
        _seen[key] = judge(pack, own, known, day)
    return _seen[key]


def _as_of(known: Known, said: Sequence[Said]) -> Known:
    return Known(said=said, journey=known.journey, certificates=known.certificates, declared=True)


def _stand(one: _Taken, row: Standing) -> None:
    """Bring the standing row up to the last report taken in, unless something newer is there already."""
    if one.last is None or (row.for_day is not None and row.for_day > one.last[0]):
        return
    day, judged = one.last
    declared = [report.for_day for report in one.reports if report.kind == choices.DECLARATION]
    row.declared_on = row.declared_on or (declared[0] if declared else None)
    row.reported_for = day
    evenings = [report.for_day for report in one.reports if report.period == choices.EVENING]
    row.evening_for = evenings[-1] if evenings else row.evening_for
    standings.open_holds(one.person, judged, day, one.reports[-1].id)
    standings.put(row, judged, day)
