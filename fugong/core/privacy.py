"""The register of personal data (PIPL 13, 51(2)): what each column holds, what it is for, on which legal basis.

It is data, in `privacy.yaml` beside this file; a new column is entered there together with its migration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

PERSONAL = frozenset({"reference", "digest", "personal", "sensitive"})
"""The classes of columns that say something about a person, or lead to one."""

WORKER, VISITOR = "worker", "visitor"
SUBJECTS = (WORKER, VISITOR)
"""Whom a table may speak of: each takes a copy of the own data (PIPL 45)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `purpose` (by language) and `bases` are those of its table; none for a table about nobody.

    `about`: whose copies of the own data tell it (PIPL 45); `left_out`: why none does, empty for a column that is told.
    """

    table: str
    name: str
    kind: str
    purpose: Mapping[str, str] | None
    bases: tuple[str, ...]
    about: tuple[str, ...]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """Every column by (table, name); what the classes and the legal bases mean."""

    columns: Mapping[tuple[str, str], Column]
    classes: Mapping[str, str]
    bases: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def register() -> Register:
    """The register. Raises ValueError for a column entered twice, a class or a basis that nobody explained."""
    raw = yaml.safe_load(Path(__file__).with_name("privacy.yaml").read_text(encoding="utf-8"))
    classes: dict[str, str] = raw["classes"]
    columns: dict[tuple[str, str], Column] = {}
    for table, entry in raw["tables"].items():
        for column in _columns(table, entry, classes, raw["bases"]):
            if (table, column.name) in columns:
                raise ValueError(f"{table}.{column.name} is entered twice")
            columns[table, column.name] = column
    return Register(columns, classes, raw["bases"])


def _columns(
    table: str, entry: Mapping[str, Any], classes: Mapping[str, str], bases: Mapping[str, Any]
) -> list[Column]:
    purpose, named = entry.get("purpose"), tuple(entry.get("bases", ()))
    if unknown := set(named) - set(bases):
        raise ValueError(f"{table}: no such legal basis: {sorted(unknown)}")
    if unknown := set(entry) - {"purpose", "bases", "about", "left_out"} - set(classes):
        raise ValueError(f"{table}: no such class: {sorted(unknown)}")
    about = tuple(entry.get("about", (WORKER,)))
    if unknown := set(about) - set(SUBJECTS):
        raise ValueError(f"{table}: about nobody of ours: {sorted(unknown)}")
    left_out: Mapping[str, str] = entry.get("left_out", {})
    columns = [
        Column(table, name, kind, purpose, named, about, left_out.get(name) or left_out.get("all", ""))
        for kind in classes
        if kind in entry
        for name in entry[kind]
    ]
    if unknown := set(left_out) - {"all"} - {column.name for column in columns}:
        raise ValueError(f"{table}: left out, but no column: {sorted(unknown)}")
    return columns
