"""Entrances, the devices bound there, and what passed through them (G8)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.doors.desk.forms import REQUIRED, attempt, press, qr_image
from fugong.gates import actions, permissions, queries
from fugong.gates.fever_words import VERDICTS

DIRECTIONS = {"in": gettext_lazy("进厂"), "out": gettext_lazy("出厂")}
MARKS = {
    "differs": gettext_lazy("现场与系统判定不同"),
    "re_entry": gettext_lazy("已在厂内又进厂"),
    "stale": gettext_lazy("通行码较旧"),
    "skew": gettext_lazy("设备时钟不准"),
    "clock_lost": gettext_lazy("设备丢了时钟，时间是估计的"),
    "would_refuse": gettext_lazy("进厂会被拦下"),
    "by_hand": gettext_lazy("更正补记"),
    "joined": gettext_lazy("体温由旁边的终端测得，未影响放行"),
}


class NameForm(PlainForm):
    """An entrance's or a device's name."""

    name = forms.CharField(max_length=60, label=gettext_lazy("名称"), error_messages={"required": REQUIRED})


@open_to("epidemic_officer", "principal")
def gates(request: HttpRequest) -> HttpResponse:
    """Every entrance with its devices; a new entrance."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    form = NameForm(request.POST or None)

    def create(data: dict[str, Any]) -> None:
        actions.create_checkpoint(enterprise=enterprise, by=actor, name=data["name"])

    if request.method == "POST" and attempt(request, form, create, _("已新建门岗。下一步：为它添加设备。")):
        return redirect("desk:gates")
    devices = list(queries.devices(actor).filter(terminal=None))
    rows = [
        {"checkpoint": one, "devices": [device for device in devices if device.checkpoint_id == one.pk]}
        for one in queries.checkpoints(actor)
    ]
    tolerance = queries.clock_tolerance(enterprise).total_seconds()
    context = {
        "form": form,
        "rows": rows,
        "skewed": {device.pk for device in devices if abs(device.skew_seconds) > tolerance},
        "can_manage": permissions.can_manage(actor, enterprise.pk),
        "passed": queries.passages_today(actor),
        "names": directory.account_names(actor),
    }
    return render(request, "desk/gates.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer")
@require_POST
def add_device(request: HttpRequest, checkpoint_id: UUID) -> HttpResponse:
    """A new device, and at once its one-time code."""
    actor = actor_of(request)
    checkpoint = queries.checkpoint(actor, checkpoint_id)
    form = NameForm(request.POST)
    made: list[Any] = []

    def create(data: dict[str, Any]) -> None:
        made.extend(actions.create_device(checkpoint=checkpoint, by=actor, name=data["name"]))

    if attempt(request, form, create, _("已添加设备。请用那台手机或平板扫描下面的二维码。")):
        return show_ticket(request, *made)
    context = {"form": form, "checkpoint": checkpoint}
    return render(request, "desk/device_new.html", context, status=422)


@open_to("epidemic_officer")
@require_POST
def new_ticket(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Another one-time code for a device."""
    actor = actor_of(request)
    ticket = actions.renew_ticket(device=queries.device(actor, device_id), by=actor)
    return show_ticket(request, queries.device(actor, device_id), ticket)


def show_ticket(request: HttpRequest, device: Any, ticket: str) -> HttpResponse:
    """The one-time QR; it is shown this once and not kept."""
    address = request.build_absolute_uri(reverse("guard:bind", args=[ticket]))
    local = request.get_host().rsplit(":", 1)[0] in {"127.0.0.1", "localhost", "[::1]"}
    context = {"device": device, "address": address, "qr": qr_image(address), "only_here": local}
    left = device.ticket_expires_at - clock.now()
    context["seconds_left"] = max(0, int(left.total_seconds()))
    response = render(request, "desk/ticket.html", context)
    response["Cache-Control"] = "no-store"
    return response


@open_to("epidemic_officer")
@require_POST
def withdraw(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """End a device."""
    actor = actor_of(request)
    device = queries.device(actor, device_id)
    return press(
        request,
        lambda: actions.withdraw_device(device=device, by=actor),
        _("设备“{name}”已停用，它的口令已失效。").format(name=device.name),
        "desk:gates",
    )


@open_to("epidemic_officer")
@require_POST
def close(request: HttpRequest, checkpoint_id: UUID) -> HttpResponse:
    """Close an entrance and withdraw its devices."""
    actor = actor_of(request)
    checkpoint = queries.checkpoint(actor, checkpoint_id)
    return press(
        request,
        lambda: actions.close_checkpoint(checkpoint=checkpoint, by=actor),
        _("门岗“{name}”已关闭，进出记录仍保留。").format(name=checkpoint.name),
        "desk:gates",
    )


def described(line: Any) -> dict[str, Any]:
    """A passage in words."""
    return {
        "line": line,
        "direction": DIRECTIONS[line.direction],
        "verdict": VERDICTS[line.verdict],
        "why": words.REASONS.get(line.reason, line.reason),
        "marks": [MARKS.get(mark, mark) for mark in line.marks],
    }
