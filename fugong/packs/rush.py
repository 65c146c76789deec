"""Rush work (赶工、抢工): what a pack says of a group's day of work. Warnings inform and never block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fugong.packs.gate import fill
from fugong.packs.schema import Pack, RushWork
from fugong.rules import Row, Text, Vocabulary, evaluate, parse_table, parse_vocabulary, resolve_parameters
from fugong.rules.parse import read_articles
from fugong.rules.source import fault_at
from fugong.rules.values import Value
from fugong.rules.vocabulary import check_keys, read_text

ON_DUTY, PLANNED, SHARE = "staff_on_duty", "staff_planned", "staff_share"
_FINEST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class RushRuling:
    """One rule judged. `holds` True: a warning; None: not known for want of `missing`. Texts with numbers filled in."""

    rule: str
    holds: bool | None
    missing: frozenset[str]
    articles: tuple[str, ...]
    source: str
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
    read = pack.rush_work.vocabulary.read_facts(facts)
    if SHARE not in read and (share := _share(read)) is not None:
        read[SHARE] = share
    parameters = resolve_parameters(pack.vocabulary, own)
    return tuple(_ruling(row, read, parameters) for row in pack.rush_work.table.rows[:-1])


def _share(facts: Mapping[str, Value]) -> Decimal | None:
    """Staff on duty ÷ staff planned, None where one is not known or nobody is planned."""
    on_duty, planned = facts.get(ON_DUTY), facts.get(PLANNED)
    if not isinstance(on_duty, Decimal) or not isinstance(planned, Decimal) or planned <= 0:
        return None
    return (on_duty / planned).quantize(_FINEST)


def _ruling(row: Row, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]) -> RushRuling:
    outcome = evaluate(row.when, facts, parameters)
    values: dict[str, object] = {**parameters, **facts}
    return RushRuling(
        rule=row.id,
        holds=outcome.holds,
        missing=_wanted(outcome.missing, facts),
        articles=row.result["articles"],
        source=row.result["source"],
        why={language: fill(said, values) for language, said in row.result["why"].items()},
        next={language: fill(said, values) for language, said in row.result["next"].items()},
    )


def _wanted(missing: frozenset[str], facts: Mapping[str, Value]) -> frozenset[str]:
    """The share is wanted by its two counts."""
    if SHARE not in missing:
        return missing
    return missing - {SHARE} | {name for name in (ON_DUTY, PLANNED) if name not in facts}


def read_rush_work(raw: Any, pack: Vocabulary) -> RushWork:
    """Check and freeze rush_work.yaml: its own facts, the parameters of the `pack`. Raises `RuleError`."""
    data = check_keys(raw, {"facts", "rows"}, "rush_work")
    vocabulary = Vocabulary(parse_vocabulary(data.get("facts")).facts, pack.parameters)
    for needed in (ON_DUTY, PLANNED, SHARE):
        if needed not in vocabulary.facts:
            raise fault_at(raw, "facts", f"the fact {needed!r} is missing", "See another pack.")
    table = parse_table(
        data.get("rows"), vocabulary, "rows", _result, {"article", "source", "why", "next"}
    )  # fmt: skip
    return RushWork(table, vocabulary)


def _result(row: Mapping[str, Any], path: str) -> dict[str, Any]:
    return {
        "articles": read_articles(row, path),
        "source": str(row.get("source", "")),
        "why": read_text(row.get("why"), row, f"{path}.why"),
        "next": read_text(row.get("next"), row, f"{path}.next"),
    }
