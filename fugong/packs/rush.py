"""Rush work (赶工、抢工): what a pack says of a group's day of work. Warnings inform and never block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fugong.packs.gate import fill
from fugong.packs.schema import Pack, RushWork
from fugong.packs.shares import read_shared_vocabulary
from fugong.rules import Row, Text, Vocabulary, evaluate, parse_table, resolve_parameters
from fugong.rules.parse import read_articles
from fugong.rules.values import Value
from fugong.rules.vocabulary import check_keys, read_text


@dataclass(frozen=True, slots=True)
class RushRuling:
    """One rule judged. `holds` True: a warning; None: not known for want of `missing`. Texts with numbers filled in."""

    rule: str
    holds: bool | None
    missing: frozenset[str]
    articles: tuple[str, ...]
    source: Text | str
    why: Text
    next: Text


def judge(
    pack: Pack, facts: Mapping[str, object], own: Mapping[str, object] | None = None
) -> tuple[RushRuling, ...]:
    """The rules that hold, the worst first; nothing where there is no sign of rush work.

    `facts` are those of the pack's rush_work.yaml, None or absent: not known. `own` are the enterprise's own
    parameters. Raises `FactError` for an undeclared or mistyped fact or parameter.
    """
    return tuple(one for one in rulings(pack, facts, own) if one.holds)


def rulings(
    pack: Pack, facts: Mapping[str, object], own: Mapping[str, object] | None = None
) -> tuple[RushRuling, ...]:
    """Every rule of the pack with its answer, for a page that shows the rules."""
    read = pack.rush_work.words.read(facts)
    parameters = resolve_parameters(pack.vocabulary, own)
    return tuple(_ruling(pack.rush_work, row, read, parameters) for row in pack.rush_work.table.rows[:-1])


def _ruling(
    rules: RushWork, row: Row, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]
) -> RushRuling:
    outcome = evaluate(row.when, facts, parameters)
    values: dict[str, object] = {**parameters, **facts}
    return RushRuling(
        rule=row.id,
        holds=outcome.holds,
        missing=rules.words.wanted(outcome.missing, facts),
        articles=row.result["articles"],
        source=row.result["source"],
        why={language: fill(said, values) for language, said in row.result["why"].items()},
        next={language: fill(said, values) for language, said in row.result["next"].items()},
    )


def read_rush_work(raw: Any, pack: Vocabulary) -> RushWork:
    """Check and freeze rush_work.yaml: its own facts, the parameters of the `pack`. Raises `RuleError`."""
    data = check_keys(raw, {"facts", "shares", "rows"}, "rush_work")
    words = read_shared_vocabulary(data, pack)
    table = parse_table(
        data.get("rows"), words.vocabulary, "rows", _result, {"article", "source", "why", "next"}
    )
    return RushWork(table, words)


def _result(row: Mapping[str, Any], path: str) -> dict[str, Any]:
    return {
        "articles": read_articles(row, path),
        "source": read_text(row["source"], row, f"{path}.source") if row.get("source") else "",
        "why": read_text(row.get("why"), row, f"{path}.why"),
        "next": read_text(row.get("next"), row, f"{path}.next"),
    }
