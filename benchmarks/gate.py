"""The gate: scans a second through a served Fugong behind its own proxy, one a request and 500 a request."""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from benchmarks import bare, load, served
from benchmarks.line import Line

PEOPLE = 2_000
SINGLE = int(os.environ.get("FUGONG_BENCH_SCANS", "6000"))
BATCHES = 24
BATCH = 500
CONNECTIONS = 32
BATCH_CONNECTIONS = 4
PATH = "/api/v1/gate/passages"
REFERENCE = "bare WSGI"


def lines() -> Iterator[Line]:
    """Both lines; ours and the reference run one after the other, each alone on the machine."""
    from fugong.doors.cli.serve.addresses import free_port

    with served.fresh_home() as home:
        known = json.loads(served.run(home, sys.executable, "-m", "benchmarks.people", str(PEOPLE)))
        references = _references(known)
        bare.prepare(home, known["token"], references, known["point"])
        port = free_port()
        with served.serving(home, port, served.FUGONG, "serve", "--port", str(port)) as ours:
            single, batched = _measure(port, known)
            memory = ours.memory_mb()
        port = free_port()
        with served.serving(home, port, sys.executable, "-m", "benchmarks.bare", str(port)):
            bare_single, bare_batched = _measure(port, known)
    yield Line(
        name="gate, one scan a request",
        value=single.rate,
        unit="scans/s",
        reference=REFERENCE,
        reference_value=bare_single.rate,
        target="ratio >= 0.25",
        more=f"p50 {single.percentile(0.5):.1f} ms, p99 {single.percentile(0.99):.1f} ms at {CONNECTIONS} connections "
        f"(bare: {bare_single.percentile(0.5):.1f}, {bare_single.percentile(0.99):.1f}); server {memory:.0f} MB",
    )
    yield Line(
        name="gate, 500 scans a request",
        value=batched.rate * BATCH,
        unit="scans/s",
        reference=REFERENCE,
        reference_value=bare_batched.rate * BATCH,
        target="ratio >= 0.2",
        more=f"p50 {batched.percentile(0.5):.0f} ms a batch at {BATCH_CONNECTIONS} connections "
        f"(bare: {bare_batched.percentile(0.5):.0f})",
    )


def _measure(port: int, known: dict[str, Any]) -> tuple[load.Load, load.Load]:
    single = [_request(known, 1) for _ in range(SINGLE)]
    batched = [_request(known, BATCH) for _ in range(BATCHES)]
    load.fire(port, [_request(known, 1) for _ in range(200)], connections=CONNECTIONS)
    return (
        load.fire(port, single, connections=CONNECTIONS),
        load.fire(port, batched, connections=BATCH_CONNECTIONS),
    )


def _request(known: dict[str, Any], size: int) -> bytes:
    """Scans of anybody; whoever is inside goes out, everybody else comes in."""
    from fugong.core.ids import new_id

    at = datetime.now(UTC).isoformat()
    inside = known.setdefault("inside", set())
    items = []
    for _ in range(size):
        code = random.choice(known["passes"])
        direction = "out" if code in inside else "in"
        inside ^= {code}
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
    return load.request(PATH, known["token"], json.dumps({"passages": items}).encode())


def _references(known: dict[str, Any]) -> list[str]:
    from fugong.core.codes import VerifyingKey, keys_by_kid, read_pass

    keys = keys_by_kid([VerifyingKey(bytes.fromhex(known["point"]))])
    return [read_pass(code, keys).reference for code in known["passes"]]
