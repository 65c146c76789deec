"""Work after the answer: the task table is the outbox."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from fugong.core import clock, tasks

pytestmark = pytest.mark.django_db(transaction=True)

TASK = "fugong.directory.tasks.take_roster"
NIGHTLY = "fugong.gates.tasks.purge_expired"


def leave() -> None:
    tasks.enqueue(TASK, import_id="0199", account_id="")


def waiting() -> int:
    return DBTaskResult.objects.count()


def test_a_task_is_there_when_its_transaction_has_committed_and_not_before() -> None:
    with transaction.atomic():
        leave()

    task = DBTaskResult.objects.get()
    assert (task.task_path, task.status) == (TASK, "READY")
    assert task.args_kwargs["kwargs"] == {"import_id": "0199", "account_id": ""}


def test_a_rollback_takes_the_task_along() -> None:
    with transaction.atomic():
        leave()
        transaction.set_rollback(True)

    assert waiting() == 0


def test_arguments_that_are_no_json_are_refused_when_the_work_is_left() -> None:
    with pytest.raises(TypeError):
        tasks.enqueue(TASK, import_id=object(), account_id="")

    assert waiting() == 0


def test_a_name_that_names_nothing_is_told_at_once() -> None:
    with pytest.raises(ImportError):
        tasks.enqueue("fugong.directory.tasks.nothing")


def test_nightly_work_waits_once_for_the_next_such_hour_of_the_site() -> None:
    with time_machine.travel("2026-11-24T18:30:00Z", tick=False):  # 02:30 of the 25th in Jiaozuo
        tasks.enqueue_daily(NIGHTLY, hour=3)
        tasks.enqueue_daily(NIGHTLY, hour=3)

    task = DBTaskResult.objects.get()
    assert task.run_after == clock.parse_moment("2026-11-24T19:00:00Z")


def test_nightly_work_after_its_hour_waits_for_tomorrow() -> None:
    with time_machine.travel("2026-11-24T19:00:00Z", tick=False):
        tasks.enqueue_daily(NIGHTLY, hour=3)
        due = DBTaskResult.objects.get().run_after
        assert due - clock.now() == timedelta(days=1)
