"""The lane asked inside the test's own process and thread, so that the test's transaction is its too."""

import asyncio
import json
import queue
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

from fugong.doors.lane import threads
from fugong.doors.lane.app import make

Message = dict[str, Any]


class Answer:
    """An answer, as Django's test client has it."""

    def __init__(self, messages: list[Message]) -> None:
        start, *rest = messages
        self.status_code: int = start["status"]
        self.headers = {name.decode().title(): value.decode() for name, value in start["headers"]}
        self.content = b"".join(one.get("body", b"") for one in rest)

    def json(self) -> Any:
        return json.loads(self.content)

    def __getitem__(self, header: str) -> str:
        return self.headers[header.title()]

    def __contains__(self, header: str) -> bool:
        return header.title() in self.headers


class Lane:
    """A client of the lane; `token` is the bearer of every request that does not say otherwise."""

    def __init__(self, token: str = "") -> None:
        self.token = token

    def get(self, path: str, query: Mapping[str, str] | None = None, **options: Any) -> Answer:
        return self.ask("GET", path, query=query, **options)

    def post(self, path: str, body: object = b"", **options: Any) -> Answer:
        return self.ask("POST", path, body=body, **options)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: object = b"",
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        pieces: Iterable[Message] | None = None,
    ) -> Answer:
        """`pieces` are the messages by which the body comes in, where it does not come whole."""
        data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else _json(body)
        sent = {"Host": "testserver", **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        if pieces is None:
            sent["Content-Length"] = str(len(data))
        sent |= headers or {}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": urlencode(query or {}).encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items()],
            "client": ("127.0.0.1", 1),
            "scheme": "http",
            "root_path": "",
        }
        return Answer(_ask(scope, [{"body": data}] if pieces is None else list(pieces)))


def _ask(scope: Message, pieces: list[Message]) -> list[Message]:
    """The messages of the answer. The event loop has a thread of its own; what it asks of tables is done in this one."""
    work = _Here()
    with patch.object(threads, "_executor", work), patch.object(threads, "close_old_connections"):
        loop = threading.Thread(target=lambda: work.end_with(lambda: asyncio.run(_answer(scope, pieces))))
        loop.start()
        sent = work.until_end()
        loop.join()
    return sent


async def _answer(scope: Message, pieces: list[Message]) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", **pieces.pop(0)} if pieces else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await make()(scope, receive, send)
    return sent


class _Here(Executor):
    """Runs what it is given in the thread that waits for the end."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        done: Future[Any] = Future()
        self._work.put((done, partial(function, *args, **kwargs)))
        return done

    def end_with(self, last: Any) -> None:
        """Run `last`, and end the waiting with what it returns or raises."""
        done: Future[Any] = Future()
        _settle(done, last)
        self._work.put((done, None))

    def until_end(self) -> Any:
        """Do the work that comes in; returns what the end brings."""
        while True:
            done, function = self._work.get()
            if function is None:
                return done.result()
            _settle(done, function)


def _settle(done: "Future[Any]", function: Any) -> None:
    try:
        done.set_result(function())
    except BaseException as error:  # noqa: BLE001 - handed on
        done.set_exception(error)


def _json(body: object) -> bytes:
    return json.dumps(body).encode()


def wsgi(environ: Message, start_response: Any) -> list[bytes]:
    """The lane for testing tools that speak WSGI."""
    names = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
    headers = {name[5:].replace("_", "-"): value for name, value in names.items()}
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    answer = Lane().ask(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        body=environ["wsgi.input"].read(length),
        query=dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)),
        headers=headers,
    )
    start_response(f"{answer.status_code} answer", list(answer.headers.items()))
    return [answer.content]
