"""What gates measured of workers, for whoever below asks. Registered in apps.py."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from fugong.gates.models import Passage


def gate_temperatures(
    enterprise_id: UUID, person_ids: Sequence[UUID], start: datetime, end: datetime
) -> Iterator[tuple[UUID, datetime, Decimal]]:
    """Person, moment and °C of every passage of these workers from `start` before `end` that carries a temperature.

    As the thermometer said it, plausible or not. Opens the sealed values; the caller shows none of them.
    """
    rows = Passage.objects.filter(
        owner_id=enterprise_id,
        person_id__in=list(person_ids),
        happened_at__gte=start,
        happened_at__lt=end,
    ).exclude(celsius="")
    for person_id, at, celsius in rows.values_list("person_id", "happened_at", "celsius"):
        yield person_id, at, Decimal(celsius.reveal())
