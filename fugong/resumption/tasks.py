"""Resumption's work after the answer, and what it looks at each night."""

from datetime import timedelta
from itertools import islice
from uuid import UUID

from fugong.core import clock, tasks
from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background, enqueue_daily
from fugong.directory import queries as directory
from fugong.resumption import actions

NIGHTLY = "fugong.resumption.tasks.nightly"
EVERYBODY = "fugong.resumption.tasks.refresh_everybody"
HOUR = 0
"""The day that just ended is what the figures are of."""
AT_ONCE = 20
"""How many enterprises one transaction computes, so that no gate waits for it."""


@background
def refresh_one(enterprise_id: str) -> None:
    """People of an enterprise changed a moment ago."""
    actions.refresh(enterprise_ids=[UUID(enterprise_id)], by=SYSTEM, cause="people")


@background
def refresh_everybody() -> None:
    """Compute every enterprise."""
    _refresh_all()


@background
def nightly() -> None:
    """Keep yesterday's figures, compute every enterprise for the new day, and see to the next night."""
    actions.keep_figures(day=clock.today() - timedelta(days=1))
    _refresh_all()
    schedule()


def _refresh_all() -> None:
    ids = iter(list(directory.enterprises(SYSTEM).order_by("pk").values_list("pk", flat=True)))
    while batch := list(islice(ids, AT_ONCE)):
        actions.refresh(enterprise_ids=batch, by=SYSTEM, cause="day")


def schedule() -> None:
    """Have it run in the coming night, and at once where an enterprise was never computed."""
    if directory.enterprises(SYSTEM).filter(resumption=None).exists():
        tasks.enqueue(EVERYBODY)
    enqueue_daily(NIGHTLY, hour=HOUR)
