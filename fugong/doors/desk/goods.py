"""Goods from outside: held, to be released, released; one by one; corrected by counter-entry (G8)."""

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
from fugong.doors.desk.forms import REQUIRED, attempt
from fugong.doors.desk.yard_fields import DisinfectForm, Moment, WhyForm, area_choices
from fugong.doors.desk.yard_pages import Register, listed, write
from fugong.gates import actions, permissions, queries, yard

MOST_VEHICLES = 100


class GoodsFilter(PlainForm):
    """What is shown; the address holds it. What is here unless it says otherwise."""

    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("状态"),
        choices=[("", gettext_lazy("还在厂里存放的")), *words.STATES.items(), ("all", ALL)],
    )
    day = forms.DateField(
        required=False, label=gettext_lazy("哪天到厂或领走"), widget=forms.DateInput(attrs={"type": "date"})
    )
    area = forms.ChoiceField(required=False, label=gettext_lazy("区域"))

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        self.fields["area"].choices = area_choices(actor, yard.HOLDING, nothing=ALL)  # type: ignore[attr-defined]

    def rows(self, actor: Any) -> Any:
        """The lots that fit."""
        self.is_valid()
        data = self.cleaned_data
        state = data.get("state", "")
        found = queries.goods(
            actor,
            state="" if state == "all" else state,
            day=data.get("day"),
            area_id=UUID(data["area"]) if data.get("area") else None,
        )
        here = not state and not data.get("day")
        return found.filter(released_at=None, voided_at=None) if here else found


class GoodsForm(PlainForm):
    """A lot as it is written down."""

    what = forms.CharField(
        label=gettext_lazy("什么货物"), max_length=60, error_messages={"required": REQUIRED}
    )
    quantity = forms.DecimalField(
        label=gettext_lazy("数量"),
        max_digits=12,
        decimal_places=3,
        error_messages={"required": REQUIRED},
    )
    unit = forms.CharField(
        label=gettext_lazy("单位"),
        max_length=12,
        initial=yard.UNITS[1],
        error_messages={"required": REQUIRED},
    )
    sender = forms.CharField(required=False, label=gettext_lazy("谁发来的"), max_length=60)
    origin = forms.CharField(required=False, label=gettext_lazy("从哪里来"), max_length=60)
    receiver = forms.CharField(required=False, label=gettext_lazy("收货人（部门）"), max_length=30)
    note = forms.CharField(required=False, label=gettext_lazy("备注"), max_length=200)

    def told(self, stay_id: UUID | None = None) -> actions.GoodsTold:
        """What the action takes."""
        data = self.cleaned_data
        names = ("what", "quantity", "unit", "sender", "origin", "receiver", "note")
        return actions.GoodsTold(stay_id=stay_id, **{name: data[name] for name in names})


class ArriveForm(GoodsForm):
    """Goods that arrive."""

    stay = forms.ChoiceField(required=False, label=gettext_lazy("随哪辆车来"))
    area = forms.ChoiceField(required=False, label=gettext_lazy("存放区域"))
    anyway = forms.BooleanField(required=False, label=gettext_lazy("区域满了也放在这里"))

    def __init__(self, *args: Any, actor: Any) -> None:
        super().__init__(*args)
        self.fields["area"].choices = area_choices(  # type: ignore[attr-defined]
            actor, yard.HOLDING, nothing=gettext_lazy("自动选有空位的")
        )
        inside = queries.vehicles(actor, inside=True).order_by("-came_at")[:MOST_VEHICLES]
        self.fields["stay"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("不随车")),
            *((str(line.stay.pk), line.plate) for line in queries.lines_of_vehicles(inside, actor)),
        ]


class CorrectForm(GoodsForm):
    """The right row in place of a wrong one."""

    arrived_at = Moment(label=gettext_lazy("到厂时间"), error_messages={"required": REQUIRED})
    why = forms.CharField(
        label=gettext_lazy("为什么更正"), max_length=200, error_messages={"required": REQUIRED}
    )


class ReleaseForm(PlainForm):
    """Handed over to whom."""

    receiver = forms.CharField(
        label=gettext_lazy("谁领走"), max_length=30, error_messages={"required": REQUIRED}
    )


@open_to("epidemic_officer", "principal")
@require_GET
def goods(request: HttpRequest) -> HttpResponse:
    """What is held, or what fits."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    form = GoodsFilter(request.GET, actor=actor)
    context = listed(request, form, form.rows(actor))
    return render(
        request,
        "desk/goods.html",
        context
        | {
            "rows": [described(line) for line in queries.lines_of_goods(context["page"].rows, actor)],
            "areas": queries.areas(actor, yard.HOLDING),
            "can_record": permissions.can_record(actor, enterprise.pk),
        },
    )


def described(line: Any) -> dict[str, Any]:
    """A lot in words."""
    return {
        "line": line,
        "lot": line.lot,
        "quantity": f"{line.lot.quantity.normalize():f} {line.lot.unit}",
        "state": words.STATES[line.state],
        "shape": words.SHAPES[line.state],
        "marks": words.marks_of(line.lot.marks),
    }


def _register_line(line: Any) -> list[Any]:
    lot = line.lot
    return [
        lot.what,
        lot.quantity,
        lot.unit,
        lot.sender.reveal(),
        line.plate,
        lot.arrived_at,
        line.area,
        lot.holding_hours,
        lot.disinfected_at,
        lot.disinfected_with,
        line.releasable_from,
        lot.released_at,
        str(lot.receiver),
        "、".join(str(one) for one in words.marks_of(lot.marks)),
    ]


REGISTER = Register(
    what="goods",
    title=gettext_lazy("外来货物登记"),
    headings=(
        gettext_lazy("货物"),
        gettext_lazy("数量"),
        gettext_lazy("单位"),
        gettext_lazy("谁发来的"),
        gettext_lazy("车牌"),
        gettext_lazy("到厂"),
        gettext_lazy("区域"),
        gettext_lazy("静置小时"),
        gettext_lazy("消毒时间"),
        gettext_lazy("消毒用品"),
        gettext_lazy("何时起可领"),
        gettext_lazy("领走"),
        gettext_lazy("谁领走"),
        gettext_lazy("要核对"),
    ),
    rows=lambda request, actor: GoodsFilter(request.GET, actor=actor).rows(actor),
    lines=queries.lines_of_goods,
    line=_register_line,
    back="desk:goods",
)


@open_to("epidemic_officer", "principal")
@require_GET
def export_goods(request: HttpRequest) -> HttpResponse:
    """What is seen, as a workbook."""
    return REGISTER.workbook(request)


@open_to("epidemic_officer", "principal")
@require_GET
def print_goods(request: HttpRequest) -> HttpResponse:
    """What is seen, for paper."""
    return REGISTER.paper(request)


@open_to("epidemic_officer")
def add_goods(request: HttpRequest) -> HttpResponse:
    """Goods that arrived, written at the desk."""
    actor = actor_of(request)
    form = ArriveForm(request.POST or None, actor=actor)

    def enter(data: dict[str, Any]) -> Any:
        return actions.goods_in(
            enterprise=directory.enterprise_of(actor),
            by=actor,
            told=form.told(UUID(data["stay"]) if data["stay"] else None),
            area_id=UUID(data["area"]) if data["area"] else None,
            anyway=data["anyway"],
        )

    context = {"title": _("记货物到厂"), "save": _("记到厂"), "back": "desk:goods"}
    return write(request, form, enter, _("已记到厂。下一步：消毒。"), "desk:goods_lot", **context)


@open_to("epidemic_officer", "principal")
@require_GET
def goods_lot(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """One of them."""
    return _page(request, lot_id)


def _page(request: HttpRequest, lot_id: UUID, status: int = 200, **bound: PlainForm) -> HttpResponse:
    actor = actor_of(request)
    lot = queries.lot(actor, lot_id)
    (line,) = queries.lines_of_goods([lot], actor)
    can_record = permissions.can_record(actor, lot.enterprise_id) and lot.voided_at is None
    context = {
        **described(line),
        "sender": lot.sender.reveal(),
        "origin": lot.origin.reveal(),
        "note": lot.note.reveal(),
        "why": lot.void_why.reveal(),
        "replaced_by": queries.goods_replaced_by(lot) if lot.voided_at else None,
        "entries": words.entries_in_words(queries.entries_of(actor, lot.pk)),
        "names": directory.account_names(actor),
        "can_record": can_record,
        "can_manage": permissions.can_manage(actor, lot.enterprise_id) and lot.voided_at is None,
        "disinfect": (bound.get("disinfect") or DisinfectForm())
        if can_record and lot.disinfected_at is None and lot.released_at is None
        else None,
        "release": (bound.get("release") or ReleaseForm())
        if can_record and (line.state == yard.RELEASABLE or "release" in bound)
        else None,
        "void": bound.get("void") or WhyForm(),
    }
    return render(request, "desk/goods_lot.html", context, status=status)


def _act(
    request: HttpRequest, lot_id: UUID, name: str, form: PlainForm, act: Callable[..., object], done: str
) -> HttpResponse:
    """One form of the page of a lot, called `name` there."""
    actor = actor_of(request)
    lot = queries.lot(actor, lot_id)
    if attempt(request, form, lambda data: act(lot=lot, by=actor, **data), done):
        return redirect("desk:goods_lot", lot_id)
    return _page(request, lot_id, status=422, **{name: form})


@open_to("epidemic_officer")
@require_POST
def disinfect_goods(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Disinfected."""
    form = DisinfectForm(request.POST)
    return _act(request, lot_id, "disinfect", form, actions.disinfect_goods, _("已记消毒。"))


@open_to("epidemic_officer")
@require_POST
def release_goods(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Handed over; refused before its time, with why and from when."""
    form = ReleaseForm(request.POST)
    return _act(request, lot_id, "release", form, actions.release_goods, _("已记领走。"))


@open_to("epidemic_officer")
@require_POST
def void_goods(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """It does not count."""
    form = WhyForm(request.POST)
    return _act(request, lot_id, "void", form, actions.void_goods, _("已作废，原记录仍可查看。"))


@open_to("epidemic_officer")
def correct_goods(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The right row in its place."""
    actor = actor_of(request)
    lot = queries.lot(actor, lot_id)
    initial = {
        "what": lot.what,
        "quantity": f"{lot.quantity.normalize():f}",
        "unit": lot.unit,
        "sender": lot.sender.reveal(),
        "origin": lot.origin.reveal(),
        "receiver": lot.receiver_named.reveal(),
        "note": lot.note.reveal(),
        "arrived_at": lot.arrived_at,
    }
    form = CorrectForm(request.POST or None, initial=initial)

    def correct(data: dict[str, Any]) -> Any:
        return actions.correct_goods(
            lot=lot, by=actor, why=data["why"], told=form.told(), arrived_at=data["arrived_at"]
        )

    context = {
        "title": _("更正货物记录"),
        "save": _("更正"),
        "hint": _("原记录会作废并保留。"),
        "back": "desk:goods_lot",
        "back_id": lot.pk,
    }
    return write(request, form, correct, _("已更正。原记录作废，仍可查看。"), "desk:goods_lot", **context)
