"""The record of the gates: who and which vehicle came and went and why, searched, printed, taken away (G8)."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web import exports, say
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.doors.desk import yard_fields as yard
from fugong.doors.desk.filters import ALL
from fugong.doors.desk.gates import DIRECTIONS, MARKS, described
from fugong.gates import actions, permissions, queries
from fugong.gates.fever_words import VERDICTS

MOST_EXPORTED = 20_000
WHY = {
    "second_reading": gettext_lazy("复测正常"),
    "data_late": gettext_lazy("资料没更新，本人已核实"),
    "emergency": gettext_lazy("紧急情况"),
    "officer_said": gettext_lazy("防疫专员电话同意"),
    "other": pgettext_lazy("reason", "其他原因"),
}
DECIDERS = {
    "guard": gettext_lazy("门卫本人"),
    "epidemic_officer": gettext_lazy("防疫专员"),
    "principal": gettext_lazy("企业负责人"),
}
VEHICLE_EVENTS = {
    "vehicle.in": pgettext_lazy("event", "车辆进厂"),
    "vehicle.parked": pgettext_lazy("event", "车辆停放"),
    "vehicle.disinfected": pgettext_lazy("event", "车辆消毒"),
    "vehicle.out": pgettext_lazy("event", "车辆出厂"),
}
CORRECTIONS = {
    "void": gettext_lazy("没有这回事（误扫、重复记）"),
    "turned": gettext_lazy("方向记反了"),
    "missed": gettext_lazy("漏记，补记"),
}
LOOKED_AT = {
    "override": gettext_lazy("判定不过仍放行"),
    "corrected": gettext_lazy("有更正的"),
    "flagged": gettext_lazy("有标记的"),
}


class RecordFilter(PlainForm):
    """What of the record is shown; the address holds it, but for whom or what was searched."""

    day = forms.DateField(
        required=False, label=gettext_lazy("从"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label=gettext_lazy("到"), widget=forms.DateInput(attrs={"type": "date"})
    )
    gate = forms.ChoiceField(required=False, label=gettext_lazy("地点"))
    direction = forms.ChoiceField(
        required=False, label=gettext_lazy("方向"), choices=[("", ALL), *DIRECTIONS.items()]
    )
    verdict = forms.ChoiceField(
        required=False, label=gettext_lazy("结果"), choices=[("", ALL), *VERDICTS.items()]
    )
    reason = forms.ChoiceField(
        required=False, label=gettext_lazy("原因"), choices=[("", ALL), *words.REASONS.items()]
    )
    mark = forms.ChoiceField(
        required=False,
        label=gettext_lazy("标记"),
        choices=[
            ("", ALL),
            *LOOKED_AT.items(),
            *((name, word) for name, word in MARKS.items() if name != "joined"),
        ],
    )

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        gates = [(f"gate:{one.pk}", one.name) for one in queries.checkpoints(actor)]
        devices = [
            (f"device:{one.pk}", f"{one.checkpoint.name} · {one.name}") for one in queries.devices(actor)
        ]
        field: Any = self.fields["gate"]
        field.choices = [("", ALL), *gates, *([(_("设备"), devices)] if devices else [])]

    def wanted(self) -> dict[str, Any]:
        """Keyword arguments of `queries.record`; what cannot be is left out, and said at its field."""
        self.is_valid()
        data = self.cleaned_data
        first: date | None = data.get("day")
        last: date | None = data.get("until") or first
        kind, _colon, place = data.get("gate", "").partition(":")
        return {
            "start": clock.day_start(first) if first else None,
            "end": clock.day_end(last) if last else None,
            "checkpoint_id": UUID(place) if kind == "gate" else None,
            "device_id": UUID(place) if kind == "device" else None,
            **{name: data.get(name, "") for name in ("direction", "verdict", "reason", "mark")},
        }


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def passages(request: HttpRequest) -> HttpResponse:
    """Who came and went, the newest first. A search is posted: names, numbers and plates stand in no address."""
    actor = actor_of(request)
    before = request.POST.get("before", "") or request.GET.get("before", "")
    form = RecordFilter(request.GET, actor=actor)
    page = queries.record(actor, text=_text(request), before=before, **form.wanted())
    older = request.GET.copy()
    older["before"] = page.cursor
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "text": _text(request),
        "rows": _rows(page),
        "cursor": page.cursor,
        "older": older.urlencode(),
        "query": query.urlencode(),
        "looked_to": page.looked_to,
        "inside": queries.inside(enterprise_id_of(request)),
        "first_page": not before,
        "most": MOST_EXPORTED,
        "can_manage": permissions.can_manage(actor, enterprise_id_of(request)),
    }
    return render(request, "desk/passages.html", context)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def export_passages(request: HttpRequest) -> HttpResponse:
    """What is found, as a workbook; that it was taken away is recorded."""
    rows, note = _register(request)
    return exports.workbook(f"{_('进出记录')}-{clock.today():%Y%m%d}", _headings(), rows, note=note)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def print_passages(request: HttpRequest) -> HttpResponse:
    """What is found, for paper; that it was taken away is recorded."""
    actor = actor_of(request)
    rows, note = _register(request)
    context = {
        "title": _("进出记录"),
        "enterprise": directory.enterprise_of(actor),
        "headings": _headings(),
        "rows": rows,
        "note": note,
        "back": "desk:passages",
    }
    return render(request, "desk/yard_register.html", context)


def _text(request: HttpRequest) -> str:
    return request.POST.get("q", "").strip()[:40]


def _rows(page: Any) -> list[dict[str, Any]]:
    """Passages and vehicles in words, the newest first."""
    rows = [*map(shown, page.items), *map(_vehicle, page.vehicles)]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _vehicle(event: Any) -> dict[str, Any]:
    """A moment of a vehicle in words."""
    stay = event.line.stay
    where = [_("停在{area}").format(area=event.area)] if event.area else []
    return {
        "event": event,
        "at": event.at,
        "what": VEHICLE_EVENTS[event.kind],
        "told": _("；").join([*where, event.using] if event.using else where),
        "marks": yard.marks_of(stay.marks),
        "correction": _("已作废：{why}").format(why=stay.void_why.reveal()) if event.voided else "",
    }


def _headings() -> list[str]:
    return [
        _("时间"), _("门岗"), _("方向"), _("姓名"), _("工号"), _("班组"), _("车牌"), _("体温"), _("结果"),
        _("系统判定"), _("原因"), _("标记"), _("说明"), pgettext("heading", "更正"),
    ]  # fmt: skip


def _register(request: HttpRequest) -> tuple[list[list[Any]], str]:
    """Everything found, a row each, the same on paper and in a workbook; and how far it goes where that is not all."""
    actor = actor_of(request)
    wanted = RecordFilter(request.GET, actor=actor).wanted()
    page = queries.record(actor, text=_text(request), limit=MOST_EXPORTED, **wanted)
    found = _rows(page)
    rows = [_line(row) for row in found]
    note = ""
    if page.cursor:
        when = page.looked_to or found[-1]["at"]
        note = _("这里只有 {when} 以后的 {n} 条，更早的没有列出。请缩小时间范围，分几次取。").format(
            when=say.moment(when, by_name=False), n=say.number(len(rows))
        )
    enterprise = directory.enterprise_of(actor)
    actions.note_export(by=actor, enterprise=enterprise, what="passages", rows=len(rows))
    return rows, note


def _line(row: dict[str, Any]) -> list[Any]:
    marks = _("、").join(map(str, row["marks"]))
    if event := row.get("event"):
        driver = event.line.driver.name if event.line.driver else ""
        return [
            event.at, event.checkpoint, row["what"], driver, "", "", event.line.plate, None, "", "", "", marks,
            row["told"], row["correction"],
        ]  # fmt: skip
    one = row["one"]
    return [
        row["at"], one.line.checkpoint, row["direction"], one.who, one.line.job_number, one.line.team, "",
        one.line.celsius, row["verdict"], VERDICTS[one.line.server_verdict], row["why"], marks, row["note"],
        row["correction"],
    ]  # fmt: skip


def shown(one: Any) -> dict[str, Any]:
    """A line of the record in words."""
    note = correction = ""
    if one.note:
        note = _("；").join(
            str(part)
            for part in (
                WHY.get(one.note.why, one.note.why),
                one.note.text,
                _("{who}决定").format(who=one.note.decided_name or DECIDERS.get(one.note.decided_by, "")),
            )
            if part
        )
    if one.correction:
        correction = _("{what}：{why}").format(
            what=CORRECTIONS.get(one.correction.kind, one.correction.kind), why=one.correction.why
        )
    return described(one.line) | {
        "one": one,
        "at": one.line.happened_at,
        "note": note,
        "correction": correction,
        "taken_back": one.correction is not None and not one.correction.stands,
    }
