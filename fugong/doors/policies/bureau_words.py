"""Numbers and reasons of the officers' pages in words."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.web import say
from fugong.doors.policies import values
from fugong.doors.policies.showing import amount_words
from fugong.packs.policies import Measure, PolicyBook
from fugong.packs.policies.matching import BENEFIT
from fugong.packs.policies.schema import DETERMINATIONS
from fugong.policies.choices import ELIGIBLE, NOT_ELIGIBLE, NOT_IN_FORCE, UNKNOWN
from fugong.policies.saying import STATUSES

LISTS = {
    ELIGIBLE: STATUSES[ELIGIBLE],
    UNKNOWN: STATUSES[UNKNOWN],
    "near": ("△", gettext_lazy("差一条")),
    NOT_ELIGIBLE: STATUSES[NOT_ELIGIBLE],
    NOT_IN_FORCE: STATUSES[NOT_IN_FORCE],
    "taken": ("→", gettext_lazy("申请过")),
}
"""What enterprises are listed by → (shape, word)."""


def money(fen: int | None, unit: str) -> str:
    """12,345.67 元, 每月 800 元; empty for None."""
    return "" if fen is None else amount_words(Decimal(fen).scaleb(-2), unit)


def fact_name(book: PolicyBook, fact: str) -> str:
    """A fact, an authority's decision or a figure by its name."""
    if fact == DETERMINATIONS:
        return _("主管部门认定")
    if fact in book.words.facts and book.words.facts[fact].text:
        return say.text(book.words.facts[fact].text)
    parameter = book.words.parameters.get(fact)
    return say.text(parameter.type.text) if parameter is not None else fact


def condition_name(measure: Measure, condition: str) -> str:
    """A condition by its words."""
    if condition == BENEFIT:
        return _("算出来没有金额")
    return next((say.text(one.text) for one in measure.conditions if one.id == condition), condition)


def condition_names(measure: Measure, conditions: Iterable[str]) -> str:
    """Several conditions in one line."""
    return _("；").join(condition_name(measure, one) for one in conditions)


def distance(book: PolicyBook, fact: str, by: Decimal | None) -> str:
    """裁员率 多 0.5 个百分点: how far a fact is from the bound it misses; empty where it is no matter of more or less."""
    if not fact or by is None:
        return ""
    kind = book.words.facts[fact]
    if kind.kind == "date":
        size = _("{n} 天").format(n=abs(int(by)))
    elif values.is_share(kind):
        size = _("{n} 个百分点").format(n=values.say_number(abs(by) * 100))
    else:
        size = values.value_words(kind, abs(by), fact)
    name = say.text(kind.text)
    if by == 0:
        return _("{name} 刚好在线上").format(name=name)
    if kind.kind == "date":
        word = _("{name} 晚 {size}") if by > 0 else _("{name} 早 {size}")
    else:
        word = _("{name} 高 {size}") if by > 0 else _("{name} 低 {size}")
    return word.format(name=name, size=size)
