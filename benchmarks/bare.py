"""The reference of the gate: the least program that makes the same promise, as bare ASGI without a framework.

It looks the token up, parses, verifies the ES256 code, finds the worker, stores one row an item durably and answers
after the commit; what waits while one transaction commits goes into the next together. It decides nothing, audits
nothing, seals nothing, renders no text. Its tables are on the same database as ours: SQLite (WAL, synchronous=FULL), or
PostgreSQL where FUGONG_BENCH_DATABASE_URL says so.

python -m benchmarks.bare PORT INNER    granian as `fugong serve` starts the lane, a proxy of its own in front
"""

import asyncio
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

TABLES = (
    "CREATE TABLE bare_device (digest TEXT PRIMARY KEY)",
    "CREATE TABLE bare_person (reference TEXT PRIMARY KEY, status TEXT)",
    "CREATE TABLE bare_passage (id TEXT PRIMARY KEY, at TEXT, direction TEXT, temperature TEXT, reference TEXT, verdict TEXT)",
)
TOGETHER = 1000
"""Uploads in one transaction at most."""


class Lite:
    """Its tables on SQLite."""

    def __init__(self, home: Path) -> None:
        self.database = sqlite3.connect(home / "bare.sqlite3", timeout=5, isolation_level=None)
        self.database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")

    def known(self, table: str, column: str, values: Sequence[str]) -> set[str]:
        marks = ",".join("?" * len(values))
        rows = self.database.execute(f"SELECT {column} FROM {table} WHERE {column} IN ({marks})", values)
        return {value for (value,) in rows}

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        marks = ",".join("?" * len(rows[0]))
        self.database.execute("BEGIN IMMEDIATE")
        self.database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
        self.database.execute("COMMIT")

    def make(self) -> None:
        for table in TABLES:
            self.database.execute(table)


class Postgres:
    """Its tables on PostgreSQL."""

    def __init__(self, address: str) -> None:
        import psycopg

        self.database = psycopg.connect(address, autocommit=True)

    def known(self, table: str, column: str, values: Sequence[str]) -> set[str]:
        rows = self.database.execute(
            f"SELECT {column} FROM {table} WHERE {column} = ANY(%s)",  # type: ignore[arg-type]
            [list(values)],
        )
        return {value for (value,) in rows}

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        marks = ",".join(["%s"] * len(rows[0]))
        with self.database.transaction(), self.database.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO NOTHING", rows)  # type: ignore[arg-type]

    def make(self) -> None:
        for table in TABLES:
            self.database.execute(table)  # type: ignore[arg-type]


def tables(home: Path) -> Lite | Postgres:
    address = os.environ.get("FUGONG_BENCH_DATABASE_URL", "")
    return Postgres(address) if address.startswith("postgres") else Lite(home)


def prepare(home: Path, token: str, references: Iterable[str], point: str) -> None:
    """Make its tables beside ours."""
    made = tables(home)
    made.make()
    made.insert("bare_device", [[hashlib.sha256(token.encode()).hexdigest()]])
    made.insert("bare_person", [[one, "active"] for one in references])
    made.database.close()
    (home / "bare.key").write_text(point)


Waiting = tuple[str, bytes, "asyncio.Future[bytes | None]"]


class Bare:
    """The queue and the one thread that commits what waits in it."""

    def __init__(self, home: Path) -> None:
        from fugong.core.codes import VerifyingKey, keys_by_kid, read_pass

        point = bytes.fromhex((home / "bare.key").read_text())
        self.read = partial(read_pass, keys=keys_by_kid([VerifyingKey(point)]))
        self.home = home
        self.thread = ThreadPoolExecutor(1)
        self.tables: Lite | Postgres | None = None
        self.waiting: list[Waiting] = []
        self.at_work: asyncio.Task[None] | None = None

    async def record(self, token: str, body: bytes) -> bytes | None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[bytes | None] = loop.create_future()
        self.waiting.append((token, body, done))
        if self.at_work is None:
            self.at_work = loop.create_task(self.work())
        return await done

    async def work(self) -> None:
        loop = asyncio.get_running_loop()
        while self.waiting:
            group, self.waiting = self.waiting[:TOGETHER], self.waiting[TOGETHER:]
            try:
                answers = await loop.run_in_executor(self.thread, self.commit, group)
            except Exception as error:  # noqa: BLE001 - answered with 500 by the server, which ends the benchmark
                for _token, _body, done in group:
                    done.set_exception(error)
                continue
            for (_token, _body, done), answer in zip(group, answers, strict=True):
                done.set_result(answer)
        self.at_work = None

    def commit(self, group: list[Waiting]) -> list[bytes | None]:
        if self.tables is None:
            self.tables = tables(self.home)
        digests = [hashlib.sha256(token.encode()).hexdigest() for token, _body, _done in group]
        devices = self.tables.known("bare_device", "digest", list(set(digests)))
        uploads = [json.loads(body)["passages"] for _token, body, _done in group]
        scans = [[self.read(item["code"]).reference for item in items] for items in uploads]
        people = self.tables.known("bare_person", "reference", list({one for some in scans for one in some}))
        rows, answers = [], []
        for digest, items, references in zip(digests, uploads, scans, strict=True):
            if digest not in devices:
                answers.append(None)
                continue
            results = []
            for item, reference in zip(items, references, strict=True):
                verdict = "allow" if reference in people else "deny"
                rows.append(
                    (item["id"], item["at"], item["direction"], str(item["temperature"]), reference, verdict)
                )
                results.append({"id": item["id"], "verdict": verdict, "reason": "ok"})
            answers.append(json.dumps({"results": results}).encode())
        if rows:
            self.tables.insert("bare_passage", rows)
        return answers


def application() -> Callable[..., Awaitable[None]]:
    """What granian's worker process calls."""
    from fugong.doors.cli.serve.children import die_with_parent

    die_with_parent()
    bare = Bare(Path(os.environ["FUGONG_HOME"]))

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/healthz":
            await answer(send, 200, b"ok")
            return
        token = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        told = await bare.record(token, body)
        await answer(send, 401 if told is None else 200, told or b"")

    return asgi


async def answer(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main(port: int, inner: int) -> None:
    """Serve behind a Caddy of its own, with what `fugong serve` uses."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    from fugong.doors.cli.serve import caddy
    from fugong.doors.cli.serve.lane import MOST_AT_ONCE

    file = Path(os.environ["FUGONG_HOME"]) / "bare.Caddyfile"
    file.write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://:{port} {{\n\tbind 127.0.0.1\n\tencode zstd gzip\n\treverse_proxy 127.0.0.1:{inner}\n}}\n"
    )
    proxy = subprocess.Popen(
        [caddy.find_binary() or "caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
    )
    try:
        Granian(
            "benchmarks.bare:application", factory=True, address="127.0.0.1", port=inner,
            interface=Interfaces.ASGI, http=HTTPModes.http1, workers=1, backpressure=MOST_AT_ONCE,
            websockets=False, log_level=LogLevels.error,
        ).serve()  # fmt: skip
    finally:
        proxy.terminate()
        proxy.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
