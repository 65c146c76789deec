"""What a gate device could not upload, taken in from the file it exported (G8)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import press, say
from fugong.gates import actions, queries, queue_file

IMPORTS_SHOWN = 50
LISTS = {"passages": gettext_lazy("进出"), "entries": gettext_lazy("其他记录")}


class QueueForm(PlainForm):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("离线记录文件"),
        help_text=gettext_lazy("门岗手机上“导出记录”存下的 .json 文件，20 MB 以内，不要打开修改。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.txt,application/json,text/plain"}),
        error_messages={
            "required": gettext_lazy("请先选择离线记录文件。"),
            "empty": gettext_lazy("文件是空的（0 字节）。请在手机上重新导出。"),
        },
    )


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def gate_import(request: HttpRequest) -> HttpResponse:
    """Upload a file; the files so far."""
    actor = actor_of(request)
    form = QueueForm(request.POST, request.FILES) if request.method == "POST" else QueueForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > queue_file.LARGEST:
                raise queue_file.too_large()
            made = actions.upload_queue(
                enterprise=directory.enterprise_of(actor), by=actor, file_name=file.name, data=file.read()
            )
        except (Invalid, Conflict) as fault:
            form.take(fault)
        else:
            return redirect("desk:gate_import_queue", made.pk)
    devices = {one.pk: one for one in queries.devices(actor)}
    rows = [(row, devices.get(row.device_id)) for row in queries.queue_imports(actor)[:IMPORTS_SHOWN]]
    context = {"form": form, "rows": rows, "names": directory.account_names(actor)}
    return render(request, "desk/gate_import.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer")
@require_GET
def queue(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What is in a file, before it is taken in; afterwards what became of it."""
    actor = actor_of(request)
    row = queries.queue_import(actor, import_id)
    context: dict[str, Any] = {
        "row": row,
        "device": queries.device_of_import(row),
        "total": row.passages + row.entries,
    }
    if row.stored_as:
        try:
            _file, checked = queries.read_again(row)
        except NotFound as fault:
            say(request, fault)
            return redirect("desk:gate_import")
        good = len(checked.passages) + len(checked.entries)
        context |= {
            "checked": checked,
            "good": good,
            "fresh": max(0, good - row.known),
            "faults": [(LISTS[one.list], one) for one in checked.faults[: queue_file.MOST_FAULTS]],
        }
    return render(request, "desk/gate_import_queue.html", context)


@open_to("epidemic_officer")
@require_POST
def take(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Take its good items in."""
    actor = actor_of(request)
    row = queries.queue_import(actor, import_id)
    try:
        done = actions.take_queue(queue_import=row, by=actor)
    except (Invalid, Conflict) as fault:
        say(request, fault)
    else:
        text = _("已收进 {taken} 条；另有 {known} 条系统里原来就有，没有重复记。")
        messages.success(request, text.format(taken=done.taken, known=done.known))
    return redirect("desk:gate_import_queue", row.pk)


@open_to("epidemic_officer")
@require_POST
def delete(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Delete a file that was not taken in."""
    actor = actor_of(request)
    row = queries.queue_import(actor, import_id)
    return press(
        request,
        lambda: actions.delete_queue(queue_import=row, by=actor),
        _("文件已删除，没有收进任何记录。"),
        "desk:gate_import",
    )
