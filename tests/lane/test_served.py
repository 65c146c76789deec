"""The lane as it is served: over real sockets, behind its proxy, and stopped under load.

What was accepted is committed and answered, everything else is told so or was never begun.
"""

import http.client
import json
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.gates import builders
from tests.running.house import House

PATH = "/api/v1/gate/passages"
GATES = 12
SLOW = 1_100
"""More than the lane looks at at once."""

SOON = 10
"""Seconds: far below how long a slow one may take."""

PATIENCE = 90
"""Seconds that nothing takes, however busy the machine: how fast it is is measured elsewhere."""


@dataclass
class Load:
    """Gates that send one passage after the other, and what each was answered: an id by its status, 0 where none came."""

    port: int
    token: str
    code: str
    answered: dict[str, int] = field(default_factory=dict)
    bodies: dict[int, Any] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)

    def gate(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.done.is_set():
            item = builders.item(self.code)
            status = 0
            try:
                connection.request(
                    "POST",
                    PATH,
                    json.dumps({"passages": [item]}),
                    {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
                )
                answer = connection.getresponse()
                body = answer.read()
                status = answer.status
                if status != 200:
                    self.bodies[status] = json.loads(body)
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.02)
            self.answered[item["id"]] = status
        connection.close()

    def run(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self.gate, daemon=True) for _ in range(GATES)]
        for thread in threads:
            thread.start()
        return threads


def test_what_was_accepted_is_committed_and_answered_and_nothing_else_is_stored(open_house: House) -> None:
    enterprise = open_house.enterprises[0]
    server = open_house.serve()
    load = Load(open_house.port, enterprise["devices"][0]["token"], enterprise["codes"][0])
    try:
        _check_sockets(open_house.port, load)
        _check_slow_ones(open_house.port, load)
        threads = load.run()
        _wait_for_more(load, 50)
        first = server.pid_of("lane")
        os.kill(first, signal.SIGTERM)  # the lane alone: it comes back
        _wait(lambda: server.pid_of("lane") != first)
        _wait_for_more(load, 50)
        server.process.send_signal(signal.SIGTERM)  # everything
        assert server.process.wait(PATIENCE) == 0
        load.done.set()
        for thread in threads:
            thread.join(PATIENCE)
    finally:
        load.done.set()
        server.kill_everything()

    stored = {row["id"] for row in open_house.stored()[enterprise["id"]]["passages"]["rows"]}
    good = {one for one, status in load.answered.items() if status == 200}
    assert len(good) > 100
    assert good - stored == set()
    assert stored - good == set()
    assert set(load.answered.values()) <= {200, 503, 0}
    for body in load.bodies.values():
        assert set(body["error"]) == {"code", "text", "field"}


def _check_sockets(port: int, load: Load) -> None:
    """Bodies in pieces, cut off, too long; methods; addresses of the lane and of the web process side by side."""
    item = builders.item(load.code)
    body = json.dumps({"passages": [item]}).encode()
    pieces = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (9, body[:9], len(body) - 9, body[9:])
    head = f"Host: localhost:{port}\r\nAuthorization: Bearer {load.token}\r\nConnection: close\r\n"

    status, answer = _ask(port, f"POST {PATH} HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n", pieces)
    assert (status, len(json.loads(answer)["results"])) == (200, 1)
    load.answered[item["id"]] = 200
    status, _answer = _ask(
        port, f"POST {PATH} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n", body[:20], cut=True
    )
    assert status in {0, 422, 499, 503}  # 499 is the proxy's word for a caller who went first
    status, _answer = _ask(
        port, f"POST {PATH} HTTP/1.1\r\n{head}Content-Length: 50000000\r\n\r\n", bytes(1_000_000)
    )
    assert status == 413
    status, answer = _ask(port, f"HEAD /api/v1/gate/state HTTP/1.1\r\n{head}\r\n", b"")
    assert (status, answer) == (200, b"")
    status, answer = _ask(port, f"PUT {PATH} HTTP/1.1\r\n{head}\r\n", b"")
    assert (status, json.loads(answer)["error"]["code"]) == (405, "method")
    status, answer = _ask(port, f"GET /iclock/nothing HTTP/1.1\r\n{head}\r\n", b"")
    assert (status, json.loads(answer)["error"]["code"]) == (404, "not_found")
    status, answer = _ask(port, f"GET /api/v1/openapi.json HTTP/1.1\r\n{head}\r\n", b"")
    assert status == 200


def _check_slow_ones(port: int, load: Load) -> None:
    """Many who never finish a body, and need no token for that, keep nobody waiting."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * SLOW)), hard))
    head = f"Host: localhost:{port}\r\nConnection: close\r\n"
    slow = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(SLOW)]
    try:
        for one in slow:
            one.sendall(f"POST {PATH} HTTP/1.1\r\n{head}Content-Length: 1000\r\n\r\n{{".encode())
        time.sleep(1)
        item, begun = builders.item(load.code), time.monotonic()
        body = json.dumps({"passages": [item]}).encode()
        head += f"Authorization: Bearer {load.token}\r\nContent-Length: {len(body)}\r\n"
        status, _answer = _ask(port, f"POST {PATH} HTTP/1.1\r\n{head}\r\n", body)
        assert (status, time.monotonic() - begun < SOON) == (200, True)
        load.answered[item["id"]] = 200
    finally:
        for one in slow:
            one.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _ask(port: int, head: str, body: bytes, *, cut: bool = False) -> tuple[int, bytes]:
    """Status and body of what comes back for these bytes; 0 where the connection is closed without a word."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode() + body)
        if cut:
            connection.shutdown(socket.SHUT_WR)
        told = b""
        while piece := connection.recv(65536):
            told += piece
    first, _blank, answer = told.partition(b"\r\n\r\n")
    return (int(first.split()[1]) if first else 0), answer


def _good(load: Load) -> int:
    return sum(status == 200 for status in list(load.answered.values()))


def _wait_for_more(load: Load, more: int) -> None:
    enough = _good(load) + more
    _wait(lambda: _good(load) >= enough)


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.02)
