"""Who is told of rush work: epidemic officer and principal, once a day for each rule."""

from django.db import transaction

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory import choices as roles
from fugong.directory.models import Enterprise
from fugong.notices import actions as notices
from fugong.notices.models import Notice
from fugong.production.queries import warnings_of
from fugong.production.rush import Warning

KIND = "rush_work"


@transaction.atomic
def tell_rush_work(*, enterprise: Enterprise, by: Actor) -> list[Warning]:
    """Look at the two weeks from today and tell what the rules warn of; returns every warning, told before or not."""
    today = clock.today()
    found = warnings_of(enterprise, today)
    if not found:
        return []
    Enterprise.objects.select_for_update().only("pk").get(pk=enterprise.pk)
    rows = Notice.objects.filter(owner_id=enterprise.pk, kind=KIND, created_at__gte=clock.day_start(today))
    told = {details.get("rule") for details in rows.values_list("details", flat=True)}
    for warning in found:
        if warning.rule in told:
            continue
        told.add(warning.rule)
        details = {
            "rule": warning.rule,
            "day": warning.days[0].isoformat(),
            "group_id": str(warning.group_id) if warning.group_id else None,
        }
        for role in (roles.EPIDEMIC_OFFICER, roles.PRINCIPAL):
            notices.post(owner_id=enterprise.pk, kind=KIND, details=details, role=role, by=by)
    return found
