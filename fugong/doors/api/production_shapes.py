"""How the production plan goes over the wire: orders and materials with their outlook, the plan, signs of rush work."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from fugong.core.web import say
from fugong.doors.api.wire import Body, Day, Line, Seen
from fugong.production import wording
from fugong.production.rush import Warning

Quantity = Annotated[Decimal, Field(ge=0, lt=1_000_000_000)]
Hours = Annotated[Decimal, Field(ge=0, le=24)]
People = Annotated[int, Field(ge=0, le=100_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=20)]
State = Literal["open", "done", "cancelled"]


class OrderLine(Schema):
    """An order. `planned` of what is left is in the plan by `due_on`, `short` is missing; null for one that is not
    open. `words` say how it stands, `next` what to do (empty: nothing)."""

    id: UUID
    label: str
    product: str
    quantity: float
    made: float
    unit: str
    customer_region: str
    due_on: date
    status: State
    planned: float | None
    short: float | None
    ready_on: date | None
    words: str
    next: str
    updated_at: datetime


class Orders(Schema):
    orders: list[OrderLine]


class NewOrder(Body):
    """`label` is your own name for it; of the customer give the region only."""

    label: Name
    product: Name
    quantity: Quantity
    unit: Unit
    due_on: Day
    made: Quantity = Decimal(0)
    customer_region: Line = ""
    status: State = "open"


class OrderChange(Seen):
    """Only what changes."""

    label: Name | None = None
    product: Name | None = None
    quantity: Quantity | None = None
    unit: Unit | None = None
    due_on: Day | None = None
    made: Quantity | None = None
    customer_region: Line | None = None
    status: State | None = None


class MaterialLine(Schema):
    """A material. `secured` is what is there by `by` (the day it is needed), `short` is missing of `needed`."""

    id: UUID
    name: str
    unit: str
    on_hand: float
    needed: float
    needed_on: date | None
    expected: float
    expected_on: date | None
    supplier_region: str
    secured: float
    short: float
    by: date | None
    words: str
    next: str
    updated_at: datetime


class Materials(Schema):
    materials: list[MaterialLine]


class NewMaterial(Body):
    """`needed_on` null: by the first day on which an open order is due."""

    name: Name
    unit: Unit
    on_hand: Quantity
    needed: Quantity
    needed_on: Day | None = None
    expected: Quantity = Decimal(0)
    expected_on: Day | None = None
    supplier_region: Line = ""


class MaterialChange(Seen):
    """Only what changes; null empties a day."""

    name: Name | None = None
    unit: Unit | None = None
    on_hand: Quantity | None = None
    needed: Quantity | None = None
    needed_on: Day | None = None
    expected: Quantity | None = None
    expected_on: Day | None = None
    supplier_region: Line | None = None


class PlanIn(Body):
    """A day of a workshop or team; `group` null: the whole enterprise. Hours are for each of the staff, overtime
    comes on top. `output_planned` is in the unit of the orders of that product."""

    day: Day
    group: UUID | None = None
    staff_planned: People
    hours_planned: Hours
    overtime_hours: Hours = Decimal(0)
    product: Line = ""
    output_planned: Quantity = Decimal(0)


class PlanLines(Body):
    lines: Annotated[list[PlanIn], Field(min_length=1, max_length=2000)]


class PlanOut(Schema):
    id: UUID
    day: date
    group: UUID | None
    group_name: str
    staff_planned: int
    hours_planned: float
    overtime_hours: float
    product: str
    output_planned: float
    updated_at: datetime


class Plan(Schema):
    plan: list[PlanOut]


class WarningLine(Schema):
    """A sign of rush work: the rule, on which days of which group, its numbers on the first of them, what to do.
    It informs and blocks nothing."""

    rule: str
    group: UUID | None
    group_name: str
    days: list[date]
    why: str
    next: str
    articles: list[str]
    source: str
    numbers: dict[str, float]


class Warnings(Schema):
    warnings: list[WarningLine]


class Planned(Warnings):
    """How many lines were new, corrected, the same, and the warnings of the two weeks from today."""

    created: int
    updated: int
    unchanged: int


class Week(Body):
    """Any day of the week to be filled from the week before."""

    week: Day


class Copied(Warnings):
    """How many lines were copied; `kept` stood there already."""

    copied: int
    kept: int


class StaffDay(Schema):
    """A day: people planned, and people whom the gates let in (null: nobody came yet, or a day to come)."""

    day: date
    staff_planned: int
    staff_on_duty: int | None


class Overview(Warnings):
    """What needs attention today."""

    on: date
    late_orders: list[OrderLine]
    short_materials: list[MaterialLine]
    staff: list[StaffDay]


class Summary(Warnings):
    """The production of an enterprise in a few numbers, for the two weeks from `on`."""

    enterprise: str
    on: date
    orders_open: int
    orders_late: int
    materials: int
    materials_short: int
    staff_planned: int
    staff_on_duty: int | None
    most_staff_planned: int
    planned_days: int
    overtime_hours: float
    products: list[str]


class SheetFault(Schema):
    """What is wrong in a row as Excel counts it."""

    row: int
    column: str
    label: str
    text: str


class Imported(Planned):
    """With `faults` nothing was taken."""

    faults: list[SheetFault]


def order_out(line: Any) -> OrderLine:
    """An order with its outlook, in numbers and words."""
    row, outlook = line.order, line.outlook
    words, following = wording.order_words(row, outlook)
    return OrderLine(
        id=row.pk,
        label=row.label,
        product=row.product,
        quantity=float(row.quantity),
        made=float(row.made),
        unit=row.unit,
        customer_region=row.customer_region,
        due_on=row.due_on,
        status=row.status,
        planned=float(outlook.planned) if outlook else None,
        short=float(outlook.short) if outlook else None,
        ready_on=outlook.ready_on if outlook else None,
        words=words,
        next=following,
        updated_at=row.updated_at,
    )


def material_out(line: Any) -> MaterialLine:
    """A material with its outlook, in numbers and words."""
    row, outlook = line.material, line.outlook
    words, following = wording.material_words(row, outlook)
    return MaterialLine(
        id=row.pk,
        name=row.name,
        unit=row.unit,
        on_hand=float(row.on_hand),
        needed=float(row.needed),
        needed_on=row.needed_on,
        expected=float(row.expected),
        expected_on=row.expected_on,
        supplier_region=row.supplier_region,
        secured=float(outlook.secured),
        short=float(outlook.short),
        by=outlook.by,
        words=words,
        next=following,
        updated_at=row.updated_at,
    )


def plan_out(row: Any, names: Mapping[UUID, str]) -> PlanOut:
    """A line of the plan."""
    return PlanOut(
        id=row.pk,
        day=row.day,
        group=row.group_id,
        group_name=names.get(row.group_id, ""),
        staff_planned=row.staff_planned,
        hours_planned=float(row.hours_planned),
        overtime_hours=float(row.overtime_hours),
        product=row.product,
        output_planned=float(row.output_planned),
        updated_at=row.updated_at,
    )


def warnings_out(found: Iterable[Warning], names: Mapping[UUID, str]) -> list[WarningLine]:
    """Signs of rush work, in the reader's language."""
    return [warning_out(one, names) for one in found]


def warning_out(one: Warning, names: Mapping[UUID, str]) -> WarningLine:
    """One of them."""
    return WarningLine(
        rule=one.rule,
        group=one.group_id,
        group_name=names.get(one.group_id, "") if one.group_id else "",
        days=list(one.days),
        why=say.text(one.why),
        next=say.text(one.next),
        articles=list(one.articles),
        source=say.text(one.source),
        numbers={name: float(value) for name, value in one.numbers.items() if value is not None},
    )
