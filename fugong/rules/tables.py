"""Decision tables: rows tried from the top, the first that holds is the answer.

With unknowns: a row that is unknown could still be the answer, so it is a *contender* together
with the first row that holds for certain. Where all contenders agree on what is asked (the result
named by `alike`), the table has decided and the certain row is the answer; where they differ
nothing is decided, and `missing` names the facts of those contenders that differ. So a table whose
worst rows stand first never answers with a better row while a fact of a worse one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fugong.rules.errors import Faults, RuleError
from fugong.rules.evaluate import Outcome, evaluate
from fugong.rules.nodes import Node
from fugong.rules.parse import parse
from fugong.rules.source import fault_at
from fugong.rules.values import Value
from fugong.rules.vocabulary import Vocabulary, check_keys


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: when `when` holds, `result` is the answer."""

    id: str
    when: Node
    result: Mapping[str, Any]
    path: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """An ordered decision; its last row always holds."""

    id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a table answered.

    `row` is None while undecided; `contenders` are the rows that could be the answer, in order;
    `outcomes` has every row's own outcome by row id.
    """

    row: Row | None
    contenders: tuple[Row, ...]
    missing: frozenset[str]
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


def decide(
    table: Table,
    facts: Mapping[str, Value],
    parameters: Mapping[str, Value | None] | None = None,
    *,
    alike: str | None = None,
) -> Ruling:
    """The first row that holds, or undecided where an earlier unknown row could differ.

    `alike` names the part of a result that must agree among the contenders (None: the whole row).
    """
    outcomes = {row.id: evaluate(row.when, facts, parameters) for row in table.rows}
    contenders: list[Row] = []
    certain: Row | None = None
    for row in table.rows:
        holds = outcomes[row.id].holds
        if holds is not False:
            contenders.append(row)
        if holds is True:
            certain = row
            break

    def answer(row: Row) -> Any:
        return row.id if alike is None else row.result.get(alike)

    differing = [row for row in contenders if certain is None or answer(row) != answer(certain)]
    missing: frozenset[str] = frozenset().union(*(outcomes[row.id].missing for row in differing))
    return Ruling(None if differing else certain, tuple(contenders), missing, outcomes)


def parse_table(
    raw: object,
    vocabulary: Vocabulary,
    name: str,
    read_result: Callable[[Mapping[str, Any], str], Mapping[str, Any]],
    result_keys: set[str],
    *,
    id_key: str = "id",
) -> Table:
    """Read a list of rows `{id, when, …result}`; `read_result` checks and freezes a row's result.

    Refused: two rows of one id, two rows of one condition (the second is never reached), a row
    after one that always holds, a last row that does not always hold.
    """
    if not isinstance(raw, list) or not raw:
        raise fault_at(raw, name, "a list of rows is wanted", "Write - {id: …, when: …}.")
    faults = Faults()
    rows: list[Row] = []
    for place, data in enumerate(raw):
        path = f"{name}[{place}]"
        try:
            check_keys(data, {id_key, "when", *result_keys}, path)
            if not isinstance(data.get(id_key), str):
                raise fault_at(data, path, f"the row has no {id_key}", "Give it a short code.")
            row = Row(
                id=data[id_key],
                when=parse(data.get("when"), vocabulary, f"{path}.when"),
                result=read_result(data, path),
                path=path,
                file=getattr(data, "file", ""),
                line=getattr(data, "line", 0),
            )
            _refuse_unreachable(row, data, rows, raw)
            rows.append(row)
        except RuleError as error:
            faults.add(error)
    faults.raise_any()
    if raw[-1].get("when") != "always":
        raise fault_at(raw[-1], name, "the last row can fail", "End with a row `when: always`.")
    return Table(name, tuple(rows))


def _refuse_unreachable(row: Row, data: Mapping[str, Any], before: list[Row], raw: list[Any]) -> None:
    for place, earlier in enumerate(before):
        if earlier.id == row.id:
            raise fault_at(data, row.path, f"the row {row.id!r} stands twice", "Join them with any.")
        condition = raw[place].get("when")
        if condition == "always" or condition == data.get("when"):
            raise fault_at(
                data, row.path, f"never reached: row {earlier.id!r} holds whenever this one does",
                "Remove one of them.",
            )  # fmt: skip
