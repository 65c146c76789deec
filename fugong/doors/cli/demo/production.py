"""Orders, materials and three weeks of plan for an enterprise of the demonstration: mostly sound, some of it to mend."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fugong.core import clock
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import queries as directory
from fugong.production import actions, queries
from fugong.production.actions import PlanLine

BACK, AHEAD = 7, 14
SUNDAY = 6
PRODUCTS = (("电机端盖", 60), ("齿轮箱体", 25))
"""What the two largest workshops make, and how many a day."""

ORDERS = (
    # label, product, quantity, made, unit, customer's region, days to its due day, status
    ("DD-0218", "电机端盖", 2600, 2200, "件", "河南郑州", 9, "open"),
    ("DD-0221", "齿轮箱体", 380, 200, "件", "山东潍坊", 6, "open"),
    ("DD-0225", "电机端盖", 900, 700, "件", "河南焦作", 13, "open"),
    ("DD-0209", "电机端盖", 800, 800, "件", "河北石家庄", -3, "done"),
)
MATERIALS = (
    # name, unit, on hand, needed, expected, days to its delivery, supplier's region
    ("铝锭", "吨", "18.5", "16", "0", None, "河南巩义"),
    ("铸造生铁", "吨", "6", "14", "10", 11, "山西临汾"),
    ("切削液", "千克", "420", "300", "0", None, "河南焦作"),
    ("木托盘", "个", "90", "150", "80", 2, "河南焦作"),
)
RUSHED = (3, 4)
"""Days from today on which the last workshop is planned four hours of overtime, so that a warning is there to be seen."""


def fill(enterprise: Any) -> None:
    """Invent what is missing; nothing where the enterprise plans already."""
    system = Actor("system", roles=frozenset({"system"}), enterprise_id=enterprise.pk, name="system")
    today = clock.today()
    if queries.orders(system).exists() or queries.materials(system).exists():
        return
    for label, product, quantity, made, unit, region, due, status in ORDERS:
        values = {
            "label": label,
            "product": product,
            "quantity": quantity,
            "made": made,
            "unit": unit,
            "customer_region": region,
            "due_on": today + timedelta(days=due),
            "status": status,
        }
        actions.save_order(enterprise=enterprise, by=SYSTEM, values=values)
    for name, unit, on_hand, needed, expected, delivery, region in MATERIALS:
        values = {
            "name": name,
            "unit": unit,
            "on_hand": on_hand,
            "needed": needed,
            "expected": expected,
            "expected_on": None if delivery is None else today + timedelta(days=delivery),
            "supplier_region": region,
        }
        actions.save_material(enterprise=enterprise, by=SYSTEM, values=values)
    lines = plan_lines(system, today)
    if lines:
        actions.plan(enterprise=enterprise, by=SYSTEM, lines=lines)


def plan_lines(system: Actor, today: date) -> list[PlanLine]:
    """Nine in ten of each workshop's people, Sundays free, a product for each of the largest workshops."""
    largest = sorted(directory.team_tree(system), key=lambda node: -node.people)
    workshops = [node for node in largest if node.people][: len(PRODUCTS)]
    return [
        PlanLine(
            day=today + timedelta(days=away),
            group_id=node.group.pk,
            staff_planned=max(1, node.people * 9 // 10),
            hours_planned=Decimal(8),
            overtime_hours=Decimal(4 if node is workshops[-1] and away in RUSHED else 0),
            product=product,
            output_planned=Decimal(output),
        )
        for away in range(-BACK, AHEAD)
        if (today + timedelta(days=away)).weekday() != SUNDAY
        for node, (product, output) in zip(workshops, PRODUCTS, strict=False)
    ]
