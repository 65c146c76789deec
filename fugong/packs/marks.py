"""The second mark of the day: a word and a colour only a live page shows."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

from fugong.packs.schema import Colour, SecondMark
from fugong.rules import Text


@dataclass(frozen=True, slots=True)
class Mark:
    """What the phone shows and the guard compares on one day."""

    day: date
    word: Text
    colour: Colour


def mark_of(second_mark: SecondMark, secret: bytes, day: date) -> Mark:
    """The mark of `day` for whoever holds `secret` (one per enterprise); it cannot be foretold
    without the secret, and never repeats the word of the day before."""
    colour = second_mark.colours[_number(secret, day) % len(second_mark.colours)]
    return Mark(day, second_mark.words[_word(second_mark, secret, day)], colour)


def _word(second_mark: SecondMark, secret: bytes, day: date) -> int:
    # Even and odd days draw from two halves of the list, so neighbours always differ.
    half = len(second_mark.words) // 2
    return (_number(secret, day) >> 32) % half + half * (day.toordinal() % 2)


def _number(secret: bytes, day: date) -> int:
    return int.from_bytes(hmac.digest(secret, f"mark {day.isoformat()}".encode(), "sha256"), "big")
