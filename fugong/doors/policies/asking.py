"""One question as a page shows it, and what was answered to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fugong.core.web import say
from fugong.doors.policies import values
from fugong.packs.policies import PolicyBook

DONT_KNOW = "?"
"""What the button “不知道” sends."""

OWN_CITY = "410800"


@dataclass(frozen=True)
class Asked:
    """A question with what was answered so far. `given` stands in its box, `said` is the same in words."""

    fact: str
    label: str
    hint: str
    kind: str
    unit: str
    name: str
    given: str = ""
    said: str = ""
    answered: bool = False
    error: str = ""
    places: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    industries: list[tuple[str, str]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The id of its box."""
        return f"fact-{self.fact}"

    @property
    def is_on_list(self) -> bool:
        """Whether the code given is one of those to choose from."""
        offered = {code for _place, group in self.places for code, _label in group}
        return self.given in offered | {code for code, _label in self.industries}


def asked(
    book: PolicyBook,
    fact: str,
    value: Any = None,
    *,
    answered: bool = False,
    typed: str | None = None,
    error: str = "",
) -> Asked:
    """The question of a fact; `typed` is what stands in the box after a fault."""
    kind, card = book.words.facts[fact], book.cards[fact]
    form = "share" if values.is_share(kind) else kind.kind
    if fact in ("region", "industry"):
        form = fact
    return Asked(
        fact=fact,
        label=say.text(card.ask),
        hint=say.text(card.hint),
        kind=form,
        unit="" if form == "share" else values.say_unit(kind.unit),
        name=say.text(kind.text),
        given=values.typed(kind, value) if typed is None else typed,
        said=values.said(book, fact, value) if answered else "",
        answered=answered,
        error=error,
        places=list(values.places(OWN_CITY)) if form == "region" else [],
        industries=values.industries() if form == "industry" else [],
    )


@dataclass(frozen=True)
class Reply:
    """What was sent for a question: a value, or None for “不知道”; `error` where it cannot be read, `typed` as it was."""

    value: Any = None
    typed: str = ""
    error: str = ""


def reply(book: PolicyBook, fact: str, sent: Mapping[str, str], name: str = "value") -> Reply:
    """Read one answer. Nothing chosen is told as such; “不知道” is an answer."""
    kind = book.words.facts[fact]
    text = (sent.get(f"{name}-code") or sent.get(name) or "").strip()[:60]
    if DONT_KNOW in (text, sent.get(f"{name}-unsure")):
        return Reply()
    if not text:
        return Reply(error=_nothing(kind.kind, fact))
    try:
        return Reply(values.read(kind, fact, text), text)
    except values.Unreadable as fault:
        return Reply(None, text, str(fault))


def _nothing(kind: str, fact: str) -> str:
    if kind == "boolean" or fact in ("region", "industry"):
        return _("请选一个，不清楚就选“不知道”。")
    return _("请填写，不清楚就选“不知道”。")


def previous(facts: Mapping[str, Any], fact: str) -> str:
    """The question answered before this one; empty for the first."""
    order = list(facts)
    place = order.index(fact) if fact in facts else len(order)
    return order[place - 1] if place > 0 else ""
