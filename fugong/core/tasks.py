"""Slow work after the answer: the one place that knows the task library.

The task table is the outbox: enqueued inside a transaction, a task exists exactly when that transaction commits.
"""

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string
from django_tasks import task as _task


def background(function: Callable[..., Any]) -> Any:
    """Make a module-level function a task; its arguments must be JSON. Call it later with `enqueue`."""
    return _task()(function)


def enqueue(name: str, **arguments: Any) -> None:
    """Leave work for the worker process: the task by its dotted name, for actions stand below tasks."""
    import_string(name).enqueue(**arguments)
