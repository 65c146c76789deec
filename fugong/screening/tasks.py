"""Screening's work after the answer, and at midday a look at what may not be truthful."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background, enqueue_daily
from fugong.directory import queries
from fugong.screening import actions

MIDDAY = "fugong.screening.tasks.look_at_days"
HOUR = 13
"""After the morning's reports and passages: a half-day ends at noon."""

AT_ONCE = 25
"""How many people one transaction judges again, so that no gate waits for it."""


@background
def judge_again(person_ids: Sequence[str]) -> None:
    """Judge many people again, a few in a transaction."""
    for start in range(0, len(person_ids), AT_ONCE):
        actions.rejudge(person_ids=[UUID(one) for one in person_ids[start : start + AT_ONCE]], by=SYSTEM)


@background
def look_at_days() -> None:
    """Look at yesterday's and today's reports of every enterprise, and see to the next day.

    Each report was looked at when it came; this finds what came later, a gate's temperature above all.
    """
    today = clock.today()
    for enterprise in queries.enterprises(SYSTEM):
        for day in (today - timedelta(days=1), today):
            actions.look_at_reports(enterprise=enterprise, day=day)
    schedule()


def schedule() -> None:
    """Have it run at the next midday."""
    enqueue_daily(MIDDAY, hour=HOUR)
