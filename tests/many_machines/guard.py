"""The query guard: on a tenant path, no statement may touch more than one partition of the event tables."""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.many_machines.partitioned.base import distributed

CITY_WIDE: dict[tuple[str, str], str] = {
    ("fugong.core.audit", "owners"): (
        "The operator's `fugong audit verify` begins with who has a chain: the heads, one short row an owner. "
        "Each chain is then read by its owner."
    ),
    ("fugong.core.rotation", "_owners"): (
        "`fugong keys rotate` begins with who has rows of a table: the heads again. "
        "The rows are then sealed anew owner by owner."
    ),
}
"""(module, function) → why it may touch every partition. All else that is read for a whole city comes from records."""


class ManyMachines(AssertionError):
    """A statement that would go to several machines."""


class Guard:
    """A wrapper around every statement of a connection: EXPLAINs those on event tables before they are run.

    `statements` counts, by verb and table, what it looked at; `used` is which of CITY_WIDE were seen; `found` what would be
    a fault, where it only listens (`strict` false).
    """

    def __init__(self, *, strict: bool = True) -> None:
        tables = sorted((model._meta.db_table for model in distributed()), key=len, reverse=True)
        self._named = re.compile(rf'"?\b({"|".join(tables)})\b"?')
        self._part = re.compile(rf"^({'|'.join(tables)})_p(\d+)$")
        self.strict = strict
        self.statements: Counter[tuple[str, str]] = Counter()
        self.used: set[tuple[str, str]] = set()
        self.found: list[str] = []

    def __call__(
        self, execute: Callable[..., Any], sql: Any, parameters: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        text = str(sql)
        verb = text.lstrip("( \n").partition(" ")[0].upper()
        tables = set(self._named.findall(text)) if verb in _VERBS else set()
        if not tables:
            return execute(sql, parameters, many, context)
        self.statements.update((verb, table) for table in tables)
        raw = context["connection"].connection
        before = self._inserted(raw, tables) if verb == "INSERT" else {}
        touched = self._planned(raw, text, parameters)
        result = execute(sql, parameters, many, context)
        if verb == "INSERT":
            after = self._inserted(raw, tables)
            touched |= {part for part, count in after.items() if count != before[part]}
        if len(touched) > 1:
            self._tell(text, touched)
        return result

    def _planned(self, raw: Any, text: str, parameters: Any) -> set[str]:
        """The numbers of the partitions in the statement's plan."""
        with raw.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {text}", parameters)
            ((plan,),) = cursor.fetchall()
        relations = _relations(json.loads(plan) if isinstance(plan, str) else plan)
        return {found.group(2) for name in relations if (found := self._part.match(name))}

    def _inserted(self, raw: Any, tables: set[str]) -> dict[str, int]:
        """Rows inserted in this transaction, by partition: the plan of an INSERT does not tell where they go."""
        with raw.cursor() as cursor:
            cursor.execute(
                "SELECT relname, pg_stat_get_xact_tuples_inserted(pg_class.oid) FROM pg_inherits"
                " JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent::regclass::text = ANY(%s)",
                [list(tables)],
            )
            counts: Counter[str] = Counter()
            for name, count in cursor.fetchall():
                if found := self._part.match(name):
                    counts[found.group(2)] += count
        return counts

    def _tell(self, text: str, touched: set[str]) -> None:
        callers = [(module, function) for module, function in _callers() if module.startswith("fugong.")]
        excused = [caller for caller in callers if caller in CITY_WIDE]
        if excused:
            self.used.update(excused)
            return
        where = " < ".join(f"{module}.{function}" for module, function in callers[:4])
        what = f"partitions {', '.join(sorted(touched))} are touched by {where or 'a test'}: {text[:600]}"
        self.found.append(what)
        if self.strict:
            raise ManyMachines(what)


_VERBS = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}


def _relations(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _relations(one)
    elif isinstance(node, dict):
        if isinstance(name := node.get("Relation Name"), str):
            yield name
        for one in node.values():
            if isinstance(one, list | dict):
                yield from _relations(one)


def _callers() -> Iterator[tuple[str, str]]:
    frame = sys._getframe(1)
    while frame is not None:
        yield str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
        frame = frame.f_back  # type: ignore[assignment]


@contextmanager
def guarded(*, strict: bool = True) -> Iterator[Guard]:
    """The guard around every statement of this thread's connection."""
    guard = Guard(strict=strict)
    with connection.execute_wrapper(guard):
        yield guard
