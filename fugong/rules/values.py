"""Values as rules know them: exact decimals, days, texts in two languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

LANGUAGES = ("zh", "en")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_SHOWN = 80
MOST_DIGITS = 15
"""More significant digits than this are refused: a browser's numbers could not tell them apart."""
FARTHEST_PLACE = 2 * MOST_DIGITS
"""Digits stand at most this many places before or behind the point, so that exact sums and products stay short."""

Text = Mapping[str, str]
"""A text in every language of `LANGUAGES`."""

Scalar = bool | int | Decimal | str | date
Value = Scalar | tuple[Scalar, ...]


def as_number(value: object) -> Decimal:
    """Read an int, Decimal or float as an exact decimal; a float by its shortest written form.

    Raises ValueError for anything else, for NaN and infinities, beyond `MOST_DIGITS` and `FARTHEST_PLACE`.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise ValueError(f"a number is wanted, not {describe(value)}")
    if isinstance(value, int) and abs(value) >= 10**FARTHEST_PLACE:
        raise ValueError(f"a number has at most {MOST_DIGITS} significant digits")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError("NaN and infinity are no numbers here")
    _, digits, exponent = number.as_tuple()
    if not number:
        return Decimal(0)
    idle = len(digits) - len("".join(map(str, digits)).rstrip("0")) if digits[-1] == 0 else 0
    if len(digits) - idle > MOST_DIGITS:
        raise ValueError(f"a number has at most {MOST_DIGITS} significant digits")
    if cast(int, exponent) + idle < -FARTHEST_PLACE or number.adjusted() >= FARTHEST_PLACE:
        raise ValueError(f"a number has at most {FARTHEST_PLACE} places before and behind the point")
    return number


def as_date(value: object) -> date:
    """Read a date or an ISO text (2020-02-24); ValueError for a time or anything else."""
    if isinstance(value, datetime):
        raise ValueError("a day is wanted, not a moment")
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"a day like 2020-02-24 is wanted, not {describe(value)}")


def describe(value: object) -> str:
    """A value as an error message shows it, a long one cut."""
    shown = repr(value)
    return f"{shown if len(shown) <= MOST_SHOWN else shown[:MOST_SHOWN] + '…'} ({type(value).__name__})"


def plain(value: Any) -> Any:
    """The value as JSON writes it: decimals as numbers, days as ISO texts, tuples as lists."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def say_number(number: Decimal | int) -> str:
    """A number for a text: no exponent, no trailing zeros (36.50 → 36.5)."""
    return format(Decimal(number).normalize(), "f")
