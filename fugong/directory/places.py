"""Which city somebody's own words name: 河南郑州金水区某某路 → 河南省郑州市. Pure."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from fugong.directory.regions import all_regions

_SUFFIX = re.compile("(省|市|(维吾尔|壮族|回族)?自治区|特别行政区|地区|盟|(.{1,3}族)+自治州)$")
LONGEST, LONGEST_NAME = 60, 15
"""Characters of a text that are read, and of the longest name."""
_SMALLER = ("区", "县")
_NO_CITY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@dataclass(frozen=True)
class Place:
    """A city, or only the province where no city is named: its GB/T 2260 code and name with the province."""

    code: str
    name: str


def city_in(text: str) -> Place | None:
    """The city that a text names, by full or short name, or by a county that only one city has; None: it names none."""
    text = "".join(text.split())[:LONGEST]
    names = _names()
    province = _first(text, names.provinces)
    if province is None:
        return _first(text, names.cities) or _first(text, names.counties)
    rest = text.replace(_spelt(text, province.name), "", 1)
    near = names.cities_of.get(province.code[:2], {})
    county = None if (city := _first(rest, near)) else _first(rest, names.counties)
    return city or (county if county and county.code[:2] == province.code[:2] else province)


def _first(text: str, names: Mapping[str, Place]) -> Place | None:
    """The place named first in a text; of two that begin together the longer one. 朝阳区 is not the city 朝阳."""
    for start in range(len(text)):
        for end in range(min(len(text), start + LONGEST_NAME), start + 1, -1):
            place = names.get(text[start:end])
            if place is not None and text[end : end + 1] not in _SMALLER:
                return place
    return None


def _spelt(text: str, name: str) -> str:
    return name if name in text else _SUFFIX.sub("", name)


@dataclass(frozen=True)
class _Names:
    """Every name, full and short, of provinces and cities; full names of counties that no two cities have."""

    provinces: Mapping[str, Place]
    cities: Mapping[str, Place]
    cities_of: Mapping[str, Mapping[str, Place]]
    counties: Mapping[str, Place]


@functools.cache
def _names() -> _Names:
    provinces: dict[str, Place] = {}
    cities: dict[str, Place] = {}
    counties: dict[str, Place | None] = {}
    full: dict[str, str] = {}
    rows = list(all_regions())
    for row in rows:
        if row.code.endswith("0000"):
            full[row.code[:2]] = row.name
            _add(provinces, row.name, Place(row.code, row.name))
    for row in rows:
        above = full.get(row.code[:2], "")
        if row.code.endswith("00") and not row.code.endswith("0000") and row.name not in _NO_CITY:
            full[row.code[:4]] = above + row.name
            _add(cities, row.name, Place(row.code, above + row.name))
    for row in rows:
        if not row.code.endswith("00"):
            code = f"{row.code[:4]}00"
            name = full.get(row.code[:4]) or full.get(row.code[:2], "")
            place = Place(code if row.code[:4] in full else f"{row.code[:2]}0000", name)
            known = counties.get(row.name, place)
            counties[row.name] = place if known == place else None
    cities_of: dict[str, dict[str, Place]] = {}
    for name, place in cities.items():
        cities_of.setdefault(place.code[:2], {})[name] = place
    return _Names(
        provinces,
        cities,
        cities_of,
        {name: place for name, place in counties.items() if place is not None},
    )


def _add(names: dict[str, Place], name: str, place: Place) -> None:
    names[name] = place
    short = _SUFFIX.sub("", name)
    if len(short) >= 2:
        names.setdefault(short, place)
