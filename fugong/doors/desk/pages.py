"""Keyset pages: a page begins after the last row of the one before, so a long list stays quick at its end."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True)
class Page:
    """One page of rows; `after` and `before` are cursors of the neighbours, empty where there is none."""

    rows: list[Any]
    after: str
    before: str


def page(rows: QuerySet[Any], keys: tuple[str, ...], *, after: str = "", before: str = "", size: int) -> Page:
    """`size` rows in the order of `keys` (columns that are never null, unique together), after or before a cursor.

    A cursor that cannot be read counts as none.
    """
    backwards, edge = bool(before), _read(before or after, len(keys))
    backwards = backwards and edge is not None
    if edge is not None:
        rows = rows.filter(_beyond(keys, edge, "lt" if backwards else "gt"))
    ordered = rows.order_by(*(f"-{key}" if backwards else key for key in keys))
    found = list(ordered[: size + 1])
    shown = found[:size]
    more = len(found) > size
    if backwards:
        shown.reverse()
    further_on = bool(shown) and (more or backwards)
    further_back = bool(shown) and (more if backwards else edge is not None)
    return Page(
        rows=shown,
        after=_cursor(shown[-1], keys) if further_on else "",
        before=_cursor(shown[0], keys) if further_back else "",
    )


def _beyond(keys: tuple[str, ...], edge: list[str], way: str) -> Q:
    """(a, b, c) > edge, spelled out for every database."""
    condition = Q()
    for place in range(len(keys)):
        same = dict(zip(keys[:place], edge, strict=False))
        condition |= Q(**same, **{f"{keys[place]}__{way}": edge[place]})
    return condition


def _cursor(row: Model, keys: tuple[str, ...]) -> str:
    values = [str(getattr(row, key)) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> list[str] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    return values if all(isinstance(value, str) and "\0" not in value for value in values) else None
