"""What a gate must know of each worker, in the shape of its state bundle."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from fugong.core import clock
from fugong.directory.models import Enterprise, Person
from fugong.screening import choices
from fugong.screening.judging import Stood, state_on
from fugong.screening.models import Hold
from fugong.screening.queries.inputs import holds_on, pack_of

OVERLAP = timedelta(seconds=15)
"""A delta reaches back this far behind its cursor, so that a transaction that ends late is not missed."""


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
    columns = (
        rows.select_related("team", "standing", "journey")
        .only(
            "reference",
            "job_number",
            "name",
            "status",
            "team__name",
            "standing__verdict",
            "standing__reason",
            "standing__until",
            "standing__for_day",
            "standing__reported_for",
            "standing__corrected",
            "standing__void_before",
            "journey__planned_on",
        )
        .order_by("pk")
    )
    people = []
    for person in columns:
        row = getattr(person, "standing", None)
        journey = getattr(person, "journey", None)
        stood = Stood()
        if row is not None:
            stood = Stood(
                row.verdict or None, row.reason, row.until, row.for_day, row.reported_for, row.corrected
            )
        mine = held.get(person.pk, [])
        judged = state_on(pack, stood, mine, day)
        people.append(
            {
                "ref": person.reference,
                "job_number": person.job_number,
                "name": str(person.name),
                "team": person.team.name if person.team else "",
                "status": person.status,
                "isolated": any(hold.kind == hold.reason == choices.ISOLATION for hold in mine),
                "observed": any(hold.kind == hold.reason == choices.OBSERVATION for hold in mine),
                "verdict": judged.verdict,
                "reason": judged.reason,
                "reported_for": row.reported_for.isoformat() if row and row.reported_for else None,
                "void_before": row.void_before.isoformat().replace("+00:00", "Z")
                if row and row.void_before
                else None,
                "expected_from": journey.planned_on.isoformat() if journey and journey.planned_on else None,
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
