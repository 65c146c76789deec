"""Keyset pages whose keys may run downwards or be empty: what is due first, then what has no limit."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet


@dataclass(frozen=True)
class Key:
    """A column or annotation to order by; where it may be null, null comes last."""

    name: str
    down: bool = False
    nullable: bool = False


@dataclass(frozen=True)
class Page:
    """One page of rows; `after` and `before` are cursors of the neighbours, empty where there is none."""

    rows: list[Any]
    after: str
    before: str


Edge = list[str | None]


def page(rows: QuerySet[Any], keys: Sequence[Key], *, after: str = "", before: str = "", size: int) -> Page:
    """`size` rows in the order of `keys` (unique together), after or before a cursor; one that cannot be read is none."""
    edge, back = _read(before or after, len(keys)), bool(before)
    try:
        found = list(beyond(rows, keys, edge, back=back)[: size + 1]) if edge else None
    except (ValidationError, ValueError):
        found = None
    if found is None:
        edge, back = None, False
        found = list(ordered(rows, keys)[: size + 1])
    shown, more = found[:size], len(found) > size
    if back:
        shown.reverse()
    further_on = bool(shown) and (more or back)
    further_back = bool(shown) and (more if back else edge is not None)
    return Page(
        rows=shown,
        after=_cursor(edge_of(shown[-1], keys)) if further_on else "",
        before=_cursor(edge_of(shown[0], keys)) if further_back else "",
    )


def edge_of(row: Any, keys: Sequence[Key]) -> Edge:
    """Where a row stands in the order."""
    values = [getattr(row, key.name) for key in keys]
    return [None if value is None else str(value) for value in values]


def ordered(rows: QuerySet[Any], keys: Sequence[Key], *, back: bool = False) -> QuerySet[Any]:
    """The rows in the order of the keys, or in the opposite one."""
    return rows.order_by(
        *(
            F(key.name).desc(nulls_first=True if key.nullable else None)
            if key.down != back
            else F(key.name).asc(nulls_last=True if key.nullable else None)
            for key in keys
        )
    )


def beyond(rows: QuerySet[Any], keys: Sequence[Key], edge: Edge, *, back: bool = False) -> QuerySet[Any]:
    """The rows after an edge in order, or before it, the nearest first."""
    condition = Q(pk__in=[])
    same = Q()
    for key, value in zip(keys, edge, strict=True):
        condition |= same & _past(key, value, back=back)
        same &= Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
    return ordered(rows.filter(condition), keys, back=back)


def _past(key: Key, value: str | None, *, back: bool) -> Q:
    if value is None:
        return Q(**{f"{key.name}__isnull": False}) if back else Q(pk__in=[])
    further = Q(**{f"{key.name}__{'lt' if key.down != back else 'gt'}": value})
    return further | Q(**{f"{key.name}__isnull": True}) if key.nullable and not back else further


def _cursor(edge: Edge) -> str:
    return base64.urlsafe_b64encode(json.dumps(edge, ensure_ascii=False).encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> Edge | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    fit = all(value is None or (isinstance(value, str) and "\0" not in value) for value in values)
    return values if fit else None
