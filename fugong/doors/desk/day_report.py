"""The officer's report of a day at the gates: figures, printed or as a workbook, and signed off once (G8)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web import exports, say
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.doors.desk.forms import attempt
from fugong.doors.desk.record import CORRECTIONS, DECIDERS, WHY
from fugong.gates import actions, choices, permissions, queries
from fugong.gates.fever_words import OPEN, OUTCOMES

FEVERS = {**OUTCOMES, "open": OPEN}
CORRECTED = {**CORRECTIONS, "vehicle": gettext_lazy("车辆记录"), "goods": gettext_lazy("货物记录")}
ENTRIES = {
    "vehicle.in": gettext_lazy("车辆进厂"),
    "vehicle.out": gettext_lazy("车辆出厂"),
    "vehicle.no_visit": gettext_lazy("随车进厂、没有来访登记的人"),
    "vehicle.disinfected": gettext_lazy("车辆消毒"),
    "goods.in": gettext_lazy("货物到厂"),
    "goods.disinfected": gettext_lazy("货物消毒"),
    "goods.released": gettext_lazy("货物领走"),
    "visit.register": gettext_lazy("门卫登记来访"),
    "duty.taken_over": gettext_lazy("交接班"),
    "noted": gettext_lazy("没能照办、要核对的记录"),
}


class SignForm(PlainForm):
    """The officer's word on the day."""

    note = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=choices.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    day = forms.DateField(widget=forms.HiddenInput)


@open_to("epidemic_officer", "principal")
@require_GET
def day_report(request: HttpRequest) -> HttpResponse:
    """The report of a day, yesterday's unless another is asked for."""
    day = _day(request)
    return _page(request, day, SignForm(initial={"day": day.isoformat()}))


@open_to("epidemic_officer")
@require_POST
def sign_day(request: HttpRequest) -> HttpResponse:
    """Freeze the figures with the officer's note."""
    actor = actor_of(request)
    form = SignForm(request.POST)

    def sign(data: dict[str, Any]) -> None:
        enterprise = directory.enterprise_of(actor)
        actions.sign_day(enterprise=enterprise, by=actor, day=data["day"], note=data["note"])

    if attempt(request, form, sign, _("已签发，数字不再变动。")):
        response = redirect("desk:day_report")
        response["Location"] += f"?day={form.cleaned_data['day'].isoformat()}"
        return response
    return _page(request, form.cleaned_data.get("day") or _day(request), form, status=422)


@open_to("epidemic_officer", "principal")
@require_GET
def export_day(request: HttpRequest) -> HttpResponse:
    """The report as a workbook: one figure a row."""
    actor = actor_of(request)
    report = queries.day_report(actor, _day(request))
    rows = [(part, what, number) for part, what, number in _rows(report.figures)]
    headings = [_("部分"), _("项目"), _("数")]
    return exports.workbook(f"{_('门岗日报')}-{report.day:%Y%m%d}", headings, rows)


def _rows(figures: dict[str, Any]) -> list[tuple[str, str, int | str]]:
    rows: list[tuple[str, str, int | str]] = [
        (_("合计"), _("进厂人次"), figures["in"]),
        (_("合计"), _("出厂人次"), figures["out"]),
        (_("合计"), _("拦下、暂留人次"), figures["stopped"]),
        (_("合计"), _("到岗人数"), figures["people_in"]),
        (_("合计"), _("来访人数"), figures["visitors_in"]),
        (_("合计"), _("没有出厂又进厂的人数"), figures["re_entries"]),
    ]
    for one in figures["hours"]:
        if one["in"] or one["out"] or one["stopped"]:
            span = f"{one['hour']}:00-{one['hour'] + 1}:00"
            rows += [(_("每小时进厂"), span, one["in"]), (_("每小时出厂"), span, one["out"])]
    for one in figures["teams"]:
        name = one["team"] or _("没有班组")
        rows += [(_("各班组到岗人数"), name, one["people"])]
    rows += [(_("拦下原因"), str(words.REASONS.get(one, one)), number) for one, number in figures["refused"]]
    rows += [(_("发热结果"), str(FEVERS.get(one, one)), number) for one, number in figures["fevers"]]
    rows += [(_("判定不过仍放行"), f"{_when(one)} {_overridden(one)}", 1) for one in figures["overrides"]]
    rows += [
        (pgettext("headings", "更正"), str(CORRECTED.get(one, one)), number)
        for one, number in figures["corrections"]
    ]
    rows += [(_("门岗记录"), str(ENTRIES[one]), number) for one, number in figures["entries"].items()]
    rows += [(_("没人值守"), gap["checkpoint"], _span(gap)) for gap in figures["gaps"]]
    return rows


def _overridden(one: dict[str, str]) -> str:
    return _("{reason}；{why}；{who}").format(
        reason=words.REASONS.get(one["reason"], one["reason"]),
        why=WHY.get(one["why"], _("没有说明")),
        who=DECIDERS.get(one["decided_by"], "—"),
    )


def _when(one: dict[str, str]) -> str:
    """When somebody was let in; empty in a report signed before that was kept."""
    return say.time_of_day(clock.parse_moment(one.get("at", "")))


def _span(gap: dict[str, str]) -> str:
    start, end = (clock.parse_moment(gap[name]) for name in ("start", "end"))
    return f"{say.time_of_day(start)}–{say.end_of(end, start)}"


def _day(request: HttpRequest) -> date:
    today = clock.today()
    try:
        return min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        return today - timedelta(days=1)


def _page(request: HttpRequest, day: date, form: PlainForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    report = queries.day_report(actor, day)
    figures = report.figures
    can_manage = permissions.can_manage(actor, enterprise_id_of(request))
    can_sign = report.signed is None and day < clock.today()
    context = {
        "report": report,
        "figures": figures,
        "enterprise": directory.enterprise_of(actor),
        "names": directory.account_names(actor),
        "hours": [one for one in figures["hours"] if one["in"] or one["out"] or one["stopped"]],
        "refused": [(words.REASONS.get(one, one), number) for one, number in figures["refused"]],
        "fevers": [(FEVERS.get(one, one), number) for one, number in figures["fevers"]],
        "overrides": [(one.get("passage"), _when(one), _overridden(one)) for one in figures["overrides"]],
        "corrections": [(CORRECTED.get(one, one), number) for one, number in figures["corrections"]],
        "entries": [(one, ENTRIES[one], number) for one, number in figures["entries"].items() if number],
        "gaps": [(gap["checkpoint"], _span(gap)) for gap in figures["gaps"]],
        "form": form if can_manage and (can_sign or form.is_bound) else None,
        "signed_days": queries.signed_days(actor, limit=14),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < clock.today() else None,
        "is_today": day == clock.today(),
    }
    return render(request, "desk/day_report.html", context, status=status)
