"""Deletion of passages when the pack's time is over, with a record of the deletion."""

from datetime import timedelta

from django.db import transaction

from fugong.core import audit, clock
from fugong.core.permissions import Actor
from fugong.core.purging import delete_in_batches
from fugong.directory.models import Enterprise
from fugong.gates import permissions
from fugong.gates.actions.face_pictures import purge_pictures
from fugong.gates.actions.purging_duty import purge_duty
from fugong.gates.actions.purging_yard import purge_yard
from fugong.gates.models import FeverHold, GateEntry, Passage, TerminalReading
from fugong.screening.queries.inputs import pack_of


def purge(*, enterprise: Enterprise, by: Actor) -> int:
    """Delete passages older than the pack's retention, and what goes with them, batch by batch; returns how many rows."""
    permissions.check_can_manage(by, enterprise.pk)
    pack, _own = pack_of(enterprise)
    before = clock.today() - timedelta(days=pack.profile.retention_days["passages"])
    start = clock.day_start(before)
    old = {"owner_id": enterprise.pk, "recorded_at__lt": start}
    gone = (
        Passage.objects.filter(**old),
        FeverHold.objects.filter(enterprise=enterprise, happened_at__lt=start),
        GateEntry.objects.filter(**old),
        TerminalReading.objects.filter(**old),
    )
    deleted = sum(delete_in_batches(rows) for rows in gone)
    deleted += purge_pictures(enterprise=enterprise, openings_before=start)
    deleted += purge_yard(enterprise, start)
    deleted += purge_duty(enterprise, start)
    if deleted:
        with transaction.atomic():
            audit.record(
                by=by,
                action="gates.purge",
                subject="enterprise",
                subject_id=enterprise.pk,
                owner_id=enterprise.pk,
                rows=deleted,
                before=before,
            )
    return deleted
