"""How an amount or a day was computed, in words with the enterprise's own numbers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fugong.core.web import say
from fugong.doors.policies import values
from fugong.packs.policies import PolicyBook
from fugong.rules import Formula, Value
from fugong.rules.formulas import Step
from fugong.rules.nodes import FactRef, Literal, ParamRef

Known = Mapping[str, Value]
Parameters = Mapping[str, Value | None]
_BETWEEN = {"sum": " + ", "difference": " − ", "product": " × "}
_BINDS = {"sum": 1, "difference": 1, "product": 2}


def words(book: PolicyBook, formula: Formula | None, facts: Known | None, parameters: Parameters) -> str:
    """上年实缴失业保险费 12,345.67 元 × 返还比例 50%. Empty where there is nothing to compute.

    Without facts (None) it is the rule alone, a fact stands by its name.
    """
    if formula is None or isinstance(formula, Literal):
        return ""
    return _Words(book, facts, parameters).of(formula)


class _Words:
    def __init__(self, book: PolicyBook, facts: Known | None, parameters: Parameters) -> None:
        self._book, self._facts, self._parameters = book, facts, parameters

    def of(self, formula: Formula, around: int = 0) -> str:
        if isinstance(formula, Literal):
            return _literal(formula.value)
        if isinstance(formula, FactRef):
            kind = self._book.words.facts[formula.name]
            if self._facts is None:
                return say.text(kind.text)
            return self._named(say.text(kind.text), kind, self._facts.get(formula.name), formula.name)
        if isinstance(formula, ParamRef):
            kind = self._book.words.parameters[formula.name].type
            return self._named(say.text(kind.text), kind, self._parameters.get(formula.name), "")
        return self._step(formula, around)

    def _named(self, name: str, kind: Any, value: Any, fact: str) -> str:
        known = _("（还不知道）") if value is None else values.value_words(kind, value, fact)
        return _("{name} {value}").format(name=name, value=known)

    def _step(self, formula: Step, around: int) -> str:
        op, parts = formula.op, formula.parts
        if op in _BETWEEN:
            own = _BINDS[op]
            inner = [
                self.of(part, own + (op == "difference" and place > 0)) for place, part in enumerate(parts)
            ]
            made = _BETWEEN[op].join(inner)
            return f"（{made}）" if own < around else made
        if op in ("least", "earliest"):
            return _("取较小者：{all}").format(all=_("；").join(self.of(part) for part in parts))
        if op in ("greatest", "latest"):
            return _("取较大者：{all}").format(all=_("；").join(self.of(part) for part in parts))
        return _("{day} + {count}").format(day=self.of(parts[0]), count=self.of(parts[1]))


def _literal(value: Any) -> str:
    if isinstance(value, date):
        return say.day(value, by_name=False, with_year=True)
    return values.thousands(Decimal(value)) if isinstance(value, Decimal | int) else str(value)
