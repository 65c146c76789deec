"""Facts as people type and read them: 1.2万, 5.5%, a county by its name. Pure but for the reader's language."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from fugong.policies.choices import FIRST_DAY, LAST_DAY
from fugong.policies.saying import (
    industries,
    industry_name,
    is_share,
    percent,
    region_name,
    region_names,
    said,
    say_unit,
    thousands,
    value_words,
)
from fugong.rules import FactType
from fugong.rules.values import MOST_DIGITS, say_number

__all__ = [
    "Unreadable",
    "industries",
    "industry_name",
    "is_share",
    "percent",
    "places",
    "read",
    "region_name",
    "said",
    "say_number",
    "say_unit",
    "thousands",
    "typed",
    "value_words",
]
BIG = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)(万|亿)?元?")
_SHARE = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)%")


class Unreadable(ValueError):
    """What was typed is none of what is asked; the text says what is wanted."""


def read(kind: FactType, name: str, typed: str) -> Any:
    """What was typed as the fact's value. Raises Unreadable for what cannot be read, in words."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if kind.kind == "boolean":
        if text not in ("true", "false"):
            raise Unreadable(_("请选“是”或“否”，不清楚就选“不知道”。"))
        return text == "true"
    if kind.kind == "date":
        return _read_day(text)
    if kind.kind in ("number", "integer"):
        return _read_share(text) if is_share(kind) else _read_number(kind, text)
    if name == "region" and not re.fullmatch(kind.pattern or ".*", text):
        raise Unreadable(_("请选一个地方，或写6位行政区划代码。"))
    if name == "industry":
        text = text.upper()
        if not re.fullmatch(kind.pattern or ".*", text):
            raise Unreadable(_("请选一个行业，或写行业代码：一个字母加最多4位数字，如 C3979。"))
    return text


def _read_day(text: str) -> date:
    found = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", text)
    try:
        if found is None:
            raise ValueError
        day = date(*map(int, found.groups()))
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError
        return day
    except ValueError as error:
        raise Unreadable(
            _("“{given}”不是日期。请写成 2020-02-24 这样。").format(given=_short(text))
        ) from error


def _read_number(kind: FactType, text: str) -> Decimal:
    plain = re.sub(r"[\s,，]", "", text)
    if kind.unit and kind.unit != "元":
        plain = plain.removesuffix(kind.unit)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        wanted = (
            _("“{given}”不是数字。请写数字，可以带“万”，如 120000 或 12万。")
            if kind.unit == "元"
            else _("“{given}”不是数字。请写数字，如 120。")
        )
        raise Unreadable(wanted.format(given=_short(text)))
    value = _decimal(found[1]) * BIG.get(found[2] or "", Decimal(1))
    if value < 0:
        raise Unreadable(_("不能是负数。请写 0 或更大的数。"))
    if kind.kind == "integer" and value != value.to_integral_value():
        raise Unreadable(_("请写整数。"))
    return value.normalize() + 0 if value == value.to_integral_value() else value


def _read_share(text: str) -> Decimal:
    plain = re.sub(r"\s", "", text)
    found = _SHARE.fullmatch(plain)
    if found is not None:
        value = _decimal(found[1]) / 100
    else:
        try:
            value = _decimal(plain)
        except Unreadable as error:
            raise Unreadable(
                _("“{given}”不是比例。请写成 5.5% 或 0.055。").format(given=_short(text))
            ) from error
        if value > 1:
            raise Unreadable(
                _("“{given}”是百分之几？请带上百分号写成 {given}%，或写成小数 {share}。").format(
                    given=_short(plain), share=say_number(value / 100)
                )
            )
    if not 0 <= value <= 1:
        raise Unreadable(_("比例在 0 和 100% 之间。"))
    return value


def _decimal(text: str) -> Decimal:
    digits = text.lstrip("+-").replace(".", "", 1)
    if not digits.isascii() or not digits.isdigit() or len(digits) > MOST_DIGITS:
        raise Unreadable(_("“{given}”不是数字，或位数太多。").format(given=_short(text)))
    try:
        return Decimal(text)
    except InvalidOperation as error:  # pragma: no cover - the pattern lets nothing else through
        raise Unreadable(str(error)) from error


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def typed(kind: FactType, value: Any) -> str:
    """A value as it stands in its box, so that reading it again gives the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | int | float):
        number = Decimal(str(value))
        return f"{say_number(number * 100)}%" if is_share(kind) else say_number(number)
    return str(value)


def places(own: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Regions to choose from, near ones first: the counties of the city `own`, its province's cities, other provinces."""
    every = region_names()
    city, province = f"{own[:4]}00", f"{own[:2]}0000"
    counties = [(c, n) for c, n in every.items() if c[:4] == own[:4] and c != city]
    yield (
        every.get(city, city),
        [*counties, (city, _("{city}，说不清哪个县（市、区）").format(city=every.get(city, city)))],
    )
    cities = [
        (c, n)
        for c, n in every.items()
        if c[:2] == own[:2] and c.endswith("00") and c not in (city, province)
    ]
    yield _("{province}其他地方").format(province=every.get(province, province)), cities
    yield _("其他省份"), [(c, n) for c, n in every.items() if c.endswith("0000") and c != province]
