"""What the notices of duty and record say, and where each leads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.notices.wording import register


def register_notices() -> None:
    """Give every kind its words; called once, when the room is ready."""
    register("re_entry_at_gate", _re_entry, _passage)
    register("passage_overridden", _overridden, _passage)
    register("duty_gaps", _gaps, lambda _details: reverse("desk:duty"))


def _re_entry(_details: Mapping[str, Any]) -> str:
    return _("有人没有出厂记录又进了一次厂。多半是出厂没扫码；也可能是通行码借给了别人，请核实。")


def _overridden(_details: Mapping[str, Any]) -> str:
    return _("门卫放行了系统判定应拦下的人，并写了原因。请核实。")


def _gaps(details: Mapping[str, Any]) -> str:
    first = date.fromisoformat(str(details["first"]))
    return _(
        "今后 7 天有 {n} 段开门时间没人值守，最早一段在 {month} 月 {day} 日的{checkpoint}。请排班。"
    ).format(n=details["gaps"], month=first.month, day=first.day, checkpoint=details["checkpoint"])


def _passage(details: Mapping[str, Any]) -> str:
    return reverse("desk:passage", args=[details["passage_id"]])
