"""What is done every night for all rooms below: personal data whose time is over goes. And every minute, for terminals."""

from datetime import timedelta
from uuid import UUID

import structlog

from fugong.core import clock, statistics
from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background, enqueue_again, enqueue_daily
from fugong.directory import actions as directory
from fugong.directory import queries
from fugong.gates.actions.duty import tell_gaps
from fugong.gates.actions.imported import purge_queues
from fugong.gates.actions.purging import purge as purge_passages
from fugong.gates.actions.purging_visits import purge_visits
from fugong.gates.actions.terminal_watch import join_readings, watch_silence, watched
from fugong.gates.actions.visits_at_gate import tell_overdue as tell_of_visit
from fugong.notices import actions as notices
from fugong.packs import load
from fugong.screening.actions import purge as purge_screening

log = structlog.get_logger("fugong.gates")

NIGHTLY = "fugong.gates.tasks.purge_expired"
HOUR = 3

WATCH = "fugong.gates.tasks.watch_terminals"
EVERY = timedelta(minutes=1)
DUTY = "fugong.gates.tasks.tell_duty_gaps"
DUTY_HOUR = 8


@background
def purge_expired() -> None:
    """Delete what is past its retention, enterprise by enterprise, and see to the next night."""
    for enterprise in queries.enterprises(SYSTEM):
        purge_passages(enterprise=enterprise, by=SYSTEM)
        purge_queues(enterprise=enterprise)
        purge_visits(enterprise=enterprise, by=SYSTEM)
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


@background
def tell_duty_gaps() -> None:
    """Every morning: the officer hears of opening hours that no guard is planned for."""
    schedule_duty()
    for enterprise in queries.enterprises(SYSTEM):
        tell_gaps(enterprise=enterprise, by=SYSTEM)


@background
def tell_overdue(visit_id: str) -> None:
    """At the leaving time of a visit: who is still inside then is told of, once."""
    tell_of_visit(visit_id=UUID(visit_id), by=SYSTEM)


@background
def watch_terminals() -> None:
    """Every minute: temperatures of terminals join scans, their silence is told. One enterprise's fault stops no other."""
    schedule_watch()
    for enterprise in watched():
        try:
            join_readings(enterprise=enterprise, now=clock.now())
            watch_silence(enterprise=enterprise, now=clock.now())
        except Exception:
            log.exception("terminals could not be watched", enterprise=str(enterprise.pk))


def schedule() -> None:
    """Have them run: in the coming night, and in a minute."""
    enqueue_daily(NIGHTLY, hour=HOUR)
    schedule_watch()
    schedule_duty()


def schedule_duty() -> None:
    """Have it run on the coming morning."""
    enqueue_daily(DUTY, hour=DUTY_HOUR)


def schedule_watch() -> None:
    """Have it run in a minute."""
    enqueue_again(WATCH, after=EVERY)
