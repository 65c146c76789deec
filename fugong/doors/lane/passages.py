"""Passages: recorded in groups (what waits when the last commit ends goes in together), and read back.

A small upload waits with its bearer token and its body; device, items and faults are looked at where it is committed,
for all that wait at once. So a withdrawal holds from the next request on without a statement a scan.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from django.db import OperationalError
from django.utils import translation

from fugong.core import clock
from fugong.core.errors import Fault
from fugong.core.web import say
from fugong.doors.lane import answering, committing
from fugong.doors.lane.answering import Answer
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.devices import check_known, known
from fugong.doors.lane.threads import in_database
from fugong.gates import actions, queries, upload
from fugong.gates.actions import Upload

log = structlog.get_logger("fugong.lane")

SMALL = 16 * 1024
"""Bytes of a body that is read before its sender is known: some thirty passages."""

TOGETHER = 256 * 1024
"""Bytes of the bodies of one group, about: a transaction stays well under 300 ms."""

WORTH_ANOTHER = 10 * 1024
"""Bytes that must wait before a second group is begun beside one that is under way: small groups cost more a scan."""

MOST_WAITING = 48 * 1024 * 1024
"""Bytes of bodies that may wait. Beyond, a device is asked to come again: it keeps its passages."""


class Waiting(NamedTuple):
    """An upload in the queue."""

    token: str
    body: bytes
    language: str
    device_time: datetime | None
    received_at: datetime


@dataclass(slots=True)
class Queue:
    """What waits to be committed, and who is at it. Belongs to one event loop. `size` counts the bytes of all that is not
    answered yet, `behind` of what is not under way either."""

    waiting: "deque[tuple[Waiting, asyncio.Future[Answer]]]" = field(default_factory=deque)
    size: int = 0
    behind: int = 0
    at_work: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def record(self, asked: Asked, body: bytes) -> Answer:
        """The answer to an upload, after the commit."""
        if self.size + len(body) > MOST_WAITING:
            raise answering.too_much_waiting()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Answer] = loop.create_future()
        one = Waiting(asked.bearer, body, asked.language, asked.device_time, asked.received_at)
        self.waiting.append((one, done))
        self.size += len(body)
        self.behind += len(body)
        if self._is_worth_another(len(self.at_work)):
            self.at_work.add(loop.create_task(self._work()))
        return await done

    def _is_worth_another(self, under_way: int) -> bool:
        if under_way == 0:
            return bool(self.waiting)
        return under_way < committing.PROCESSES and self.behind >= WORTH_ANOTHER

    async def _work(self) -> None:
        try:
            while self._is_worth_another(len(self.at_work) - 1):
                group = self._take()
                try:
                    answers = await committing.commit(record_all, [one for one, _done in group])
                except Exception as error:  # noqa: BLE001 - told to everybody who waits
                    tell(error)
                    answers = [answering.of_error(error)] * len(group)
                for (one, done), answer in zip(group, answers, strict=True):
                    self.size -= len(one.body)
                    if not done.done():
                        done.set_result(answer)
        finally:
            self.at_work.discard(asyncio.current_task())

    def _take(self) -> "list[tuple[Waiting, asyncio.Future[Answer]]]":
        group = [self.waiting.popleft()]
        size = len(group[0][0].body)
        while self.waiting and size + len(self.waiting[0][0].body) <= TOGETHER:
            group.append(self.waiting.popleft())
            size += len(group[-1][0].body)
        self.behind -= size
        return group


def record_all(group: Sequence[Waiting]) -> list[Answer]:
    """The answers to a group of uploads, in one transaction. Where the tables are (see `committing`)."""
    devices = queries.devices_of_tokens({one.token for one in group})
    answers: list[Answer | None] = []
    uploads: list[Upload] = []
    for one in group:
        _speak(one.language)
        try:
            device = devices.get(one.token)
            if device is None:
                raise answering.unknown_device()
            items = upload.read_items(upload.passages_in(one.body))
        except Fault as fault:
            answers.append(answering.of_fault(fault))
            continue
        uploads.append(Upload(device, items, one.device_time, one.received_at, say.language()))
        answers.append(None)
    recorded = iter(actions.record_together(uploads))
    return [_answer(next(recorded)) if answer is None else answer for answer in answers]


def _speak(language: str) -> None:
    if translation.get_language() != language:
        translation.activate(language)


def _answer(recorded: list[dict[str, Any]] | Exception) -> Answer:
    if isinstance(recorded, Fault):
        return answering.of_fault(recorded)
    if isinstance(recorded, Exception):
        tell(recorded)
        return answering.of_error(recorded)
    return answering.as_json({"results": recorded})


def tell(error: Exception) -> None:
    """Into the log: a busy database in a line, a defect with its trace."""
    if isinstance(error, OperationalError):
        log.warning("not committed", reason=str(error).strip())
    else:
        log.error("broken", exc_info=error)


def recording() -> Any:
    """The handler of uploads, with a queue of its own."""
    queue = Queue()

    async def record(asked: Asked) -> Answer:
        announced = asked.announced
        if announced is None or announced > SMALL:
            await in_database(check_known, asked.bearer)
        return await queue.record(asked, await asked.body())

    return record


async def read_back(asked: Asked) -> Answer:
    """What was recorded after a cursor, for the device's enterprise."""
    return await in_database(_read_back, asked.bearer, asked.query.get("since", ""))


def _read_back(token: str, since: str) -> Answer:
    device = known(token)
    page = queries.passages_after(enterprise_id=device.checkpoint.enterprise_id, cursor=since)
    return answering.as_json(page)


async def state(asked: Asked) -> Answer:
    """The bundle by which a device decides without a network."""
    return await in_database(_state, asked.bearer, asked.query.get("since", ""), asked.device_time)


def _state(token: str, since: str, device_time: datetime | None) -> Answer:
    device = known(token)
    actions.hear(device=device, device_time=device_time, received_at=clock.now())
    return answering.as_json(queries.bundle(device, since))
