"""Passages as they count: without those a counter-entry took back. The record itself shows everything."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from fugong.gates.models import Passage, PassageCorrection


def taken_back(owner_id: UUID, *, since: datetime) -> list[UUID]:
    """Passages recorded after a moment that count no more: a counter-entry is never older than what it takes back."""
    rows = PassageCorrection.objects.filter(
        owner_id=owner_id, recorded_at__gte=since, passage_id__isnull=False
    )
    return [identity for identity in rows.values_list("passage_id", flat=True) if identity]


def standing(rows: QuerySet[Passage], owner_id: UUID) -> QuerySet[Passage]:
    """Of these passages of one owner, those that count."""
    return rows.exclude(
        Exists(PassageCorrection.objects.filter(owner_id=owner_id, passage_id=OuterRef("id")))
    )


def corrections_of(owner_id: UUID, passage_ids: Sequence[UUID]) -> dict[UUID, PassageCorrection]:
    """passage → the counter-entry that took it back, or that put it in."""
    rows = PassageCorrection.objects.filter(owner_id=owner_id)
    found = {row.counter_id: row for row in rows.filter(counter_id__in=passage_ids) if row.counter_id}
    return found | {row.passage_id: row for row in rows.filter(passage_id__in=passage_ids) if row.passage_id}
