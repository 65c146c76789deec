"""The gate's decision: a pack's gate_decision.json, read. `fugong/rules/js/gate.js` is the twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fugong.rules import (
    FactError,
    FactType,
    Parameter,
    Row,
    Table,
    Vocabulary,
    evaluate,
    parse_table,
    parse_vocabulary,
)
from fugong.rules.parse import read_articles
from fugong.rules.source import fault_at
from fugong.rules.values import LANGUAGES, Value, as_number, plain, say_number
from fugong.rules.vocabulary import check_keys, read_text

VERDICTS = ("allow", "deny", "hold")
TABLE_KEYS = {"id", "facts", "parameters", "rows", "texts"}


@dataclass(frozen=True, slots=True)
class GateTable:
    """A compiled gate table. `texts[reason][language]` is `{why, next}`."""

    table: Table
    vocabulary: Vocabulary
    parameters: Mapping[str, Value | None]
    texts: Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Decision:
    """`verdict` allow, deny or hold. `refused_if_in`: the same person would be refused on the way
    in, without needing a temperature; it is what flags a passage out."""

    verdict: str
    reason: str
    refused_if_in: bool
    articles: tuple[str, ...] = ()


def decide(
    table: GateTable | Mapping[str, Any],
    facts: Mapping[str, object],
    parameters: Mapping[str, object] | None = None,
) -> Decision:
    """The first row that holds.

    `facts` are those the table declares; a temperature that was not taken is None or absent, so are
    `standing_verdict` and `standing_reason` where nothing was reported. `parameters` replace single
    parameters of the table (an enterprise's fever threshold). Raises `FactError` when a fact that
    decides is missing, undeclared or of the wrong type: the gate never guesses.
    A compiled table (`pack.gate`) is about ten times faster than the raw one.
    """
    compiled = table if isinstance(table, GateTable) else compile_table(table)
    read = compiled.vocabulary.read_facts(facts)
    values = {**compiled.parameters, **_read_parameters(compiled.vocabulary, parameters or {})}
    row = _first(compiled.table, read, values)
    refused = row
    if read.get("direction") == "out":
        inwards: dict[str, Value] = {**read, "direction": "in", "temperature_required": False}
        refused = _first(compiled.table, inwards, values)
    return Decision(
        verdict=row.result["verdict"],
        reason=row.result["reason"],
        refused_if_in=refused.result["verdict"] != "allow",
        articles=row.result["articles"],
    )


def _first(table: Table, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]) -> Row:
    for row in table.rows:
        outcome = evaluate(row.when, facts, parameters)
        if outcome.holds is None:
            raise FactError(", ".join(sorted(outcome.missing)), f"needed to decide {row.result['reason']}")
        if outcome.holds:
            return row
    raise AssertionError("the last row of a table always holds")


def _read_parameters(vocabulary: Vocabulary, given: Mapping[str, object]) -> dict[str, Value]:
    read = {}
    for name, value in given.items():
        if name not in vocabulary.parameters:
            raise FactError(name, "no such parameter is declared")
        read[name] = vocabulary.parameters[name].check(name, value)
    return read


def with_parameters(table: Mapping[str, Any], own: Mapping[str, object]) -> dict[str, Any]:
    """The table as JSON data with an enterprise's own parameters merged in, for the bundle.

    Parameters the gate does not use (observation days) are left out; raises `FactError` for a value
    of the wrong type.
    """
    vocabulary = compile_table(table).vocabulary
    mine = {name: value for name, value in own.items() if name in vocabulary.parameters}
    merged = {**table["parameters"], **plain(_read_parameters(vocabulary, mine))}
    return {**table, "parameters": merged}


def say(
    table: GateTable, reason: str, language: str, facts: Mapping[str, object] | None = None
) -> dict[str, str]:
    """`{why, next}` in `language`, numbers of the parameters and facts filled in."""
    values = {**table.parameters, **(facts or {})}
    return {key: fill(text, values) for key, text in table.texts[reason][language].items()}


def fill(text: str, values: Mapping[str, object]) -> str:
    """`text` with every `{name}` replaced by the value of that name, "—" where there is none."""
    shown = {
        name: say_number(as_number(value))
        for name, value in values.items()
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    }
    return text.format_map(_Shown(shown))


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def compile_table(raw: Mapping[str, Any]) -> GateTable:
    """Check and freeze a gate table whose parameters are filled in; raises `RuleError`."""
    check_keys(raw, TABLE_KEYS, "gate")
    facts = parse_vocabulary(raw.get("facts")).facts
    parameters = {name: _parameter(value) for name, value in raw.get("parameters", {}).items()}
    vocabulary = Vocabulary(facts, parameters)
    table = parse_table(raw.get("rows"), vocabulary, "rows", _read_result, {"verdict", "reason", "article"})
    texts = raw.get("texts", {})
    for row in table.rows:
        _check_texts(texts, row.result["reason"], raw)
    return GateTable(table, vocabulary, {n: p.value for n, p in parameters.items()}, texts)


def _parameter(value: object) -> Parameter:
    """A parameter typed by its value: the table carries values only."""
    if isinstance(value, bool):
        kind = FactType("boolean")
    elif isinstance(value, list | tuple):
        kind = FactType("list")
    elif isinstance(value, str):
        kind = FactType("text")
    else:
        kind = FactType("number")
    return Parameter(kind, kind.read("parameter", value))


def _read_result(row: Mapping[str, Any], path: str) -> dict[str, Any]:
    if row.get("verdict") not in VERDICTS:
        raise fault_at(
            row, path, f"unknown verdict {row.get('verdict')!r}", f"Known are {', '.join(VERDICTS)}."
        )
    if not isinstance(row.get("reason"), str):
        raise fault_at(row, path, "the row has no reason", "Give it a reason code.")
    return {
        "verdict": row["verdict"],
        "reason": row["reason"],
        "articles": read_articles(row, path),
    }


def _check_texts(texts: Mapping[str, Any], reason: str, raw: object) -> None:
    said = texts.get(reason)
    path = f"texts.{reason}"
    if not isinstance(said, Mapping):
        raise fault_at(raw, path, f"no text for the reason {reason!r}", "Write zh and en, why and next.")
    for key in ("why", "next"):
        read_text({lang: (said.get(lang) or {}).get(key) for lang in LANGUAGES}, said, f"{path}.{key}")
