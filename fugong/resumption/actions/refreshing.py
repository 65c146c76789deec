"""Keeping each enterprise's light and status beside the evidence, and telling both sides when a light turns (G2)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fugong.cases.spec import ENTERPRISE_ROLES
from fugong.core import audit, clock, tasks
from fugong.core.permissions import Actor
from fugong.core.streams import lock_head
from fugong.directory import choices as offices
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.notices import actions as notices
from fugong.resumption import choices
from fugong.resumption.models import LightChange, Resumption
from fugong.resumption.queries.evidence import Evidence, gather, judged, status_of

REVOKED = "startup.revoke"
"""The cause of a light that turned because the bureau took its look at the site back."""
REFRESH = "fugong.resumption.tasks.refresh_one"
SOON = timedelta(seconds=20)
"""How long after a change of people the light is computed again: a morning's reports are one computation, not hundreds."""

FIELDS = (
    "status",
    "status_since",
    "may_start",
    "light_since",
    "plan",
    "on_file",
    "screening",
    "safety_check",
    "started_at",
    "headcount_total",
    "headcount_back",
    "computed_at",
    "stale_since",
    "updated_at",
)


@transaction.atomic
def mark_stale(*, enterprise_id: UUID) -> None:
    """People of an enterprise changed: have it computed again soon. Inside the publisher's transaction."""
    _take_turns([enterprise_id])
    fresh = Resumption.objects.filter(enterprise_id=enterprise_id, stale_since=None)
    if fresh.update(stale_since=clock.now()):
        tasks.enqueue(REFRESH, at=clock.now() + SOON, enterprise_id=str(enterprise_id))


@transaction.atomic
def refresh(*, enterprise_ids: Collection[UUID], by: Actor, cause: str, case_id: UUID | None = None) -> int:
    """Compute these enterprises again; returns how many lights turned. `cause` is kept with each: see LightChange."""
    enterprises = list(Enterprise.objects.filter(pk__in=enterprise_ids).order_by("pk"))
    _take_turns([one.pk for one in enterprises])
    now = clock.now()
    rows = _rows(enterprises, now)
    turned = 0
    for pk, evidence in gather(enterprises).items():
        turned += _put(rows[pk], evidence, now, by, cause, case_id)
    Resumption.objects.bulk_update(rows.values(), FIELDS)
    return turned


def _take_turns(enterprise_ids: Collection[UUID]) -> None:
    """Wait for whoever changes these enterprises, before anything of them is read.

    The lock is the head of the audit, which every writer takes sooner or later: a lock of our own would be taken before
    it by one and after it by another. Who marks waits for who computes, so that no mark is lost to what did not see it.
    """
    for pk in sorted(enterprise_ids):
        lock_head(pk, audit.STREAM)


def _rows(enterprises: Collection[Enterprise], now: datetime) -> dict[UUID, Resumption]:
    ids = [one.pk for one in enterprises]
    rows = Resumption.objects.filter(enterprise_id__in=ids)
    found = {row.enterprise_id: row for row in rows}
    made = [
        Resumption(enterprise_id=pk, status_since=now, light_since=now, computed_at=now)
        for pk in ids
        if pk not in found
    ]
    Resumption.objects.bulk_create(made)
    return found | {row.enterprise_id: row for row in made}


def _put(
    row: Resumption, evidence: Evidence, now: datetime, by: Actor, cause: str, case_id: UUID | None
) -> bool:
    """Write what was computed into the row, in memory; whether the light turned, which is told and kept at once."""
    ruling = judged(evidence)
    held = {one.id: one.holds is True for one in ruling.conditions}
    before = {one: getattr(row, one) for one in choices.CONDITIONS}
    turned = row.may_start != ruling.may_start
    row.plan, row.screening, row.safety_check = (held.get(one, True) for one in choices.CONDITIONS)
    row.on_file = any(one.state in choices.ON_FILE_STATES for one in evidence.filings)
    row.may_start = ruling.may_start
    was = row.status
    status = status_of(evidence, may_start=ruling.may_start)
    if status != row.status:
        row.status, row.status_since = status, now
    row.started_at = evidence.started_at if evidence.is_started else None
    row.headcount_total, row.headcount_back = evidence.counts.total, evidence.counts.back
    row.computed_at, row.stale_since, row.updated_at = now, None, now
    if turned:
        row.light_since = now
        lost = [one for one in held if before.get(one, True) and not held[one]]
        gained = [one for one in held if held[one] and not before.get(one)]
        LightChange.objects.create(
            enterprise_id=row.enterprise_id,
            may_start=row.may_start,
            lost=lost,
            gained=gained,
            cause=cause,
            case_id=case_id,
        )
        audit.record(
            by=by,
            action="resumption.light",
            subject="enterprise",
            subject_id=row.enterprise_id,
            owner_id=row.enterprise_id,
            may_start=row.may_start,
            lost=lost,
            cause=cause,
        )
        _tell(evidence, row.may_start, lost, was, cause, by)
    return turned


def _tell(evidence: Evidence, may_start: bool, lost: list[str], was: str, cause: str, by: Actor) -> None:
    """Both sides: the enterprise's officer and principal, and the bureau of its county."""
    enterprise = evidence.enterprise
    kind = "startup_allowed" if may_start else "startup_barred"
    details = {
        "uscc": enterprise.uscc,
        "name": enterprise.name,
        "lost": lost,
        "started": evidence.is_started or (not may_start and was == choices.STARTED),
        "again": was == choices.SUSPENDED,
        "revoked": cause == REVOKED,
    }
    for role in ENTERPRISE_ROLES:
        notices.post(
            owner_id=enterprise.pk, kind=kind, details={**details, "side": "enterprise"}, role=role, by=by
        )
    for authority in directory.authorities([enterprise.region_id]).filter(kind=offices.BUREAU):
        notices.post(
            owner_id=authority.pk,
            kind=kind,
            details={**details, "side": "bureau"},
            role=offices.BUREAU_OFFICER,
            by=by,
        )
