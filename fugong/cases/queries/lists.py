"""Lists of cases and of work, and how long work takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from fugong.cases import registry
from fugong.cases.models import Case, WorkItem
from fugong.cases.queries.one import jurisdiction, visible_to
from fugong.cases.spec import BUREAU, CLUSTER, ENTERPRISE, ENTERPRISE_ROLES, HEALTH
from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory import queries as directory

AUTHORITIES = (BUREAU, HEALTH, CLUSTER)
"""Parties that are offices. A headquarters is none of them: it sees the work of all."""

BOXES = ("mine", "ours", "late", "unassigned")
"""An inbox shows what is one's own, everybody's of one's office, only what is late, or what nobody has taken."""


def cases(
    actor: Actor,
    *,
    kind: str = "",
    state: str = "",
    region: str = "",
    sector: str = "",
    enterprise: str = "",
    is_open: bool | None = None,
) -> QuerySet[Case]:
    """The cases the actor may see that fit; `enterprise` is a USCC or part of a name. In no order: the caller pages."""
    rows = visible_to(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if region:
        rows = rows.filter(region_code=region)
    if sector:
        rows = rows.filter(sector__startswith=sector)
    if enterprise:
        rows = rows.filter(directory.named(enterprise, "enterprise"))
    if is_open is not None:
        rows = rows.filter(is_open=is_open)
    return rows


def open_cases(enterprise_id: UUID, kind: str) -> QuerySet[Case]:
    """What an enterprise has in hand of a kind, the newest first."""
    return Case.objects.filter(enterprise_id=enterprise_id, kind=kind, is_open=True).order_by("-pk")


def work(actor: Actor, box: str = "ours", *, kind: str = "", name: str = "") -> QuerySet[WorkItem]:
    """Open work of the actor's party, what is due first at the top; work without a limit comes last.

    A draft that was never handed in is nobody's work but the enterprise's.
    """
    rows = _of_party(actor).filter(ended_at=None).select_related("case__enterprise")
    if box == "mine":
        rows = rows.filter(assigned_to=actor.id)
    elif box == "unassigned":
        rows = rows.filter(assigned_to=None)
    elif box == "late":
        rows = rows.filter(due_at__lte=clock.now(), paused_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    if name:
        rows = rows.filter(name=name)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def _of_party(actor: Actor) -> QuerySet[WorkItem]:
    rows = WorkItem.objects.all()
    if actor.kind == "system":
        return rows
    if actor.enterprise_id is not None:
        mine = rows.filter(party=ENTERPRISE, enterprise_id=actor.enterprise_id)
        return mine if actor.has(*ENTERPRISE_ROLES) else rows.none()
    if actor.authority_id is None:
        return rows.none()
    parties = AUTHORITIES if actor.authority_kind not in AUTHORITIES else (actor.authority_kind,)
    return rows.filter(jurisdiction(actor), party__in=parties)


def waiting(actor: Actor) -> QuerySet[WorkItem]:
    """Open work of the enterprises an authority supervises: what was handed in once, and is theirs again to mend."""
    if actor.authority_id is None:
        return WorkItem.objects.none()
    rows = WorkItem.objects.filter(jurisdiction(actor), party=ENTERPRISE, ended_at=None)
    kinds = [one.kind for one in registry.kinds() if actor.has(*one.roles())]
    rows = rows.filter(kind__in=kinds, case__sent_at__isnull=False).select_related("case__enterprise")
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def work_counts(actor: Actor) -> dict[str, int]:
    """box → how much open work is in it."""
    now = clock.now()
    found = (
        _of_party(actor)
        .filter(ended_at=None)
        .aggregate(
            ours=Count("pk"),
            mine=Count("pk", filter=Q(assigned_to=actor.id)),
            unassigned=Count("pk", filter=Q(assigned_to=None)),
            late=Count("pk", filter=Q(due_at__lte=now, paused_at=None)),
        )
    )
    return {box: found[box] for box in BOXES}


def counts_by_state(actor: Actor, kind: str) -> dict[str, int]:
    """state → how many cases of a kind stand there, of those the actor may see."""
    rows = visible_to(actor).filter(kind=kind).order_by().values_list("state").annotate(n=Count("*"))
    found = dict(rows)
    return {one.name: found.get(one.name, 0) for one in registry.find(kind).states}


def due_of(case_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """case → when its open work is due first; cases whose open work has no limit, or stands still, are left out."""
    rows = WorkItem.objects.filter(case_id__in=case_ids, ended_at=None, paused_at=None, due_at__isnull=False)
    found = rows.order_by("-due_at").values_list("case_id", "due_at")
    return {case_id: due_at for case_id, due_at in found if due_at is not None}


def unknown_states() -> list[tuple[str, str, int]]:
    """(kind, state, cases) of every stored state that no registered type declares: for `fugong doctor`."""
    declared = {(one.kind, state.name) for one in registry.kinds() for state in one.states}
    rows = Case.objects.order_by("kind", "state").values_list("kind", "state").annotate(n=Count("pk"))
    return [(kind, state, n) for kind, state, n in rows if (kind, state) not in declared]


@dataclass(frozen=True)
class WorkStatistics:
    """How long one kind of work took: the middle and the ninetieth percentile, and which share was late."""

    name: str
    label: str
    ended: int
    open: int
    late: int
    median: timedelta | None
    ninetieth: timedelta | None

    @property
    def late_share(self) -> float | None:
        """Of the ended ones, the share that ended after its limit, 0 to 1; None where none ended."""
        return self.late / self.ended if self.ended else None


@dataclass(frozen=True)
class Statistics:
    """A kind's cases by state, and its work, since a moment."""

    kind: str
    since: datetime
    by_state: dict[str, int]
    work: tuple[WorkStatistics, ...]


def statistics(actor: Actor, kind: str, *, days: int = 90) -> Statistics:
    """How the actor's jurisdiction deals with a kind of case: of the work begun in the last `days`."""
    since = clock.now() - timedelta(days=days)
    case_type = registry.find(kind)
    rows = WorkItem.objects.filter(kind=kind, started_at__gte=since)
    if actor.kind != "system":
        own = Q(enterprise_id=actor.enterprise_id) if actor.enterprise_id else jurisdiction(actor)
        rows = rows.filter(own) if actor.enterprise_id or actor.authority_id else rows.none()
        if actor.authority_id:
            rows = rows.filter(case__sent_at__isnull=False)
    lines = []
    for declared in case_type.works:
        of_this = rows.filter(name=declared.name)
        ended = [
            (until - start, due is not None and until > due)
            for start, until, due in of_this.values_list("started_at", "ended_at", "due_at")
            if until is not None
        ]
        lengths = sorted(length for length, _late in ended)
        lines.append(
            WorkStatistics(
                name=declared.name,
                label=str(declared.label),
                ended=len(ended),
                open=of_this.filter(ended_at=None).count(),
                late=sum(late for _length, late in ended),
                median=percentile(lengths, 0.5),
                ninetieth=percentile(lengths, 0.9),
            )
        )
    return Statistics(kind, since, counts_by_state(actor, kind), tuple(lines))


def percentile(lengths: list[timedelta], share: float) -> timedelta | None:
    """The nearest-rank percentile."""
    if not lengths:
        return None
    return lengths[max(0, -(-int(share * len(lengths) * 1000) // 1000) - 1)]
