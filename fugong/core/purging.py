"""Deleting what has grown old: never so much in one transaction that others wait for it."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

AT_A_TIME = 1000


def delete_in_batches(
    rows: QuerySet[Any], *, audited: Callable[[int], object] | None = None, size: int = AT_A_TIME
) -> int:
    """Delete these rows, `size` in a transaction of its own; returns how many, with those that go along with them.

    What falls off by itself may be done again after an interruption, so the batches need no transaction around them.
    `audited` records how many a batch deleted, in the transaction of that batch: none is gone without its record.
    """
    deleted = 0
    while ids := list(rows.order_by("id").values_list("id", flat=True)[:size]):
        with transaction.atomic():
            gone = rows.filter(id__in=ids).delete()[0]
            if gone and audited is not None:
                audited(gone)
        deleted += gone
    return deleted
