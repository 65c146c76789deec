"""Whose work a case is: work items opened and ended by moves, handed over, and their clocks stopped and started."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases import permissions, registry
from fugong.cases.actions.telling import tell_account
from fugong.cases.limits import limit_of
from fugong.cases.models import Case, WorkItem
from fugong.cases.spec import CaseType, State, Work
from fugong.cases.working_time import Due, Remaining, ahead_of, due, past
from fugong.cases.working_time import pause as stop
from fugong.cases.working_time import resume as go_on
from fugong.core import audit, clock, tasks
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.permissions import Actor
from fugong.directory import queries as directory
from fugong.packs.calendar import calendar_of

WATCH = "fugong.cases.tasks.watch"


def enter(case: Case, case_type: CaseType, state: State, at: datetime) -> None:
    """Open the state's own work and end what the state before had; a case that is done has no open work."""
    wanted = state.work
    for item in case.work_items.filter(ended_at=None):
        is_of_a_state = any(one.work == item.name for one in case_type.states)
        if state.phase == "done" or (is_of_a_state and item.name != wanted):
            end(item, at)
    if wanted:
        begin(case, case_type, case_type.work(wanted), at)


def begin(case: Case, case_type: CaseType, work: Work, at: datetime) -> None:
    """Open a party's work with its time limit, for whoever had it last; one that is open already goes on."""
    if case.work_items.filter(name=work.name, ended_at=None).exists():
        return
    before = case.work_items.filter(party=work.party).order_by("-started_at").first()
    limit = limit_of(case_type, work, case.enterprise.pack)
    until = None if limit is None else due(at, limit.span, calendar_of(case.enterprise.pack))
    item = WorkItem.objects.create(
        case=case,
        name=work.name,
        party=work.party,
        kind=case.kind,
        enterprise_id=case.enterprise_id,
        region_code=case.region_code,
        cluster_id=case.cluster_id,
        assigned_to=before.assigned_to if before else None,
        started_at=at,
        due_at=until.at if until else None,
        is_certain=until.certain if until else True,
    )
    watch_next(item, at)


def end(item: WorkItem, at: datetime) -> None:
    """The work is done."""
    item.ended_at = at
    item.paused_at = None
    item.save(update_fields=["ended_at", "paused_at", "updated_at"])


def milestones(item: WorkItem) -> list[tuple[datetime, str]]:
    """When something has to be said about this work: (moment, `warned_at` | `overdue_at` | `escalated_at`)."""
    case_type = registry.find(item.kind)
    limit = limit_of(case_type, case_type.work(item.name), item.case.enterprise.pack)
    if limit is None or item.due_at is None:
        return []
    calendar = calendar_of(item.case.enterprise.pack)
    found = [(item.due_at, "overdue_at")]
    if limit.warn_before is not None:
        found.insert(0, (ahead_of(item.due_at, limit.warn_before, calendar), "warned_at"))
    if limit.escalate_after is not None:
        found.append((past(item.due_at, limit.escalate_after, calendar), "escalated_at"))
    return found


def watch_next(item: WorkItem, at: datetime) -> None:
    """Have the worker process look at this work again at its next milestone."""
    ahead = [moment for moment, column in milestones(item) if moment > at and getattr(item, column) is None]
    if ahead:
        tasks.enqueue(WATCH, at=min(ahead), item_id=str(item.pk))


@transaction.atomic
def assign(*, cases: Sequence[Case], by: Actor, account_id: UUID | None) -> int:
    """Give one's authority's open work on these cases to an officer of it (None: to nobody); how many changed hands."""
    if account_id is not None:
        directory.officer(by, account_id)
    for case in cases:
        permissions.check_is_competent(by, case)
    known = {case.pk: case for case in cases}
    items = WorkItem.objects.select_for_update().filter(
        case_id__in=known, party=permissions.party_of(by), ended_at=None
    )
    changed = [item for item in items.order_by("pk") if item.assigned_to != account_id]
    # All work is locked before anything is recorded, and records follow by enterprise: so two officers never wait for
    # each other.
    for item in sorted(changed, key=lambda one: (one.enterprise_id, one.pk)):
        case = known[item.case_id]
        item.assigned_to = account_id
        item.save(update_fields=["assigned_to", "updated_at"])
        _audit(case, by, "cases.assign", work=item.name, to=account_id)
        if account_id is not None and account_id != by.id:
            tell_account(case, "case_assigned", account_id, by)
    return len(changed)


@transaction.atomic
def pause(*, case: Case, by: Actor, name: str, reason: str) -> WorkItem:
    """Stop the clock of one's party's open work, with the reason; what is left is kept. Raises Conflict where it can't be."""
    item = _own_open_item(case, by, name)
    if not reason.strip():
        raise Invalid("missing", _("请写明暂停计时的原因。"), field="reason")
    now = clock.now()
    if item.paused_at is not None or item.due_at is None:
        raise Conflict("not_running", _("这个时限没有在走，不用暂停。"))
    if now >= item.due_at:
        raise Conflict("late", _("这个时限已经过了，不能再暂停。"))
    unit = _unit(item)
    item.left = stop(item.due_at, unit, now, calendar_of(case.enterprise.pack)).as_json()
    item.paused_at, item.pause_reason = now, reason.strip()[:500]
    item.save(update_fields=["left", "paused_at", "pause_reason", "updated_at"])
    _audit(case, by, "cases.pause", work=name)
    return item


@transaction.atomic
def resume(*, case: Case, by: Actor, name: str) -> WorkItem:
    """Let a stopped clock go on: what was left is counted from now."""
    item = _own_open_item(case, by, name)
    if item.paused_at is None or item.left is None:
        raise Conflict("not_paused", _("这个时限没有暂停。"))
    now = clock.now()
    until: Due = go_on(Remaining.from_json(item.left), now, calendar_of(case.enterprise.pack))
    item.due_at, item.is_certain = until.at, until.certain
    item.left, item.paused_at, item.warned_at = None, None, None
    item.save(update_fields=["due_at", "is_certain", "left", "paused_at", "warned_at", "updated_at"])
    watch_next(item, now)
    _audit(case, by, "cases.resume", work=name)
    return item


def _unit(item: WorkItem):  # type: ignore[no-untyped-def]
    case_type = registry.find(item.kind)
    limit = limit_of(case_type, case_type.work(item.name), item.case.enterprise.pack)
    return "hours" if limit is None else limit.span.unit


def _own_open_item(case: Case, by: Actor, name: str) -> WorkItem:
    permissions.check_is_competent(by, case)
    item = (
        WorkItem.objects.select_for_update(of=("self",))
        .select_related("case__enterprise")
        .filter(case=case, name=name, ended_at=None, party=permissions.party_of(by))
        .first()
    )
    if item is None:
        raise NotFound("no_work", _("本部门在这一事项上没有这项在办的工作。"), field="name")
    return item


def _audit(case: Case, by: Actor, action: str, **details: object) -> None:
    audit.record(
        by=by, action=action, subject="case", subject_id=case.pk, owner_id=case.enterprise_id, **details
    )
