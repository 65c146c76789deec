"""What looking for untruthful reports reads: reports of some days, what gates measured, who shares a device."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from fugong.core import clock, providers
from fugong.directory import queries as directory
from fugong.packs import Pack
from fugong.screening import choices
from fugong.screening.models import Report
from fugong.screening.queries.inputs import BATCH
from fugong.screening.truthfulness import Given, Measured

GATE_TEMPERATURES = "gate_temperatures"
"""Providers of this kind give what gates measured: (enterprise id, people, from, before) → person, moment, °C.

Screening asks, and the gates do not tell: temperatures stay sealed with their passage, kept once, and the way through a
gate gets no longer by a check that nobody waits for. Asked after each report and once a day, it finds a contradiction
whichever of the two came first.
"""


@dataclass(slots=True)
class Seen:
    """What is known of one person's reports around a day."""

    given: list[Given] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    report_id: UUID | None = None
    waiting: UUID | None = None
    people_on_device: int | None = None


def reporters(enterprise_id: UUID, day: date) -> list[UUID]:
    """Who has a daily report for a day."""
    rows = _of_day(enterprise_id, day).order_by("person_id")
    return list(rows.values_list("person_id", flat=True).distinct())


def sharers(
    enterprise_id: UUID, day: date, person_ids: Collection[UUID] | None = None
) -> dict[UUID, set[UUID]]:
    """Person → everybody who reported for the day from the same device, of these people or of all."""
    rows = _of_day(enterprise_id, day).filter(session_id__isnull=False)
    mine = rows if person_ids is None else rows.filter(person_id__in=list(person_ids))
    sessions = sorted({one for one in mine.values_list("session_id", flat=True) if one is not None})
    browsers = {
        browser for batch in batches(sessions) for browser in directory.browsers_of_phones(batch).values()
    }
    phones: dict[UUID, tuple[UUID, str]] = {}
    for some in batches(sorted(browsers)):
        phones |= directory.phones_of_browsers(enterprise_id, some)
    if person_ids is not None:
        rows = rows.filter(person_id__in={person_id for person_id, _browser in phones.values()})
    together: dict[str, set[UUID]] = defaultdict(set)
    for person_id, session_id in rows.values_list("person_id", "session_id") if phones else ():
        if session_id in phones:
            together[phones[session_id][1]].add(person_id)
    found: dict[UUID, set[UUID]] = {}
    for people in together.values():
        for person_id in people:
            found[person_id] = max(found.get(person_id, set()), people, key=len)
    return found


def _of_day(enterprise_id: UUID, day: date) -> QuerySet[Report]:
    """The daily reports for a day; they are recorded on it, and by that found fast among many days."""
    start = clock.day_start(day)
    return Report.objects.filter(
        owner_id=enterprise_id,
        kind=choices.DAILY,
        for_day=day,
        recorded_at__gte=start,
        recorded_at__lt=start + timedelta(days=1),
    )


def seen(
    pack: Pack,
    parameters: dict[str, Any],
    enterprise_id: UUID,
    person_ids: Sequence[UUID],
    day: date,
    look_back: int,
) -> dict[UUID, Seen]:
    """What is known of up to 500 people, without the shared devices; opens the answers of the last days."""
    found = {person_id: Seen() for person_id in person_ids}
    first = day - timedelta(days=look_back)
    rows = Report.objects.filter(
        owner_id=enterprise_id,
        person_id__in=list(person_ids),
        kind=choices.DAILY,
        for_day__gt=first,
        for_day__lte=day,
    ).order_by("seq")
    sessions: dict[UUID, UUID] = {}
    asked = _temperature_of(pack)
    for row in rows:
        one = found[row.person_id]
        one.given.append(_given(row, asked))
        if row.for_day == day:
            one.report_id = row.id
            if row.session_id is not None:
                sessions[row.session_id] = row.person_id
    for session_id, answer in directory.answers_of_phones(sessions).items():
        if answer == "":
            found[sessions[session_id]].waiting = session_id
    for person_id, at, celsius in _measured(enterprise_id, person_ids, day):
        if person_id in found and _is_plausible(celsius, parameters):
            found[person_id].measured.append(Measured(at.astimezone(clock.SITE_ZONE), celsius))
    return found


T = TypeVar("T")


def batches(names: Sequence[T]) -> Iterable[Sequence[T]]:
    """These, as many at a time as one statement names."""
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]


def _temperature_of(pack: Pack) -> str:
    """The question of the daily report that asks for the temperature; empty where none does."""
    questions = pack.questionnaires[choices.DAILY].questions
    return next((question.id for question in questions if question.type == "temperature"), "")


def _given(row: Report, asked: str) -> Given:
    answers = dict(row.answers.document() or {})
    celsius = answers.pop(asked, None)
    return Given(
        day=row.for_day,
        at=row.recorded_at.astimezone(clock.SITE_ZONE),
        answers=answers,
        celsius=None if celsius is None else Decimal(celsius),
        seconds_open=row.seconds_open,
        by_self=row.entered == choices.BY_SELF,
    )


def _measured(
    enterprise_id: UUID, person_ids: Sequence[UUID], day: date
) -> Iterable[tuple[UUID, datetime, Decimal]]:
    start = clock.day_start(day)
    for answer in providers.ask(
        GATE_TEMPERATURES, enterprise_id, person_ids, start, start + timedelta(days=1)
    ):
        yield from answer


def _is_plausible(celsius: Decimal, parameters: dict[str, Any]) -> bool:
    if celsius in (parameters.get("not_measured") or ()):
        return False
    return bool(parameters["plausible_min"] <= celsius <= parameters["plausible_max"])
