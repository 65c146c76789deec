"""Facts as a column keeps them: JSON in which a decimal is a text, so that 0.055 stays 0.055. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fugong.packs.policies import PolicyBook
from fugong.rules.values import as_date


def to_json(facts: Mapping[str, Any], *, unknown: bool = False) -> dict[str, Any]:
    """The facts for a JSON column; with `unknown` also those that somebody does not know (None)."""
    return {fact: _written(value) for fact, value in facts.items() if unknown or value is not None}


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return value


def from_json(book: PolicyBook, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as rules know them. A fact that the pack no longer has is left out."""
    known = book.words.facts
    found = {}
    for fact, value in stored.items():
        if fact not in known:
            continue
        kind = known[fact].kind
        if kind in ("number", "integer") and isinstance(value, str):
            value = Decimal(value)
        elif kind == "date" and isinstance(value, str):
            value = as_date(value)
        found[fact] = value
    return found
