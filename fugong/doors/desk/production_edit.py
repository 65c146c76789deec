"""A day of the plan, an order, a material: entered and corrected; the plan is looked at before it is saved (G6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import attempt, press
from fugong.doors.desk.production import WHOLE, group_labels, tell_warnings, warning_line
from fugong.doors.desk.production_fields import a_day, a_line, a_number, parse_day, seen_of, seen_text, typed
from fugong.production import actions, choices, queries, wording
from fugong.production.actions import PlanLine

STATES = {
    choices.OPEN: gettext_lazy("生产中"),
    choices.DONE: gettext_lazy("已完成"),
    choices.CANCELLED: gettext_lazy("已取消"),
}
MOST_DAYS = choices.LONGEST_PLAN_DAYS
SUNDAY = 6
VALUES = ("product", "staff_planned", "hours_planned", "overtime_hours", "output_planned")


class PlanForm(PlainForm):
    """What a team does on a day, or alike on several."""

    group = forms.ChoiceField(required=False, label=gettext_lazy("车间、班组"))
    day = a_day(gettext_lazy("日期"))
    until = a_day(
        gettext_lazy("到哪一天"),
        required=False,
        help_text=gettext_lazy("几天都一样时填最后一天；只排一天就留空。"),
    )
    rest = forms.BooleanField(required=False, label=gettext_lazy("周日休息，不排"))
    staff_planned = a_number(gettext_lazy("计划人数"), most=choices.MOST_STAFF)
    hours_planned = a_number(gettext_lazy("班时（小时，不含加班）"), decimals=1, most=choices.HOURS_A_DAY)
    overtime_hours = a_number(
        gettext_lazy("加班（每人小时）"), decimals=1, most=choices.HOURS_A_DAY, required=False
    )
    product = a_line(
        gettext_lazy("产品"),
        required=False,
        help_text=gettext_lazy("和订单里的写法一样，才能对照能否按期。"),
        list="products",
    )
    output_planned = a_number(gettext_lazy("计划产量（每天）"), decimals=3, required=False)

    def __init__(self, data: Any, *, labels: dict[Any, str], row: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=plan_values(row) if row else initial)
        self.row = row
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", WHOLE),
            *((str(key), name) for key, name in labels.items()),
        ]
        if row is not None:
            for name in ("group", "day", "until", "rest"):
                del self.fields[name]

    def lines(self) -> list[PlanLine]:
        """A line for each day; raises Invalid where the span is no span."""
        data = self.cleaned_data
        first: date = self.row.day if self.row else data["day"]
        last: date = (None if self.row else data.get("until")) or first
        if last < first:
            raise Invalid("until", _("最后一天不能早于第一天。"), field="until")
        if (last - first).days >= MOST_DAYS:
            raise Invalid("until", _("一次最多排 {n} 天。").format(n=MOST_DAYS), field="until")
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        if len(days) > 1 and data.get("rest"):
            days = [day for day in days if day.weekday() != SUNDAY]
        group = (self.row.group_id if self.row else data["group"]) or None
        return [
            PlanLine(
                day=day,
                group_id=UUID(str(group)) if group else None,
                staff_planned=int(data["staff_planned"]),
                hours_planned=data["hours_planned"],
                overtime_hours=data["overtime_hours"] or Decimal(0),
                product=data["product"],
                output_planned=data["output_planned"] or Decimal(0),
            )
            for day in days
        ]


def plan_values(row: Any) -> dict[str, Any]:
    """A line of the plan as its form shows it."""
    plain = {"product": row.product, "staff_planned": row.staff_planned}
    numbers = ("hours_planned", "overtime_hours", "output_planned")
    return {**plain, **{name: typed(getattr(row, name)) for name in numbers}}


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def new_plan(request: HttpRequest) -> HttpResponse:
    """New lines of the plan; what is there already for that team and day is corrected."""
    group, day = request.GET.get("group", ""), parse_day(request.GET.get("day", ""))
    initial = {
        "group": group,
        "day": day or clock.today() + timedelta(days=1),
        "rest": True,
        "hours_planned": "8",
        "overtime_hours": "0",
    }
    return _plan(request, None, initial)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def edit_plan(request: HttpRequest, plan_day_id: UUID) -> HttpResponse:
    """One line of the plan corrected."""
    actor = actor_of(request)
    return _plan(request, queries.plan_day(actor, plan_day_id), None)


@dataclass(frozen=True)
class Written:
    """What the plan has already for the days typed: shown, and replaced or left only by a press that says so."""

    rows: tuple[Any, ...]
    free: tuple[PlanLine, ...]

    @property
    def token(self) -> str:
        """Names these lines as they were shown; other ones, or newer, are asked for again."""
        seen = "".join(f"{row.pk}{row.updated_at.isoformat()}" for row in self.rows)
        return sha256(seen.encode()).hexdigest()[:20]


def _written(actor: Any, lines: list[PlanLine]) -> Written:
    """The stored lines that these would change, and those among these that meet none."""
    wanted = {(line.day, line.group_id): line for line in lines}
    days = [line.day for line in lines]
    stored = {
        (row.day, row.group_id): row
        for row in queries.plan_days(actor, min(days), max(days))
        if (row.day, row.group_id) in wanted
    }
    changed = (
        row for at, row in stored.items() if any(getattr(row, n) != getattr(wanted[at], n) for n in VALUES)
    )
    return Written(tuple(changed), tuple(line for at, line in wanted.items() if at not in stored))


def _plan(request: HttpRequest, row: Any, initial: dict[str, Any] | None) -> HttpResponse:
    actor = actor_of(request)
    labels = group_labels(actor)
    form = PlanForm(request.POST or None, labels=labels, row=row, initial=initial)
    context: dict[str, Any] = {}
    if request.method == "POST" and "look" in request.POST:
        context = _looked(actor, form, labels)
    elif request.method == "POST" and form.is_valid():
        try:
            lines = _checked(actor, form)
            written = _written(actor, lines) if row is None else Written((), ())
            if request.POST.get("fill") == written.token:
                lines = list(written.free)
            elif written.rows and request.POST.get("replace") != written.token:
                return _page(request, form, row, {"written": written}, status=409)
            done = actions.plan(
                enterprise=directory.enterprise_of(actor), by=actor, lines=lines, seen=seen_of(request)
            )
        except (Invalid, Conflict) as fault:
            form.take(fault)
        else:
            messages.success(request, _("计划已保存。"))
            tell_warnings(request, done.warnings)
            return redirect("desk:production")
    return _page(request, form, row, context, status=422 if form.errors else 200)


def _checked(actor: Any, form: PlanForm) -> list[PlanLine]:
    """The form's lines as the plan takes them; raises Invalid with the form's own field."""
    try:
        return actions.check_lines(directory.enterprise_of(actor), form.lines())
    except Invalid as fault:
        name = (fault.field or "").rpartition(".")[2]
        fault.field = {"group_id": "group", "lines": "rest"}.get(name, name)
        raise


def _page(
    request: HttpRequest, form: PlanForm, row: Any, more: dict[str, Any], *, status: int
) -> HttpResponse:
    actor = actor_of(request)
    labels = group_labels(actor)
    context = {
        "form": form,
        "row": row,
        "group_name": (labels.get(row.group_id, "") if row.group_id else str(WHOLE)) if row else "",
        "seen": seen_text(request, row),
        "products": sorted({one.product for one in queries.orders(actor, choices.OPEN)}),
        **more,
    }
    return render(request, "desk/production_plan.html", context, status=status)


@open_to("epidemic_officer", "principal")
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """What the rules say of what stands in the form, while it is being filled in. Nothing is stored."""
    actor = actor_of(request)
    labels = group_labels(actor)
    row_id = request.POST.get("row", "")
    try:
        row = queries.plan_day(actor, UUID(row_id)) if row_id else None
    except ValueError:
        row = None
    form = PlanForm(request.POST, labels=labels, row=row)
    context = _looked(actor, form, labels)
    context["faults"] = [
        {"label": bound.label, "text": text} for bound in form if bound.data for text in bound.errors
    ]
    return render(request, "desk/production_looked.html", context)


def _looked(actor: Any, form: PlanForm, labels: dict[Any, str]) -> dict[str, Any]:
    if not form.is_valid():
        return {"looked": "unfinished"}
    try:
        lines = _checked(actor, form)
    except Invalid as fault:
        form.take(fault)
        return {"looked": "unfinished"}
    found = queries.preview(actor, [line.work for line in lines])
    one = lines[0]
    return {
        "looked": "done",
        "warnings": [warning_line(warning, labels) for warning in found],
        "days": len(lines),
        "overtime": wording.amount(one.overtime_hours * len(lines)),
        "output": wording.amount(one.output_planned * len(lines)) if one.output_planned else "",
        "product": one.product,
    }


@open_to("epidemic_officer", "principal")
@require_POST
def remove_plan(request: HttpRequest, plan_day_id: UUID) -> HttpResponse:
    """Take a line out of the plan."""
    actor = actor_of(request)
    row = queries.plan_day(actor, plan_day_id)
    return press(
        request,
        lambda: actions.remove_plan_day(plan_day=row, by=actor),
        _("已从计划里删去，操作记录里仍可查到。"),
        "desk:production",
    )


class OrderForm(PlainForm):
    """An order; of the customer the region only."""

    label = a_line(gettext_lazy("订单编号或名称"), help_text=gettext_lazy("自己认得出就行，不用写客户姓名。"))
    product = a_line(gettext_lazy("产品"))
    quantity = a_number(gettext_lazy("数量"), decimals=3)
    unit = a_line(gettext_lazy("单位"), 20, help_text=gettext_lazy("件、套、吨……"))
    made = a_number(gettext_lazy("其中已完成"), decimals=3, required=False)
    due_on = a_day(gettext_lazy("交货日期"))
    customer_region = a_line(
        gettext_lazy("客户所在地区"), required=False, help_text=gettext_lazy("省、市即可，例如 河南郑州。")
    )
    status = forms.ChoiceField(
        required=False, label=gettext_lazy("状态"), choices=list(STATES.items()), initial=choices.OPEN
    )


class MaterialForm(PlainForm):
    """A material against the open orders."""

    name = a_line(gettext_lazy("原料名称"))
    unit = a_line(gettext_lazy("单位"), 20, help_text=gettext_lazy("吨、千克、个……"))
    on_hand = a_number(gettext_lazy("现有库存"), decimals=3)
    needed = a_number(gettext_lazy("现有订单共需要"), decimals=3)
    needed_on = a_day(
        gettext_lazy("最晚哪天要用"),
        required=False,
        help_text=gettext_lazy("留空按最早的交货日期算。"),
    )
    expected = a_number(gettext_lazy("预计到货数量"), decimals=3, required=False)
    expected_on = a_day(gettext_lazy("预计到货日期"), required=False)
    supplier_region = a_line(
        gettext_lazy("供货地区"), required=False, help_text=gettext_lazy("省、市即可，便于判断输入风险。")
    )


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest) -> HttpResponse:
    """A new order."""
    return _order(request, None)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def edit_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """An order corrected, done or cancelled."""
    actor = actor_of(request)
    return _order(request, queries.order(actor, order_id))


def _order(request: HttpRequest, row: Any) -> HttpResponse:
    fields = tuple(OrderForm.base_fields)
    form = OrderForm(request.POST or None, initial=initial_of(row, fields))

    def act(data: dict[str, Any], enterprise: Any, by: Any) -> object:
        return actions.save_order(enterprise=enterprise, by=by, values=data, order=row, seen=seen_of(request))

    return _record(request, form, row, act, _("修改订单") if row else _("新增订单"), _("订单已保存。"))


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def new_material(request: HttpRequest) -> HttpResponse:
    """A new material."""
    return _material(request, None)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def edit_material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """A material corrected: used, delivered, needed."""
    actor = actor_of(request)
    return _material(request, queries.material(actor, material_id))


def _material(request: HttpRequest, row: Any) -> HttpResponse:
    fields = tuple(MaterialForm.base_fields)
    form = MaterialForm(request.POST or None, initial=initial_of(row, fields))

    def act(data: dict[str, Any], enterprise: Any, by: Any) -> object:
        return actions.save_material(
            enterprise=enterprise, by=by, values=data, material=row, seen=seen_of(request)
        )

    return _record(request, form, row, act, _("修改原料") if row else _("新增原料"), _("原料已保存。"))


@open_to("epidemic_officer", "principal")
@require_POST
def remove_material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Take a material off the list."""
    actor = actor_of(request)
    row = queries.material(actor, material_id)
    return press(
        request,
        lambda: actions.remove_material(material=row, by=actor),
        _("已删去这种原料，操作记录里仍可查到。"),
        "desk:production",
    )


def _record(
    request: HttpRequest,
    form: PlainForm,
    row: Any,
    act: Callable[[dict[str, Any], Any, Any], object],
    title: str,
    done: str,
) -> HttpResponse:
    """One form page for an order or a material."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    if request.method == "POST" and attempt(request, form, lambda data: act(data, enterprise, actor), done):
        return redirect("desk:production")
    context = {
        "form": form,
        "row": row,
        "title": title,
        "seen": seen_text(request, row),
        "removable": row is not None and hasattr(row, "on_hand"),
    }
    return render(request, "desk/production_record.html", context, status=422 if form.errors else 200)


def initial_of(row: Any, fields: tuple[str, ...]) -> dict[str, Any] | None:
    """A record as its form shows it."""
    if row is None:
        return None
    values = {name: getattr(row, name) for name in fields}
    return {name: typed(value) if hasattr(value, "quantize") else value for name, value in values.items()}
