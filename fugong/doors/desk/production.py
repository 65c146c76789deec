"""The production plan (G6): what needs attention, people on duty against plan, orders, materials."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import audit, clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid
from fugong.core.web import exports, say
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import say as say_fault
from fugong.production import actions, queries, wording
from fugong.production.queries import Board
from fugong.production.rush import Warning

WHOLE = gettext_lazy("全厂")


@dataclass(frozen=True)
class WarningLine:
    """A warning in words: whose, when, why, what to do."""

    who: str
    when: str
    why: str
    next: str
    articles: tuple[str, ...]
    source: str


def warning_line(warning: Warning, names: dict[Any, str]) -> WarningLine:
    """A warning as the page says it."""
    first, rest = warning.days[0], len(warning.days) - 1
    when = say.day(first)
    if rest:
        when = _("{day} 等 {n} 天").format(day=when, n=rest + 1)
    who = names.get(warning.group_id, "") if warning.group_id else str(WHOLE)
    return WarningLine(
        who, when, say.text(warning.why), say.text(warning.next), warning.articles, say.text(warning.source)
    )


def group_labels(actor: Any) -> dict[Any, str]:
    """group → 机加工车间·一班."""
    return {one.id: one.name for one in queries.group_names(actor.enterprise_id)}


@open_to("epidemic_officer", "principal")
@require_GET
def production(request: HttpRequest) -> HttpResponse:
    """The whole of it on one page, what needs attention first."""
    actor = actor_of(request)
    board = queries.board(actor)
    context = {"board": board, "weeks": _weeks(board), **_shown(board)}
    return render(request, "desk/production.html", context)


def _shown(board: Board) -> dict[str, Any]:
    names = dict(board.names)
    orders: list[dict[str, Any]] = [
        {"order": line.order, "outlook": line.outlook, "words": wording.order_words(line.order, line.outlook)}
        for line in board.orders
    ]
    materials: list[dict[str, Any]] = [
        {
            "material": line.material,
            "outlook": line.outlook,
            "words": wording.material_words(line.material, line.outlook),
        }
        for line in board.materials
    ]
    return {
        "warnings": [warning_line(one, names) for one in board.warnings],
        "orders": [one for one in orders if one["outlook"]],
        "closed": [one for one in orders if not one["outlook"]],
        "late": [one for one in orders if one["outlook"] and one["outlook"].late],
        "materials": materials,
        "short": [one for one in materials if one["outlook"].short > 0],
        "columns": [str(WHOLE) if group_id is None else name for group_id, name in board.groups],
        "planned": any(any(row.cells) for row in board.days),
        "past_days": [row for row in board.past if any(row.cells)],
    }


def _weeks(board: Board) -> list[dict[str, Any]]:
    """The weeks that can be filled from the week before: this one and the next."""
    monday = board.on - timedelta(days=board.on.weekday())
    return [
        {"monday": monday, "name": _("把上周的计划抄到本周")},
        {"monday": monday + timedelta(days=7), "name": _("把本周的计划抄到下周")},
    ]


class WeekForm(PlainForm):
    """Which week is filled."""

    week = forms.DateField()


@open_to("epidemic_officer", "principal")
@require_POST
def copy_week(request: HttpRequest) -> HttpResponse:
    """Last week's plan once more."""
    actor = actor_of(request)
    form = WeekForm(request.POST)
    week: date = form.cleaned_data["week"] if form.is_valid() else clock.today()
    try:
        done = actions.copy_week(enterprise=directory.enterprise_of(actor), by=actor, week=week)
    except (Invalid, Conflict) as fault:
        say_fault(request, fault)
    else:
        said = _("已抄 {n} 条。").format(n=done.copied)
        if done.kept:
            said += _("另有 {n} 条那天已有计划，没有改动。").format(n=done.kept)
        messages.success(request, said)
        tell_warnings(request, done.warnings)
    return redirect("desk:production")


def tell_warnings(request: HttpRequest, warnings: tuple[Warning, ...]) -> None:
    """After a write: that the rules warn, where they do. Nothing is held back for it."""
    if warnings:
        text = _("有 {n} 条赶工提示，请看“要处理的”。计划已保存，不受影响。")
        messages.warning(request, text.format(n=len(warnings)))


@open_to("epidemic_officer", "principal")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The plan as it is seen, one line for a day and team."""
    actor = actor_of(request)
    board = queries.board(actor)
    audit.note(by=actor, action="production.export", subject="list", subject_id="plan")
    headings = [
        _("日期"),
        _("车间、班组"),
        _("产品"),
        _("计划人数"),
        _("在岗人数"),
        _("班时（小时）"),
        _("加班（小时）"),
        _("计划产量"),
    ]
    rows = (
        [
            row.day,
            name if group_id else str(WHOLE),
            cell.plan.product,
            cell.plan.staff_planned,
            cell.on_duty,
            cell.plan.hours_planned,
            cell.plan.overtime_hours,
            cell.plan.output_planned,
        ]
        for row in (*board.past, *board.days)
        for (group_id, name), cell in zip(board.groups, row.cells, strict=True)
        if cell
    )
    return exports.workbook(f"{_('生产计划')}-{clock.today():%Y%m%d}", headings, rows)


class SheetForm(PlainForm):
    """The filled-in template."""

    file = forms.FileField(
        label=gettext_lazy("计划表文件"),
        help_text=gettext_lazy(
            "用模板填写的 .xlsx，也可以是 .xls、.ods 或 .csv。同一天、同一班组已有的会被更正。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.ods,.csv"}),
        error_messages={
            "required": gettext_lazy("请先选择计划表文件。"),
            "empty": gettext_lazy("文件是空的（0 字节）。请重新保存后再上传。"),
        },
    )


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """The plan from a workbook: all of it, or the rows that are wrong and why."""
    actor = actor_of(request)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            done, faults = actions.import_plan(
                enterprise=directory.enterprise_of(actor), by=actor, file_name=file.name, data=file.read()
            )
        except (Invalid, Conflict) as fault:
            form.take(fault)
        else:
            if done is not None:
                said = _("已导入：新增 {created} 条，更正 {updated} 条，没有变化 {unchanged} 条。")
                messages.success(
                    request,
                    said.format(created=done.created, updated=done.updated, unchanged=done.unchanged),
                )
                tell_warnings(request, done.warnings)
                return redirect("desk:production")
    context = {"form": form, "faults": faults, "columns": actions.sheet_columns()}
    status = 422 if form.errors or faults else 200
    return render(request, "desk/production_sheet.html", context, status=status)


@open_to("epidemic_officer", "principal")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty sheet with the enterprise's own teams to choose from."""
    response = HttpResponse(actions.plan_template(enterprise_id_of(request)), content_type=exports.XLSX)
    response["Content-Disposition"] = 'attachment; filename="production-plan.xlsx"'
    response["Cache-Control"] = "no-store"
    return response
