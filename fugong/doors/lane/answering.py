"""What a device is answered: a status and a body; faults as JSON, in the language asked for."""

import json
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import OperationalError
from django.utils.translation import gettext as _

from fugong.core.errors import Fault, NotFound, Unknown

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"

Headers = tuple[tuple[str, str], ...]


class Answer(NamedTuple):
    """An answer on its way out; `headers` beside those that every answer has."""

    status: int
    body: bytes
    kind: str = JSON
    headers: Headers = ()


class Busy(Fault):
    """More is waiting than can be taken now (503)."""

    status = 503


def as_json(body: Any, status: int = 200, headers: Headers = ()) -> Answer:
    """A body as JSON."""
    return Answer(status, encode(body), JSON, headers)


def encode(body: Any) -> bytes:
    """JSON as bytes; half a surrogate pair, which no UTF-8 holds, stays escaped."""
    try:
        return _write(body).encode()
    except UnicodeEncodeError:
        return json.dumps(body, separators=(",", ":")).encode()


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def of_fault(fault: Fault) -> Answer:
    """A fault in the form of the API: code, text, field."""
    headers: Headers = ()
    if isinstance(fault, Unknown):
        headers = (("WWW-Authenticate", 'Bearer realm="fugong gate"'),)
    elif isinstance(fault, Busy):
        headers = (("Retry-After", "3"),)
    return as_json(fault.as_json(), fault.status, headers)


def of_error(error: Exception) -> Answer:
    """What went wrong on our side: the database is busy or away (try again), or a defect (logged by the caller)."""
    if isinstance(error, OperationalError):
        return of_fault(Busy("busy", _("系统正忙，这次没有保存。请过几秒再试。")))
    fault = Fault("broken", _("系统出了故障，已经记录。请稍后重试。"))
    fault.status = 500
    return of_fault(fault)


def unknown_device() -> Unknown:
    """Nobody we know, or no more."""
    return Unknown("device", _("没有这台设备，或它已停用。请防疫专员重新绑定。"))


def too_much_waiting() -> Busy:
    """The queue is full: the device keeps its passages and comes again."""
    return Busy("busy", _("系统正忙，这次没有保存。请过几秒再试。"))


def not_found() -> NotFound:
    """No such address on the lane."""
    return NotFound("not_found", _("没有这个地址。"))


def wrong_method(allowed: tuple[str, ...]) -> Answer:
    """405, naming what is allowed."""
    fault = Fault("method", _("这个地址不接受这种请求。"))
    return as_json(fault.as_json(), 405, (("Allow", ", ".join(allowed)),))


@lru_cache(maxsize=64)
def _standing(kind: str, language: str) -> tuple[tuple[bytes, bytes], ...]:
    """What goes with every answer. Nothing here is ever a page: it may load nothing and be framed by nobody."""
    return (
        (b"content-type", kind.encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept-Language, Cookie"),
        (b"content-language", language.encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
    )


async def send_answer(send: Any, answer: Answer, language: str, *, head_only: bool) -> None:
    """Send it; to HEAD only its head."""
    headers = [*_standing(answer.kind, language), (b"content-length", b"%d" % len(answer.body))]
    for name, value in answer.headers:
        headers.append((name.lower().encode(), value.encode("latin-1")))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head_only else answer.body})
