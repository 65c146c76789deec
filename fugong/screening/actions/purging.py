"""Deletion when the pack's time is over, with a record of the deletion and nothing else left."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from fugong.core import audit, clock
from fugong.core.permissions import Actor
from fugong.core.purging import delete_in_batches
from fugong.directory.models import Enterprise
from fugong.screening import choices, permissions
from fugong.screening.models import Flag, Hold, Reading, Report, Review, Standing, VerdictEntry
from fugong.screening.queries.inputs import pack_of


@dataclass(slots=True)
class Purged:
    """How many rows of each kind were deleted."""

    declarations: int = 0
    daily_reports: int = 0
    readings: int = 0
    verdicts: int = 0
    holds: int = 0
    reviews: int = 0
    flags: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(asdict(self).values())


def purge(*, enterprise: Enterprise, by: Actor) -> Purged:
    """Delete what is older than the pack's retention (days after the record was made); returns the counts.

    Batches of 1000, each its own short transaction; the deletion record is one audit row with counts and last days.
    Nothing that still decides anything is deleted: open holds, open reviews, the verdict that stands.
    """
    permissions.check_can_purge(by, enterprise)
    pack, _own = pack_of(enterprise)
    today, keep = clock.today(), pack.profile.retention_days
    declarations = today - timedelta(days=keep["declarations"])
    daily = today - timedelta(days=keep["daily_reports"])
    purged = Purged()
    old_reports = Report.objects.filter(owner_id=enterprise.pk)
    purged.declarations = _delete(old_reports.filter(kind=choices.DECLARATION), declarations)
    purged.daily_reports = _delete(old_reports.exclude(kind=choices.DECLARATION), daily)
    purged.readings = _delete(Reading.objects.filter(owner_id=enterprise.pk), daily)
    standing = Standing.objects.filter(person__enterprise=enterprise, entry_id__isnull=False).values(
        "entry_id"
    )
    purged.verdicts = _delete(
        VerdictEntry.objects.filter(owner_id=enterprise.pk).exclude(id__in=standing), daily
    )
    with transaction.atomic():
        before = clock.day_start(daily)
        ended = Q(lifted_at__lt=before) | Q(until__lt=daily)
        purged.holds = Hold.objects.filter(ended, person__enterprise=enterprise).delete()[0]
        answered = Review.objects.filter(person__enterprise=enterprise, answered_at__lt=before)
        purged.reviews = answered.exclude(state=choices.OPEN).delete()[0]
        flags = Flag.objects.filter(person__enterprise=enterprise, day__lt=daily)
        purged.flags = flags.delete()[0]
        if purged.total:
            audit.record(
                by=by,
                action="screening.purge",
                subject="enterprise",
                subject_id=enterprise.pk,
                owner_id=enterprise.pk,
                **asdict(purged),
                declarations_before=declarations,
                daily_before=daily,
            )
    return purged


def _delete(rows: QuerySet[Any], day: date) -> int:
    """Delete events recorded before the site's `day`, batch by batch."""
    return delete_in_batches(rows.filter(recorded_at__lt=clock.day_start(day)))
