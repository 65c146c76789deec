"""Watching the clocks: who is late is told, then that somebody is late to those above. And what goes each night."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from fugong import packs
from fugong.cases.actions.purging import KEPT, purge, sweep
from fugong.cases.actions.telling import tell, tell_account
from fugong.cases.actions.working import milestones, watch_next
from fugong.cases.models import WorkItem
from fugong.cases.spec import HEALTH
from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background, enqueue_daily
from fugong.directory import queries as directory
from fugong.notices import actions as notices

KINDS = {"warned_at": "case_due_soon", "overdue_at": "case_overdue", "escalated_at": "case_escalated"}

NIGHTLY = "fugong.cases.tasks.nightly"
HOUR = 2


@background
def nightly() -> None:
    """Delete files whose time is over or that nobody knows, and what authorities were told long ago."""
    for enterprise in directory.enterprises(SYSTEM):
        purge(enterprise=enterprise, by=SYSTEM)
    for authority in directory.authorities():
        notices.purge(authority.pk, clock.now() - timedelta(days=_told_for()))
    sweep()
    schedule()


def _told_for() -> int:
    """An authority's notices are kept as long as the papers they speak of, by the pack that keeps them longest."""
    kept = [packs.load(one).profile.retention_days for one in packs.available()]
    return max(one.get(KEPT, one["daily_reports"]) for one in kept)


def schedule() -> None:
    """Have it run in the coming night."""
    enqueue_daily(NIGHTLY, hour=HOUR)


@background
def watch(item_id: str) -> None:
    """Say what is due about this work now, and come back at the next milestone; ended or paused work needs nothing."""
    with transaction.atomic():
        item = (
            WorkItem.objects.select_for_update(of=("self",))
            .select_related("case__enterprise__region")
            .filter(pk=UUID(item_id), ended_at=None, paused_at=None)
            .first()
        )
        if item is None:
            return
        now = clock.now()
        passed = [
            column for moment, column in milestones(item) if moment <= now and getattr(item, column) is None
        ]
        for column in passed:
            setattr(item, column, now)
        if passed:
            item.save(update_fields=[*passed, "updated_at"])
            for column in passed:
                _say(item, KINDS[column])
        watch_next(item, now)


def _say(item: WorkItem, kind: str) -> None:
    """To whoever has the work; what is long overdue to the office above instead."""
    case = item.case
    if kind == "case_escalated":
        for authority in directory.authorities([case.enterprise.region.parent_code]).exclude(kind=HEALTH):
            details = {
                "case": str(case.pk),
                "case_kind": case.kind,
                "enterprise": case.enterprise.name,
                "work": item.name,
            }
            notices.post(owner_id=authority.pk, kind=kind, details=details, role="bureau_officer", by=SYSTEM)
        return
    if item.assigned_to is not None:
        tell_account(case, kind, item.assigned_to, SYSTEM, work=item.name)
    else:
        tell(case, item.party, kind, SYSTEM, work=item.name)
