"""The reference of the gate: the least program that makes the same promise, as plain WSGI without a framework.

It looks the token up, parses, verifies the ES256 code, finds the worker, stores one row an item in one durable
transaction (SQLite, WAL, synchronous=FULL) and answers. It decides nothing, audits nothing, seals nothing.

python -m benchmarks.bare PORT     granian as `fugong serve` starts it; the proxy in front is the benchmark's
"""

import hashlib
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE device (digest TEXT PRIMARY KEY);
CREATE TABLE person (reference TEXT PRIMARY KEY, status TEXT);
CREATE TABLE passage (id TEXT PRIMARY KEY, at TEXT, direction TEXT, temperature REAL, reference TEXT, verdict TEXT);
"""
_here = threading.local()


def prepare(home: Path, token: str, references: Iterable[str], point: str) -> None:
    """Make its database beside ours."""
    with sqlite3.connect(home / "bare.sqlite3") as database:
        database.executescript(SCHEMA)
        database.execute("INSERT INTO device VALUES (?)", [hashlib.sha256(token.encode()).hexdigest()])
        database.executemany("INSERT INTO person VALUES (?, 'active')", [[one] for one in references])
    (home / "bare.key").write_text(point)


def _database() -> sqlite3.Connection:
    if not hasattr(_here, "database"):
        path = Path(os.environ["FUGONG_HOME"]) / "bare.sqlite3"
        _here.database = sqlite3.connect(path, timeout=5, isolation_level=None)
        _here.database.executescript("PRAGMA synchronous=FULL;")
    return _here.database


def application() -> Callable[..., Any]:
    """What granian's worker process calls."""
    from fugong.core.codes import VerifyingKey, keys_by_kid, read_pass
    from fugong.doors.cli.serve.children import die_with_parent

    die_with_parent()
    point = bytes.fromhex((Path(os.environ["FUGONG_HOME"]) / "bare.key").read_text())
    keys = keys_by_kid([VerifyingKey(point)])
    writing = threading.Lock()

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/healthz":
            start_response("200 OK", [("Content-Length", "2")])
            return [b"ok"]
        database = _database()
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        digest = hashlib.sha256(token.encode()).hexdigest()
        if not database.execute("SELECT 1 FROM device WHERE digest = ?", [digest]).fetchone():
            start_response("401 Unauthorized", [("Content-Length", "0")])
            return [b""]
        items = json.loads(environ["wsgi.input"].read())["passages"]
        rows = []
        for item in items:
            reference = read_pass(item["code"], keys).reference
            known = database.execute("SELECT status FROM person WHERE reference = ?", [reference]).fetchone()
            verdict = "allow" if known else "deny"
            rows.append((item["id"], item["at"], item["direction"], item["temperature"], reference, verdict))
        with writing:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR IGNORE INTO passage VALUES (?, ?, ?, ?, ?, ?)", rows)
            database.execute("COMMIT")
        body = json.dumps(
            {"results": [{"id": row[0], "verdict": row[5], "reason": "ok"} for row in rows]}
        ).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return wsgi


def main(port: int) -> None:
    """Serve behind a Caddy of its own, with what `fugong serve` uses."""
    import subprocess

    from fugong.doors.cli.serve import addresses, caddy
    from fugong.doors.cli.serve.web import THREADS

    home = Path(os.environ["FUGONG_HOME"])
    inner = addresses.free_port()
    file = home / "bare.Caddyfile"
    file.write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://:{port} {{\n\tbind 127.0.0.1\n\tencode zstd gzip\n\treverse_proxy 127.0.0.1:{inner}\n}}\n"
    )
    proxy = subprocess.Popen(
        [caddy.find_binary() or "caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
    )
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    try:
        Granian(
            "benchmarks.bare:application", factory=True, address="127.0.0.1", port=inner, interface=Interfaces.WSGI,
            http=HTTPModes.http1, workers=1, blocking_threads=THREADS, websockets=False, log_level=LogLevels.error,
        ).serve()  # fmt: skip
    finally:
        proxy.terminate()
        proxy.wait()
        time.sleep(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
