"""A small real HTTP server that behaves towards the guard's page as Fugong does, and badly on demand.

It serves the page, its service worker and static files as the door makes them, under the product's
content security policy, and keeps passages in memory by the contract of `POST /api/v1/gate/passages`.
"""

import json
import mimetypes
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import include, path

from fugong.core.codes import SigningKey, issue_pass
from fugong.doors.guard import offline
from fugong.doors.guard.sets import SETS
from fugong.doors.guard.texts import both_languages

urlpatterns = [path("gate/", include("fugong.doors.guard.urls"))]
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ENTERPRISE = UUID("019363a0-0000-7000-8000-00000000e001")
CHECKPOINT = "019363a0-0000-7000-8000-00000000c001"
DEVICE = "019363a0-0000-7000-8000-00000000d001"
TOKEN = "device-token-for-tests"
SITE = timedelta(hours=8)
ROOT = Path(__file__).parents[2]
INSIDE = [f"INSIDE{number:06d}" for number in range(120)]
"""Who came in before, by reference."""

PARAMETERS = {
    "fever_threshold": 37.3,
    "plausible_min": 34,
    "plausible_max": 43,
    "not_measured": [0, 255],
    "observe_denied": True,
    "stale_after_minutes": 30,
    "skew_tolerance_seconds": 120,
}


def today() -> str:
    return (datetime.now(UTC) + SITE).date().isoformat()


class GateServer:
    """Start with `start()`, cut with `stop()`, start again on the same port: what was stored is still there."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.key = SigningKey.generate()
        self.people: dict[str, dict[str, Any]] = {}
        self.changed: dict[str, int] = {}
        self.cursor = 0
        self.stored: dict[str, dict[str, Any]] = {}
        self.entries: dict[str, dict[str, Any]] = {}
        self.received: list[str] = []
        self.batches: list[int] = []
        self.since: list[str | None] = []
        self.withdrawn = False
        self.device_id = DEVICE
        self.broken_ids: set[str] = set()
        self.refuse_codes: set[str] = set()
        self.rest_minutes = 0
        self.readings: list[dict[str, Any]] | None = None
        self.forget_answers = 0
        self.fail_with = 0
        self.server_verdict: dict[str, tuple[str, str, str]] = {}
        self.ahead = timedelta()
        self.connections: set[socket.socket] = set()
        self.lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"gate": self})
        deadline = time.monotonic() + 10
        while True:
            try:
                self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.connections.clear()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def person(self, ref: str, **changes: Any) -> dict[str, Any]:
        with self.lock:
            self.cursor += 1
            before = self.people.get(ref) or {
                "ref": ref,
                "job_number": f"A{len(self.people) + 1:04}",
                "name": "张*",
                "team": "一车间 甲班",
                "status": "active",
                "isolated": False,
                "observed": False,
                "verdict": "clear",
                "reason": "ok",
                "reported_for": today(),
                "void_before": None,
                "expected_from": None,
            }
            self.people[ref] = {**before, **changes}
            self.changed[ref] = self.cursor
            return self.people[ref]

    def pass_of(self, ref: str, *, issued: datetime | None = None, **changes: Any) -> str:
        issued = issued or self.now() - timedelta(minutes=1)
        person = self.people.get(ref, {"name": "李*", "team": "二车间"})
        claims = {
            "enterprise": ENTERPRISE,
            "reference": ref,
            "masked_name": person["name"],
            "team": person["team"],
            "verdict": "clear",
            "reason": "ok",
            "issued": issued,
            "expires": issued + timedelta(hours=8),
            "pass_id": uuid4(),
            **changes,
        }
        return issue_pass(self.key, **claims)

    def bundle(self, since: str | None) -> dict[str, Any]:
        table = json.loads((ROOT / "fugong/packs/jiaozuo_2020/gate_decision.json").read_text("utf-8"))
        after = int(since) if since else 0
        mark = {
            "word": {"zh": "白云", "en": "Cloud"},
            "colour": "#e69f00",
            "colour_name": {"zh": "橙色", "en": "orange"},
        }
        return {
            "server_time": self.now().isoformat(),
            "cursor": str(self.cursor),
            "full": since is None,
            "enterprise": {"id": str(ENTERPRISE), "name": "焦作测试机械有限公司"},
            "device": {"id": self.device_id, "name": "平板一"},
            "checkpoint": {"id": CHECKPOINT, "name": "东门"},
            "keys": [self.key.public.jwk()],
            "table": {**table, "parameters": PARAMETERS},
            "marks": [{"day": today(), **mark}],
            "people": [one for ref, one in self.people.items() if self.changed[ref] > after],
            "rest_minutes": self.rest_minutes,
            "thermometers": {
                "kinds": ["axillary", "ear", "forehead", "imaging"],
                "gate": "forehead",
                "terminal": "imaging",
                "second": ["axillary", "ear", "forehead"],
                "offer_seconds": 60 if self.readings is not None else 0,
            },
            "inside": len(INSIDE),
            "gates": ["西门"],
            "inside_refs": [[round(time.time() / 60) - 90, 0, " ".join(INSIDE)]],
        }

    def note(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """By the contract of `POST /api/v1/gate/entries`."""
        for index, one in enumerate(body["entries"]):
            if one["kind"] in self.refuse_codes:
                return 422, _error("kind", "没有这一种记录", f"entries[{index}].kind")
        results = []
        for one in body["entries"]:
            answer = {"id": one["id"], "outcome": "done", "text": "已记录。", "subject": None}
            results.append({**answer, "repeated": one["id"] in self.entries})
            self.entries.setdefault(one["id"], one)
        return 200, {"results": results}

    def take(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        passages = body["passages"]
        self.batches.append(len(passages))
        if len(passages) > 500:
            return 413, _error("too_many", "一次最多 500 条")
        for index, one in enumerate(passages):
            if one["code"] in self.refuse_codes:
                return 422, _error("invalid", "这一条不对", f"passages[{index}].at")
        results = []
        for one in passages:
            repeated = one["id"] in self.stored
            self.received.append(one["id"])
            self.stored.setdefault(one["id"], one)
            verdict, reason, text = self.server_verdict.get(one["code"], (one["verdict"], "ok", "可以通行。"))
            results.append(
                {
                    "id": one["id"],
                    "verdict": verdict,
                    "reason": reason,
                    "text": text,
                    "repeated": repeated,
                    "flagged": verdict != one["verdict"],
                }
            )
        return 200, {"results": results}


class _Handler(BaseHTTPRequestHandler):
    gate: GateServer
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.gate.connections.add(self.connection)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/gate/":
            texts = both_languages()
            config = {
                "texts": texts,
                "sets": SETS,
                "language": "zh",
                "worker": "/gate/sw.js",
                "wasm": static("vendor/zxing-wasm/zxing_reader.wasm"),
            }
            self.send(
                200, render_to_string("guard/gate.html", {"config": config, "t": texts["zh"]}), "text/html"
            )
        elif address.path == "/gate/sw.js":
            context = {
                "version": offline.version(),
                "page": "/gate/",
                "files": offline.addresses(),
                "store": static("guard/store.js"),
                "sync": static("guard/sync.js"),
                "plain": "plain" in parse_qs(address.query, keep_blank_values=True),
            }
            self.send(200, render_to_string("guard/sw.js", context), "text/javascript")
        elif address.path == "/gate/bind/ticket/":
            bound = {"token": TOKEN, "next": "/gate/"}
            self.send(200, render_to_string("guard/bound.html", {"bound": bound}), "text/html")
        elif address.path.startswith("/static/"):
            self.file(address.path.removeprefix("/static/"))
        elif address.path == "/api/v1/gate/readings" and self.known():
            told, self.gate.readings = self.gate.readings or [], []
            self.json(200, {"readings": told, "next": "1"})
        elif address.path == "/api/v1/gate/state" and self.known():
            since = parse_qs(address.query).get("since", [None])[0]
            self.gate.since.append(since)
            with self.gate.lock:
                self.json(200, self.gate.bundle(since))
        elif not address.path.startswith("/api/"):
            self.send(404, "not found", "text/plain")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.known():
            return
        if self.gate.fail_with:
            self.json(self.gate.fail_with, _error("broken", "故障"))
            return
        with self.gate.lock:
            status, answer = (self.gate.take if "passages" in body else self.gate.note)(body)
        if status == 200 and self.gate.forget_answers:
            self.gate.forget_answers -= 1
            self.close_connection = True
            return
        self.json(status, answer)

    def known(self) -> bool:
        if self.headers.get("Authorization") == f"Bearer {TOKEN}" and not self.gate.withdrawn:
            return True
        self.json(401, _error("device", "设备已停用"))
        return False

    def file(self, path: str) -> None:
        found = finders.find(path)
        if not found:
            self.send(404, "not found", "text/plain")
            return
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self.send(200, Path(found).read_bytes(), kind)

    def json(self, status: int, body: dict[str, Any]) -> None:
        self.send(status, json.dumps(body), "application/json")

    def send(self, status: int, body: str | bytes, kind: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: Any) -> None:
        pass


def _error(code: str, text: str, field: str | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "text": text, "field": field}}
