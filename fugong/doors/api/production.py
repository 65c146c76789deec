"""The production plan (G6): orders, materials, the plan of each day, and what of it needs attention."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field, StringConstraints

from fugong.core import clock
from fugong.core.errors import Invalid, NotFound, TooLarge
from fugong.core.web import say
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account, actor_of
from fugong.doors.api.wire import Body, Day, Line, Seen, answers, check_texts, gone, made
from fugong.production import actions, permissions, queries, wording
from fugong.production.actions import PlanLine
from fugong.production.rush import Warning

router = Router(tags=["production"])
staff = Account("epidemic_officer", "principal")
readers = Account("epidemic_officer", "principal", "bureau_officer")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 25 * 1024 * 1024
LONGEST = timedelta(days=366)

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


def _order(line: Any) -> OrderLine:
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


def _material(line: Any) -> MaterialLine:
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


def _plan(row: Any, names: Mapping[UUID, str]) -> PlanOut:
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


def _warnings(found: Any, names: Mapping[UUID, str]) -> list[WarningLine]:
    return [_warning(one, names) for one in found]


def _warning(one: Warning, names: Mapping[UUID, str]) -> WarningLine:
    return WarningLine(
        rule=one.rule,
        group=one.group_id,
        group_name=names.get(one.group_id, "") if one.group_id else "",
        days=list(one.days),
        why=say.text(one.why),
        next=say.text(one.next),
        articles=list(one.articles),
        source=one.source,
        numbers={name: float(value) for name, value in one.numbers.items() if value is not None},
    )


def _names(actor: Any) -> dict[UUID, str]:
    return {one.id: one.name for one in queries.group_names(directory.enterprise_of(actor).pk)}


def _of(lines: list[PlanIn]) -> list[PlanLine]:
    return [PlanLine(group_id=line.group, **line.model_dump(exclude={"group"})) for line in lines]


@router.get("/production", auth=staff, response=answers(Overview))
def production_overview(request: HttpRequest) -> Overview:
    """Today: signs of rush work, orders that will be late, materials that are short, staff on duty against plan from
    a week back to two weeks ahead."""
    board = queries.board(actor_of(request))
    names = {key: name for key, name in board.names.items() if key}
    return Overview(
        on=board.on,
        warnings=_warnings(board.warnings, names),
        late_orders=[_order(line) for line in board.late_orders],
        short_materials=[_material(line) for line in board.short_materials],
        staff=[
            StaffDay(day=row.day, staff_planned=row.staff_planned, staff_on_duty=row.on_duty)
            for row in (*board.past, *board.days)
        ],
    )


@router.get("/production/orders", auth=staff, response=answers(Orders))
def list_orders(request: HttpRequest, status: State | None = None) -> Orders:
    """The orders with their outlook, open ones first, then by the day they are due."""
    lines = queries.board(actor_of(request)).orders
    return Orders(orders=[_order(line) for line in lines if status is None or line.order.status == status])


@router.post("/production/orders", auth=staff, response=answers(OrderLine, 201))
def create_order(request: HttpRequest, body: NewOrder) -> Status:
    """A new order. 409 where the label is taken."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    row = actions.save_order(enterprise=enterprise, by=actor, values=body.model_dump())
    return made(_order(_line_of(queries.board(actor).orders, "order", row.pk)))


@router.patch("/production/orders/{uuid:id}", auth=staff, response=answers(OrderLine))
def change_order(request: HttpRequest, id: UUID, body: OrderChange) -> OrderLine:
    """Correct an order, note what is made, or close it."""
    actor = actor_of(request)
    row = queries.order(actor, id)
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    enterprise = directory.enterprise_of(actor)
    actions.save_order(enterprise=enterprise, by=actor, values=values, order=row, seen=body.seen_at)
    return _order(_line_of(queries.board(actor).orders, "order", id))


def _line_of(lines: Any, name: str, id: UUID) -> Any:
    return next(line for line in lines if getattr(line, name).pk == id)


@router.get("/production/materials", auth=staff, response=answers(Materials))
def list_materials(request: HttpRequest) -> Materials:
    """The materials with their outlook, by name."""
    return Materials(materials=[_material(line) for line in queries.board(actor_of(request)).materials])


@router.post("/production/materials", auth=staff, response=answers(MaterialLine, 201))
def create_material(request: HttpRequest, body: NewMaterial) -> Status:
    """A new material. 409 where there is one of this name."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    row = actions.save_material(enterprise=enterprise, by=actor, values=body.model_dump())
    return made(_material(_line_of(queries.board(actor).materials, "material", row.pk)))


@router.patch("/production/materials/{uuid:id}", auth=staff, response=answers(MaterialLine))
def change_material(request: HttpRequest, id: UUID, body: MaterialChange) -> MaterialLine:
    """Correct a material: used, delivered, needed."""
    actor = actor_of(request)
    row = queries.material(actor, id)
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    enterprise = directory.enterprise_of(actor)
    actions.save_material(enterprise=enterprise, by=actor, values=values, material=row, seen=body.seen_at)
    return _material(_line_of(queries.board(actor).materials, "material", id))


@router.delete("/production/materials/{uuid:id}", auth=staff, response=answers(None, 204))
def remove_material(request: HttpRequest, id: UUID) -> Status:
    """Take a material off the list; the audit keeps what it said."""
    actor = actor_of(request)
    actions.remove_material(material=queries.material(actor, id), by=actor)
    return gone()


@router.get("/production/plan", auth=staff, response=answers(Plan))
def read_plan(request: HttpRequest, first: Day | None = None, last: Day | None = None) -> Plan:
    """The plan from `first` (today) to `last` (two weeks), a year at most."""
    actor = actor_of(request)
    start = first or clock.today()
    end = last or start + timedelta(days=13)
    if not timedelta(0) <= end - start <= LONGEST:
        raise Invalid("span", _("最后一天不能早于第一天，一次最多读一年。"), field="last")
    names = _names(actor)
    return Plan(plan=[_plan(row, names) for row in queries.plan_days(actor, start, end)])


@router.post("/production/plan", auth=staff, response=answers(Planned))
def save_plan(request: HttpRequest, body: PlanLines) -> Planned:
    """Put lines into the plan, all or none; a day and group that is there already is corrected. Rush work is told in
    `warnings`, never refused. A fault's field is `lines[2].hours_planned`."""
    actor = actor_of(request)
    done = actions.plan(enterprise=directory.enterprise_of(actor), by=actor, lines=_of(body.lines))
    return Planned(
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        warnings=_warnings(done.warnings, _names(actor)),
    )


@router.post("/production/plan/check", auth=staff, response=answers(Warnings))
def check_plan(request: HttpRequest, body: PlanLines) -> Warnings:
    """What the rules would say of these lines, were they in the plan. Nothing is stored."""
    actor = actor_of(request)
    lines = actions.check_lines(directory.enterprise_of(actor), _of(body.lines))
    return Warnings(warnings=_warnings(queries.preview(actor, [one.work for one in lines]), _names(actor)))


@router.post("/production/plan/copy", auth=staff, response=answers(Copied))
def copy_week(request: HttpRequest, body: Week) -> Copied:
    """Copy the week before into the week of that day, from today on; what is planned there stays."""
    actor = actor_of(request)
    done = actions.copy_week(enterprise=directory.enterprise_of(actor), by=actor, week=body.week)
    return Copied(copied=done.copied, kept=done.kept, warnings=_warnings(done.warnings, _names(actor)))


@router.delete("/production/plan/{uuid:id}", auth=staff, response=answers(None, 204))
def remove_plan_day(request: HttpRequest, id: UUID) -> Status:
    """Take a line out of the plan; the audit keeps what it said."""
    actor = actor_of(request)
    actions.remove_plan_day(plan_day=queries.plan_day(actor, id), by=actor)
    return gone()


SHEET = {
    "responses": {
        200: {
            "description": "An empty sheet with the enterprise's workshops and teams to choose from",
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/production/plan/template.xlsx", auth=staff, response=answers(None), openapi_extra=SHEET)
def plan_template(request: HttpRequest) -> HttpResponse:
    """An empty sheet to fill in."""
    data = actions.plan_template(directory.enterprise_of(actor_of(request)).pk)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="production-plan.xlsx"'
    return response


@router.post("/production/plan/import", auth=staff, response=answers(Imported))
def import_plan(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Imported:
    """Take a filled-in sheet into the plan, whole or not at all: with `faults` nothing was taken."""
    actor = actor_of(request)
    if file.size is None or file.size > LARGEST:
        raise TooLarge("too_large", _("文件超过25 MB。请删去图片或拆成几份再上传。"), field="file")
    name = file.name or ""
    check_texts(name)
    done, faults = actions.import_plan(
        enterprise=directory.enterprise_of(actor), by=actor, file_name=name, data=file.read()
    )
    return Imported(
        created=done.created if done else 0,
        updated=done.updated if done else 0,
        unchanged=done.unchanged if done else 0,
        warnings=_warnings(done.warnings, _names(actor)) if done else [],
        faults=[SheetFault(row=one.row, column=one.column, label=one.label, text=one.text) for one in faults],
    )


@router.get("/enterprises/{str:uscc}/production", auth=readers, response=answers(Summary))
def production_summary(request: HttpRequest, uscc: str) -> Summary:
    """The summary of an enterprise's production: for itself, and for the bureau that supervises it."""
    actor = actor_of(request)
    enterprise = directory.enterprises(actor).filter(uscc=uscc.upper()).first()
    if enterprise is None:
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    permissions.check_can_read_summary(actor, enterprise)
    told = queries.summary(enterprise, clock.today())
    names = {one.id: one.name for one in queries.group_names(enterprise.pk)}
    return Summary(
        enterprise=enterprise.uscc,
        on=told.on,
        orders_open=told.orders_open,
        orders_late=told.orders_late,
        materials=told.materials,
        materials_short=told.materials_short,
        staff_planned=told.staff_planned,
        staff_on_duty=told.staff_on_duty,
        most_staff_planned=told.most_staff_planned,
        planned_days=told.planned_days,
        overtime_hours=float(told.overtime_hours),
        products=list(told.products),
        warnings=_warnings(told.warnings, names),
    )
