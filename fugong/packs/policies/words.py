"""The words of a clause against the rule made of it: comparators and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

COMPARATORS: Mapping[str, str] = {
    "不超过": "at_most",
    "不高于": "at_most",
    "不得高于": "at_most",
    "不低于": "at_least",
    "不少于": "at_least",
    "（含）以下": "at_most",
    "以下": "at_most",
    "以内": "at_most",
    "（含）以上": "at_least",
    "以上": "at_least",
    "低于": "below",
    "不足": "below",
    "超过": "above",
    "高于": "above",
}
"""What a word means for the number beside it (R3: 以下 and 以内 include it, 低于 and 不足 do not)."""
_COMPARATOR = re.compile("|".join(sorted(COMPARATORS, key=len, reverse=True)))
_NUMBER = re.compile(r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})(%|万元|基点|个月|月|年)?")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_PERCENT, _TEN_THOUSAND, _BASIS_POINTS, _YEAR = Decimal(100), Decimal(10000), Decimal(10000), Decimal(12)
_HALF = Decimal("0.5")


def squeeze(text: str) -> str:
    """The text without white space: how quotes and sources are compared."""
    return "".join(text.split())


def comparators(quote: str) -> frozenset[str]:
    """The operators that the words of a quote speak of."""
    return frozenset(COMPARATORS[found] for found in _COMPARATOR.findall(squeeze(quote)))


def numbers(quote: str) -> frozenset[Decimal]:
    """The numbers of a quote, as a rule would hold them: shares of one, yuan, months, and what is left after a cut."""
    text = squeeze(quote)
    found: set[Decimal] = {_HALF} if "减半" in text else set()
    for digits, unit in _NUMBER.findall(text):
        value = _chinese(digits) if digits[0] not in "0123456789" else Decimal(digits)
        if unit == "%":
            share = value / _PERCENT
            found |= {share, 1 - share} if "下浮" in text else {share}
        elif unit == "万元":
            found.add(value * _TEN_THOUSAND)
        elif unit == "基点":
            found.add(value / _BASIS_POINTS)
        elif unit == "年":
            found |= {value, value * _YEAR}
        else:
            found.add(value)
    return frozenset(found)


def _chinese(text: str) -> Decimal:
    """A number up to 99 in Chinese digits: 三, 十二, 二十."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return Decimal(_DIGITS[text[-1]])
    return Decimal(
        (_DIGITS[tens] if tens else 1) * len("一二三四五六七八九十") + (_DIGITS[ones] if ones else 0)
    )
