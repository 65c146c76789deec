"""Which city somebody's own words name: 河南郑州金水区某某路 → 河南省郑州市. Pure."""

import functools
import re
from dataclasses import dataclass

from fugong.directory.regions import all_regions

_SUFFIX = re.compile("(省|市|(维吾尔|壮族|回族)?自治区|特别行政区|地区|盟|(.{1,3}族)+自治州)$")
_SMALLER = ("区", "县")
_NO_CITY = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@dataclass(frozen=True)
class Place:
    """A city, or only the province where no city is named: its GB/T 2260 code and name with the province."""

    code: str
    name: str


def city_in(text: str) -> Place | None:
    """The city that a text names, by full or short name, or by a county that only one city has; None: it names none."""
    text = "".join(text.split())
    provinces, cities, counties = _names()
    province = _first(text, provinces)
    inside = text if province is None else text.replace(_spelt(text, province.name), "", 1)
    near = {
        name: place
        for name, place in cities.items()
        if province is None or place.code[:2] == province.code[:2]
    }
    city = _first(inside, near) or _first(inside, counties)
    if city is not None and (province is None or city.code[:2] == province.code[:2]):
        return city
    return province


def _first(text: str, names: dict[str, Place]) -> Place | None:
    """The place named first in a text; of two that begin together the longer one. 朝阳区 is not the city 朝阳."""
    found = [
        (at, -len(name), place)
        for name, place in names.items()
        if (at := text.find(name)) >= 0 and text[at + len(name) :][:1] not in _SMALLER
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _spelt(text: str, name: str) -> str:
    return name if name in text else _SUFFIX.sub("", name)


@functools.cache
def _names() -> tuple[dict[str, Place], dict[str, Place], dict[str, Place]]:
    """Every name, full and short, of provinces and cities; full names of counties that no two cities have."""
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
    return provinces, cities, {name: place for name, place in counties.items() if place is not None}


def _add(names: dict[str, Place], name: str, place: Place) -> None:
    names[name] = place
    short = _SUFFIX.sub("", name)
    if len(short) >= 2:
        names.setdefault(short, place)
