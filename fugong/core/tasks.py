"""Slow work after the answer: the one place that knows the task library.

The task table is the outbox: enqueued inside a transaction, a task exists exactly when that transaction commits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.module_loading import import_string
from django_tasks import task as _task

from fugong.core import clock


def background(function: Callable[..., Any]) -> Any:
    """Make a module-level function a task; its arguments must be JSON. Call it later with `enqueue`."""
    return _task()(function)


def enqueue(name: str, at: datetime | None = None, **arguments: Any) -> None:
    """Leave work for the worker process, not before `at`: the task by its dotted name, for actions stand below tasks."""
    task = import_string(name)
    (task if at is None else task.using(run_after=at)).enqueue(**arguments)


def enqueue_daily(name: str, *, hour: int) -> None:
    """Have a task run at that hour of the site's day, from the next one on; it calls this again at its end.

    One run waits at a time, however often this is called.
    """
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(task_path=name, status="READY")
    if waiting.exists():
        return
    start = clock.day_start(clock.today()) + timedelta(hours=hour)
    due = start if start > clock.now() else start + timedelta(days=1)
    import_string(name).using(run_after=due).enqueue()


def enqueue_again(name: str, *, after: timedelta) -> None:
    """Have a task run after a short while; it calls this again at its end. One run waits at a time.

    What is left of its runs of the day before goes: a task of every minute would else fill the table.
    """
    from django_tasks_db.models import DBTaskResult

    runs = DBTaskResult.objects.filter(task_path=name)
    runs.filter(status="SUCCESSFUL", finished_at__lt=clock.now() - timedelta(days=1)).delete()
    if not runs.filter(status="READY").exists():
        import_string(name).using(run_after=clock.now() + after).enqueue()
