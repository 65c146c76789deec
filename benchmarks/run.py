"""`make bench`: runs the benchmarks, or the one named, prints their lines, writes results.json beside this file."""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from benchmarks.line import Line

RESULTS = Path(__file__).with_name("results.json")


def _gate() -> Iterator[Line]:
    from benchmarks import gate

    return gate.lines()


def _gate_postgres() -> Iterator[Line]:
    """The same on a PostgreSQL server of its own that writes every commit to disk."""
    from benchmarks import gate
    from tools.with_postgres import DURABLE, throwaway_server

    with throwaway_server(DURABLE) as address, patch.dict(os.environ, FUGONG_BENCH_DATABASE_URL=address):
        for line in gate.lines():
            yield replace(line, name=line.name.replace("gate,", "gate on PostgreSQL,"))


def _roster() -> Iterator[Line]:
    from benchmarks import roster

    return roster.lines()


def _lists() -> Iterator[Line]:
    from benchmarks import lists

    return lists.lines()


def _policies() -> Iterator[Line]:
    from benchmarks import policies

    return policies.lines()


def _outage() -> Iterator[Line]:
    from benchmarks import outage

    return outage.lines()


BENCHMARKS: dict[str, Callable[[], Iterator[Line]]] = {
    "gate": _gate,
    "gate-postgres": _gate_postgres,
    "outage": _outage,
    "roster": _roster,
    "lists": _lists,
    "policies": _policies,
}


def main(arguments: list[str]) -> int:
    """Exit code 0 whether targets are met or not: a benchmark informs, it does not judge."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*BENCHMARKS, []], help="default: all of them")
    names = parser.parse_args(arguments).only or list(BENCHMARKS)
    results = []
    for name in names:
        for line in BENCHMARKS[name]():
            print(line, flush=True)
            results.append(line.stored())
            RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0
