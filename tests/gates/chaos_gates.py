"""A gate in a bad network: uploads that are cut, doubled, sent out of order and with a clock that jumps."""

import http.client
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fugong.core.ids import new_id

API = "/api/v1/gate/"
MOST = {"passages": 60, "entries": 20}
"""What a gate brings in, and how many of it at once."""

STANDS = {"passages": ("verdict", "reason"), "entries": ("outcome", "subject")}
"""What of an answer is the same whenever it is given."""

BUSY = (502, 503, 504)
"""Not now: the queue keeps everything and tries again."""

JUMPS = (0, 0, 0, -9, -3, -1, 1, 2, 7)
"""Hours by which a gate's clock may be wrong."""

Item = dict[str, Any]


@dataclass
class Sent:
    """One request: which ids were in it, how far the clock was off that it told, and whether it was acknowledged."""

    ids: frozenset[str]
    off: timedelta
    at: datetime
    acknowledged: bool = False


@dataclass
class Run:
    """What all gates share: where the server is, and whether they may go on."""

    port: int
    go: threading.Event = field(default_factory=threading.Event)
    no_more: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)


class Gate(threading.Thread):
    """Makes passages and brings them in; remembers what it made, what it sent and what was acknowledged."""

    def __init__(self, run: Run, enterprise: dict[str, Any], device: dict[str, str], seed: str) -> None:
        super().__init__(name=f"gate {device['id']}", daemon=True)
        self.shared, self.enterprise, self.device = run, enterprise, device
        self.chance = random.Random(seed)
        self.off = timedelta(0)
        self.made: dict[str, dict[str, Item]] = {what: {} for what in MOST}
        self.queues: dict[str, list[str]] = {what: [] for what in MOST}
        self.sent: list[Sent] = []
        self.answers: dict[str, dict[str, dict[str, Any]]] = {what: {} for what in MOST}
        self.waiting = threading.Event()
        self._lock = threading.Lock()

    def run(self) -> None:
        try:
            while not self._done():
                self.waiting.set()
                self.shared.go.wait()
                self.waiting.clear()
                self._once()
        except BaseException as error:  # noqa: BLE001 - told by the test, with its seed
            self.shared.faults.append(f"{self.name}: {error!r}")
        finally:
            self.waiting.set()

    def _done(self) -> bool:
        return self.shared.no_more.is_set() and not any(self.queues.values())

    def _once(self) -> None:
        if not self.shared.no_more.is_set():
            if self.chance.random() < 0.1:
                self.off = timedelta(hours=self.chance.choice(JUMPS), seconds=self.chance.randint(0, 600))
            self._scan(self.chance.randint(1, 30))
            self._write_down(self.chance.randint(0, 3))
        what = self.chance.choice([what for what in ("passages", "passages", "entries") if self.queues[what]])
        batch = self._batch(what)
        way = self.chance.choice(self._ways())
        if not way(what, batch):
            time.sleep(0.05)
        time.sleep(self.chance.random() * 0.02)

    def _ways(self) -> list[Callable[[str, list[Item]], bool]]:
        if self.shared.no_more.is_set():
            return [self._upload]
        odd = [
            self._cut_before_the_answer,
            self._cut_in_the_middle,
            self._twice_at_once,
            self._told_otherwise,
        ]
        return [self._upload] * 6 + odd

    def _scan(self, number: int) -> None:
        for _ in range(number):
            given = self.chance.choice(["allow", "allow", "deny", "hold", None])
            item = {
                "id": str(new_id()),
                "code": self.chance.choice(self.enterprise["codes"]),
                "temperature": self.chance.choice([36.2, 36.5, 36.84, 37.6, 0, None]),
                "direction": self.chance.choice(["in", "out"]),
                "at": self._now(),
                "verdict": given,
            }
            self._keep("passages", item)

    def _write_down(self, number: int) -> None:
        """Lorries that come and go, of which the enterprise's gates see the same few."""
        for _ in range(number):
            kind = self.chance.choice(["vehicle.in", "vehicle.in", "vehicle.out"])
            data = {"plate": f"豫H1234{self.chance.randint(0, 9)}"}
            data |= {"vehicle": "lorry", "people": self.chance.randint(1, 3)} if kind == "vehicle.in" else {}
            self._keep("entries", {"id": str(new_id()), "at": self._now(), "kind": kind, "data": data})

    def _now(self) -> str:
        return (datetime.now(UTC) + self.off).isoformat()

    def _keep(self, what: str, item: Item) -> None:
        self.made[what][item["id"]] = item
        self.queues[what].append(item["id"])

    def _batch(self, what: str) -> list[Item]:
        """From the queue's beginning, or anything of it in any order; now and then what was acknowledged long ago."""
        size, queue, answered = (
            self.chance.randint(1, MOST[what]),
            self.queues[what],
            list(self.answers[what]),
        )
        ids = queue[:size]
        if self.chance.random() < 0.4:
            ids = self.chance.sample(queue, min(size, len(queue)))
        if answered and self.chance.random() < 0.3:
            ids += self.chance.sample(answered, min(5, len(answered)))
        if self.chance.random() < 0.1:
            ids += ids[:3]
        self.chance.shuffle(ids)
        return [self.made[what][one] for one in ids]

    def _upload(self, what: str, batch: list[Item]) -> bool:
        """Send, and wait for the answer."""
        sent = self._told(batch)
        try:
            status, text = self._ask(what, batch)
        except (OSError, http.client.HTTPException):
            return False
        return self._take(what, sent, batch, status, text)

    def _cut_before_the_answer(self, what: str, batch: list[Item]) -> bool:
        self._told(batch)
        with suppress(OSError, http.client.HTTPException):
            self._send(what, batch, cut=self.chance.choice(["close", "reset"]))
        return True

    def _cut_in_the_middle(self, what: str, batch: list[Item]) -> bool:
        self._told(batch)
        with suppress(OSError, http.client.HTTPException):
            self._send(what, batch, cut="half")
        return True

    def _twice_at_once(self, what: str, batch: list[Item]) -> bool:
        """Two connections with the same batch: a page that was opened twice, a request that the network doubled."""
        other = threading.Thread(target=self._upload, args=(what, batch))
        other.start()
        done = self._upload(what, list(batch))
        other.join(60)
        return done

    def _told_otherwise(self, what: str, batch: list[Item]) -> bool:
        """The same ids with other content: what was acknowledged stands as it was."""
        answered = sorted(self.answers[what])
        lie = LIES[what]
        again = self.chance.sample(answered, min(10, len(answered)))
        return self._upload(what, [*batch, *({**self.made[what][one], **lie} for one in again)])

    def _told(self, batch: Sequence[Item]) -> Sent:
        sent = Sent(frozenset(item["id"] for item in batch), self.off, datetime.now(UTC))
        with self._lock:
            self.sent.append(sent)
        return sent

    def _take(self, what: str, sent: Sent, batch: Sequence[Item], status: int, text: bytes) -> bool:
        if status in BUSY:
            return False
        if status != 200:
            self.shared.faults.append(f"{self.name}: {status} {text[:300]!r}")
            return False
        results = json.loads(text)["results"]
        if [one["id"] for one in results] != [item["id"] for item in batch]:
            self.shared.faults.append(f"{self.name}: the answers are not those of the batch")
        answers = self.answers[what]
        with self._lock:
            sent.acknowledged = True
            for one in results:
                before = answers.setdefault(one["id"], one)
                if any(before[name] != one[name] for name in STANDS[what]):
                    self.shared.faults.append(f"{self.name}: another answer for {before}: {one}")
            self.queues[what] = [one for one in self.queues[what] if one not in answers]
        return True

    def _ask(self, what: str, batch: Sequence[Item]) -> tuple[int, bytes]:
        connection = self._send(what, batch)
        try:
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _send(self, what: str, batch: Sequence[Item], cut: str = "") -> http.client.HTTPConnection:
        body = json.dumps({what: batch}).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.shared.port, timeout=20)
        connection.putrequest("POST", API + what)
        connection.putheader("Authorization", f"Bearer {self.device['token']}")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(len(body)))
        connection.putheader("Fugong-Device-Time", self._now())
        connection.endheaders(body[: len(body) // 2] if cut == "half" else body)
        if cut == "reset" and connection.sock:
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if cut:
            connection.close()
        return connection


LIES: dict[str, Item] = {
    "passages": {"verdict": "allow", "direction": "out", "temperature": 35.9, "code": "JOB:lie"},
    "entries": {"kind": "vehicle.in", "data": {"plate": "豫H99999", "vehicle": "lorry"}},
}


class Follower(threading.Thread):
    """Reads back with a cursor while all this goes on, and never starts again from the beginning."""

    def __init__(self, run: Run, token: str) -> None:
        super().__init__(name="reader", daemon=True)
        self.shared, self.token = run, token
        self.read: list[dict[str, Any]] = []
        self.cursor = ""
        self.enough = threading.Event()

    def run(self) -> None:
        while True:
            last = self.enough.is_set()
            more = self.page()
            if last and more is False:
                return
            if more is not True:
                time.sleep(0.03)

    def page(self) -> bool | None:
        """Whether there is more; None where nobody answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.shared.port, timeout=20)
        try:
            headers = {"Authorization": f"Bearer {self.token}"}
            connection.request("GET", f"{API}passages?since={self.cursor}", headers=headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                if answer.status not in BUSY:
                    self.shared.faults.append(f"reader: {answer.status} {text[:300]!r}")
                return None
            page = json.loads(text)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        self.read += page["passages"]
        self.cursor = page["next"]
        return bool(page["more"])
