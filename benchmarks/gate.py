"""The gate: scans a second through a served Fugong, one a request and 500 a request, with and without its proxy."""

import itertools
import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks import bare, load, served
from benchmarks.line import Line

PEOPLE = 4_000
SINGLE = int(os.environ.get("FUGONG_BENCH_SCANS", "6000"))
BATCHES = 24
BATCH = 500
CONNECTIONS = 64
BATCH_CONNECTIONS = 4
WARM = 400
PASSES = WARM + 2 * SINGLE + BATCHES * BATCH
"""Each is shown once, so that each is verified; only the line of known passes shows passes again."""
PATH = "/api/v1/gate/passages"
LANE = "fugong.doors.cli.serve.lane"
REFERENCE = "bare ASGI"


@dataclass(frozen=True)
class Measured:
    """One program: one scan a request through its proxy and past it, 500 a request, and those again."""

    single: load.Load
    alone: load.Load
    batched: load.Load
    again: load.Load


def lines() -> Iterator[Line]:
    """All lines; ours and the reference run one after the other, each alone on the machine."""
    from fugong.doors.cli.serve.addresses import free_port

    with served.fresh_home() as home:
        command = (sys.executable, "-m", "benchmarks.people", str(PEOPLE), str(PASSES))
        known = json.loads(served.run(home, *command))
        bare.prepare(home, known["token"], _references(known), known["point"])
        port = free_port()
        with served.serving(home, port, served.FUGONG, "serve", "--port", str(port)) as here:
            ours = _measure(port, here.inner_port(LANE), known)
            memory = here.memory_mb(LANE)
        port, inner = free_port(), free_port()
        command = (sys.executable, "-m", "benchmarks.bare", str(port), str(inner))
        with served.serving(home, port, *command):
            theirs = _measure(port, inner, known)
    yield Line(
        name="gate, one scan a request",
        value=ours.single.rate,
        unit="scans/s",
        reference=REFERENCE,
        reference_value=theirs.single.rate,
        target=">= 3000",
        more=f"through the proxy at {CONNECTIONS} connections: p50 {ours.single.percentile(0.5):.1f} ms "
        f"(bare: {theirs.single.percentile(0.5):.1f})",
    )
    yield Line(
        name="gate, 99 of 100 answered within",
        value=ours.single.percentile(0.99),
        unit="ms",
        reference=REFERENCE,
        reference_value=theirs.single.percentile(0.99),
        target="<= 50",
    )
    yield Line(
        name="gate, the lane without its proxy",
        value=ours.alone.rate,
        unit="scans/s",
        reference=REFERENCE,
        reference_value=theirs.alone.rate,
        target="ratio >= 0.6",
        more=f"p99 {ours.alone.percentile(0.99):.1f} ms (bare: {theirs.alone.percentile(0.99):.1f})",
    )
    yield Line(
        name="gate, 500 scans a request",
        value=ours.batched.rate * BATCH,
        unit="scans/s",
        reference=REFERENCE,
        reference_value=theirs.batched.rate * BATCH,
        target=">= 20000",
        more=f"p50 {ours.batched.percentile(0.5):.0f} ms a batch at {BATCH_CONNECTIONS} connections "
        f"(bare: {theirs.batched.percentile(0.5):.0f})",
    )
    yield Line(
        name="gate, 500 a request, known passes",
        value=ours.again.rate * BATCH,
        unit="scans/s",
        reference=REFERENCE,
        reference_value=theirs.again.rate * BATCH,
        target=">= 20000",
        more="passes that were verified within the last 8,192; the reference remembers none",
    )
    yield Line(
        name="gate, memory of the lane",
        value=memory,
        unit="MB",
        reference="target",
        reference_value=250,
        target="<= 250",
    )


def _measure(port: int, inner: int, known: dict[str, Any]) -> Measured:
    unseen = iter(enumerate(known["passes"]))
    inside: set[int] = set()

    def request(size: int, passes: Iterator[tuple[int, str]] = unseen) -> bytes:
        return _request(known["token"], [next(passes) for _ in range(size)], inside)

    load.fire(port, [request(1) for _ in range(WARM)], connections=CONNECTIONS)
    single, alone = ([request(1) for _ in range(SINGLE)] for _ in range(2))
    batched = [request(BATCH) for _ in range(BATCHES)]
    shown = itertools.cycle(list(enumerate(known["passes"]))[-8 * BATCH :])
    again = [request(BATCH, shown) for _ in range(BATCHES)]
    return Measured(
        load.fire(port, single, connections=CONNECTIONS),
        load.fire(inner, alone, connections=CONNECTIONS),
        load.fire(port, batched, connections=BATCH_CONNECTIONS),
        load.fire(port, again, connections=BATCH_CONNECTIONS),
    )


def _request(token: str, passes: list[tuple[int, str]], inside: set[int]) -> bytes:
    """Scans of these passes; whoever is inside goes out, everybody else comes in."""
    from fugong.core.ids import new_id

    at = datetime.now(UTC).isoformat()
    items = []
    for number, code in passes:
        person = number % PEOPLE
        direction = "out" if person in inside else "in"
        inside ^= {person}
        items.append(
            {
                "id": str(new_id()),
                "code": code,
                "temperature": round(random.uniform(36.0, 37.1), 1),
                "direction": direction,
                "at": at,
                "verdict": None,
            }
        )
    return load.request(PATH, token, json.dumps({"passages": items}).encode())


def _references(known: dict[str, Any]) -> list[str]:
    from fugong.core.codes import VerifyingKey, keys_by_kid, read_pass

    keys = keys_by_kid([VerifyingKey(bytes.fromhex(known["point"]))])
    return [read_pass(code, keys).reference for code in known["passes"][:PEOPLE]]
