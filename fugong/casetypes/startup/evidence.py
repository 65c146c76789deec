"""What a report shows of the start-up gate's grounds (G2): disinfection, safety check, the look at the site. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fugong.casetypes.startup.spec import AREA_KINDS, CASE_TYPE


def kinds_without(data: Mapping[str, Any], on: date) -> tuple[str, ...]:
    """The kinds of area (生产、生活、办公, G5) of which no row says that they were disinfected by that day."""
    done = {row.get("kind") for row in data.get("disinfection") or [] if _is_past(row.get("done_on"), on)}
    return tuple(kind for kind in AREA_KINDS if kind not in done)


def has_safety_check(data: Mapping[str, Any], on: date) -> bool:
    """Whether a row says that safety was checked by that day."""
    return any(_is_past(row.get("checked_on"), on) for row in data.get("safety_checks") or [])


def area_label(kind: str) -> str:
    """生产区域."""
    field = CASE_TYPE.field("disinfection")
    options = field.fields[0].options if field else ()
    return next((str(one.label) for one in options if one.value == kind), kind)


def _is_past(day: str | None, on: date) -> bool:
    return day is not None and date.fromisoformat(day) <= on
