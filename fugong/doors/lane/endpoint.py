"""An address of the lane: handlers by method, faults to answers, the headers that every answer has."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from django.db import OperationalError
from django.utils import translation

from fugong.core.errors import Fault
from fugong.doors.lane import answering
from fugong.doors.lane.answering import Answer
from fugong.doors.lane.asking import Asked

log = structlog.get_logger("fugong.lane")

Handler = Callable[[Asked], Awaitable[Answer]]
FaultAnswer = Callable[[Fault], Answer]


class Endpoint:
    """The ASGI application of one address: `Route("/ingest/x/{serial}", Endpoint(POST=handler))`.

    A handler is asked with the language of the request active; it raises Fault for what a device did wrong. Devices that
    do not read JSON get faults in their own form by `on_fault`. `quiet`: what went well is not logged, there is too much of it.
    """

    def __init__(
        self, *, on_fault: FaultAnswer = answering.of_fault, quiet: bool = False, **methods: Handler
    ) -> None:
        self.methods, self.on_fault, self.quiet = methods, on_fault, quiet

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, whatever happens."""
        started = time.perf_counter()
        asked = Asked(scope, receive)
        language = asked.language
        translation.activate(language)
        try:
            answer = await self._answer(asked)
        except Fault as fault:
            answer = self.on_fault(fault)
        except Exception as error:
            if not isinstance(error, OperationalError):
                log.exception("broken", method=asked.method, path=asked.shown_path)
            answer = answering.of_error(error)
        if not (self.quiet and answer.status == 200):
            took = round((time.perf_counter() - started) * 1000, 1)
            log.info("request", method=asked.method, path=asked.shown_path, status=answer.status, ms=took)
        await answering.send_answer(send, answer, language, head_only=asked.method == "HEAD")

    async def _answer(self, asked: Asked) -> Answer:
        if not asked.is_of_our_host:
            raise Fault("bad_request", str(translation.gettext("服务器没有看懂这次请求。")))
        handler = self.methods.get("GET" if asked.method == "HEAD" else asked.method)
        if handler is None:
            return answering.wrong_method(tuple(self.methods))
        return await handler(asked)


async def _nothing_here(asked: Asked) -> Answer:
    raise answering.not_found()


NOT_FOUND = Endpoint(
    GET=_nothing_here,
    POST=_nothing_here,
    PUT=_nothing_here,
    PATCH=_nothing_here,
    DELETE=_nothing_here,
    OPTIONS=_nothing_here,
)
