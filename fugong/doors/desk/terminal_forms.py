"""What is asked of a terminal: how it is read, its field map, why its pictures are kept."""

import json
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.doors.desk import terminal_words
from fugong.gates import actions, choices, field_map, protocols, queries
from fugong.gates.actions.face_pictures import LONGEST_REASON, MOST_WORDS


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

    def heartbeat(self, data: dict[str, Any]) -> int:
        """How often the terminal is heard at least."""
        return int(data["heartbeat_seconds"])

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
            heartbeat_seconds=self.heartbeat(data),
            field_map=mapping,
        )


def _habits() -> str:
    return "、".join(f"{one.make} {one.heartbeat}" for one in protocols.every())


class TerminalForm(SettingsForm):
    """A new terminal."""

    name = forms.CharField(max_length=60, label=gettext_lazy("名称"), error_messages={"required": REQUIRED})
    checkpoint = forms.ChoiceField(label=gettext_lazy("门岗"), error_messages={"required": REQUIRED})
    protocol = forms.ChoiceField(
        label=gettext_lazy("厂家和协议"), choices=lambda: [(one.name, one.words) for one in protocols.every()]
    )
    field_order = ("checkpoint", "name", "protocol", "serial", "by_serial", "meaning", "direction")

    def __init__(self, data: Any, *, actor: Any) -> None:
        initial = {
            "zone": clock.SITE_ZONE.key,
            "direction": choices.BY_EVENT,
        }
        super().__init__(data, initial=initial)
        heartbeat = self.fields["heartbeat_seconds"]
        heartbeat.required = False
        heartbeat.help_text = format_lazy(
            gettext_lazy("不填就按这种协议的习惯（{habits}）。连续几次没有消息就提醒防疫专员，0 是不提醒。"),
            habits=_habits(),
        )
        opened = queries.checkpoints(actor).filter(closed_at=None)
        self.fields["checkpoint"].choices = [(str(one.pk), one.name) for one in opened]  # type: ignore[attr-defined]

    def heartbeat(self, data: dict[str, Any]) -> int:
        """As given, else as the protocol has it."""
        given = data["heartbeat_seconds"]
        return protocols.of(data["protocol"]).heartbeat if given is None else int(given)


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


class AssessmentForm(PlainForm):
    """The impact assessment without which no picture is kept."""

    assessor = forms.CharField(
        max_length=choices.LONGEST_NAME,
        label=gettext_lazy("谁做的评估"),
        error_messages={"required": REQUIRED},
    )
    assessed_on = forms.DateField(
        label=gettext_lazy("评估日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": REQUIRED},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("凭什么可以处理（个人信息保护法第13条、第28条）"),
        choices=list(terminal_words.GROUNDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )
    purpose = forms.CharField(
        max_length=MOST_WORDS,
        label=gettext_lazy("一、目的和方式为什么合法、正当、必要"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": REQUIRED},
    )
    risks = forms.CharField(
        max_length=MOST_WORDS,
        label=gettext_lazy("二、对个人权益的影响和安全风险"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": REQUIRED},
    )
    measures = forms.CharField(
        max_length=MOST_WORDS,
        label=gettext_lazy("三、保护措施为什么合法、有效、和风险相当"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": REQUIRED},
    )
    signs = forms.BooleanField(
        label=gettext_lazy("门岗已张贴显著的拍照提示（第26条），职工和来访人已被告知（第17条、第30条）"),
        error_messages={"required": gettext_lazy("拍照的地方要有显著的提示标识。请先张贴。")},
    )


class OpeningForm(PlainForm):
    """Why somebody wants to look at a picture."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label=gettext_lazy("为什么要看"),
        help_text=gettext_lazy("例如“到场找到本人”。"),
        error_messages={"required": REQUIRED},
    )
