"""A measure is edited, looked over, published with a day, or withdrawn. What was published never changes."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.models import PLATFORM
from fugong.core.permissions import Actor
from fugong.policies import choices, permissions
from fugong.policies.actions.deciding import written
from fugong.policies.models import MeasureDraft, MeasureVersion
from fugong.policies.queries import books
from fugong.policies.queries.reviews import Review, review

FURTHEST = timedelta(days=3660)


@transaction.atomic
def save_draft(*, pack: str, measure_id: str, by: Actor, text: str, version: int) -> MeasureDraft:
    """Keep the draft as it is written, also with faults; `version` is the draft's as it was read, 0 for a new draft.

    Raises Conflict where somebody else saved meanwhile: nothing is lost, both texts are still there to be joined.
    """
    permissions.check_can_write_policy(by)
    _check_id(measure_id)
    if len(text) > choices.LONGEST_MEASURE:
        raise Invalid("too_long", _("措施文本太长。"), field="text")
    row = MeasureDraft.objects.select_for_update().filter(pack=pack, measure_id=measure_id).first()
    _check_version(row, version)
    if row is None:
        row = MeasureDraft(pack=pack, measure_id=measure_id, base=_newest(pack, measure_id), version=0)
    row.text = text.replace("\r\n", "\n")
    row.by_id = by.id
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise _changed() from fault
    _record(by, "policies.save_draft", pack, measure_id, version=row.version)
    return row


@transaction.atomic
def discard_draft(*, draft: MeasureDraft, by: Actor, version: int) -> None:
    """Throw the draft away. Raises Conflict where somebody else saved meanwhile."""
    permissions.check_can_write_policy(by)
    row = _lock(draft, version)
    row.delete()
    _record(by, "policies.discard_draft", draft.pack, draft.measure_id)


@dataclass(frozen=True)
class Published:
    """The new version, and what it changed when it was published."""

    version: MeasureVersion
    review: Review | None


def publish(*, draft: MeasureDraft, by: Actor, version: int, in_effect_from: date, note: str) -> Published:
    """Publish the draft as the measure's next version, in effect from a day on.

    Raises Invalid where lint finds a fault, one of its own test cases fails or the day does not fit, Conflict where the
    draft, or the published measure it was begun from, has changed.
    """
    permissions.check_can_write_policy(by)
    _check_version(draft, version)
    _check_base(draft)
    why = written(note, "note")
    _check_day(in_effect_from)
    # A whole city is judged before the write begins: nothing waits for it.
    seen = review(draft.pack, draft.measure_id, draft.text, in_effect_from)
    if seen.faults:
        raise Invalid("faults", str(seen.faults[0]), field="text")
    with transaction.atomic():
        row = _lock(draft, version)
        _check_base(row)
        made = _add(row.pack, row.measure_id, row.text, in_effect_from, why, by, seen.gained, seen.lost)
        row.delete()
    return Published(made, seen)


def _check_base(draft: MeasureDraft) -> None:
    if _newest(draft.pack, draft.measure_id) != draft.base:
        raise Conflict("outdated", _("起草以后这项措施已发布新版。请对照新版修改草稿再发布。"))


def withdraw(*, pack: str, measure_id: str, by: Actor, in_effect_from: date, note: str) -> Published:
    """The measure no longer exists from a day on. Raises NotFound for one that does not exist, Invalid for the day."""
    permissions.check_can_write_policy(by)
    why = written(note, "note")
    _check_day(in_effect_from)
    if measure_id not in books.book(pack, in_effect_from).measures:
        raise NotFound("measure", _("没有这项政策措施，或者它已经停止。"))
    seen = review(pack, measure_id, "", in_effect_from)
    with transaction.atomic():
        made = _add(pack, measure_id, "", in_effect_from, why, by, seen.gained, seen.lost)
    return Published(made, seen)


def _add(
    pack: str, measure_id: str, text: str, since: date, note: str, by: Actor, gained: int, lost: int
) -> MeasureVersion:
    number = (_newest(pack, measure_id) or books.FILE) + 1
    try:
        with transaction.atomic():
            row = MeasureVersion.objects.create(
                pack=pack,
                measure_id=measure_id,
                number=number,
                text=text,
                in_effect_from=since,
                published_by=by.id,
                published_at=clock.now(),
                note=note,
                gained=gained,
                lost=lost,
            )
    except IntegrityError as fault:
        raise _changed() from fault
    _record(
        by,
        "policies.publish" if text else "policies.withdraw",
        pack,
        measure_id,
        number=number,
        in_effect_from=since,
        gained=gained,
        lost=lost,
    )
    return row


def _newest(pack: str, measure_id: str) -> int | None:
    """The highest version there is; 0 for the pack's file, None for a measure that never was."""
    newest = MeasureVersion.objects.filter(pack=pack, measure_id=measure_id).order_by("-number").first()
    if newest is not None:
        return newest.number
    return books.FILE if books.file_text(pack, measure_id) else None


def _check_id(measure_id: str) -> None:
    if (
        not measure_id
        or len(measure_id) > 60
        or not measure_id.replace("-", "").isalnum()
        or not measure_id.isascii()
    ):
        raise Invalid("measure_id", _("编号只用字母、数字和连字符，例如 Y17-refund。"), field="measure_id")


def _check_day(day: date) -> None:
    today = clock.today()
    if not today - FURTHEST <= day <= today + FURTHEST:
        raise Invalid("in_effect_from", _("生效日期离今天太远，请检查年份。"), field="in_effect_from")


def _lock(draft: MeasureDraft, version: int) -> MeasureDraft:
    row = MeasureDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        raise _changed()
    _check_version(row, version)
    return row


def _check_version(row: MeasureDraft | None, version: int) -> None:
    if version != (row.version if row is not None else 0):
        raise _changed()


def _changed() -> Conflict:
    return Conflict("changed", _("草稿刚被别人改过。您写的还在这一页，请对照后再保存。"), field="version")


def _record(by: Actor, action: str, pack: str, measure_id: str, **details: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject="measure",
        subject_id=measure_id,
        owner_id=by.authority_id or PLATFORM,
        pack=pack,
        **details,
    )
