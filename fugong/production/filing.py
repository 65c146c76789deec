"""What production gives the filing (G1, G6): nothing that is here is typed there again."""

from django.utils.translation import gettext_lazy

from fugong.cases.spec import Sourced
from fugong.core import clock
from fugong.directory.models import Enterprise
from fugong.production.models import Material
from fugong.production.queries import ProductionSummary, summary
from fugong.production.wording import amount

SOURCE = gettext_lazy("生产计划")
URL = "/desk/production/"
MOST_MATERIALS = 30
"""How many materials the filing names; the whole list is in the plan."""


def filing_source(enterprise: Enterprise) -> dict[str, Sourced] | None:
    """The filing's `production_plan` and `materials` as the plan says them; None where nothing is planned yet."""
    told = summary(enterprise, clock.today())
    texts = {"production_plan": _plan(told), "materials": _materials(enterprise)}
    return {name: Sourced(text, SOURCE, URL) for name, text in texts.items() if text} or None


def _plan(told: ProductionSummary) -> str:
    """The plan in the sentences of the filing, which is a Chinese document."""
    parts = []
    if told.orders_open:
        late = f"，其中 {told.orders_late} 个按现有计划不能按期" if told.orders_late else ""
        parts.append(f"现有在手订单 {told.orders_open} 个{late}。")
    if told.planned_days:
        parts.append(
            f"今后 14 天安排生产 {told.planned_days} 天，每天最多 {told.most_staff_planned} 人在岗。"
        )
        if told.products:
            parts.append(f"主要产品：{'、'.join(told.products)}。")
        if told.overtime_hours:
            parts.append(f"每人每天加班最多 {amount(told.overtime_hours)} 小时。")
        else:
            parts.append("不安排加班。")
    return "".join(parts)


def _materials(enterprise: Enterprise) -> str:
    rows = Material.objects.filter(enterprise=enterprise).order_by("name")[:MOST_MATERIALS]
    return "；".join(_material(row) for row in rows)


def _material(row: Material) -> str:
    text = f"{row.name}：现有 {amount(row.on_hand)} {row.unit}，在手订单需要 {amount(row.needed)} {row.unit}"
    if row.expected and row.expected_on:
        text += (
            f"，{row.expected_on.month}月{row.expected_on.day}日预计到货 {amount(row.expected)} {row.unit}"
        )
    return f"{text}，采购地{row.supplier_region}" if row.supplier_region else text
