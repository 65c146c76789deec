"""The officer signs off a day at the gates, once; the figures are frozen with it (G8)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid
from fugong.core.fields import seal_now
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import choices, permissions
from fugong.gates.models import GateDayReport
from fugong.gates.queries.day_report import figures


def sign_day(*, enterprise: Enterprise, by: Actor, day: date, note: str = "") -> GateDayReport:
    """Freeze the figures of a day that is over, with a note. Conflict where it is signed already or not over yet."""
    permissions.check_can_manage(by, enterprise.pk)
    if day >= clock.today():
        raise Conflict("not_over", _("这一天还没有过完，明天再签。"))
    note = note.strip()
    if len(note) > choices.LONGEST_NOTE:
        raise Invalid("note", _("说明最多 {most} 个字。").format(most=choices.LONGEST_NOTE), field="note")
    report = GateDayReport(  # type: ignore[misc]
        enterprise=enterprise,
        day=day,
        figures=figures(enterprise, day),
        note=note,
        signed_at=clock.now(),
        signed_by=by.id,
    )
    seal_now(report)
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        if GateDayReport.objects.filter(enterprise=enterprise, day=day).exists():
            raise Conflict("signed", _("这一天的日报已经签过。"))
        report.save(force_insert=True)
        audit.record(
            by=by,
            action="gates.sign_day",
            subject="dayreport",
            subject_id=report.pk,
            owner_id=enterprise.pk,
            day=day,
        )
    return report
