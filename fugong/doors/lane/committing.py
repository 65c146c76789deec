"""Where passages are committed: processes beside the event loop, so that none waits for another's interpreter.

Reading, judging and storing a scan costs Python more than taking it in and answering it; in one process the two take
turns. The processes are forked before the server has threads and connections, so what is loaded is in memory once.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

import structlog
from django.db import close_old_connections

from fugong.doors.lane.threads import in_database
from fugong.gates.actions.storing import take_turns_by

R = TypeVar("R")
log = structlog.get_logger("fugong.lane")

PROCESSES = 2
"""How many commit; each has one group under way, and they take turns at the tables."""

_processes: Executor | None = None


def start(before: Callable[[], object]) -> None:
    """Fork the processes; each runs `before` first. Without this, committing is done in a database thread."""
    global _processes
    fork = multiprocessing.get_context("fork")
    _processes = ProcessPoolExecutor(PROCESSES, fork, initializer=_begin, initargs=(before, fork.Lock()))
    _processes.submit(os.getpid).result()  # all are forked at the first call


def _begin(before: Callable[[], object], turn: Any) -> None:
    before()
    take_turns_by(turn)
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    for number in (signal.SIGTERM, signal.SIGINT):  # a signal to the whole group: the server lets it finish
        signal.signal(number, signal.SIG_IGN)


async def commit(function: Callable[[Any], R], argument: Any) -> R:
    """What `function` returns, run where the tables are written."""
    if _processes is None:
        return await in_database(function, argument)
    try:
        return await asyncio.get_running_loop().run_in_executor(_processes, _connected, function, argument)
    except BrokenProcessPool:
        log.error("a committing process is gone")
        os._exit(
            1
        )  # killed from outside: nothing here can be trusted to end in order; the supervisor starts anew


def _connected(function: Callable[[Any], R], argument: Any) -> R:
    close_old_connections()
    try:
        return function(argument)
    finally:
        close_old_connections()


def stop() -> None:
    """Wait for what is under way, and end the process."""
    if _processes is not None:
        _processes.shutdown(wait=True)
