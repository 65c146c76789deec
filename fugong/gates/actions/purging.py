"""Deletion of passages when the pack's time is over, with a record of the deletion."""

from datetime import timedelta
from functools import partial

from fugong.core import audit, clock
from fugong.core.permissions import Actor
from fugong.core.purging import delete_in_batches
from fugong.directory.models import Enterprise
from fugong.gates import permissions
from fugong.gates.actions.face_pictures import pictures_over
from fugong.gates.actions.purging_duty import duty_over
from fugong.gates.actions.purging_yard import yard_over
from fugong.gates.models import FeverHold, GateEntry, Passage, TerminalReading
from fugong.screening.queries.inputs import pack_of


def purge(*, enterprise: Enterprise, by: Actor) -> int:
    """Delete passages older than the pack's retention, and what goes with them, batch by batch, each with its record;
    returns how many rows."""
    permissions.check_can_manage(by, enterprise.pk)
    pack, _own = pack_of(enterprise)
    before = clock.today() - timedelta(days=pack.profile.retention_days["passages"])
    start = clock.day_start(before)
    old = {"owner_id": enterprise.pk, "recorded_at__lt": start}
    with_passages = (
        Passage.objects.filter(**old),
        FeverHold.objects.filter(enterprise=enterprise, happened_at__lt=start),
        GateEntry.objects.filter(**old),
        TerminalReading.objects.filter(**old),
        *yard_over(enterprise, start),
        *duty_over(enterprise, start),
    )
    audited = partial(audit_purge, by, "gates.purge", enterprise)
    deleted = sum(delete_in_batches(rows, audited=partial(audited, before=before)) for rows in with_passages)
    return deleted + sum(delete_in_batches(rows, audited=audited) for rows in pictures_over(enterprise))


def audit_purge(by: Actor, action: str, enterprise: Enterprise, rows: int, **details: object) -> None:
    """The audit row of a batch that was deleted."""
    audit.record(
        by=by,
        action=action,
        subject="enterprise",
        subject_id=enterprise.pk,
        owner_id=enterprise.pk,
        rows=rows,
        **details,
    )
