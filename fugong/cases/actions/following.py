"""Cases follow their enterprise: what lists ask of it is copied, and stays true when an authority says otherwise."""

from uuid import UUID

from django.db import transaction

from fugong.cases.actions.locking import number_change
from fugong.cases.models import Case, WorkItem
from fugong.cases.spec import CLUSTER
from fugong.core import audit, streams
from fugong.directory.models import Enterprise


@transaction.atomic
def follow(*, enterprise_id: UUID) -> int:
    """Copy region, cluster and sector to the enterprise's cases and work; returns how many cases moved.

    A cluster's work goes to the new cluster, to nobody there yet.
    """
    enterprise = Enterprise.objects.get(pk=enterprise_id)
    now = (enterprise.region_id, enterprise.cluster_id, enterprise.industry)
    rows = (
        Case.objects.select_for_update(of=("self",))
        .filter(enterprise=enterprise)
        .defer("data")
        .order_by("pk")
    )
    moved = [one for one in rows if (one.region_code, one.cluster_id, one.sector) != now]
    if not moved:
        return 0
    for case in moved:
        case.region_code, case.cluster_id, case.sector = now
    Case.objects.bulk_update(moved, ["region_code", "cluster_id", "sector"])
    work = WorkItem.objects.filter(enterprise_id=enterprise_id)
    work.filter(party=CLUSTER, ended_at=None).exclude(cluster_id=enterprise.cluster_id).update(
        assigned_to=None
    )
    work.update(region_code=enterprise.region_id, cluster_id=enterprise.cluster_id)
    streams.lock_head(enterprise_id, audit.STREAM)  # as a move does: the audit first, then the number
    number_change(*moved)
    return len(moved)
