"""Deletion of passages when the pack's time is over, with a record of the deletion."""

from datetime import timedelta

from django.db import transaction

from fugong.core import audit, clock
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import permissions
from fugong.gates.actions.face_pictures import purge_pictures
from fugong.gates.actions.purging_duty import purge_duty
from fugong.gates.actions.purging_yard import purge_yard
from fugong.gates.models import FeverHold, GateEntry, Passage, TerminalReading
from fugong.screening.queries.inputs import pack_of

BATCH = 1000


def purge(*, enterprise: Enterprise, by: Actor) -> int:
    """Delete passages older than the pack's retention, a thousand in a transaction; returns how many."""
    permissions.check_can_manage(by, enterprise.pk)
    pack, _own = pack_of(enterprise)
    before = clock.today() - timedelta(days=pack.profile.retention_days["passages"])
    old = Passage.objects.filter(owner_id=enterprise.pk, recorded_at__lt=clock.day_start(before))
    deleted = 0
    while ids := list(old.order_by("seq").values_list("id", flat=True)[:BATCH]):
        with transaction.atomic():
            deleted += Passage.objects.filter(owner_id=enterprise.pk, id__in=ids).delete()[0]
    start = clock.day_start(before)
    deleted += FeverHold.objects.filter(enterprise=enterprise, happened_at__lt=start).delete()[0]
    deleted += GateEntry.objects.filter(owner_id=enterprise.pk, recorded_at__lt=start).delete()[0]
    deleted += TerminalReading.objects.filter(owner_id=enterprise.pk, recorded_at__lt=start).delete()[0]
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
