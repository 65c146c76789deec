"""Temperatures that joined a passage from a terminal beside the scan."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from fugong.gates.models import TerminalReading


def joined_celsius(owner_id: UUID, passage_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Passage → the temperature that joined it, for those of the passages that have one. They decided nothing."""
    wanted = list(passage_ids)
    if not wanted:
        return {}
    rows = TerminalReading.objects.filter(owner_id=owner_id, passage_id__in=wanted)
    return {row.passage_id: Decimal(row.celsius.reveal()) for row in rows if row.passage_id}
