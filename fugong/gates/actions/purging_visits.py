"""Deletion of visits when the pack's time is over, with a record of the deletion."""

from datetime import timedelta
from functools import partial

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.core.purging import delete_in_batches
from fugong.directory.models import Enterprise
from fugong.gates import permissions
from fugong.gates.actions.purging import audit_purge
from fugong.gates.models import Visit
from fugong.screening.queries.inputs import pack_of

KEPT = "visits"


def purge_visits(*, enterprise: Enterprise, by: Actor) -> int:
    """Delete visits whose agreed end is longer ago than the pack's `retention_days.visits`; returns how many."""
    permissions.check_can_manage(by, enterprise.pk)
    pack, _own = pack_of(enterprise)
    days = pack.profile.retention_days.get(KEPT, pack.profile.retention_days["passages"])
    before = clock.day_start(clock.today() - timedelta(days=days))
    return delete_in_batches(
        Visit.objects.filter(enterprise=enterprise, expected_until__lt=before),
        audited=partial(audit_purge, by, "gates.purge_visits", enterprise, before=before),
    )
