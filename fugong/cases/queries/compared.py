"""How long a work takes in one county beside the others."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Q

from fugong.cases import registry
from fugong.cases.models import WorkItem
from fugong.cases.queries.lists import WorkStatistics, percentile
from fugong.cases.queries.one import jurisdiction
from fugong.core import clock
from fugong.core.permissions import Actor


def statistics_by_region(actor: Actor, kind: str, name: str, *, days: int = 90) -> dict[str, WorkStatistics]:
    """region code → how the work `name` of a kind went, of what was begun in the last `days` in an authority's jurisdiction."""
    label = str(registry.find(kind).work(name).label)
    rows = WorkItem.objects.filter(kind=kind, name=name, started_at__gte=clock.now() - timedelta(days=days))
    if actor.kind != "system":
        rows = rows.filter(jurisdiction(actor) if actor.authority_id is not None else Q(pk=None))
    lengths: dict[str, list[timedelta]] = defaultdict(list)
    late: dict[str, int] = defaultdict(int)
    still_open: dict[str, int] = defaultdict(int)
    for region, start, until, due in rows.order_by().values_list(
        "region_code", "started_at", "ended_at", "due_at"
    ):
        if until is None:
            still_open[region] += 1
            continue
        lengths[region].append(until - start)
        late[region] += due is not None and until > due
    found = {}
    for region in sorted({*lengths, *still_open}):
        took = sorted(lengths[region])
        found[region] = WorkStatistics(
            name=name,
            label=label,
            ended=len(took),
            open=still_open[region],
            late=late[region],
            median=percentile(took, 0.5),
            ninetieth=percentile(took, 0.9),
        )
    return found
