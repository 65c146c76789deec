"""Passages that were kept elsewhere until now, on paper or in another system, taken in as they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fugong.core import audit, streams
from fugong.core.fields import seal_now
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.gates import permissions
from fugong.gates.decision import JOB
from fugong.gates.models import Device, Passage

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class PastPassage:
    """One passage as it was kept; `celsius` None where nobody measured."""

    person_id: UUID
    job_number: str
    at: datetime
    direction: str
    celsius: str | None
    verdict: str
    reason: str


def take_in(*, device: Device, by: Actor, passages: Sequence[PastPassage]) -> int:
    """Store passages as they were decided then; nothing is judged again. Returns how many."""
    enterprise_id = device.checkpoint.enterprise_id
    permissions.check_can_manage(by, enterprise_id)
    for start in range(0, len(passages), AT_A_TIME):
        rows = [_row(device, one) for one in passages[start : start + AT_A_TIME]]
        with transaction.atomic():
            streams.append(Passage, enterprise_id, rows)
            audit.record(
                by=by,
                action="gates.take_in",
                subject="device",
                subject_id=device.pk,
                owner_id=enterprise_id,
                count=len(rows),
            )
    return len(passages)


def _row(device: Device, one: PastPassage) -> Passage:
    row = Passage(
        owner_id=device.checkpoint.enterprise_id,
        id=new_id(int(one.at.timestamp() * 1000)),
        device_id=device.pk,
        checkpoint_id=device.checkpoint_id,
        person_id=one.person_id,
        at=one.at,
        happened_at=one.at,
        recorded_at=one.at,
        direction=one.direction,
        celsius=one.celsius or "",
        verdict=one.verdict,
        server_verdict=one.verdict,
        reason=one.reason,
        code=f"{JOB}{one.job_number}",
    )
    seal_now(row)
    return row
