"""What guards wrote down that could not be applied any more, for the officer to look at (G8)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.directory import queries as directory
from fugong.doors.desk import yard_fields
from fugong.doors.desk.day_report import ENTRIES
from fugong.doors.desk.forms import press
from fugong.doors.desk.record import VEHICLE_EVENTS
from fugong.gates import actions, permissions, queries
from fugong.gates.fever_words import SECOND_MARKS

MOST_SHOWN = 200
KINDS = {
    **VEHICLE_EVENTS,
    **ENTRIES,
    "hold.second_reading": gettext_lazy("复测体温"),
    "hold.settled": gettext_lazy("发热结论"),
    "evacuation.counted": gettext_lazy("疏散点名"),
    "temperature.read": gettext_lazy("终端测温"),
}
WHY = {
    **yard_fields.REMARKS,
    "waiting": gettext_lazy("它说的那条通行记录还没上传，上传后自动处理"),
    "hold": gettext_lazy("没有这次暂留的记录"),
    "settled": gettext_lazy("这次发热已经有结论"),
    "measured": gettext_lazy("已经复测过了"),
    "unmeasured": gettext_lazy("还没有复测"),
    "measured_wrong": gettext_lazy("复测不算数"),
    "unexpected": gettext_lazy("系统出错，请联系管理员"),
}
MARKS = {f"hold.{mark}": word for mark, word in SECOND_MARKS.items()}
"""Marks of a second measurement: a lot of goods has one of the same name."""

SUBJECTS = {
    "hold": ("desk:gate_hold", pgettext_lazy("subject", "这次暂留")),
    "vehicle": ("desk:vehicle", pgettext_lazy("subject", "这辆车")),
    "goods": ("desk:goods_lot", pgettext_lazy("subject", "这批货物")),
    "visit": ("desk:visit", pgettext_lazy("subject", "这次来访")),
    "passage": ("desk:passage", pgettext_lazy("subject", "这次通行")),
}


@open_to("epidemic_officer", "principal")
@require_GET
def noted(request: HttpRequest) -> HttpResponse:
    """Those of the last thirty days, the newest first."""
    actor = actor_of(request)
    lines = queries.lines_of_noted(actor, list(queries.noted(actor)[:MOST_SHOWN]))
    rows = [
        {
            "line": line,
            "what": KINDS.get(line.kind, line.kind),
            "why": _why(line),
            "subject": _subject(line),
        }
        for line in lines
    ]
    context = {
        "rows": rows,
        "names": directory.account_names(actor),
        "can_manage": permissions.can_manage(actor, enterprise_id_of(request)),
    }
    return render(request, "desk/noted.html", context)


@open_to("epidemic_officer")
@require_POST
def see_noted(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The officer has looked at one."""
    actor = actor_of(request)
    entry = queries.noted_entry(actor, entry_id)
    return press(request, lambda: actions.see_noted(entry=entry, by=actor), _("已标为看过。"), "desk:noted")


def _why(line: queries.NotedLine) -> Any:
    noun = line.kind.partition(".")[0]
    return MARKS.get(f"{noun}.{line.remark}") or WHY.get(line.remark, _("当时已经不能照办"))


def _subject(line: queries.NotedLine) -> dict[str, Any] | None:
    if line.subject is None:
        return None
    noun, pk = line.subject
    view, word = SUBJECTS[noun]
    return {"url": reverse(view, args=[pk]), "word": word}
