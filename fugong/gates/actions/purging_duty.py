"""What goes with the passages when their time is over: shifts, hand-overs, counter-entries, day reports."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fugong.core import clock
from fugong.directory.models import Enterprise
from fugong.gates.models import DutyTurn, GateDayReport, GuardShift, PassageCorrection, RollCall


def duty_over(enterprise: Enterprise, start: datetime) -> tuple[QuerySet[Any], ...]:
    """What ended before a moment."""
    return (
        GuardShift.objects.filter(checkpoint__enterprise=enterprise, ends_at__lt=start),
        DutyTurn.objects.filter(enterprise=enterprise, taken_at__lt=start, ended_at__lt=start),
        RollCall.objects.filter(enterprise=enterprise, counted_at__lt=start),
        PassageCorrection.objects.filter(owner_id=enterprise.pk, recorded_at__lt=start),
        GateDayReport.objects.filter(enterprise=enterprise, day__lt=clock.day_of(start)),
    )
