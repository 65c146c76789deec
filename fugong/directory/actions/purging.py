"""Deletion of who left, when the pack's time is over, with a record of the deletion."""

from datetime import timedelta

from django.db import transaction

from fugong import packs
from fugong.core import audit, clock
from fugong.core.permissions import Actor
from fugong.directory import choices, permissions
from fugong.directory.models import Enterprise, Person


@transaction.atomic
def purge_left(*, enterprise: Enterprise, by: Actor) -> int:
    """Delete people who left longer ago than the pack keeps them, with all that hangs on them; returns how many."""
    permissions.check_can_manage_people(by, enterprise.pk)
    keep = packs.load(enterprise.pack).profile.retention_days["accounts_after_leaving"]
    before = clock.today() - timedelta(days=keep)
    gone = Person.objects.filter(enterprise=enterprise, status=choices.LEFT, left_on__lt=before)
    count = gone.count()
    if count:
        gone.delete()
        audit.record(
            by=by,
            action="directory.purge_left",
            subject="enterprise",
            subject_id=enterprise.pk,
            owner_id=enterprise.pk,
            people=count,
            before=before,
        )
    return count
