"""How many come back, were screened before they came, and may work now (G4): two statements for many enterprises."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from fugong.core import clock
from fugong.directory import choices as people
from fugong.directory.models import Certificate, Enterprise, Person
from fugong.packs import Pack, load
from fugong.screening import choices
from fugong.screening.judging import Judged, Stood, state_on
from fugong.screening.models import Hold
from fugong.screening.queries.inputs import holds_on

KEPT_OUT = (choices.OBSERVE, choices.BARRED)


@dataclass(slots=True)
class ReturnCounts:
    """The workers of an enterprise on a day. `total` are on the roster, `back` have returned and nothing keeps them out.

    `returning` are expected by that day, of these `declared` handed in the return declaration; `abnormal` of all
    declared ones are under observation or barred.
    """

    total: int = 0
    returning: int = 0
    declared: int = 0
    abnormal: int = 0
    back: int = 0


def return_counts(
    enterprise: Enterprise, *, day: date | None = None, before: datetime | None = None
) -> ReturnCounts:
    """The counts of one enterprise; see `return_counts_of`."""
    started = {} if before is None else {enterprise.pk: before}
    return return_counts_of([enterprise], day={} if day is None else {enterprise.pk: day}, before=started)[
        enterprise.pk
    ]


def return_counts_of(
    enterprises: Iterable[Enterprise],
    *,
    day: Mapping[UUID, date] | None = None,
    before: Mapping[UUID, datetime] | None = None,
) -> dict[UUID, ReturnCounts]:
    """enterprise → counts. By `day` (else today) somebody is expected; verdicts are today's.

    Where `before` names a moment, who came onto the roster or comes back after it is among the returning only once
    declared: the screening before the start does not wait for them, the gate does.
    """
    today = clock.today()
    by_pack: dict[str, list[UUID]] = defaultdict(list)
    for enterprise in enterprises:
        by_pack[enterprise.pack].append(enterprise.pk)
    found = {pk: ReturnCounts() for ids in by_pack.values() for pk in ids}
    for name, ids in by_pack.items():
        _count(load(name), ids, found, today, day or {}, before or {})
    return found


def _count(
    pack: Pack,
    ids: Collection[UUID],
    found: dict[UUID, ReturnCounts],
    today: date,
    days: Mapping[UUID, date],
    before: Mapping[UUID, datetime],
) -> None:
    holds = holds_on(Hold.objects.filter(person__enterprise_id__in=ids, person__status=people.ACTIVE), today)
    rows = Person.objects.filter(enterprise_id__in=ids, status=people.ACTIVE).order_by()
    columns = rows.values_list(
        "pk",
        "enterprise_id",
        "created_at",
        "journey__planned_on",
        "journey__returned_on",
        "standing__verdict",
        "standing__reason",
        "standing__until",
        "standing__for_day",
        "standing__reported_for",
        "standing__corrected",
        "standing__declared_on",
    )
    seen: dict[tuple[object, ...], Judged] = {}
    for (
        pk,
        owner,
        came,
        planned,
        returned,
        verdict,
        reason,
        until,
        for_day,
        reported_for,
        corrected,
        declared,
    ) in columns.iterator():
        counts = found[owner]
        counts.total += 1
        key = (verdict, reason, until, for_day, reported_for, corrected, *holds.get(pk, ()))
        judged = seen.get(key)
        if judged is None:
            stood = Stood(
                verdict or None, reason or choices.NO_REPORT, until, for_day, reported_for, bool(corrected)
            )
            judged = seen[key] = state_on(pack, stood, holds.get(pk, []), today)
        start = before.get(owner)
        day = days.get(owner, today)
        expected = planned is None or planned <= day
        if start is not None and declared is None:
            expected = came < start and (planned is None or planned <= clock.day_of(start))
        if expected or declared is not None:
            counts.returning += 1
            counts.declared += declared is not None
        if declared is None:
            continue
        counts.abnormal += judged.verdict in KEPT_OUT
        there = planned is None or planned <= today or (returned is not None and returned <= today)
        counts.back += there and judged.verdict not in KEPT_OUT


def without_certificate(enterprise_id: UUID, day: date) -> int:
    """How many on the roster have no health certificate that is valid on a day (G4)."""
    valid = Certificate.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day), person_id=OuterRef("pk")
    )
    rows = Person.objects.filter(enterprise_id=enterprise_id, status=people.ACTIVE)
    return rows.filter(~Exists(valid)).count()
