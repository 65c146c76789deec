"""Authorities decide (认定), and declare the events that deadlines hang on."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases.forms import plain
from fugong.cases.spec import ENTERPRISE_ROLES
from fugong.core import audit, clock
from fugong.core.errors import Invalid
from fugong.core.models import PLATFORM
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.notices import actions as notices
from fugong.policies import choices, permissions
from fugong.policies.actions.matching import rematch
from fugong.policies.models import Determination, PolicyEvent
from fugong.policies.queries import books

FURTHEST = timedelta(days=3660)


@transaction.atomic
def determine(
    *,
    enterprise: Enterprise,
    by: Actor,
    subject: str,
    value: bool | None,
    reason: str,
    decided_on: date | None = None,
    valid_until: date | None = None,
) -> Determination:
    """Record what the authority decided of a measure or of a fact that only it decides; None takes the last one back.

    It replaces what was decided of the subject before, is told to the enterprise and counts at once. Raises Invalid.
    """
    permissions.check_can_determine(by, enterprise)
    book = books.book(enterprise.pack)
    known = subject in book.measures or (subject in choices.DECIDED_FACTS and subject in book.cards)
    if not known:
        raise Invalid("unknown_subject", _("没有这项政策措施或认定事项。"), field="subject")
    if value is not None and not isinstance(value, bool):
        raise Invalid("value", _("认定结论只能是“符合”“不符合”或“撤销”。"), field="value")
    check_day(decided_on, "decided_on")
    check_day(valid_until, "valid_until")
    day, today = decided_on or clock.today(), clock.today()
    if not today - FURTHEST <= day <= today:
        raise Invalid("decided_on", _("认定日期不能晚于今天，也不能早于十年前。"), field="decided_on")
    if valid_until is not None and not day <= valid_until <= today + FURTHEST:
        raise Invalid("valid_until", _("有效期不能早于认定日期，最长十年。"), field="valid_until")
    text = written(reason, "reason")
    Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=enterprise.pk)
    before = (
        Determination.objects.filter(enterprise=enterprise, subject=subject)
        .order_by("decided_on", "pk")
        .last()
    )
    if value is None and (before is None or before.value is None):
        raise Invalid("nothing_to_revoke", _("这一项还没有认定，不用撤销。"), field="value")
    if before is not None and day < before.decided_on:
        raise Invalid("decided_on", _("不能早于这一项上一次认定的日期。"), field="decided_on")
    row = Determination.objects.create(
        enterprise=enterprise,
        subject=subject,
        value=value,
        reason=text,
        authority_id=by.authority_id,
        by_id=by.id,
        decided_on=day,
        valid_until=valid_until,
        replaces=before,
    )
    audit.record(
        by=by,
        action="policies.determine",
        subject="enterprise",
        subject_id=enterprise.pk,
        owner_id=enterprise.pk,
        of=subject,
        value=value,
        replaces=before.pk if before else None,
    )
    for role in ENTERPRISE_ROLES:
        notices.post(
            owner_id=enterprise.pk,
            kind="policy_determined",
            details={
                "pack": enterprise.pack,
                "subject": subject,
                "value": value,
                "titles": books.measure_titles(book.measures, [subject]),
            },
            role=role,
            by=by,
        )
    rematch(enterprises=[enterprise], by=by)
    return row


@transaction.atomic
def declare_event(
    *, pack: str, key: str, region_code: str, happened_on: date | None, source: str, by: Actor
) -> PolicyEvent:
    """Enter the day of an event for a region and all below it; None takes it back. Deadlines follow at once."""
    permissions.check_can_write_policy(by)
    if key not in choices.EVENT_FACTS or key not in books.book(pack).cards:
        raise Invalid("unknown_event", _("没有这种事件。"), field="key")
    if by.kind != "system" and region_code not in by.region_codes:
        raise Invalid("region", _("只能为本市和所辖县（市、区）登记。"), field="region_code")
    check_day(happened_on, "happened_on")
    text = written(source, "source")
    row = PolicyEvent.objects.create(
        pack=pack,
        key=key,
        region_code=region_code,
        happened_on=happened_on,
        source=text,
        authority_id=by.authority_id,
        declared_by=by.id,
    )
    audit.record(
        by=by,
        action="policies.declare_event",
        subject="event",
        subject_id=row.pk,
        owner_id=by.authority_id or PLATFORM,
        key=key,
        region=region_code,
        happened_on=happened_on,
    )
    return row


def check_day(day: date | None, field: str) -> None:
    """Raise Invalid for a day of another time: a slip of the year, from which no deadline could be counted."""
    if day is not None and not choices.FIRST_DAY <= day <= choices.LAST_DAY:
        raise Invalid("day", _("年份应在 1900 年到 2199 年之间，请检查。"), field=field)


def written(text: str, field: str) -> str:
    """A reason or source that was really given, in words that anybody can see. Raises Invalid."""
    said = plain(text or "")
    if not said:
        raise Invalid("missing", _("请写明理由或出处。"), field=field)
    if len(said) > choices.LONGEST_REASON:
        raise Invalid("too_long", _("最多 {n} 个字。").format(n=choices.LONGEST_REASON), field=field)
    return said
