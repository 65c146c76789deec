"""Shares: one counted fact as a part of another, so that a rule can speak of "at least 95 % of the staff".

A rule compares and never calculates; a file of rules declares its shares beside its facts:
`shares: {screened_share: {of: staff_screened, to: staff_returning, text: {zh: …, en: …}}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from fugong.rules import FactType, Vocabulary, parse_vocabulary
from fugong.rules.source import fault_at
from fugong.rules.values import Value
from fugong.rules.vocabulary import check_keys, read_text

_FINEST = Decimal("0.000000001")


@dataclass(frozen=True, slots=True)
class Share:
    """`of` ÷ `to`, rounded down, so that 9999 of 10000 is never all."""

    of: str
    to: str


@dataclass(frozen=True, slots=True)
class SharedVocabulary:
    """A vocabulary whose shares are made of its other facts; each share is itself a number of `vocabulary`."""

    vocabulary: Vocabulary
    shares: Mapping[str, Share]

    def read(self, facts: Mapping[str, object]) -> dict[str, Value]:
        """The known facts with the shares that follow from them; none of a whole that is zero. Raises `FactError`."""
        read = self.vocabulary.read_facts(facts)
        for name, share in self.shares.items():
            part, whole = read.get(share.of), read.get(share.to)
            if name not in read and isinstance(part, Decimal) and isinstance(whole, Decimal) and whole > 0:
                read[name] = (part / whole).quantize(_FINEST, ROUND_DOWN).normalize()
        return read

    def wanted(self, missing: frozenset[str], facts: Mapping[str, Value]) -> frozenset[str]:
        """`missing` with every share replaced by those of its facts that are not known."""
        found = set(missing - set(self.shares))
        for name in missing & set(self.shares):
            found |= {one for one in (self.shares[name].of, self.shares[name].to) if one not in facts}
        return frozenset(found)


def read_shared_vocabulary(raw: Mapping[str, Any], pack: Vocabulary) -> SharedVocabulary:
    """The `facts` and `shares` of a file of rules, with the parameters of the `pack`. Raises `RuleError`."""
    facts = dict(parse_vocabulary(raw.get("facts")).facts)
    shares = {}
    given = raw.get("shares", {})
    if not isinstance(given, Mapping):
        raise fault_at(
            raw, "shares", "a mapping is wanted here", "Write `id: {of: …, to: …, text: …}` lines."
        )
    for name, one in given.items():
        path = f"shares.{name}"
        data = check_keys(one, {"of", "to", "text"}, path)
        for key in ("of", "to"):
            fact = facts.get(data.get(key, ""))
            if fact is None or fact.kind not in ("number", "integer"):
                raise fault_at(
                    one,
                    path,
                    f"{key} is no number among the facts: {data.get(key)!r}",
                    "Name a counted fact.",
                )
        if name in facts:
            raise fault_at(one, path, f"the fact {name!r} stands twice", "Rename the share.")
        shares[name] = Share(data["of"], data["to"])
    for name, share in shares.items():
        text = read_text(given[name].get("text"), given[name], f"shares.{name}.text")
        facts[name] = FactType("number", text=text, unit=f"{share.of}/{share.to}")
    return SharedVocabulary(Vocabulary(facts, pack.parameters), shares)
