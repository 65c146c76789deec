"""Where the lane meets the database: a few threads, each with a connection of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections
from django.utils import translation

P = ParamSpec("P")
R = TypeVar("R")

THREADS = 4
"""They answer what is asked beside passages; with SQLite only one writes at a time."""

_executor: Executor = ThreadPoolExecutor(
    THREADS, thread_name_prefix="database"
)  # starts none before it is asked


async def in_database(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `function` returns, run in one of the database threads; its faults are raised here.

    Everything that reads or writes tables goes through here: never call an action from the event loop itself. The
    active language is that of the caller.
    """
    call = partial(_with_connection, translation.get_language(), partial(function, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_executor, call)


def _with_connection(language: str | None, call: Callable[[], Any]) -> Any:
    close_old_connections()
    try:
        with translation.override(language):
            return call()
    finally:
        close_old_connections()


def stop() -> None:
    """Wait for what they do, and end them."""
    _executor.shutdown(wait=True)
