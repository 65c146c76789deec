"""What the outlook of orders and materials says in words: once for the desk, the API and the bureau."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from fugong.core.web.say import MONTHS
from fugong.production.models import Material, Order
from fugong.production.outlook import MaterialOutlook, OrderOutlook


def amount(number: Decimal | int) -> str:
    """1,200 and 7.5: thousands apart, no zeros behind the point."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short_day(day: date) -> str:
    """2月24日."""
    return _("{month}{day}日").format(month=MONTHS[day.month - 1], day=day.day)


def order_words(order: Order, outlook: OrderOutlook | None) -> tuple[str, str]:
    """(how it stands, what to do; the second empty where nothing is to be done)."""
    if outlook is None:
        return {"done": _("已完成"), "cancelled": _("已取消")}.get(order.status, order.status), ""
    numbers = {
        "left": amount(outlook.left),
        "planned": amount(outlook.planned),
        "short": amount(outlook.short),
        "unit": order.unit,
    }
    if not outlook.late:
        if outlook.left == 0:
            return _("数量已做完"), _("交货后请把状态改为已完成。")
        ready = short_day(outlook.ready_on) if outlook.ready_on else short_day(order.due_on)
        return _("计划在 {day}做完，能按期").format(day=ready), ""
    if outlook.overdue:
        return (
            _("已过交货日，还差 {short} {unit}").format(**numbers),
            _("请与客户商定新的交货日并更正订单，不要赶工、抢工。"),
        )
    if not outlook.any_plan:
        return (
            _("计划里没有安排这个产品，差 {short} {unit}").format(**numbers),
            _("请在计划里写明产品和产量。"),
        )
    why = _("到交货日计划产出 {planned} {unit}，差 {short} {unit}").format(**numbers)
    if outlook.ready_on:
        why += _("；按现有计划 {day}才能做完").format(day=short_day(outlook.ready_on))
    return why, _("请增加人手、调整班次，或与客户商定推迟；不要靠赶工、抢工。")


def material_words(material: Material, outlook: MaterialOutlook) -> tuple[str, str]:
    """(how it stands, what to do; the second empty where it suffices)."""
    numbers = {
        "needed": amount(outlook.needed),
        "secured": amount(outlook.secured),
        "short": amount(outlook.short),
        "unit": material.unit,
        "day": short_day(outlook.by) if outlook.by else "",
    }
    if outlook.short <= 0:
        return _("够用：需要 {needed} {unit}，可用 {secured} {unit}").format(**numbers), ""
    if outlook.by:
        why = _("到 {day}可用 {secured} {unit}，需要 {needed} {unit}，差 {short} {unit}").format(**numbers)
    else:
        why = _("可用 {secured} {unit}，需要 {needed} {unit}，差 {short} {unit}").format(**numbers)
    if outlook.late_delivery:
        return why, _("预计到货赶不上。请催货、另找供货，或按现有原料减少计划产量。")
    return why, _("请按需采购并写明预计到货，或按现有原料减少计划产量。")


def notice_words(details: Mapping[str, Any]) -> str:
    """The notice of rush work."""
    day = parse_date(str(details.get("day", "")))
    when = short_day(day) if day else ""
    return _("生产计划有赶工的迹象（{day}）。请看规则、数字和办法。").format(day=when)


def notice_address(details: Mapping[str, Any]) -> str:
    """Where the warning is read."""
    return reverse("desk:production")
