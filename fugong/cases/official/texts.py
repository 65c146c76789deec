"""Texts as people type them and numbers as documents write them."""

import re
from datetime import date
from itertools import pairwise
from unicodedata import east_asian_width

from fugong.cases.official.layout import TEXT_WIDTH, TITLE_PT

_NEWLINES = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def lines_of(text: str) -> list[str]:
    """The non-empty lines, without what XML forbids and without marks that turn the direction of writing."""
    cleaned = (_FORBIDDEN.sub("", line.replace("\t", " ")).strip() for line in _NEWLINES.split(text))
    return [line for line in cleaned if line]


def one_line(text: str) -> str:
    return " ".join(lines_of(text))


def chinese_date(day: date) -> str:
    """7.3.5.4: Arabic numerals, months and days without a leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_number(number: int) -> str:
    """1 to 99 as 一 to 九十九."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        raise ValueError(f"{number} headings of a kind")
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")


def width_of(text: str) -> float:
    """The width in full characters: Latin letters and digits take half of one."""
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def title_lines(title: str) -> list[str]:
    """The title's lines, short before long and near in length where it does not say itself where to break (7.3.1)."""
    given = lines_of(title)
    room = int(TEXT_WIDTH / 20 / TITLE_PT)
    if len(given) != 1 or width_of(given[0]) <= room:
        return given
    text = given[0]
    about = text.find("关于")
    if about > 0 and width_of(text[:about]) <= room and width_of(text[about:]) <= room:
        return [text[:about], text[about:]]
    count = int(-(-width_of(text) // (room - 1)))
    cuts = [0, *(_good_cut(text, round(len(text) * part / count)) for part in range(1, count)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def _good_cut(text: str, wanted: int) -> int:
    """A place near `wanted` (two characters either way) that parts neither a word in Latin letters nor a bracket."""

    def badness(place: int) -> float:
        before, after = text[place - 1], text[place]
        bad = abs(place - wanted) + (0 if before in "的和及与、" else 0.8)
        if (
            (before.isascii() and after.isascii())
            or before in "“（《〔〈"
            or after in "的和及与、，。；：”）》〕〉"
        ):
            bad += 9
        return bad

    return min(range(max(1, wanted - 2), min(len(text), wanted + 3)), key=badness)
