"""The production plan (G6): orders, materials, the plan of each day, and what of it needs attention."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from fugong.core import clock
from fugong.core.errors import Invalid, NotFound, TooLarge
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.production_shapes import (
    Copied,
    Imported,
    MaterialChange,
    MaterialLine,
    Materials,
    NewMaterial,
    NewOrder,
    OrderChange,
    OrderLine,
    Orders,
    Overview,
    Plan,
    PlanIn,
    PlanLines,
    Planned,
    SheetFault,
    StaffDay,
    State,
    Summary,
    Warnings,
    Week,
    material_out,
    order_out,
    plan_out,
    warnings_out,
)
from fugong.doors.api.wire import Day, answers, check_texts, gone, made
from fugong.production import actions, permissions, queries
from fugong.production.actions import PlanLine

router = Router(tags=["production"])
staff = Account("epidemic_officer", "principal")
readers = Account("epidemic_officer", "principal", "bureau_officer")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 25 * 1024 * 1024
LONGEST = timedelta(days=366)


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
        warnings=warnings_out(board.warnings, names),
        late_orders=[order_out(line) for line in board.late_orders],
        short_materials=[material_out(line) for line in board.short_materials],
        staff=[
            StaffDay(day=row.day, staff_planned=row.staff_planned, staff_on_duty=row.on_duty)
            for row in (*board.past, *board.days)
        ],
    )


@router.get("/production/orders", auth=staff, response=answers(Orders))
def list_orders(request: HttpRequest, status: State | None = None) -> Orders:
    """The orders with their outlook, open ones first, then by the day they are due."""
    lines = queries.board(actor_of(request)).orders
    return Orders(orders=[order_out(line) for line in lines if status is None or line.order.status == status])


@router.post("/production/orders", auth=staff, response=answers(OrderLine, 201))
def create_order(request: HttpRequest, body: NewOrder) -> Status:
    """A new order. 409 where the label is taken."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    row = actions.save_order(enterprise=enterprise, by=actor, values=body.model_dump())
    return made(order_out(_line_of(queries.board(actor).orders, "order", row.pk)))


@router.patch("/production/orders/{uuid:id}", auth=staff, response=answers(OrderLine))
def change_order(request: HttpRequest, id: UUID, body: OrderChange) -> OrderLine:
    """Correct an order, note what is made, or close it."""
    actor = actor_of(request)
    row = queries.order(actor, id)
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    enterprise = directory.enterprise_of(actor)
    actions.save_order(enterprise=enterprise, by=actor, values=values, order=row, seen=body.seen_at)
    return order_out(_line_of(queries.board(actor).orders, "order", id))


def _line_of(lines: Any, name: str, id: UUID) -> Any:
    return next(line for line in lines if getattr(line, name).pk == id)


@router.get("/production/materials", auth=staff, response=answers(Materials))
def list_materials(request: HttpRequest) -> Materials:
    """The materials with their outlook, by name."""
    return Materials(materials=[material_out(line) for line in queries.board(actor_of(request)).materials])


@router.post("/production/materials", auth=staff, response=answers(MaterialLine, 201))
def create_material(request: HttpRequest, body: NewMaterial) -> Status:
    """A new material. 409 where there is one of this name."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    row = actions.save_material(enterprise=enterprise, by=actor, values=body.model_dump())
    return made(material_out(_line_of(queries.board(actor).materials, "material", row.pk)))


@router.patch("/production/materials/{uuid:id}", auth=staff, response=answers(MaterialLine))
def change_material(request: HttpRequest, id: UUID, body: MaterialChange) -> MaterialLine:
    """Correct a material: used, delivered, needed."""
    actor = actor_of(request)
    row = queries.material(actor, id)
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    enterprise = directory.enterprise_of(actor)
    actions.save_material(enterprise=enterprise, by=actor, values=values, material=row, seen=body.seen_at)
    return material_out(_line_of(queries.board(actor).materials, "material", id))


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
    return Plan(plan=[plan_out(row, names) for row in queries.plan_days(actor, start, end)])


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
        warnings=warnings_out(done.warnings, _names(actor)),
    )


@router.post("/production/plan/check", auth=staff, response=answers(Warnings))
def check_plan(request: HttpRequest, body: PlanLines) -> Warnings:
    """What the rules would say of these lines, were they in the plan. Nothing is stored."""
    actor = actor_of(request)
    lines = actions.check_lines(directory.enterprise_of(actor), _of(body.lines))
    return Warnings(warnings=warnings_out(queries.preview(actor, [one.work for one in lines]), _names(actor)))


@router.post("/production/plan/copy", auth=staff, response=answers(Copied))
def copy_week(request: HttpRequest, body: Week) -> Copied:
    """Copy the week before into the week of that day, from today on; what is planned there stays."""
    actor = actor_of(request)
    done = actions.copy_week(enterprise=directory.enterprise_of(actor), by=actor, week=body.week)
    return Copied(copied=done.copied, kept=done.kept, warnings=warnings_out(done.warnings, _names(actor)))


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
        warnings=warnings_out(done.warnings, _names(actor)) if done else [],
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
        warnings=warnings_out(told.warnings, names),
    )
