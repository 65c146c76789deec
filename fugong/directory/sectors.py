"""Sectors as officers count them: a section of GB/T 4754, of manufacturing a division."""

from functools import cache
from pathlib import Path

import yaml
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core.web import say

NONE = "none"
"""The sector, in an address, of enterprises of which no code is known."""


@cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return found


def choices() -> list[tuple[str, str]]:
    """(sector, name), in the order of the standard; last those without a code."""
    return [*((code, say.text(name)) for code, name in _all().items()), (NONE, _("未填行业"))]


def sector_of(code: str) -> str:
    """The sector of a code: one of `choices`."""
    return next((one for one in (code[:3], code[:1]) if one in _all()), NONE)


def sector_name(code: str) -> str:
    """What the sector of a code is called."""
    found = _all().get(sector_of(code))
    return say.text(found) if found else _("未填行业")


def within(column: str, sector: str) -> Q:
    """The rows whose column holds a code of that sector."""
    if sector == NONE:
        return Q(**{column: ""})
    begins = Q(**{f"{column}__startswith": sector})
    for division in _all():
        if len(division) > len(sector) and division.startswith(sector):
            begins &= ~Q(**{f"{column}__startswith": division})
    return begins
