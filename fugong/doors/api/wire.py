"""What goes over the wire: JSON read with care and written exactly, and the shapes bodies are made of."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import Status
from pydantic import ConfigDict, Field, StringConstraints

from fugong.core.errors import Conflict, Invalid
from fugong.doors.api.errors import Error

ERRORS = frozenset({401, 403, 404, 405, 409, 413, 422, 429, 503})

Line = Annotated[str, StringConstraints(max_length=60)]
"""A name or the like."""

Reason = Annotated[str, StringConstraints(max_length=500)]
"""Free text a person writes."""

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
"""A day of the site, written 2020-02-24."""

Limit = Annotated[int, Field(ge=1, le=500)]
Cursor = Annotated[str, StringConstraints(max_length=200)]
"""Where a list goes on: `next` of the page before."""


class Body(Schema):
    """What a request may carry: these fields and no others (PIPL 6: nothing more than is needed)."""

    model_config = ConfigDict(extra="forbid")


class Seen(Body):
    """A change that says which version it is based on: refused as a conflict where somebody else was faster."""

    seen_at: datetime | None = None


def answers(body: Any, status: int = 200) -> dict[Any, Any]:
    """The answers of an operation: `body` on success, else an error in the one form."""
    return {status: body, ERRORS: Error}


def made(body: Any) -> Status:
    """201: it was made, and this is it."""
    return Status(201, body)


def gone() -> Status:
    """204: done, nothing to say."""
    return Status(204, None)


def check_unchanged(updated_at: datetime, seen_at: datetime | None) -> None:
    """Raise Conflict where a record has changed since the version that a request is based on."""
    if seen_at is not None and updated_at != seen_at:
        raise Conflict("changed", _("这一条刚被别人改过。请看过新的内容再保存。"), field="seen_at")


class CarefulParser(Parser):
    """JSON without what no database can keep: NUL, half of a surrogate pair, numbers without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            document = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Invalid("json", _("正文不是 JSON。")) from None
        check_texts(document)
        return document


def _no_number(name: str) -> Any:
    raise ValueError(name)


def check_texts(document: Any) -> None:
    """Raise Invalid for a text that cannot be stored."""
    if any("\0" in text or any("\ud800" <= c <= "\udfff" for c in text) for text in _texts(document)):
        raise Invalid("text", _("文字里有不能保存的字符。"))


def _texts(document: Any) -> Iterator[str]:
    waiting = [document]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple)):
            waiting += one


class ExactRenderer(BaseRenderer):
    """JSON with moments to the microsecond in UTC, so that what was read can be sent back and compared."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=plain).encode()


def plain(value: Any) -> Any:
    """A value as JSON writes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (UUID, Promise)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
