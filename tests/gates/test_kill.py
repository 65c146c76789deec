"""kill -9 of a really served Fugong under load: what was acknowledged is there afterwards, and nothing by halves."""

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from fugong.doors.cli.serve.addresses import free_port
from tests.gates import builders
from tests.running.servers import FUGONG, Server, environment, make_home

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A home with an enterprise, its gate and its workers, and what a device knows of them."""
    home = tmp_path_factory.mktemp("filled") / "home"
    make_home(home)
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.people", "200"],
        env=environment(home), cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return home, json.loads(made.stdout)


class Devices:
    """Threads that upload batches as fast as they are answered, and remember what was sent and what acknowledged."""

    def __init__(self, port: int, known: dict[str, Any], count: int) -> None:
        self.port, self.known = port, known
        self.sent: list[list[dict[str, Any]]] = []
        self.acknowledged: set[str] = set()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._run, args=(random.Random(n),)) for n in range(count)]

    def __enter__(self) -> "Devices":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(30)

    def _run(self, chance: random.Random) -> None:
        while not self.stop.is_set():
            batch = [builders.item(chance.choice(self.known["passes"])) for _ in range(chance.randint(1, 40))]
            self.sent.append(batch)
            try:
                status, body = call(
                    self.port, self.known["token"], "POST", "/api/v1/gate/passages", {"passages": batch}
                )
            except (OSError, http.client.HTTPException):
                return
            if status == 200:
                self.acknowledged.update(one["id"] for one in body["results"])


def call(port: int, token: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if answer.status == 200 else text
    finally:
        connection.close()


def read_everything(port: int, token: str) -> list[str]:
    ids: list[str] = []
    cursor, more = "", True
    while more:
        status, page = call(port, token, "GET", f"/api/v1/gate/passages?since={cursor}")
        assert status == 200, page
        ids += [one["id"] for one in page["passages"]]
        cursor, more = page["next"], page["more"]
    return ids


@pytest.fixture
def home(filled: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled[0], tmp_path / "home"))


@pytest.mark.parametrize("killed", ["everything", "the web process"])
def test_after_kill_9_no_acknowledged_passage_is_missing_and_no_batch_is_partial(
    filled: tuple[Path, dict[str, Any]], home: Path, killed: str
) -> None:
    known, port = filled[1], free_port()
    server = Server(home, port)
    try:
        server.wait_until_open()
        with Devices(port, known, 6) as devices:
            deadline = time.monotonic() + 60
            while len(devices.acknowledged) < 300 and time.monotonic() < deadline:
                time.sleep(0.02)

            if killed == "everything":
                server.kill_everything()
            else:
                os.kill(server.pid_of("web"), signal.SIGKILL)
                time.sleep(0.5)
        server.kill_everything()

        server = Server(home, port)
        server.wait_until_open()
        stored = read_everything(port, known["token"])

        assert len(devices.acknowledged) >= 300
        assert len(stored) == len(set(stored))
        assert devices.acknowledged <= set(stored)
        for batch in devices.sent:
            there = sum(one["id"] in set(stored) for one in batch)
            assert there in {0, len(batch)}

        for batch in devices.sent:
            status, answer = call(port, known["token"], "POST", "/api/v1/gate/passages", {"passages": batch})
            assert status == 200
            assert all(one["repeated"] for one in answer["results"] if one["id"] in set(stored))
        again = read_everything(port, known["token"])

        assert len(again) == len(set(again)) == sum(map(len, devices.sent))
    finally:
        server.kill_everything()
    verified = subprocess.run(
        [FUGONG, "audit", "verify"], env=environment(home), capture_output=True, text=True
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
