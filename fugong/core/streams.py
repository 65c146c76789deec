"""Writing events: numbered without gaps under the owner's head lock, each id at most once."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import CharField, UUIDField
from django.db.models.base import ModelState

from fugong.core import clock
from fugong.core.models import Event, EventHead
from fugong.core.prepared import Parameter, Prepared

E = TypeVar("E", bound=Event)


def lock_head(owner_id: UUID, stream: str) -> EventHead:
    """The head row of an owner's stream, made where missing, locked until the transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("events are written inside a transaction")
    found = _HEAD.rows(owner=owner_id, stream=stream)
    if not found:
        EventHead.objects.bulk_create([EventHead(owner_id=owner_id, stream=stream)], ignore_conflicts=True)
        found = _HEAD.rows(owner=owner_id, stream=stream)
    ((last_seq, last_hash),) = found
    return EventHead(owner_id=owner_id, stream=stream, last_seq=last_seq, last_hash=last_hash)


_HEAD = Prepared(
    lambda: (
        EventHead.objects.filter(
            owner_id=Parameter("owner", UUIDField()), stream=Parameter("stream", CharField())
        )
        .select_for_update()
        .values_list("last_seq", "last_hash")
    )
)


def store_head(head: EventHead) -> None:
    """Write back a head that was locked by `lock_head`."""
    owner = UUIDField().get_db_prep_value(head.owner_id, connection)
    with connection.cursor() as cursor:  # once an event: the ORM takes longer to write this than to run it
        cursor.execute(
            f"UPDATE {EventHead._meta.db_table} SET last_seq = %s, last_hash = %s WHERE owner_id = %s AND stream = %s",  # noqa: S608
            [head.last_seq, head.last_hash, owner, head.stream],
        )


def stored_ids(model: type[E], owner_id: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """Which of `ids` the owner already has. Call under the head lock."""
    return set(
        model._default_manager.filter(owner_id=owner_id, id__in=list(ids)).values_list("id", flat=True)
    )


def append(model: type[E], owner_id: UUID, rows: Sequence[E]) -> list[E]:
    """Store the rows whose ids are new, numbered in the order given; returns those stored.

    The caller is in a transaction; rows without `recorded_at` get this moment.
    """
    if not rows:
        return []
    head = lock_head(owner_id, model._meta.label_lower)
    known = stored_ids(model, owner_id, (row.id for row in rows))
    fresh: list[E] = []
    for row in rows:
        if row.id not in known:
            known.add(row.id)
            fresh.append(row)
    number(head, fresh)
    model._default_manager.bulk_create(fresh, batch_size=500)
    store_head(head)
    return fresh


def unsaved(model: type[E], **columns: Any) -> E:
    """An event about to be stored, by its columns' names, none of them checked or defaulted: for thousands a second."""
    row = model.__new__(model)
    row.__dict__.update(columns, _state=ModelState())
    return row


def number(head: EventHead, rows: Sequence[E]) -> None:
    """Give rows that are not stored yet their owner, their numbers and, where missing, this moment. Under the head lock.

    For a writer that must look at what is stored between locking and storing; storing rows and head is the caller's.
    """
    moment = clock.now()
    for row in rows:
        head.last_seq += 1
        row.owner_id, row.seq = head.owner_id, head.last_seq
        row.recorded_at = row.recorded_at or moment
