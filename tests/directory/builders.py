"""Roster rows and people for the directory's tests, each in one call."""

import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connections

from fugong.core.models import AuditRow
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import actions
from fugong.directory.models import Enterprise, Person
from fugong.directory.workbook import RosterRow
from tests.builders_workbook import id_number
from tests.screening import builders as screening

enterprise, officer, account, team = (
    screening.enterprise,
    screening.officer,
    screening.account,
    screening.team,
)


def id_of(n: int) -> str:
    """The valid ID number of the n-th invented worker."""
    return id_number(n, born=date(1980, 1, 1) + timedelta(days=n // 1000))


def row(n: int, **changes: Any) -> RosterRow:
    """A checked roster row of the n-th invented worker."""
    values: dict[str, Any] = {
        "row": n + 3,
        "name": "王建国",
        "id_number": id_of(n),
        "phone": f"138{n:08d}",
        "workshop": "一车间",
        "team": "甲班",
    }
    return RosterRow(**{**values, **changes})


def rows(count: int, **changes: Any) -> list[RosterRow]:
    """The first `count` invented workers."""
    return [row(n, **changes) for n in range(1, count + 1)]


def take(of: Enterprise, given: Sequence[RosterRow], by: Actor | None = None) -> actions.ImportCounts:
    """Import these rows as the epidemic officer."""
    return actions.import_roster(enterprise=of, by=by or officer(of), rows=given)


def worker(of: Enterprise, n: int = 1, **changes: Any) -> Person:
    """The n-th invented worker, on the roster of an enterprise."""
    values = {"name": "王建国", "id_number": id_of(n), "phone": f"138{n:08d}", **changes}
    return actions.save_person(enterprise=of, by=SYSTEM, values=values)


def audited(of: Enterprise, action: str) -> list[AuditRow]:
    """The audit rows of one action, oldest first."""
    return list(AuditRow.objects.filter(owner_id=of.pk, action=action).order_by("seq"))


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run these at the same moment, each in a thread with a connection of its own; what each returned or raised."""
    start, answers = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            answers[place] = job()
        except Exception as fault:  # noqa: BLE001 - the test judges it
            answers[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
