"""One writer at a time for a case, and the second is told what the first has done."""

from uuid import UUID

from django.utils.translation import gettext as _

from fugong.cases import registry
from fugong.cases.models import Case
from fugong.core import streams
from fugong.core.errors import Conflict
from fugong.core.models import PLATFORM
from fugong.core.web import say
from fugong.directory import queries as directory

STREAM = "cases.case"


def lock(case: Case) -> Case:
    """The case as it stands now, locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=case.pk)


def lock_version(case: Case, version: int) -> Case:
    """The same, refused as a conflict where it has changed since `version`."""
    locked = lock(case)
    if version != locked.version:
        raise Conflict("changed", _changed(locked, version), field="version")
    return locked


def number_change(*cases: Case) -> None:
    """Give these locked cases the next numbers among all changes: readers who page by them miss nobody (API, `since`).

    The last thing a transaction does: everybody who changes a case waits at this one row until it is committed.
    """
    head = streams.lock_head(PLATFORM, STREAM)
    for case in cases:
        head.last_seq += 1
        case.changed = head.last_seq
    streams.store_head(head)
    Case.objects.bulk_update(cases, ["changed"], batch_size=500)


def check_version(case: Case, version: object) -> None:
    """Raise Conflict where a number is given that is not the case's version; what is no number is judged later."""
    if isinstance(version, int) and not isinstance(version, bool) and version != case.version:
        raise Conflict("changed", _changed(case, version), field="version")


def _changed(case: Case, version: int) -> str:
    """What has happened since: by whom, when."""
    step = case.steps.filter(version__gt=version).order_by("-version").first()
    if step is None:
        return _("这一事项刚被保存过，现在是第{now}版。请看过新的内容再办。").format(now=case.version)
    made = registry.find(case.kind).move(step.move)
    return _("{who} 已于{when}办理“{move}”。请看过新的内容再办。").format(
        who=label_of(step.by_id),
        when=say.moment(step.created_at),
        move=made.label if made else step.move or _("新建"),
    )


def label_of(account_id: UUID | None) -> str:
    """Who that is, for people: the office and the masked name."""
    return directory.account_labels([account_id]).get(account_id, _("系统")) if account_id else _("系统")
