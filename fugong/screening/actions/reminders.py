"""One button for those who have not reported: a notice on their phone page, and a text for the group."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fugong.core import audit, clock
from fugong.core.permissions import Actor
from fugong.notices import actions as notices
from fugong.notices.models import Notice
from fugong.screening import permissions
from fugong.screening.queries.board import MissingPerson, missing
from fugong.screening.queries.scope import enterprise_id

REMINDER = "report_reminder"


@dataclass(frozen=True, slots=True)
class Reminder:
    """How many were reminded, and the text to paste into the group."""

    count: int
    text: str


@transaction.atomic
def remind(*, by: Actor, team: UUID | None = None, people: Collection[UUID] | None = None) -> Reminder:
    """Remind everybody who has not reported today: of a team, of a leader's own teams, or of the whole enterprise.

    `people` narrows to these. Who has today's reminder unread gets no second one; the text names everybody.
    """
    permissions.check_can_remind(by)
    day = clock.today()
    absent = [one for one in missing(by, team) if people is None or one.person_id in people]
    owner = enterprise_id(by)
    waiting = _reminded(owner, [one.person_id for one in absent], day)
    fresh = [one.person_id for one in absent if one.person_id not in waiting]
    if fresh:
        notices.post(
            owner_id=owner,
            kind=REMINDER,
            details={"day": day.isoformat()},
            person_ids=fresh,
            by=by,
        )
    audit.record(
        by=by,
        action="screening.remind",
        subject="enterprise" if team is None else "group",
        subject_id=owner if team is None else team,
        owner_id=owner,
        count=len(absent),
    )
    return Reminder(len(absent), reminder_text(absent, day))


def _reminded(owner: UUID, person_ids: list[UUID], day: date) -> set[UUID]:
    """Who has a reminder of this day that is not read yet."""
    rows = Notice.objects.filter(
        owner_id=owner, kind=REMINDER, read_at=None, created_at__gte=clock.day_start(day)
    )
    reminded = set(rows.values_list("person_id", flat=True))
    return {person_id for person_id in person_ids if person_id in reminded}


def reminder_text(absent: Iterable[MissingPerson], day: date) -> str:
    """The text to paste: masked names with job numbers by team, and where to report."""
    by_team: dict[str, list[str]] = defaultdict(list)
    for one in absent:
        by_team[one.team or _("未分班组")].append(f"{one.name}{one.job_number}")
    count = sum(len(names) for names in by_team.values())
    if not count:
        return _("{month}月{day}日健康填报：全部已报，谢谢。").format(month=day.month, day=day.day)
    lines = [
        ngettext(
            "{month}月{day}日健康填报：还有 {count} 人没有填报。",
            "{month}月{day}日健康填报：还有 {count} 人没有填报。",
            count,
        ).format(month=day.month, day=day.day, count=count)
    ]
    lines += [
        _("{team}（{n}）：{names}").format(team=team, n=len(names), names=_("、").join(names))
        for team, names in by_team.items()
    ]
    lines.append(_("请用手机扫厂门口海报上的二维码填报；没有手机的，请告诉班组长代填。"))
    return "\n".join(lines)
