"""What goes with the passages when their time is over: shifts, hand-overs, counter-entries, day reports."""

from datetime import datetime

from fugong.core import clock
from fugong.core.purging import delete_in_batches
from fugong.directory.models import Enterprise
from fugong.gates.models import DutyTurn, GateDayReport, GuardShift, PassageCorrection, RollCall


def purge_duty(enterprise: Enterprise, start: datetime) -> int:
    """Delete what ended before a moment; returns how many rows."""
    gone = (
        GuardShift.objects.filter(checkpoint__enterprise=enterprise, ends_at__lt=start),
        DutyTurn.objects.filter(enterprise=enterprise, taken_at__lt=start, ended_at__lt=start),
        RollCall.objects.filter(enterprise=enterprise, counted_at__lt=start),
        PassageCorrection.objects.filter(owner_id=enterprise.pk, recorded_at__lt=start),
        GateDayReport.objects.filter(enterprise=enterprise, day__lt=clock.day_of(start)),
    )
    return sum(delete_in_batches(rows) for rows in gone)
