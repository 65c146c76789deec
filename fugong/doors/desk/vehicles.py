"""Vehicles from outside: who stands in the yard, who was there, one by one; corrected by counter-entry (G8)."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk import yard_fields as words
from fugong.doors.desk.filters import ALL
from fugong.doors.desk.forms import REQUIRED, attempt, press
from fugong.doors.desk.yard_fields import DisinfectForm, Moment, WhyForm, area_choices
from fugong.doors.desk.yard_pages import Register, listed, write
from fugong.gates import actions, permissions, queries, yard

SHOWN = {"inside": gettext_lazy("现在厂内"), "gone": gettext_lazy("已出厂"), "all": ALL}


class VehicleFilter(PlainForm):
    """What is shown; the address holds it. Those inside unless it says otherwise."""

    show = forms.ChoiceField(required=False, label=gettext_lazy("范围"), choices=list(SHOWN.items()))
    plate = forms.CharField(required=False, label=gettext_lazy("车牌（整个）"), max_length=20)
    day = forms.DateField(
        required=False, label=gettext_lazy("哪天在厂"), widget=forms.DateInput(attrs={"type": "date"})
    )
    area = forms.ChoiceField(required=False, label=gettext_lazy("区域"))
    marked = forms.BooleanField(required=False, label=gettext_lazy("只看要核对的"))

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        self.fields["area"].choices = area_choices(actor, yard.PARKING, nothing=ALL)  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """Keyword arguments of `queries.vehicles`. A plate or a day is looked for everywhere unless a range is named."""
        self.is_valid()
        data = self.cleaned_data
        narrowed = bool(data.get("plate") or data.get("day") or data.get("marked"))
        show = data.get("show") or ("all" if narrowed else "inside")
        return {
            "inside": {"inside": True, "gone": False}.get(show),
            "plate": data.get("plate", ""),
            "day": data.get("day"),
            "area_id": UUID(data["area"]) if data.get("area") else None,
            "marked": bool(data.get("marked")),
        }


class VehicleForm(PlainForm):
    """A vehicle as it is written down."""

    plate = forms.CharField(
        label=gettext_lazy("车牌"),
        max_length=20,
        help_text=gettext_lazy("例如 豫H12345、豫HD12345；没有字母 I 和 O。"),
        error_messages={"required": REQUIRED},
    )
    as_seen = forms.BooleanField(required=False, label=gettext_lazy("号牌特殊（临时、使馆等），照原样记"))
    vehicle = forms.ChoiceField(label=gettext_lazy("车型"), choices=list(words.VEHICLES.items()))
    trailer = forms.CharField(required=False, label=gettext_lazy("挂车号牌"), max_length=20)
    driver_ref = forms.CharField(
        required=False, label=gettext_lazy("司机的工号或来访编号（有就填）"), max_length=32
    )
    driver_name = forms.CharField(required=False, label=gettext_lazy("司机姓名"), max_length=30)
    passengers = forms.CharField(
        required=False, label=gettext_lazy("同车人（用逗号隔开，姓名或工号）"), max_length=400
    )
    cargo = forms.CharField(required=False, label=gettext_lazy("装什么"), max_length=60)
    origin = forms.CharField(required=False, label=gettext_lazy("从哪里来"), max_length=60)
    purpose = forms.CharField(required=False, label=gettext_lazy("来做什么"), max_length=60)
    host = forms.CharField(required=False, label=gettext_lazy("找谁"), max_length=30)

    def told(self) -> actions.Told:
        """What the action takes."""
        data = self.cleaned_data
        others = [one.strip() for one in re.split("[,，、;；]", data["passengers"]) if one.strip()]
        return actions.Told(
            driver=actions.Named(data["driver_name"], data["driver_ref"]),
            passengers=tuple(actions.Named(one, one) for one in others),
            **{
                name: data[name]
                for name in ("plate", "as_seen", "vehicle", "trailer", "cargo", "origin", "purpose", "host")
            },
        )


class ArriveForm(VehicleForm):
    """One that comes in."""

    area = forms.ChoiceField(required=False, label=gettext_lazy("停放区域"))
    anyway = forms.BooleanField(required=False, label=gettext_lazy("区域满了也停在这里"))

    def __init__(self, *args: Any, actor: Any) -> None:
        super().__init__(*args)
        self.fields["area"].choices = area_choices(  # type: ignore[attr-defined]
            actor, yard.PARKING, nothing=gettext_lazy("自动选有空位的")
        )


class CorrectForm(VehicleForm):
    """The right row in place of a wrong one."""

    came_at = Moment(required=False, label=gettext_lazy("进厂时间"))
    left_at = Moment(required=False, label=gettext_lazy("出厂时间"))
    why = forms.CharField(
        label=gettext_lazy("为什么更正"), max_length=200, error_messages={"required": REQUIRED}
    )


class ParkForm(PlainForm):
    """Another area."""

    area = forms.ChoiceField(label=gettext_lazy("停放区域"), error_messages={"required": REQUIRED})
    anyway = forms.BooleanField(required=False, label=gettext_lazy("区域满了也停在这里"))

    def __init__(self, *args: Any, actor: Any) -> None:
        super().__init__(*args)
        self.fields["area"].choices = area_choices(  # type: ignore[attr-defined]
            actor, yard.PARKING, nothing=gettext_lazy("请选择")
        )


@open_to("epidemic_officer", "principal")
@require_GET
def vehicles(request: HttpRequest) -> HttpResponse:
    """Those in the yard, or those that fit."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    form = VehicleFilter(request.GET, actor=actor)
    context = listed(request, form, queries.vehicles(actor, **form.wanted()))
    return render(
        request,
        "desk/vehicles.html",
        context
        | {
            "rows": [described(line) for line in queries.lines_of_vehicles(context["page"].rows, actor)],
            "inside": queries.vehicles_inside(enterprise.pk),
            "areas": queries.areas(actor, yard.PARKING),
            "can_record": permissions.can_record(actor, enterprise.pk),
        },
    )


def described(line: Any) -> dict[str, Any]:
    """A vehicle in words."""
    stay = line.stay
    return {
        "line": line,
        "stay": stay,
        "vehicle": words.VEHICLES.get(stay.vehicle, stay.vehicle),
        "plate_kind": words.PLATES.get(stay.plate_kind, ""),
        "marks": _marks(line),
        "not_passed": "、".join(line.not_passed),
    }


def _marks(line: Any) -> list[Any]:
    """Its marks in words; who has no visit is named."""
    marks = words.marks_of([one for one in line.stay.marks if one != yard.NO_VISIT])
    if line.without_visit:
        marks.append(_("没有来访登记：{names}").format(names="、".join(line.without_visit)))
    return marks


def _register_line(line: Any) -> list[Any]:
    stay = line.stay
    return [
        line.plate,
        line.trailer,
        words.VEHICLES.get(stay.vehicle, stay.vehicle),
        line.driver.name if line.driver else "",
        len(line.passengers),
        stay.cargo.reveal(),
        stay.origin.reveal(),
        stay.came_at,
        line.area,
        stay.disinfected_at,
        stay.disinfected_with,
        stay.left_at,
        "、".join(str(one) for one in _marks(line)),
    ]


REGISTER = Register(
    what="vehicles",
    title=gettext_lazy("外来车辆登记"),
    headings=(
        gettext_lazy("车牌"),
        gettext_lazy("挂车"),
        gettext_lazy("车型"),
        gettext_lazy("司机"),
        gettext_lazy("同车人数"),
        gettext_lazy("装什么"),
        gettext_lazy("从哪里来"),
        gettext_lazy("进厂"),
        gettext_lazy("区域"),
        gettext_lazy("消毒时间"),
        gettext_lazy("消毒用品"),
        gettext_lazy("出厂"),
        gettext_lazy("要核对"),
    ),
    rows=lambda request, actor: queries.vehicles(actor, **VehicleFilter(request.GET, actor=actor).wanted()),
    lines=queries.lines_of_vehicles,
    line=_register_line,
    back="desk:vehicles",
)


@open_to("epidemic_officer", "principal")
@require_GET
def export_vehicles(request: HttpRequest) -> HttpResponse:
    """What is seen, as a workbook."""
    return REGISTER.workbook(request)


@open_to("epidemic_officer", "principal")
@require_GET
def print_vehicles(request: HttpRequest) -> HttpResponse:
    """What is seen, for paper."""
    return REGISTER.paper(request)


@open_to("epidemic_officer")
def add_vehicle(request: HttpRequest) -> HttpResponse:
    """One that came in, written at the desk."""
    actor = actor_of(request)
    form = ArriveForm(request.POST or None, actor=actor)

    def enter(data: dict[str, Any]) -> Any:
        return actions.vehicle_in(
            enterprise=directory.enterprise_of(actor),
            by=actor,
            told=form.told(),
            area_id=UUID(data["area"]) if data["area"] else None,
            anyway=data["anyway"],
        )

    context = {"title": _("记车辆进厂"), "save": _("记进厂"), "back": "desk:vehicles"}
    return write(request, form, enter, _("已记进厂。"), "desk:vehicle", **context)


@open_to("epidemic_officer", "principal")
@require_GET
def vehicle(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """One of them."""
    return _page(request, stay_id)


def _page(request: HttpRequest, stay_id: UUID, status: int = 200, **bound: PlainForm) -> HttpResponse:
    actor = actor_of(request)
    stay = queries.vehicle(actor, stay_id)
    (line,) = queries.lines_of_vehicles([stay], actor)
    can_record = permissions.can_record(actor, stay.enterprise_id) and stay.voided_at is None
    here = stay.left_at is None
    context = {
        **described(line),
        "cargo": stay.cargo.reveal(),
        "origin": stay.origin.reveal(),
        "purpose": stay.purpose.reveal(),
        "why": stay.void_why.reveal(),
        "replaced_by": queries.replaced_by(stay) if stay.voided_at else None,
        "entries": words.entries_in_words(queries.entries_of(actor, stay.pk)),
        "names": directory.account_names(actor),
        "lots": queries.lines_of_goods(
            stay.goods_lots.filter(voided_at=None).select_related("area", "stay"), actor
        ),
        "can_record": can_record,
        "can_manage": permissions.can_manage(actor, stay.enterprise_id) and stay.voided_at is None,
        "disinfect": (bound.get("disinfect") or DisinfectForm())
        if can_record and stay.disinfected_at is None and here
        else None,
        "park": (bound.get("park") or ParkForm(None, actor=actor)) if can_record and here else None,
        "void": bound.get("void") or WhyForm(),
        "here": here,
    }
    return render(request, "desk/vehicle.html", context, status=status)


def _act(
    request: HttpRequest, stay_id: UUID, name: str, form: PlainForm, act: Callable[..., object], done: str
) -> HttpResponse:
    """One form of the page of a vehicle, called `name` there."""
    actor = actor_of(request)
    stay = queries.vehicle(actor, stay_id)
    if attempt(request, form, lambda data: act(stay=stay, by=actor, **data), done):
        return redirect("desk:vehicle", stay_id)
    return _page(request, stay_id, status=422, **{name: form})


@open_to("epidemic_officer")
@require_POST
def park_vehicle(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Another area."""
    actor = actor_of(request)

    def park(area: str, **told: Any) -> None:
        actions.park_vehicle(area_id=UUID(area), **told)

    return _act(request, stay_id, "park", ParkForm(request.POST, actor=actor), park, _("已换区域。"))


@open_to("epidemic_officer")
@require_POST
def disinfect_vehicle(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Disinfected."""
    form = DisinfectForm(request.POST)
    return _act(request, stay_id, "disinfect", form, actions.disinfect_vehicle, _("已记消毒。"))


@open_to("epidemic_officer")
@require_POST
def vehicle_out(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """It left."""
    actor = actor_of(request)
    stay = queries.vehicle(actor, stay_id)
    return press(
        request, lambda: actions.vehicle_out(stay=stay, by=actor), _("已记出厂。"), "desk:vehicle", stay_id
    )


@open_to("epidemic_officer")
@require_POST
def void_vehicle(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """It does not count."""
    form = WhyForm(request.POST)
    return _act(request, stay_id, "void", form, actions.void_vehicle, _("已作废，原记录仍可查看。"))


@open_to("epidemic_officer")
def correct_vehicle(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """The right row in its place."""
    actor = actor_of(request)
    stay = queries.vehicle(actor, stay_id)
    initial = {
        "plate": stay.plate.reveal(),
        "as_seen": yard.AS_SEEN in stay.marks,
        "vehicle": stay.vehicle,
        "trailer": stay.trailer.reveal(),
        "cargo": stay.cargo.reveal(),
        "origin": stay.origin.reveal(),
        "purpose": stay.purpose.reveal(),
        "came_at": stay.came_at,
        "left_at": stay.left_at,
    }
    form = CorrectForm(request.POST or None, initial=initial)

    def correct(data: dict[str, Any]) -> Any:
        times = {name: data[name] for name in ("came_at", "left_at")}
        return actions.correct_vehicle(stay=stay, by=actor, why=data["why"], told=form.told(), **times)

    context = {
        "title": _("更正车辆记录"),
        "save": _("更正"),
        "hint": _("原记录会作废并保留。司机、同车人、找谁不填就沿用原来的。"),
        "back": "desk:vehicle",
        "back_id": stay.pk,
    }
    return write(request, form, correct, _("已更正。原记录作废，仍可查看。"), "desk:vehicle", **context)
