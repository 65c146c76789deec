"""What a device asked: the parts of a request that endpoints look at."""

import asyncio
import re
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import translation
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Invalid, TooLarge

BEARER = "bearer "
_TERMINAL = re.compile(r"^(/ingest/[^/]+/)(?!iclock).+", re.IGNORECASE)
"""What stands behind a protocol is a secret, or a mistyped one."""

LONGEST_WAIT = 60.0
"""Seconds that a body may take to come in."""


class Asked:
    """One request. Header names are lower-case; values are text, as latin-1."""

    def __init__(self, scope: Any, receive: Any) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.path_params: dict[str, Any] = scope.get("path_params", {})
        self.client: str = (scope.get("client") or ("", 0))[0]
        self.received_at = clock.now()
        self._query: bytes = scope["query_string"]
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        self._receive = receive

    def header(self, name: str) -> str:
        """A header's value, empty where it is absent."""
        return self._headers.get(name.encode(), b"").decode("latin-1")

    @property
    def shown_path(self) -> str:
        """The address for the log, without what names or opens something: a terminal's secret is a part of its own."""
        path = self.path
        for value in self.path_params.values():
            path = path.replace(str(value), "…")
        return _TERMINAL.sub(r"\1…", path)

    @property
    def bearer(self) -> str:
        """The bearer token, empty where there is none."""
        said = self.header("authorization")
        return said[len(BEARER) :].strip() if said[: len(BEARER)].lower() == BEARER else ""

    @property
    def device_time(self) -> datetime | None:
        """The device's own clock as it sent the request; None where it did not tell, or nothing that is a time."""
        said = self._headers.get(b"fugong-device-time")
        return None if said is None else clock.parse_moment(said.decode("latin-1"))

    @cached_property
    def query(self) -> dict[str, str]:
        """The last value of each parameter of the address."""
        return dict(parse_qsl(self._query.decode("latin-1"), keep_blank_values=True, errors="replace"))

    @cached_property
    def language(self) -> str:
        """Django's code of the language that the reader wants: by cookie, else by what the browser says."""
        cookies = self._headers.get(b"cookie")
        chosen = ""
        if cookies is not None:
            chosen = parse_cookie(cookies.decode("latin-1")).get(settings.LANGUAGE_COOKIE_NAME, "")
        return _language(chosen[:40], self.header("accept-language")[:500])

    @property
    def is_of_our_host(self) -> bool:
        """Whether the host asked for is one that this installation answers to (FUGONG_HOSTS)."""
        host = self._headers.get(b"x-forwarded-host") or self._headers.get(b"host")
        return host is None or _is_host(host.decode("latin-1")[:300], tuple(settings.ALLOWED_HOSTS))

    @property
    def announced(self) -> int | None:
        """The length of the body as the head tells it; None where it comes in pieces."""
        told = self.header("content-length")
        if told.isascii() and told.isdigit():
            return int(told[:20])
        return None if self.header("transfer-encoding") else 0

    async def body(self, most: int | None = None) -> bytes:
        """The whole body. Raises TooLarge beyond `most` bytes (else the site's limit), Invalid where it was cut off."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if most is None else most
        announced = self.announced
        if announced is not None and announced > most:
            raise _too_large()
        parts: list[bytes] = []
        size, more = 0, True
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                while more and (not parts or size != announced):
                    message = await self._next()
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > most:
                        raise _too_large()
                    more = message.get("more_body", False)
        except TimeoutError:
            raise _cut_off() from None
        return self._whole(b"".join(parts), announced, most)

    async def _next(self) -> Any:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise _cut_off()
        return message

    @staticmethod
    def _whole(body: bytes, announced: int | None, most: int) -> bytes:
        if len(body) > most:
            raise _too_large()
        if announced is not None and len(body) < announced:
            raise _cut_off()
        return body


def _too_large() -> TooLarge:
    return TooLarge("too_large", _("正文太大。请分批上传。"))


def _cut_off() -> Invalid:
    return Invalid("cut_off", _("正文没有传完。请重试。"))


@lru_cache(maxsize=256)
def _language(chosen: str, accepted: str) -> str:
    request = HttpRequest()
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = chosen
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return translation.get_language_from_request(request)


@lru_cache(maxsize=256)
def _is_host(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)
