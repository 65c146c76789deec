"""A long outage: how much a gate keeps of 10,000 workers, what it fetches after changes, how fast its queue drains."""

import http.client
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import served
from benchmarks.line import Line

PEOPLE, CHANGED = 10_000, 100
PASSAGES, BATCH = 5_000, 500
"""What a phone recorded in eight hours, and how many its page sends at once (`sync.js`)."""

HOURS = 8
STATE = "/api/v1/gate/state"


@dataclass(frozen=True)
class Answer:
    """What came over the wire, and how long it took; `document` where it was not compressed."""

    bytes: int
    seconds: float
    document: Any


def lines() -> Iterator[Line]:
    """The bundle, its delta, and the queue of a day without network, through a served Fugong behind its own proxy."""
    from fugong.doors.cli.serve.addresses import free_port

    program = (sys.executable, "-m", "benchmarks.outage_people")
    with served.fresh_home() as home:
        known = json.loads(served.run(home, *program, "fill", str(PEOPLE)))
        port = free_port()
        with served.serving(home, port, served.FUGONG, "serve", "--port", str(port)):
            plain = _state(port, known["token"])
            gzip, zstd = (_state(port, known["token"], encoding=name) for name in ("gzip", "zstd"))
            served.run(home, *program, "change", str(CHANGED))
            since = plain.document["cursor"]
            plain_delta = _state(port, known["token"], since=since)
            delta = _state(port, known["token"], since=since, encoding="gzip")
            seconds, slowest = _drain(port, known)
        bare = _bare(home / "bare.sqlite3")
    people, changed = len(plain.document["people"]), len(plain_delta.document["people"])
    yield Line(
        name=f"state bundle, {people:,} workers",
        value=gzip.bytes / 1e6,
        unit="MB",
        reference="uncompressed",
        reference_value=plain.bytes / 1e6,
        target="<= 1",
        more=f"gzip, in {gzip.seconds:.2f} s; zstd, over https: {zstd.bytes / 1e6:.2f} MB",
    )
    yield Line(
        name=f"its delta after {changed} changes",
        value=delta.bytes / 1e3,
        unit="kB",
        reference="the whole",
        reference_value=gzip.bytes / 1e3,
        target="<= 50",
        more=f"gzip, in {delta.seconds:.2f} s; uncompressed {plain_delta.bytes / 1e3:.1f} kB",
    )
    yield Line(
        name=f"{PASSAGES:,} passages kept offline",
        value=seconds,
        unit="s",
        reference="bare inserts",
        reference_value=bare,
        target="<= 60",
        more=f"{PASSAGES // BATCH} uploads of {BATCH} one after the other, slowest {slowest:.2f} s; "
        f"{PASSAGES / seconds:,.0f} passages a second",
    )


def _state(port: int, token: str, *, since: str = "", encoding: str = "identity") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    begun = time.perf_counter()
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": encoding}
    connection.request("GET", f"{STATE}?since={since}", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - begun
    connection.close()
    if answer.status != 200 or answer.headers.get("Content-Encoding", "identity") != encoding:
        raise RuntimeError(f"{STATE}: {answer.status}, {answer.headers}")
    return Answer(len(body), seconds, json.loads(body) if encoding == "identity" else None)


def _drain(port: int, known: dict[str, Any]) -> tuple[float, float]:
    """Seconds until everything is acknowledged, and of the slowest upload: one connection, the next when the last is answered."""
    queue = _queue(known)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    begun, slowest = time.perf_counter(), 0.0
    for start in range(0, PASSAGES, BATCH):
        sent = time.perf_counter()
        headers = {
            "Authorization": f"Bearer {known['token']}",
            "Content-Type": "application/json",
            "Fugong-Device-Time": datetime.now(UTC).isoformat(),
        }
        body = json.dumps({"passages": queue[start : start + BATCH]})
        connection.request("POST", "/api/v1/gate/passages", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        slowest = max(slowest, time.perf_counter() - sent)
        if answer.status != 200 or any(one["repeated"] for one in json.loads(text)["results"]):
            raise RuntimeError(f"an upload was not taken: {answer.status} {text[:300]!r}")
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds, slowest


def _queue(known: dict[str, Any]) -> list[dict[str, Any]]:
    from fugong.core.ids import new_id

    chance = random.Random(8)
    first = datetime.now(UTC) - timedelta(hours=HOURS)
    return [
        {
            "id": str(new_id()),
            "code": chance.choice(known["passes"]),
            "temperature": round(chance.uniform(36.0, 37.1), 1),
            "direction": chance.choice(["in", "out"]),
            "at": (first + timedelta(hours=HOURS) * n / PASSAGES).isoformat(),
            "verdict": "allow",
        }
        for n in range(PASSAGES)
    ]


def _bare(path: Path) -> float:
    """The same number of rows into an SQLite table in as many durable transactions, and nothing else."""
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE kept (id TEXT PRIMARY KEY, row TEXT)"
    )
    begun = time.perf_counter()
    for start in range(0, PASSAGES, BATCH):
        database.execute("BEGIN IMMEDIATE")
        rows = [(f"{n:032d}", "x" * 300) for n in range(start, start + BATCH)]
        database.executemany("INSERT INTO kept VALUES (?, ?)", rows)
        database.execute("COMMIT")
    seconds = time.perf_counter() - begun
    database.close()
    return seconds
