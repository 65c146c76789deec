"""Eight gates of two enterprises through everything that goes wrong: each passage stands exactly once, as it was sent.

`FUGONG_CHAOS_SEED` repeats a run, as far as the machine lets it.
"""

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fugong.doors.cli.serve.addresses import free_port
from tests.gates.chaos_gates import MOST, Follower, Gate, Run
from tests.running.servers import FUGONG, Server, environment

ROOT = Path(__file__).parents[2]
UNEXPECTED = "unexpected"
"""The remark of an entry that failed for a fault of the server."""

SERVING = ("lane", "web")
"""The children that answer devices, whichever there are."""


class House:
    """A home, its database of the kind that the tests run on, and the server on it."""

    def __init__(self, home: Path, database: str) -> None:
        self.home, self.port = home, free_port()
        self.database = ["--database", database] if database else []
        self.environment = {**environment(home), **({"FUGONG_DATABASE_URL": database} if database else {})}
        self.enterprises: list[dict[str, Any]] = json.loads(self.program("fill"))

    def run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def program(self, what: str) -> str:
        return self.run(sys.executable, "-m", "tests.gates.chaos_house", what)

    def serve(self) -> Server:
        server = Server(self.home, self.port, *self.database)
        server.wait_until_open()
        return server


@pytest.fixture
def here(tmp_path: Path) -> Iterator[House]:
    server = os.environ.get("FUGONG_TEST_DATABASE_URL") or ""
    if not server.startswith("postgres"):
        yield House(tmp_path / "home", "")
        return
    name = f"fugong_chaos_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield House(tmp_path / "home", _address(server, name))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: str, name: str) -> str:
    head, _question, query = server.partition("?")
    return head.rpartition("/")[0] + f"/{name}" + (f"?{query}" if query else "")


class Chaos:
    """The gates under way, and what befalls the server meanwhile."""

    def __init__(self, here: House, seed: str) -> None:
        self.here, self.run = here, Run(here.port)
        self.chance = random.Random(seed)
        self.gates = [
            Gate(self.run, enterprise, device, f"{seed} {enterprise_number} {number}")
            for enterprise_number, enterprise in enumerate(here.enterprises)
            for number, device in enumerate(enterprise["devices"])
        ]
        self.readers = [Follower(self.run, one["devices"][0]["token"]) for one in here.enterprises]
        self.server = here.serve()

    def acknowledged(self) -> int:
        return sum(len(gate.answers["passages"]) for gate in self.gates)

    def go_on(self, passages: int) -> None:
        """Until so many more are acknowledged."""
        self.run.go.set()
        enough, deadline = self.acknowledged() + passages, time.monotonic() + 40
        while self.acknowledged() < enough:
            assert time.monotonic() < deadline, "nothing moves: " + "; ".join(self.run.faults[:5])
            time.sleep(0.01)
        time.sleep(self.chance.random() * 0.05)

    def hold(self) -> None:
        """All gates stand still."""
        self.run.go.clear()
        for gate in self.gates:
            assert gate.waiting.wait(60)

    def kill_child(self, part: str) -> None:
        os.kill(self.server.pid_of(part), signal.SIGKILL)

    def kill_server(self) -> None:
        """In mid-upload; then every batch must be there whole or not at all."""
        self.server.kill_everything()
        self.hold()
        self.server = self.here.serve()
        kept = dump(self.here)
        stored = {row["id"] for found in kept.values() for what in MOST for row in found[what]["rows"]}
        for gate in self.gates:
            for what in MOST:
                assert gate.answers[what].keys() <= stored, "acknowledged, and gone"
            for sent in gate.sent:
                elsewhere = frozenset().union(*(one.ids for one in gate.sent if one.ids != sent.ids))
                alone = sent.ids - elsewhere
                assert len(alone & stored) in {0, len(alone)}, "a batch by halves"

    def drain(self) -> None:
        self.run.no_more.set()
        self.run.go.set()
        for gate in self.gates:
            gate.join(60)
            assert not gate.is_alive(), f"{gate.queues} are left: " + "; ".join(self.run.faults[:5])
        for reader in self.readers:
            reader.enough.set()
            reader.join(30)


def dump(here: House) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(here.program("dump"))
    return found


@pytest.mark.article("G8")
def test_every_passage_stands_exactly_once_whatever_befalls_gates_and_server(here: House) -> None:
    seed = os.environ.get("FUGONG_CHAOS_SEED") or secrets.token_hex(4)
    print(f"FUGONG_CHAOS_SEED={seed}")
    chaos = Chaos(here, seed)
    try:
        for thread in (*chaos.gates, *chaos.readers):
            thread.start()
        chaos.go_on(200)
        for part in SERVING:
            if any(line["part"] == part for line in chaos.server.events("started")):
                chaos.kill_child(part)
                chaos.go_on(200)
        chaos.kill_server()
        chaos.go_on(200)
        chaos.drain()
    finally:
        chaos.run.go.set()
        chaos.run.no_more.set()
        chaos.server.kill_everything()

    assert chaos.run.faults == []
    kept = dump(here)
    for enterprise, reader in zip(here.enterprises, chaos.readers, strict=True):
        mine = [gate for gate in chaos.gates if gate.enterprise is enterprise]
        prove(mine, kept[enterprise["id"]], reader.read)
    verified = here.run(FUGONG, "audit", "verify", *here.database)
    assert ", 0 broken" in verified


def prove(gates: list[Gate], kept: dict[str, Any], read: list[dict[str, Any]]) -> None:
    """By count and by content: of what the gates made everything is kept once and as it was, and nothing else."""
    for what, check in (("passages", passage_is), ("entries", entry_is)):
        stream, rows = kept[what], kept[what]["rows"]
        made = {one: (gate, item) for gate in gates for one, item in gate.made[what].items()}
        assert [row["seq"] for row in rows] == list(range(1, len(made) + 1))
        assert stream["last_seq"] == stream["audited"] == len(made) > 0
        assert {row["id"] for row in rows} == made.keys()
        for row in rows:
            gate, item = made[row["id"]]
            assert row["device"] == gate.device["id"]
            assert datetime.fromisoformat(row["at"]) == datetime.fromisoformat(item["at"])
            happened_when_it_did(row, gate, item)
            check(row, item, gate.answers[what][row["id"]])

    rows = kept["passages"]["rows"]
    assert [one["id"] for one in read] == [row["id"] for row in rows], "read back in order, each once"
    assert [one["verdict"] for one in read] == [row["verdict"] for row in rows]
    came = {row["subject"] for row in kept["entries"]["rows"] if row["kind"] == "vehicle.in"}
    assert len(kept["stays"]) >= len(came - {None}) > 0


def passage_is(row: dict[str, Any], item: dict[str, Any], answer: dict[str, Any]) -> None:
    """As it was sent, with the verdict that stood and the server's as it was answered."""
    assert row["temperature"] == ("" if item["temperature"] is None else str(item["temperature"]))
    assert (row["code"], row["direction"]) == (item["code"], item["direction"])
    assert row["verdict"] == (item["verdict"] or answer["verdict"])
    assert (row["server_verdict"], row["reason"]) == (answer["verdict"], answer["reason"])


def entry_is(row: dict[str, Any], item: dict[str, Any], answer: dict[str, Any]) -> None:
    """As it was sent; it was applied, or noted for a reason that is none of ours."""
    assert (row["kind"], row["data"]) == (item["kind"], item["data"])
    assert (row["outcome"], row["subject"]) == (answer["outcome"], answer["subject"])
    assert row["remark"] != UNEXPECTED


TOLERANCE = timedelta(minutes=2)


def happened_when_it_did(row: dict[str, Any], gate: Gate, item: dict[str, Any]) -> None:
    """The gate's time, corrected by what its clock was off in one of the uploads that brought it."""
    at, happened = datetime.fromisoformat(item["at"]), datetime.fromtimestamp(row["happened_at"], UTC)
    possible = []
    for sent in gate.sent:
        if item["id"] in sent.ids:
            corrected = at - sent.off if abs(sent.off) > TOLERANCE else at
            possible.append(sent.at if corrected - sent.at > TOLERANCE else corrected)
    assert min(abs(happened - one) for one in possible) < timedelta(seconds=30), (row, possible)
