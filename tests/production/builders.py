"""Production's records in any state, in one call."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.directory.models import Enterprise, Group
from fugong.production import actions
from fugong.production.actions import PlanLine
from fugong.production.models import Material, Order, PlanDay


def ahead(days: int) -> date:
    """The site's day that many days from today."""
    return clock.today() + timedelta(days=days)


def order(of: Enterprise, **values: Any) -> Order:
    """An open order of 100 pieces due in ten days."""
    given = {"label": "D-1", "product": "端盖", "quantity": 100, "unit": "件", "due_on": ahead(10), **values}
    return actions.save_order(enterprise=of, by=SYSTEM, values=given)


def material(of: Enterprise, **values: Any) -> Material:
    """A material that suffices."""
    given = {"name": "铝锭", "unit": "吨", "on_hand": 10, "needed": 8, **values}
    return actions.save_material(enterprise=of, by=SYSTEM, values=given)


def line(days: int = 1, group: Group | None = None, **values: Any) -> PlanLine:
    """Ten people for eight hours on a day."""
    given: dict[str, Any] = {"staff_planned": 10, "hours_planned": Decimal(8), **values}
    return PlanLine(day=ahead(days), group_id=group.pk if group else None, **given)


def planned(of: Enterprise, *lines: PlanLine) -> list[PlanDay]:
    """The lines in the plan."""
    actions.plan(enterprise=of, by=SYSTEM, lines=list(lines))
    return list(PlanDay.objects.filter(enterprise=of).order_by("day", "pk"))
