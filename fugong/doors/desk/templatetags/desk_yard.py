"""Cells of the registers of vehicles and goods."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template

from fugong.core import clock

register = template.Library()


@register.filter
def cells(row: Iterable[Any], headings: Iterable[str]) -> list[tuple[str, Any]]:
    """Each cell with its heading."""
    return list(zip(headings, row, strict=True))


@register.filter
def cell(value: Any) -> str:
    """A cell in words: moments as short as a register wants them, nothing as a dash."""
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SITE_ZONE):%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if value not in (None, "") else "—"
