"""What is known of an enterprise in words, once for the pages, the papers and the notices: 是, 12,000 元, 5.5%, 武陟县.

Pure but for the reader's language.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.web import say
from fugong.directory import regions
from fugong.packs.policies import PolicyBook
from fugong.policies import choices
from fugong.rules import FactType
from fugong.rules.values import say_number

STATUSES: Final[dict[str, tuple[str, str | Promise]]] = {
    choices.ELIGIBLE: ("✓", gettext_lazy("适用")),
    choices.UNKNOWN: ("?", gettext_lazy("可能适用")),
    choices.NOT_ELIGIBLE: ("✕", gettext_lazy("不适用")),
    choices.NOT_IN_FORCE: ("○", gettext_lazy("不在有效期内")),
}
"""Status → (shape, word): never by colour alone."""


def status_words(status: str) -> str:
    """适用."""
    return str(STATUSES[status][1])


def is_share(kind: FactType) -> bool:
    """Whether a fact is a share or a rate, said in per cent."""
    return kind.kind == "number" and kind.at_most == 1


def said(book: PolicyBook, fact: str, value: Any) -> str:
    """A value in words: 是, 12,000 元, 5.5%, 2020年2月24日, 武陟县, 餐饮."""
    if value is None:
        return _("不知道")
    kind = book.words.facts.get(fact)
    return region_name(value) if fact == "region" else value_words(kind, value, fact)


def value_words(kind: FactType | None, value: Any, name: str = "") -> str:
    """A value of a fact or of a parameter in words."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return say.day(value, by_name=False, with_year=True)
    if isinstance(value, Decimal | int | float):
        number = Decimal(str(value))
        unit = kind.unit if kind is not None else ""
        if not unit and kind is not None and kind.kind == "number" and (is_share(kind) or 0 < number < 1):
            return percent(number)
        return f"{thousands(number)} {say_unit(unit)}".rstrip()
    if name == "industry":
        return industry_name(str(value))
    return str(value)


def say_unit(unit: str) -> str:
    """A unit in the reader's language."""
    words = {"元": _("元"), "人": _("人"), "天": _("天"), "个月": _("个月"), "年": _("年")}
    return words.get(unit, unit)


def thousands(number: Decimal) -> str:
    """12,345.67; whole numbers without decimals."""
    if number == number.to_integral_value():
        return f"{int(number):,}"
    return f"{number:,.2f}" if -number.as_tuple().exponent <= 2 else f"{number.normalize():,f}"  # type: ignore[operator]


def percent(share: Decimal) -> str:
    """0.055 as 5.5%."""
    return f"{say_number(share * 100)}%"


@cache
def _industries() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("industries.yaml").read_text(encoding="utf-8")
    )
    return found


def industries() -> list[tuple[str, str]]:
    """(code, name) of the industries to choose from."""
    return [(code, say.text(name)) for code, name in _industries().items()]


def industry_name(code: str) -> str:
    """The name of the closest industry on the list, with the code where it is finer."""
    for length in range(len(code), 0, -1):
        name = _industries().get(code[:length])
        if name is not None:
            return say.text(name) if length == len(code) else f"{say.text(name)}（{code}）"
    return code


@cache
def region_names() -> dict[str, str]:
    """Code → name of every region."""
    return {row.code: row.name for row in regions.all_regions()}


def region_name(code: str) -> str:
    """A region by its name; its code where there is none."""
    return (
        region_names().get(code)
        or region_names().get(f"{code[:4]}00")
        or region_names().get(f"{code[:2]}0000", code)
    )
