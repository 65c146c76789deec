"""Terminals that push over HTTP: made known, connected, watched, given another secret, withdrawn (G8)."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.desk import gates, terminal_words, words
from fugong.doors.desk.forms import attempt, press
from fugong.doors.desk.terminal_forms import MAP_FIELDS, MapForm, SettingsForm, TerminalForm, initial_of
from fugong.gates import actions, field_map, permissions, protocols, queries
from fugong.gates.fever_words import VERDICTS
from fugong.gates.protocols.speaking import Connection, Place
from fugong.gates.terminal_events import Unreadable
from fugong.gates.terminal_wording import UNREAD

HIDDEN = "••••••"


@open_to("epidemic_officer", "principal")
@require_GET
def terminals(request: HttpRequest) -> HttpResponse:
    """Every terminal with how it is doing."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    tolerance = queries.clock_tolerance(enterprise)
    rows = [described(one, tolerance) for one in queries.terminals(actor)]
    context = {
        "rows": rows,
        "can_manage": permissions.can_manage(actor, enterprise.pk),
        "has_gate": queries.checkpoints(actor).filter(closed_at=None).exists(),
    }
    return render(request, "desk/terminals.html", context)


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def add_terminal(request: HttpRequest) -> HttpResponse:
    """A new terminal, and at once what is to be typed into it."""
    actor = actor_of(request)
    form = TerminalForm(request.POST or None, actor=actor)
    made: list[Any] = []

    def create(data: dict[str, Any]) -> None:
        mapping = field_map.EXAMPLE if protocols.of(data["protocol"]).has_map else None
        terminal, secret = actions.add_terminal(
            checkpoint=queries.checkpoint(actor, UUID(data["checkpoint"])),
            by=actor,
            name=data["name"],
            protocol=data["protocol"],
            settings=form.settings(mapping),
        )
        made.extend((terminal, secret))

    if request.method == "POST" and attempt(request, form, create, _("已登记终端。请按下面的步骤设置设备。")):
        return show_connection(request, *made)
    return render(request, "desk/terminal_new.html", {"form": form}, status=422 if form.errors else 200)


@open_to("epidemic_officer")
@require_GET
def first_message(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Whether a terminal that is being set up has been heard; the page with its secret asks until it is received."""
    actor = actor_of(request)
    found = queries.terminal(actor, terminal_id)
    context = described(found, queries.clock_tolerance(found.device.checkpoint.enterprise))
    return render(request, "desk/terminal_first.html", context)


def show_connection(request: HttpRequest, terminal: Any, secret: str) -> HttpResponse:
    """What is typed into the device; the secret in it is shown this once and not kept."""
    tolerance = queries.clock_tolerance(terminal.device.checkpoint.enterprise)
    context = {**described(terminal, tolerance), "connection": connection_of(request, terminal, secret)}
    response = render(request, "desk/terminal_connect.html", context)
    response["Cache-Control"] = "no-store"
    return response


def connection_of(request: HttpRequest, terminal: Any, secret: str) -> Connection:
    """Host and port are those by which this page was opened: the device reaches the same."""
    host, _colon, port = request.get_host().rpartition(":")
    if not host or not port.isdigit():
        host, port = request.get_host(), "443" if request.is_secure() else "80"
    spoken = protocols.of(terminal.protocol)
    place = Place("https" if request.is_secure() else "http", host, port, spoken.path(secret))
    return spoken.connection(terminal, place)


@open_to("epidemic_officer", "principal")
@require_GET
def terminal(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """One terminal: its state, what it told, how to connect it. Until the first event the page asks again by itself."""
    actor = actor_of(request)
    found = queries.terminal(actor, terminal_id)
    here = described(found, queries.clock_tolerance(found.device.checkpoint.enterprise))
    assessment = queries.assessment_of(found)
    context = {
        **here,
        "assessment": assessment,
        "ground": terminal_words.GROUNDS[assessment.ground] if assessment else "",
        "names": directory.account_names(actor),
        "days": queries.picture_days(found.device.checkpoint.enterprise),
        "here": here,
        "lines": [line_of(one) for one in queries.latest_events(actor, found)],
        "connection": connection_of(request, found, HIDDEN),
        "can_manage": permissions.can_manage(actor, found.device.checkpoint.enterprise_id)
        and found.device.withdrawn_at is None,
        "unread_why": UNREAD.get(found.unread_why, found.unread_why),
        "direction": terminal_words.DIRECTIONS[found.direction],
        "meaning": terminal_words.MEANINGS[found.meaning],
        "unit": terminal_words.UNITS[found.unit],
    }
    name = "desk/terminal_told.html" if request.headers.get("HX-Request") else "desk/terminal.html"
    return render(request, name, context)


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def terminal_settings(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """How it is read; for JSON the field map beside what it makes of a sample."""
    actor = actor_of(request)
    found = queries.terminal(actor, terminal_id)
    posted = request.POST if request.method == "POST" else None
    form = SettingsForm(posted, initial=initial_of(found))
    has_map = protocols.of(found.protocol).has_map
    written = json.dumps(found.field_map, ensure_ascii=False, indent=2)
    mapping = MapForm(posted, initial={"field_map": written}) if has_map else None
    tried: dict[str, Any] = {}

    def change(_data: dict[str, Any]) -> None:
        document = mapping.cleaned_data["field_map"] if mapping else None
        actions.change_terminal(terminal=found, by=actor, settings=form.settings(document))

    if posted is not None and (mapping is None or mapping.is_valid()):
        if mapping is not None and "try" in posted:
            tried = try_map(mapping, found, form)
        elif attempt(request, form, at_field(change, mapping), _("已保存。以后收到的按新的设置读取。")):
            return redirect("desk:terminal", found.pk)
    wrong = bool(form.errors or (mapping and mapping.errors))
    context = {"terminal": found, "form": form, "mapping": mapping, "tried": tried, "fields": MAP_FIELDS}
    return render(request, "desk/terminal_settings.html", context, status=422 if wrong else 200)


def at_field(
    change: Callable[[dict[str, Any]], None], mapping: MapForm | None
) -> Callable[[dict[str, Any]], None]:
    """A fault within the map stands at the map, and says where in it."""

    def act(data: dict[str, Any]) -> None:
        try:
            change(data)
        except Fault as fault:
            if mapping is not None and (fault.field or "").startswith("field_map"):
                mapping.add_error("field_map", f"{fault.field}: {fault.text}")
                fault.text = _("字段对应表要改正后才能保存。")
            raise

    return act


def try_map(mapping: MapForm, found: Any, form: SettingsForm) -> dict[str, Any]:
    """What the map as it stands in the form makes of the sample; nothing is stored."""
    form.is_valid()
    sample = mapping.cleaned_data["sample"]
    if not sample.strip():
        mapping.add_error("sample", _("请把设备推送的一段内容贴在这里。"))
        return {}
    try:
        told = field_map.read(field_map.read_map(mapping.cleaned_data["field_map"]), sample.encode())
    except Unreadable as fault:
        mapping.add_error("sample", str(UNREAD.get(fault.code, fault.code)))
        return {}
    except Fault as fault:
        mapping.add_error("field_map", f"{fault.field}: {fault.text}")
        return {}
    return {"told": told, "why": UNREAD.get(told.why, told.why)}


@open_to("epidemic_officer")
@require_POST
def renew_terminal_secret(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Another secret, shown this once."""
    actor = actor_of(request)
    found = queries.terminal(actor, terminal_id)
    try:
        secret = actions.renew_terminal_secret(terminal=found, by=actor)
    except Fault as fault:
        said = fault
        return press(request, lambda: _raise(said), "", "desk:terminal", found.pk)
    return show_connection(request, found, secret)


def _raise(fault: Fault) -> None:
    raise fault


@open_to("epidemic_officer")
@require_POST
def withdraw_terminal(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """End a terminal."""
    actor = actor_of(request)
    found = queries.terminal(actor, terminal_id)
    return press(
        request,
        lambda: actions.withdraw_terminal(terminal=found, by=actor),
        _("终端“{name}”已停用，它再上传会被拒绝。").format(name=found.device.name),
        "desk:terminals",
    )


def described(found: Any, tolerance: timedelta) -> dict[str, Any]:
    """A terminal and its state in words. A clock that is off by more than the tolerance is told."""
    device = found.device
    skew = timedelta(seconds=device.skew_seconds)
    if device.withdrawn_at:
        state, shape, what = "withdrawn", "✕", _("已停用")
    elif device.last_seen_at is None:
        state, shape, what = "waiting", "○", _("等待第一次消息")
    elif found.silent_since:
        state, shape, what = "silent", "△", _("没有消息")
    elif found.clock_lost_since:
        state, shape, what = "clock_lost", "△", _("丢了时钟")
    elif not found.events:
        state, shape, what = "heard", "○", _("已联系上，等待第一个事件")
    else:
        state, shape, what = "received", "✓", _("正常")
    return {
        "terminal": found,
        "protocol": protocols.of(found.protocol).words,
        "state": state,
        "shape": shape,
        "what": what,
        "skew": abs(skew) if abs(skew) > tolerance else None,
        "ahead": skew > timedelta(),
    }


def line_of(line: Any) -> dict[str, Any]:
    """An event in words."""
    celsius: Decimal | None = line.celsius
    return {
        "line": line,
        "celsius": "" if celsius is None else f"{celsius:f}",
        "direction": gates.DIRECTIONS.get(line.direction, ""),
        "verdict": VERDICTS.get(line.verdict, ""),
        "why": words.REASONS.get(line.reason, line.reason),
        "marks": [gates.MARKS.get(mark, mark) for mark in line.marks],
    }
