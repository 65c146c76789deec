"""Re-sealing everything with the current key, column by column, in short transactions that stall nobody."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from fugong.core import secrets
from fugong.core.fields import Sealed, SealedField
from fugong.core.models import Event, EventHead

BATCH = 500


def sealed_columns() -> Iterator[tuple[type[models.Model], list[SealedField]]]:
    """Every model with sealed columns, and these."""
    for model in apps.get_models():
        columns = [column for column in model._meta.concrete_fields if isinstance(column, SealedField)]
        if columns:
            yield model, columns


def reseal(report: Callable[[str, int], None]) -> int:
    """Seal anew every value that another key than the current one sealed; returns how many rows changed.

    Safe to interrupt and to repeat: what is done is passed over. `report(column, rows)` after each model.
    """
    total = 0
    for model, columns in sealed_columns():
        changed = sum(_reseal_batch(model, columns, keys) for keys in _batches(model))
        report(model._meta.label, changed)
        total += changed
    return total


def _batches(model: type[models.Model]) -> Iterator[list[object]]:
    """Keys of rows, some at a time; of an event table those of one owner, whose rows lie together."""
    if not issubclass(model, Event):
        yield from _keys(model._default_manager.order_by("pk"))
        return
    for owner_id in _owners(model):
        yield from _keys(model._default_manager.filter(owner_id=owner_id).order_by("seq"))


def _owners(model: type[Event]) -> list[UUID]:
    heads = EventHead.objects.filter(stream=model._meta.label_lower)
    return list(heads.order_by("owner_id").values_list("owner_id", flat=True))


def _keys(rows: "models.QuerySet[Any]") -> Iterator[list[object]]:
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _reseal_batch(model: type[models.Model], columns: list[SealedField], keys: list[object]) -> int:
    ring = secrets.ring()
    names = [column.name for column in columns]
    with transaction.atomic():
        rows = model._default_manager.filter(pk__in=keys).select_for_update().only("pk", *names)
        stale = []
        for row in rows:
            old = {
                name: value
                for name in names
                if (value := getattr(row, name)) and not ring.is_current(value.sealed())
            }
            for name, value in old.items():
                setattr(row, name, _opened(value))
            if old:
                stale.append(row)
        model._default_manager.bulk_update(stale, names, batch_size=200)
    return len(stale)


def _opened(value: Sealed) -> Sealed:
    return Sealed(value.kind, value.context, plain=value.reveal())
