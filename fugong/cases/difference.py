"""What changed between two versions of a form, field by field and row by row. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from fugong.cases.spec import CaseType, Field
from fugong.core.web import say

Mark = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    """A stretch of text and whether it stands in both versions, only in the new, or only in the old."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class FieldChange:
    """One field that differs: its old and new value in words, and for texts the pieces to mark."""

    field: Field
    section: str
    old: str
    new: str
    pieces: tuple[Piece, ...]


def difference(case_type: CaseType, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    """Every field that differs, in the order of the form."""
    changes = []
    for section in case_type.sections:
        for field in section.fields:
            before, after = old.get(field.name), new.get(field.name)
            if before != after:
                was, now = in_words(field, before), in_words(field, after)
                pieces = tuple(_pieces(was, now, whole=field.type not in ("text", "rows")))
                changes.append(FieldChange(field, str(section.label), was, now, pieces))
    return changes


def in_words(field: Field, value: Any) -> str:
    """A value of a field as a person reads it; a table is one line a row."""
    if value is None:
        return ""
    if field.type == "boolean":
        return "✓" if value else "✕"
    if field.type == "date":
        return say.day(date.fromisoformat(value), by_name=False)
    if field.type == "choice":
        return next((str(one.label) for one in field.options if one.value == value), str(value))
    if field.type == "rows":
        return "\n".join(
            " · ".join(in_words(column, row.get(column.name)) for column in field.fields) for row in value
        )
    return f"{value}{field.unit}" if field.unit else str(value)


def _pieces(old: str, new: str, *, whole: bool) -> Iterable[Piece]:
    if whole:
        if old:
            yield Piece("removed", old)
        if new:
            yield Piece("added", new)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield Piece("same", old[a:b])
        else:
            if b > a:
                yield Piece("removed", old[a:b])
            if d > c:
                yield Piece("added", new[c:d])
