"""What gates and terminals measured of workers, for whoever below asks. Registered in apps.py."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from fugong.gates.models import FeverHold, Passage, PassageCorrection, TerminalReading

CLOCKS = timedelta(hours=1)
"""How much later than it was written down something may have happened, by a device's clock."""


def gate_temperatures(
    enterprise_id: UUID, person_ids: Sequence[UUID], start: datetime, end: datetime
) -> Iterator[tuple[UUID, datetime, Decimal]]:
    """Person, moment and °C of every temperature taken of these workers from `start` before `end`.

    Those of passages that stand, a second measurement in place of the first, and those that terminals took beside a scan. As the
    thermometer said it, plausible or not. Opens the sealed values; the caller shows none of them.
    """
    passages = Passage.objects.filter(
        owner_id=enterprise_id, person_id__in=list(person_ids), happened_at__gte=start, happened_at__lt=end
    )
    found = {row.id: row for row in passages.only("owner_id", "id", "person_id", "happened_at", "celsius")}
    if found:
        taken_back = PassageCorrection.objects.filter(owner_id=enterprise_id, passage_id__in=list(found))
        for passage_id in taken_back.values_list("passage_id", flat=True):
            found.pop(passage_id, None)  # type: ignore[arg-type]
        seconds = FeverHold.objects.filter(enterprise_id=enterprise_id, passage_id__in=list(found))
        second = dict(seconds.exclude(second_celsius="").values_list("passage_id", "second_celsius"))
        for row in found.values():
            celsius = second.get(row.id, row.celsius)
            if celsius and row.person_id is not None:
                yield row.person_id, row.happened_at, Decimal(celsius.reveal())
    beside = TerminalReading.objects.filter(
        Q(person_id__in=list(person_ids)) | Q(passage_id__in=list(found)),
        owner_id=enterprise_id,
        recorded_at__gte=start - CLOCKS,
        happened_at__gte=start,
        happened_at__lt=end,
    )
    for whose, passage_id, at, celsius in beside.values_list(
        "person_id", "passage_id", "happened_at", "celsius"
    ):
        joined = found.get(passage_id) if passage_id else None
        person_id = joined.person_id if joined else whose
        if person_id is not None:
            yield person_id, at, Decimal(celsius.reveal())  # type: ignore[attr-defined]
