"""A roster sheet on its way in (G4): upload, how its columns were understood, what cannot be taken, import, result."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.web import exports
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import actions, queries
from fugong.directory.workbook import FIELDS, JOINT, REQUIRED, Fault, Roster
from fugong.directory.workbook.texts import LABELS
from fugong.doors.desk.forms import press, say
from fugong.doors.desk.template_sheet import sample

FAULTS_A_PAGE = 50
IMPORTS_SHOWN = 50
KEPT_READ = 900
"""Seconds for which what was read of a sheet is kept at hand (faults are masked)."""


class UploadForm(PlainForm):
    """The sheet."""

    file = forms.FileField(
        label=gettext_lazy("花名册文件"),
        help_text=gettext_lazy(
            ".xlsx、.xls、.ods 或 .csv，25 MB 以内。不用改格式：标题行、合并单元格、签字行都认得。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.et,.ods,.csv,.txt"}),
        error_messages={
            "required": gettext_lazy("请先选择花名册文件。"),
            "empty": gettext_lazy("文件是空的（0 字节）。请重新保存或下载后再上传。"),
        },
    )


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest) -> HttpResponse:
    """Upload a sheet; the uploads so far."""
    actor = actor_of(request)
    form = (
        UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    )
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["file"]
        try:
            made = actions.upload_roster(
                enterprise=queries.enterprise_of(actor), by=actor, file_name=sheet.name, data=sheet.read()
            )
        except (Invalid, Conflict) as fault:
            form.take(fault)
        else:
            return redirect("desk:roster_import", made.pk)
    context = {
        "form": form,
        "imports": queries.roster_imports(actor)[:IMPORTS_SHOWN],
        "refused_file": str(getattr(request.FILES.get("file"), "name", "")) if form.errors else "",
    }
    return render(request, "desk/roster.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer", "principal")
@require_GET
def roster_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """One upload: before its import what was understood, then how far it is, then the result."""
    actor = actor_of(request)
    row = queries.roster_import(actor, import_id)
    if row.state != "uploaded":
        return render(request, "desk/roster_result.html", _result(row))
    try:
        read = understood(row)
    except NotFound:
        return render(request, "desk/roster_result.html", {**_result(row), "gone": True})
    return render(request, "desk/roster_check.html", _checked(request, row, read))


@open_to("epidemic_officer", "principal")
@require_GET
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How far the import is, for the page that asks again."""
    actor = actor_of(request)
    return render(request, "desk/roster_progress.html", _result(queries.roster_import(actor, import_id)))


@open_to("epidemic_officer", "principal")
@require_POST
def columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Read the sheet with these columns, and remember them for the next sheet with the same headings."""
    actor = actor_of(request)
    row = queries.roster_import(actor, import_id)
    known = {*FIELDS, JOINT}
    chosen = {
        name.removeprefix("column-"): value if value in known else None
        for name, value in request.POST.items()
        if name.startswith("column-")
    }
    try:
        saved = actions.save_mapping(roster_import=row, by=actor, columns=chosen)
    except Invalid as fault:
        context = _checked(request, row, understood(row), typed=chosen, wrong=_twice(chosen) or fault.text)
        return render(request, "desk/roster_check.html", context, status=422)
    except Conflict as fault:
        say(request, fault)
        return redirect("desk:roster_import", row.pk)
    text = _("已按新的对应关系重读：{good} 人可以导入，共 {rows} 行。下次同样表头的表自动照此办理。")
    messages.success(request, text.format(good=saved.good, rows=saved.rows))
    return redirect("desk:roster_import", row.pk)


@open_to("epidemic_officer", "principal")
@require_POST
def start(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Let the good rows in, in the background; pressed twice, it runs once."""
    actor = actor_of(request)
    row = queries.roster_import(actor, import_id)
    try:
        actions.start_import(roster_import=row, by=actor)
    except (Invalid, Conflict) as fault:
        say(request, fault)
    return redirect("desk:roster_import", row.pk)


@open_to("epidemic_officer", "principal")
@require_GET
def marked(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The same sheet with the faulty cells marked and explained."""
    actor = actor_of(request)
    row = queries.roster_import(actor, import_id)
    name = f"{PurePath(row.file_name).stem}-{_('标注')}"
    return _download(queries.marked_roster(row), name)


@open_to("epidemic_officer", "principal")
@require_POST
def delete(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Delete the kept sheet; the record of the import stays."""
    actor = actor_of(request)
    row = queries.roster_import(actor, import_id)
    return press(
        request,
        lambda: actions.delete_upload(roster_import=row, by=actor),
        _("原表已删除；已导入的人不受影响。"),
        "desk:roster",
    )


@open_to("epidemic_officer", "principal")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty sheet to fill in, its number columns formatted as text."""
    return _download(sample(language()), _("花名册模板"))


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=exports.XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


def language() -> str:
    """`zh` or `en`, as the workbook's texts have it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def understood(row: Any) -> Roster:
    """What was read of the sheet, the good rows left out. Kept at hand, for a large sheet takes seconds to read."""
    key = f"roster:{row.pk}:{row.updated_at.isoformat()}"
    read: Roster | None = cache.get(key)
    if read is None:
        read = queries.roster_of(row)
        read.rows = []
        cache.set(key, read, KEPT_READ)
    return read


def _checked(
    request: HttpRequest,
    row: Any,
    read: Roster,
    *,
    typed: dict[str, str | None] | None = None,
    wrong: str = "",
) -> dict[str, Any]:
    lang = language()
    names = [(name, LABELS[name][lang]) for name in (*FIELDS[:5], JOINT, *FIELDS[5:])]
    chosen = {one.letter: one.field for one in read.columns} if typed is None else typed
    faulty = len({fault.row for fault in read.faults})
    missing = [LABELS[name][lang] for name in REQUIRED if name not in chosen.values()]
    return {
        "row": row,
        "read": read,
        "names": names,
        "columns": [(one, chosen.get(one.letter)) for one in read.columns],
        "unsure": [one for one in read.columns if one.field and not one.sure],
        "missing": missing,
        "wrong": wrong,
        "faulty": faulty,
        "faults": _paged(request, read.faults, "page", lang),
        "warnings": _paged(request, read.warnings, "warned", lang),
    }


def _twice(chosen: dict[str, str | None]) -> str:
    """Which field was given to two columns."""
    seen: dict[str, str] = {}
    for letter, name in chosen.items():
        if name and name in seen:
            text = _("“{name}”同时对应了 {one} 列和 {other} 列，只能留一列。")
            return text.format(name=LABELS[name][language()], one=seen[name], other=letter)
        if name:
            seen[name] = letter
    if missing := [LABELS[name][language()] for name in REQUIRED if name not in seen]:
        return _("还没有指定{names}是哪一列，这三列必须有。").format(names=_("、").join(missing))
    return ""


def _paged(request: HttpRequest, faults: Sequence[Fault], name: str, lang: str) -> Any:
    shown = Paginator(sorted(faults, key=lambda one: (one.row, one.column)), FAULTS_A_PAGE).get_page(
        request.GET.get(name)
    )
    return {"page": shown, "lines": [_fault_line(one, lang) for one in shown.object_list]}


def _fault_line(one: Fault, lang: str) -> dict[str, Any]:
    cause, remedy = one.in_words(lang)
    return {
        "row": one.row,
        "cell": one.cell,
        "label": LABELS[one.column][lang],
        "cause": cause,
        "remedy": remedy,
    }


def _result(row: Any) -> dict[str, Any]:
    lang = language()
    refused = [
        {**one, "label": LABELS.get(one["column"], {}).get(lang, one["column"])} for one in row.refused or []
    ]
    left_out = max(0, row.rows - row.good) + len(refused)
    return {
        "row": row,
        "refused": refused,
        "left_out": left_out,
        "percent": round(100 * row.done / row.good) if row.good else 0,
    }
