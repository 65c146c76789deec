"""The production plan in its page's words."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import template

from fugong.doors.desk.production import WHOLE
from fugong.production import wording
from fugong.production.queries import Board, DayRow

register = template.Library()


@register.filter
def amount(number: Decimal | int | None) -> str:
    """1,200, 7.5."""
    return "" if number is None else wording.amount(number)


@register.filter
def less(number: int, rows: list[Any]) -> int:
    """How many are left without `rows`."""
    return number - len(rows)


@register.filter
def by_column(row: DayRow, board: Board) -> Iterator[tuple[str, Any, str]]:
    """(column's name, cell or None, group or empty) of a day, in the order of the columns."""
    for (group_id, name), cell in zip(board.groups, row.cells, strict=True):
        yield (name if group_id else str(WHOLE)), cell, str(group_id or "")
