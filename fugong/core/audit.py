"""The audit: one row per action, in the same transaction, chained by hashes per owner.

The chain holds ids, field names and codes only, so purging personal data breaks no link.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.core.models import PLATFORM as PLATFORM
from fugong.core.models import AuditRow, EventHead
from fugong.core.permissions import Actor
from fugong.core.prepared import PreparedInsert
from fugong.core.streams import lock_head, store_head

STREAM = "core.auditrow"
_INSERT = PreparedInsert(AuditRow)


@dataclass(frozen=True)
class BrokenLink:
    """The first row of an owner's chain that does not follow from the one before it."""

    owner_id: UUID
    seq: int
    why: str


def record(
    *, by: Actor, action: str, subject: str, subject_id: object, owner_id: UUID | None = None, **details: Any
) -> AuditRow:
    """Record that `by` did `action` (`directory.mark_left`) to a subject; `details` are ids, field names and codes.

    Owned by `owner_id`, else by the actor's enterprise, else by the platform. Must run inside the action's transaction.
    """
    owner = owner_id or by.enterprise_id or PLATFORM
    head = lock_head(owner, STREAM)
    row = AuditRow(
        owner_id=owner,
        id=new_id(),
        seq=head.last_seq + 1,
        recorded_at=clock.now(),
        actor_kind=by.kind,
        actor_id=by.id,
        action=action,
        subject_kind=subject,
        subject_id=str(subject_id),
        details=json.loads(json.dumps(details, cls=DjangoJSONEncoder)),
        previous_hash=head.last_hash,
    )
    row.hash = link(row)
    _INSERT.store([row])
    head.last_seq, head.last_hash = row.seq, row.hash
    store_head(head)
    return row


@transaction.atomic
def note(
    *, by: Actor, action: str, subject: str, subject_id: object, owner_id: UUID | None = None
) -> AuditRow:
    """Record something that writes nothing else, in a transaction of its own: a reading that was refused."""
    return record(by=by, action=action, subject=subject, subject_id=subject_id, owner_id=owner_id)


def link(row: AuditRow) -> str:
    """The hash of a row: SHA-256 over the previous hash and every column, in a fixed order."""
    content = [
        row.previous_hash,
        str(row.owner_id),
        str(row.id),
        row.seq,
        _stamp(row.recorded_at),
        row.actor_kind,
        str(row.actor_id),
        row.action,
        row.subject_kind,
        row.subject_id,
        row.details,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _stamp(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def owners() -> list[UUID]:
    """Everybody who has a chain, or had one: a head remains where all its rows are gone."""
    return list(
        EventHead.objects.filter(stream=STREAM).order_by("owner_id").values_list("owner_id", flat=True)
    )


def rows(owner_id: UUID, *, before: int | None = None, limit: int = 100) -> list[AuditRow]:
    """An owner's rows, the newest first; `before` (a row's `seq`) pages back. Who may read them is the caller's to check."""
    found = AuditRow.objects.filter(owner_id=owner_id)
    if before is not None:
        found = found.filter(seq__lt=before)
    return list(found.order_by("-seq")[:limit])


def verify(owner_id: UUID) -> tuple[int, BrokenLink | None]:
    """(rows read, the first broken link or None) of one owner's chain."""
    count, previous = 0, ""
    for row in _chain(owner_id):
        count += 1
        if row.seq != count:
            return count, BrokenLink(owner_id, count, f"row {count} is missing, {row.seq} follows")
        if row.previous_hash != previous:
            return count, BrokenLink(owner_id, row.seq, "does not follow from the row before it")
        if row.hash != link(row):
            return count, BrokenLink(owner_id, row.seq, "was altered")
        previous = row.hash
    return count, _shortened(owner_id, count, previous)


def _chain(owner_id: UUID) -> Iterator[AuditRow]:
    return AuditRow.objects.filter(owner_id=owner_id).order_by("seq").iterator(chunk_size=2000)


def _shortened(owner_id: UUID, count: int, last_hash: str) -> BrokenLink | None:
    head = EventHead.objects.filter(owner_id=owner_id, stream=STREAM).first()
    expected = (head.last_seq, head.last_hash) if head else (0, "")
    if expected != (count, last_hash):
        return BrokenLink(owner_id, count + 1, "rows at the end are missing")
    return None
