"""Terminals that push over HTTP: made known, connected, watched, given another secret, withdrawn (G8)."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk import gates, terminal_words, words
from fugong.doors.desk.forms import REQUIRED, attempt, press
from fugong.gates import actions, choices, field_map, permissions, protocols, queries
from fugong.gates.protocols.speaking import Connection, Place
from fugong.gates.terminal_events import Unreadable
from fugong.gates.terminal_wording import UNREAD

HIDDEN = "••••••"


def _makes_with(trait: str) -> str:
    return "、".join(str(one.make) for one in protocols.every() if getattr(one, trait))


makes_with = lazy(_makes_with, str)
"""The makers whose protocol has this trait."""


class SettingsForm(PlainForm):
    """How a terminal is read."""

    serial = forms.CharField(
        required=False,
        max_length=60,
        label=gettext_lazy("序列号（SN）"),
        help_text=format_lazy(
            gettext_lazy("在设备背面或“系统信息”里。{makes}设备必填。"), makes=makes_with("serial_in")
        ),
    )
    by_serial = forms.BooleanField(
        required=False,
        label=format_lazy(
            gettext_lazy("设备填不了带口令的地址，只凭序列号接入（仅{makes}；请放在单独的网络里）"),
            makes=makes_with("without_secret"),
        ),
    )
    meaning = forms.ChoiceField(label=gettext_lazy("用途"), choices=list(terminal_words.MEANINGS.items()))
    direction = forms.ChoiceField(label=gettext_lazy("方向"), choices=list(terminal_words.DIRECTIONS.items()))
    unit = forms.ChoiceField(
        label=gettext_lazy("体温单位（设备没有说明时）"), choices=list(terminal_words.UNITS.items())
    )
    zone = forms.CharField(
        max_length=40,
        label=gettext_lazy("设备时钟的时区"),
        help_text=gettext_lazy("国内都填 Asia/Shanghai。"),
        error_messages={"required": REQUIRED},
    )
    heartbeat_seconds = forms.IntegerField(
        min_value=0,
        max_value=86400,
        label=gettext_lazy("至少多少秒来一次消息"),
        help_text=gettext_lazy("连续几次没有消息就提醒防疫专员。只在有事件时才联系的设备填 0，不提醒。"),
        error_messages={"required": REQUIRED, "invalid": gettext_lazy("请填整数。")},
    )

    def settings(self, mapping: Any = None) -> actions.Settings:
        """The form's settings with this field map."""
        data = self.cleaned_data
        return actions.Settings(
            serial=data["serial"],
            by_serial=data["by_serial"],
            direction=data["direction"],
            meaning=data["meaning"],
            zone=data["zone"],
            unit=data["unit"],
            heartbeat_seconds=data["heartbeat_seconds"],
            field_map=mapping,
        )


class TerminalForm(SettingsForm):
    """A new terminal."""

    name = forms.CharField(max_length=60, label=gettext_lazy("名称"), error_messages={"required": REQUIRED})
    checkpoint = forms.ChoiceField(
        label=pgettext_lazy("pages", "门岗"), error_messages={"required": REQUIRED}
    )
    protocol = forms.ChoiceField(
        label=gettext_lazy("厂家和协议"), choices=lambda: [(one.name, one.words) for one in protocols.every()]
    )
    field_order = ("checkpoint", "name", "protocol", "serial", "by_serial", "meaning", "direction")

    def __init__(self, data: Any, *, actor: Any) -> None:
        initial = {
            "zone": clock.SITE_ZONE.key,
            "heartbeat_seconds": protocols.every()[0].heartbeat,
            "direction": choices.BY_EVENT,
        }
        super().__init__(data, initial=initial)
        opened = queries.checkpoints(actor).filter(closed_at=None)
        self.fields["checkpoint"].choices = [(str(one.pk), one.name) for one in opened]  # type: ignore[attr-defined]


class MapForm(PlainForm):
    """The field map of a terminal that pushes JSON, and a sample to try it on."""

    field_map = forms.CharField(
        max_length=field_map.LONGEST_MAP,
        label=gettext_lazy("字段对应表"),
        help_text=gettext_lazy("我们的字段 → 在设备 JSON 里的位置。写法见下面的说明。"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "map"}),
        error_messages={"required": REQUIRED},
    )
    sample = forms.CharField(
        required=False,
        max_length=20_000,
        label=gettext_lazy("设备推送的样例（不保存）"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "map"}),
    )

    def clean_field_map(self) -> Any:
        """The map as an object; what it must hold is the room's to say."""
        try:
            return json.loads(self.cleaned_data["field_map"])
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("这不是 JSON。请检查引号和逗号。")) from None


@open_to("epidemic_officer", "principal")
@require_GET
def terminals(request: HttpRequest) -> HttpResponse:
    """Every terminal with how it is doing."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    enterprise = directory.enterprise_of(actor)
    rows = [described(one) for one in queries.terminals(actor)]
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
    actor: Any = request.actor  # type: ignore[attr-defined]
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


def show_connection(request: HttpRequest, terminal: Any, secret: str) -> HttpResponse:
    """What is typed into the device; the secret in it is shown this once and not kept."""
    context = {"terminal": terminal, "connection": connection_of(request, terminal, secret), "secret": secret}
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
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = queries.terminal(actor, terminal_id)
    here = described(found)
    context = {
        **here,
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
    actor: Any = request.actor  # type: ignore[attr-defined]
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


MAP_FIELDS = (
    ("at", gettext_lazy("时间（必填）：带时区的时间、本地时间，或 1970 年以来的秒、毫秒")),
    ("person", gettext_lazy("工号，和花名册一样")),
    ("temperature", gettext_lazy("体温；可加 unit：celsius、fahrenheit、kelvin、tenths")),
    ("number", gettext_lazy("流水号，用来认出重复上传")),
    ("direction", gettext_lazy("方向；用 values 对应成 in、out")),
    ("passed", gettext_lazy("是否放行；用 values 对应成 true、false")),
    ("live", gettext_lazy("是否实时（补传的是 false）；用 values 对应")),
    ("kind", gettext_lazy("消息种类；用 values 对应成 event、heartbeat、other")),
)


def initial_of(found: Any) -> dict[str, Any]:
    """The settings as the form shows them."""
    names = ("serial", "by_serial", "direction", "meaning", "zone", "unit", "heartbeat_seconds")
    return {name: getattr(found, name) for name in names} | {"serial": found.serial or ""}


@open_to("epidemic_officer")
@require_POST
def renew_terminal_secret(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Another secret, shown this once."""
    actor: Any = request.actor  # type: ignore[attr-defined]
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
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = queries.terminal(actor, terminal_id)
    return press(
        request,
        lambda: actions.withdraw_terminal(terminal=found, by=actor),
        _("终端“{name}”已停用，它再上传会被拒绝。").format(name=found.device.name),
        "desk:terminals",
    )


def described(found: Any) -> dict[str, Any]:
    """A terminal and its state in words. The skew is told from the tolerance of a minute on."""
    device = found.device
    skew = device.skew_seconds
    if device.withdrawn_at:
        state, shape, what = "withdrawn", "✕", _("已停用")
    elif device.last_seen_at is None:
        state, shape, what = "waiting", "○", _("等待第一次消息")
    elif found.silent_since:
        state, shape, what = "silent", "△", _("没有消息")
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
        "skew": timedelta(seconds=abs(skew)) if abs(skew) > 60 else None,
        "ahead": skew > 0,
    }


def line_of(line: Any) -> dict[str, Any]:
    """An event in words."""
    celsius: Decimal | None = line.celsius
    return {
        "line": line,
        "celsius": "" if celsius is None else f"{celsius:f}",
        "direction": gates.DIRECTIONS.get(line.direction, ""),
        "verdict": gates.VERDICTS.get(line.verdict, ""),
        "why": words.REASONS.get(line.reason, line.reason),
        "marks": [gates.MARKS.get(mark, mark) for mark in line.marks],
    }
