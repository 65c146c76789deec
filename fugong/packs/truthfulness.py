"""Truthful reports (如实申报): which signs a pack takes for odd. A sign informs the officer and never refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fugong.packs.gate import fill
from fugong.packs.schema import Pack, Truthfulness
from fugong.rules import Row, Text, Vocabulary, evaluate, facts_used, parse_table, parse_vocabulary
from fugong.rules.parse import read_articles
from fugong.rules.values import Value
from fugong.rules.vocabulary import check_keys, read_text

PARAMETERS = ("truth_same_second_within", "truth_look_back_days", "truth_quiet_days")
"""What the looking itself asks of a pack, besides the parameters of its rows."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One row that holds, with the facts it rests on."""

    kind: str
    articles: tuple[str, ...]
    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SignText:
    """A sign in words, by language, with its numbers filled in."""

    title: Text
    why: Text
    next: Text
    articles: tuple[str, ...]


def judge(
    pack: Pack, facts: Mapping[str, object], parameters: Mapping[str, Value | None]
) -> tuple[Sign, ...]:
    """The signs that hold, in the order of the pack; what is not known (None or absent) is none.

    `facts` are those of the pack's truthfulness.yaml. Raises `FactError` for an undeclared or mistyped one.
    """
    read = pack.truthfulness.words.read_facts(facts)
    return tuple(
        Sign(
            row.id,
            row.result["articles"],
            {name: read[name] for name in facts_used(row.when) if name in read},
        )
        for row in _signs(pack)
        if evaluate(row.when, read, parameters).holds
    )


def kinds(pack: Pack) -> dict[str, Text]:
    """Sign → its name, in the order of the pack."""
    return {row.id: row.result["title"] for row in _signs(pack)}


def text_of(pack: Pack, kind: str, values: Mapping[str, object]) -> SignText | None:
    """A sign in words; None for one the pack no longer has."""
    row = next((row for row in _signs(pack) if row.id == kind), None)
    if row is None:
        return None
    said = {
        key: {language: fill(text, values) for language, text in row.result[key].items()} for key in _TEXTS
    }
    return SignText(said["title"], said["why"], said["next"], row.result["articles"])


def _signs(pack: Pack) -> tuple[Row, ...]:
    return pack.truthfulness.table.rows[:-1]


_TEXTS = ("title", "why", "next")


def read_truthfulness(raw: Any, pack: Vocabulary) -> Truthfulness:
    """Check and freeze truthfulness.yaml: its own facts, the parameters of the `pack`. Raises `RuleError`."""
    data = check_keys(raw, {"facts", "rows"}, "truthfulness")
    words = Vocabulary(parse_vocabulary(data.get("facts")).facts, pack.parameters)
    return Truthfulness(parse_table(data.get("rows"), words, "rows", _result, {"article", *_TEXTS}), words)


def _result(row: Mapping[str, Any], path: str) -> dict[str, Any]:
    texts = {key: read_text(row.get(key), row, f"{path}.{key}") for key in _TEXTS}
    return {"articles": read_articles(row, path), **texts}
