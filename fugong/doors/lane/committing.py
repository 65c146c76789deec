"""Where passages are committed: processes beside the event loop, so that none waits for another's interpreter.

Reading, judging and storing a scan costs Python more than taking it in and answering it; in one process the two take
turns. The processes are forked before the server has threads and connections, so what is loaded is in memory once. The
loop speaks to each by a pipe of its own: threads between them, as executors have, cost more than what they hand over.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn, TypeVar

import structlog
from django.db import OperationalError, close_old_connections

from fugong.doors.lane.threads import in_database
from fugong.gates.actions.storing import take_turns_by

R = TypeVar("R")
log = structlog.get_logger("fugong.lane")

PROCESSES = 2
"""How many commit; each has one group under way, and they take turns at the tables."""


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    pipe: "Connection[Any, Any]"


_processes: list[_Process] = []
_idle: "asyncio.LifoQueue[_Process]" = asyncio.LifoQueue()


def start(before: Callable[[], object]) -> None:
    """Fork the processes; each runs `before` first. Without this, committing is done in a database thread."""
    fork = multiprocessing.get_context("fork")
    turn = fork.Lock()
    for _ in range(PROCESSES):
        ours, its_own = fork.Pipe()
        pid = os.fork()
        if pid == 0:
            try:
                before()
                _run(its_own, turn)
            except BaseException:  # noqa: BLE001 - nobody above prints it: the process ends here
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(1)
        its_own.close()
        _processes.append(_Process(pid, ours))
        _idle.put_nowait(_processes[-1])


def _run(pipe: "Connection[Any, Any]", turn: Any) -> None:
    take_turns_by(turn)
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    for number in (signal.SIGTERM, signal.SIGINT):  # a signal to the whole group: the server lets it finish
        signal.signal(number, signal.SIG_IGN)
    while (asked := pipe.recv()) is not None:
        function, argument = asked
        told: tuple[Exception | None, Any]
        try:
            told = None, _connected(function, argument)
        except OperationalError as error:
            told = error, None
        except Exception:  # noqa: BLE001 - told by the process that asked; a trace cannot be sent
            told = RuntimeError(traceback.format_exc()), None
        pipe.send(told)


async def commit(function: Callable[[Any], R], argument: Any) -> R:
    """What `function` returns, run where the tables are written."""
    if not _processes:
        return await in_database(function, argument)
    process = await _idle.get()
    loop = asyncio.get_running_loop()
    told: asyncio.Future[tuple[Exception | None, R]] = loop.create_future()
    try:
        loop.add_reader(process.pipe, _hear, process.pipe, told)
        process.pipe.send((function, argument))
        error, result = await told
    except (EOFError, OSError):
        _gone()
    loop.add_reader(process.pipe, _gone)
    _idle.put_nowait(process)
    if error is not None:
        raise error
    return result


def watch() -> None:
    """From now on the death of an idle process is noticed too. Called in the event loop, once."""
    for process in _processes:
        asyncio.get_running_loop().add_reader(process.pipe, _gone)


def _gone() -> NoReturn:
    """A process was killed from outside: nothing here can be trusted to end in order; the supervisor starts anew.

    An idle one says nothing of its own accord: what can be heard from it is its end.
    """
    log.error("a committing process is gone")
    os._exit(1)


def _hear(pipe: "Connection[Any, Any]", told: "asyncio.Future[Any]") -> None:
    try:
        told.set_result(pipe.recv())
    except (EOFError, OSError) as gone:
        told.set_exception(gone)


def _connected(function: Callable[[Any], R], argument: Any) -> R:
    close_old_connections()
    try:
        return function(argument)
    finally:
        close_old_connections()


def stop() -> None:
    """Let the processes end; whoever was answered has been committed."""
    while _processes:
        process = _processes.pop()
        asyncio.get_running_loop().remove_reader(process.pipe)
        process.pipe.send(None)
        os.waitpid(process.pid, 0)
