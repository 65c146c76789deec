"""What a gate must know of each worker, in the shape of its state bundle."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from fugong.core import clock
from fugong.directory import choices as directory
from fugong.directory.models import Enterprise, Person
from fugong.screening import choices
from fugong.screening.judging import Judged, Stood, gate_reason, state_on
from fugong.screening.models import Hold
from fugong.screening.queries.inputs import holds_on, pack_of

OVERLAP = timedelta(seconds=15)
"""A delta reaches back this far behind its cursor, so that a transaction that ends late is not missed."""

_COLUMNS = (
    "pk",
    "reference",
    "job_number",
    "name",
    "status",
    "team_id",
    "team__name",
    "team__parent__name",
    "journey__planned_on",
    "standing__void_before",
    "standing__reported_for",
    "standing__verdict",
    "standing__reason",
    "standing__until",
    "standing__for_day",
    "standing__corrected",
)


def gate_people(
    enterprise_id: UUID, changed_since: datetime | None = None, person_ids: list[UUID] | None = None
) -> list[dict[str, Any]]:
    """Every worker of the enterprise as the bundle holds them, or only those changed since a moment, or these only.

    `isolated` and `observed` are holds in their own name; a hold opened for a contact or a key region speaks through
    `verdict` and `reason`, so that a refusal names what it is about. A day that began since the cursor changes whoever
    a hold or a correction ends or begins for; that yesterday's clear is not today's the device sees by `reported_for`.
    """
    day = clock.today()
    enterprise = Enterprise.objects.get(pk=enterprise_id)
    pack, _own = pack_of(enterprise)
    rows = Person.objects.filter(enterprise_id=enterprise_id)
    holds = Hold.objects.filter(person__enterprise_id=enterprise_id)
    if changed_since is not None:
        rows = rows.filter(_changed(enterprise_id, changed_since, day))
    if person_ids is not None:
        rows = rows.filter(pk__in=person_ids)
        holds = holds.filter(person_id__in=person_ids)
    held = holds_on(holds, day)
    judged_of: dict[tuple[object, ...], Judged] = {}
    people = []
    for row in rows.order_by("pk").values_list(*_COLUMNS):
        (
            pk,
            reference,
            job_number,
            name,
            status,
            team_id,
            team,
            workshop,
            planned_on,
            void_before,
            reported_for,
            *standing,
        ) = row
        mine = held.get(pk, [])
        key = (reported_for, *standing, *mine)
        judged = judged_of.get(key)
        if judged is None:
            verdict, reason, until, for_day, corrected = standing
            stood = Stood(
                verdict or None, reason or choices.NO_REPORT, until, for_day, reported_for, bool(corrected)
            )
            judged = judged_of[key] = state_on(pack, stood, mine, day)
        people.append(
            {
                "ref": reference,
                "job_number": job_number,
                "name": str(name),
                "team": directory.team_name(team, workshop),
                "team_id": str(team_id) if team_id else None,
                "status": status,
                "isolated": any(hold.kind == hold.reason == choices.ISOLATION for hold in mine),
                "observed": any(hold.kind == hold.reason == choices.OBSERVATION for hold in mine),
                "verdict": judged.verdict,
                "reason": gate_reason(pack, judged),
                "reported_for": reported_for.isoformat() if reported_for else None,
                "void_before": void_before.isoformat().replace("+00:00", "Z") if void_before else None,
                "expected_from": planned_on.isoformat() if planned_on else None,
            }
        )
    return people


def _changed(enterprise_id: UUID, since: datetime, day: date) -> Q:
    """The condition on people who changed since a moment, or for whom a day that began since then changes something."""
    moment = since - OVERLAP
    before = clock.day_of(moment)
    changed = (
        Q(updated_at__gte=moment)
        | Q(standing__updated_at__gte=moment)
        | Q(journey__updated_at__gte=moment)
        | Q(team__updated_at__gte=moment)
        | Q(team__parent__updated_at__gte=moment)
        | Q(
            pk__in=Hold.objects.filter(person__enterprise_id=enterprise_id, updated_at__gte=moment).values(
                "person_id"
            )
        )
    )
    if before < day:
        turned = Hold.objects.filter(
            Q(until__gte=before, until__lt=day) | Q(since__gt=before, since__lte=day)
        )
        changed |= Q(pk__in=turned.filter(person__enterprise_id=enterprise_id).values("person_id"))
        changed |= Q(standing__corrected=True, standing__until__gte=before, standing__until__lt=day)
    return changed
