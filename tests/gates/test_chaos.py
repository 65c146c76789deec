"""Eight gates of two enterprises through everything that goes wrong: each passage stands exactly once, as it was sent.

`FUGONG_CHAOS_SEED` repeats a run, as far as the machine lets it.
"""

import os
import random
import secrets
import signal
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.gates.chaos_gates import MOST, Follower, Gate, Run
from tests.running.house import House
from tests.running.servers import FUGONG

UNEXPECTED = "unexpected"
"""The remark of an entry that failed for a fault of the server."""

SERVING = ("lane", "web")
"""The children that answer devices, whichever there are."""


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
        enough, deadline = self.acknowledged() + passages, time.monotonic() + 90
        while self.acknowledged() < enough:
            assert time.monotonic() < deadline, "nothing moves: " + "; ".join(self.run.faults[:5])
            time.sleep(0.01)
        time.sleep(self.chance.random() * 0.05)

    def hold(self) -> None:
        """All gates stand still."""
        self.run.go.clear()
        for gate in self.gates:
            assert gate.waiting.wait(90)

    def kill_child(self, part: str) -> None:
        os.kill(self.server.pid_of(part), signal.SIGKILL)

    def kill_server(self) -> None:
        """In mid-upload; then every batch must be there whole or not at all."""
        self.server.kill_everything()
        self.hold()
        self.server = self.here.serve()
        kept = self.here.stored()
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
            gate.join(90)
            assert not gate.is_alive(), f"{gate.queues} are left: " + "; ".join(self.run.faults[:5])
        for reader in self.readers:
            reader.enough.set()
            reader.join(90)


@pytest.mark.article("G8")
def test_every_passage_stands_exactly_once_whatever_befalls_gates_and_server(open_house: House) -> None:
    seed = os.environ.get("FUGONG_CHAOS_SEED") or secrets.token_hex(4)
    print(f"FUGONG_CHAOS_SEED={seed}")
    chaos = Chaos(open_house, seed)
    try:
        for thread in (*chaos.gates, *chaos.readers):
            thread.start()
        chaos.go_on(100)
        for part in SERVING:
            if any(line["part"] == part for line in chaos.server.events("started")):
                chaos.kill_child(part)
                chaos.go_on(100)
        chaos.kill_server()
        chaos.go_on(100)
        chaos.drain()
    finally:
        chaos.run.go.set()
        chaos.run.no_more.set()
        chaos.server.kill_everything()

    assert chaos.run.faults == []
    kept = open_house.stored()
    for enterprise, reader in zip(open_house.enterprises, chaos.readers, strict=True):
        mine = [gate for gate in chaos.gates if gate.enterprise is enterprise]
        prove(mine, kept[enterprise["id"]], reader.read)
    verified = open_house.run(FUGONG, "audit", "verify", *open_house.database)
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
