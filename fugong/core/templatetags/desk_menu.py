"""The desk's navigation: every page of it that this actor may open, in the order of a day's work."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core import providers

register = template.Library()

MENU: tuple[tuple[str | Promise, tuple[tuple[str, str | Promise], ...]], ...] = (
    (
        gettext_lazy("办理"),
        (("bureau:inbox", gettext_lazy("待办")),),
    ),
    (
        gettext_lazy("辖区"),
        (
            ("bureau:overview", gettext_lazy("总览")),
            ("bureau:resumption", gettext_lazy("复工清单")),
            ("bureau:report", gettext_lazy("日报")),
            ("policies:bureau_city", gettext_lazy("惠企政策")),
            ("bureau:coverage", gettext_lazy("专班")),
            ("bureau:contacts", gettext_lazy("联系方式")),
        ),
    ),
    (
        gettext_lazy("每天"),
        (
            ("desk:today", gettext_lazy("今天")),
            ("desk:missing", gettext_lazy("未报")),
            ("desk:reviews", gettext_lazy("复核")),
            ("desk:flags", gettext_lazy("如实申报")),
            ("desk:holds", gettext_lazy("隔离留观")),
            ("desk:gate_holds", gettext_lazy("门岗暂留")),
            ("desk:passages", gettext_lazy("进出记录")),
            ("desk:day_report", gettext_lazy("门岗日报")),
            ("desk:vehicles", gettext_lazy("外来车辆")),
            ("desk:goods", gettext_lazy("外来货物")),
            ("desk:inbox", gettext_lazy("通知")),
        ),
    ),
    (
        gettext_lazy("人和门"),
        (
            ("desk:people", pgettext_lazy("pages", "人员")),
            ("desk:roster", gettext_lazy("花名册导入")),
            ("desk:gates", pgettext_lazy("pages", "门岗")),
            ("desk:duty", gettext_lazy("值守")),
            ("desk:inside", gettext_lazy("在厂人员")),
            ("desk:visits", gettext_lazy("来访")),
            ("desk:terminals", gettext_lazy("测温终端")),
            ("desk:poster", gettext_lazy("海报和工牌")),
        ),
    ),
    (
        pgettext_lazy("menu", "复工"),
        (
            ("desk:startup", gettext_lazy("开工")),
            ("cases:list", gettext_lazy("备案和事项")),
            ("policies:ours", gettext_lazy("惠企政策")),
            ("desk:production", gettext_lazy("生产计划")),
            ("desk:contacts", gettext_lazy("主管部门")),
        ),
    ),
    (
        gettext_lazy("管理"),
        (
            ("desk:settings", gettext_lazy("设置")),
            ("desk:accounts", gettext_lazy("账号")),
            ("desk:audit", gettext_lazy("操作记录")),
        ),
    ),
)


@dataclass(frozen=True)
class Entry:
    """One page of the menu; `current` where the reader is on it or below it, `count` of what waits there, 0: unsaid."""

    name: str | Promise
    address: str
    current: bool
    count: int = 0


@register.simple_tag(takes_context=True)
def desk_menu(context: RequestContext) -> list[tuple[str | Promise, list[Entry]]]:
    """Group → entries, only those whose view is open to the actor. A view says that itself (`open_to`)."""
    request: Any = context.get("request")
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    found = [
        (group, [(view, name, where) for view, name in entries if (where := _address(view, actor.roles))])
        for group, entries in MENU
    ]
    here = _closest(request.path, [where for _group, entries in found for _view, _name, where in entries])
    return [
        (group, [Entry(name, where, where == here, _waiting(view, actor)) for view, name, where in entries])
        for group, entries in found
        if entries
    ]


def _waiting(view: str, actor: Any) -> int:
    """What rooms say waits on a page: providers of `menu_count` (view, actor)."""
    return sum(providers.ask("menu_count", view, actor))


def _address(view: str, roles: frozenset[str]) -> str:
    try:
        where = reverse(view)
    except NoReverseMatch:
        return ""
    allowed: frozenset[str] = getattr(resolve(where).func, "open_to", frozenset())
    return where if roles & allowed else ""


def _closest(path: str, addresses: list[str]) -> str:
    home = min(addresses, key=len, default="")
    below = (where for where in addresses if path == where or (where != home and path.startswith(where)))
    return max(below, key=len, default="")
