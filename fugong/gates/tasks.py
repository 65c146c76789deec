"""What is done every night for all rooms below: personal data whose time is over goes."""

from datetime import timedelta

from fugong.core import clock, statistics
from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background, enqueue_daily
from fugong.directory import actions as directory
from fugong.directory import queries
from fugong.gates.actions.imported import purge_queues
from fugong.gates.actions.purging import purge as purge_passages
from fugong.notices import actions as notices
from fugong.packs import load
from fugong.screening.actions import purge as purge_screening

NIGHTLY = "fugong.gates.tasks.purge_expired"
HOUR = 3


@background
def purge_expired() -> None:
    """Delete what is past its retention, enterprise by enterprise, and see to the next night."""
    for enterprise in queries.enterprises(SYSTEM):
        purge_passages(enterprise=enterprise, by=SYSTEM)
        purge_queues(enterprise=enterprise)
        purge_screening(enterprise=enterprise, by=SYSTEM)
        directory.purge_uploads(enterprise=enterprise)
        directory.purge_left(enterprise=enterprise, by=SYSTEM)
        notices.purge(enterprise.pk, clock.now() - timedelta(days=_kept(enterprise.pack)))
    directory.purge_attempts()
    statistics.refresh()
    schedule()


def _kept(pack: str) -> int:
    """A notice is kept as long as the report it speaks of."""
    return int(load(pack).profile.retention_days["daily_reports"])


def schedule() -> None:
    """Have it run in the coming night."""
    enqueue_daily(NIGHTLY, hour=HOUR)
