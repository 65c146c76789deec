"""Guard duty round the clock: who stands where, the week's shifts, what nobody covers, hand-overs (G8)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import attempt, press
from fugong.doors.desk.opening import span_of
from fugong.gates import actions, choices, permissions, queries

BACK = timedelta(days=7)
SHOWN_GAPS = 30
NOBODY = "nobody"
CHECKS = {
    "thermometers": gettext_lazy("体温计、测温设备"),
    "protection": gettext_lazy("口罩、消毒用品"),
    "isolation": gettext_lazy("临时隔离处"),
    "forms": gettext_lazy("登记本、表格"),
    "keys": gettext_lazy("钥匙、对讲机"),
}


def guards_and_gates(form: Any, actor: Any) -> None:
    """Give a form's fields the guards and the open entrances of the actor's enterprise."""
    if "guard" in form.fields:
        names = directory.guards_of(actor.enterprise_id)
        form.fields["guard"].choices = [(str(pk), name) for pk, name in names.items()]
    if "gate" in form.fields:
        open_gates = [one for one in queries.checkpoints(actor) if one.closed_at is None]
        form.fields["gate"].choices = [(str(one.pk), one.name) for one in open_gates]


class ShiftForm(PlainForm):
    """A guard at an entrance, on one day or on several in a row."""

    gate = forms.ChoiceField(label=gettext_lazy("门岗"), error_messages={"required": REQUIRED})
    guard = forms.ChoiceField(label=gettext_lazy("门卫"), error_messages={"required": REQUIRED})
    day = forms.DateField(
        label=gettext_lazy("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": REQUIRED},
    )
    starts = forms.TimeField(
        label=gettext_lazy("上班"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": REQUIRED},
    )
    ends = forms.TimeField(
        label=gettext_lazy("下班（不晚于上班就是第二天）"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": REQUIRED},
    )
    days = forms.IntegerField(
        label=gettext_lazy("连续几天"),
        min_value=1,
        max_value=choices.MOST_SHIFT_DAYS,
        error_messages={"required": REQUIRED},
    )

    def __init__(self, *given: Any, actor: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        guards_and_gates(self, actor)


class WeekForm(PlainForm):
    """For how many weeks the shown week is planned again."""

    weeks = forms.IntegerField(
        label=gettext_lazy("照这一周往后排几周"),
        min_value=1,
        max_value=choices.MOST_SHIFT_WEEKS,
        error_messages={"required": REQUIRED},
    )
    monday = forms.DateField(widget=forms.HiddenInput)


class TakeOverForm(PlainForm):
    """Who takes over, after the check-list."""

    guard = forms.ChoiceField(label=gettext_lazy("接班人"), error_messages={"required": REQUIRED})
    checks = forms.MultipleChoiceField(
        label=gettext_lazy("交接清点"),
        choices=list(CHECKS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remarks = forms.CharField(
        label=gettext_lazy("备注"),
        required=False,
        max_length=choices.LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    acknowledged = forms.BooleanField(label=gettext_lazy("暂留人员、在厂人数已经交接清楚"), required=False)

    def __init__(self, *given: Any, actor: Any, leaves: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        guards_and_gates(self, actor)
        if leaves:
            field: Any = self.fields["guard"]
            field.choices = [*field.choices, (NOBODY, _("没有人接班（离岗）"))]


@open_to("epidemic_officer", "principal")
@require_GET
def duty(request: HttpRequest) -> HttpResponse:
    """Who stands guard now, what nobody covers, the week's shifts, the latest hand-overs."""
    actor = actor_of(request)
    return _page(request, ShiftForm(actor=actor, initial=_usual(_monday(request))))


@open_to("epidemic_officer")
@require_POST
def add_shift(request: HttpRequest) -> HttpResponse:
    """Plan a guard at an entrance."""
    actor = actor_of(request)
    form = ShiftForm(request.POST, actor=actor)
    made: list[Any] = []

    def plan(data: dict[str, Any]) -> None:
        made[:] = actions.plan_days(
            checkpoint=queries.checkpoint(actor, UUID(data["gate"])),
            by=actor,
            guard_id=UUID(data["guard"]),
            first=data["day"],
            days=data["days"],
            starts=data["starts"],
            ends=data["ends"],
        )

    if attempt(request, form, plan, _("已排班。")):
        _warn(request, made)
        return _to_week(queries.monday_of(form.cleaned_data["day"]))
    return _page(request, form, status=422)


def _warn(request: HttpRequest, made: list[Any]) -> None:
    """Say what of the shifts that were planned may be a slip."""
    now = clock.now()
    if past := sum(one.ends_at <= now for one in made):
        messages.warning(request, _("{n} 个班次的时间已经过去，请看日期有没有填错。").format(n=past))
    if double := len(queries.beside(made)):
        messages.warning(
            request, _("{n} 个班次和别人的班次重叠，周表里有 △。多排的请取消。").format(n=double)
        )


@open_to("epidemic_officer")
@require_POST
def drop_shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift out of the plan."""
    actor = actor_of(request)
    shift = queries.shift(actor, shift_id)
    monday = queries.monday_of(clock.day_of(shift.starts_at))
    press(request, lambda: actions.drop_shift(shift=shift, by=actor), _("已取消这个班次。"), "desk:duty")
    return _to_week(monday)


@open_to("epidemic_officer")
@require_POST
def copy_week(request: HttpRequest) -> HttpResponse:
    """Plan the shown week again for the weeks after it."""
    actor = actor_of(request)
    form = WeekForm(request.POST)
    made: list[int] = []

    def copy(data: dict[str, Any]) -> None:
        monday = queries.monday_of(data["monday"])
        enterprise = directory.enterprise_of(actor)
        made.append(actions.copy_week(enterprise=enterprise, by=actor, monday=monday, weeks=data["weeks"]))

    if attempt(request, form, copy, _("已照样排到后面几周，原来排好的没有动。")):
        return _to_week(queries.monday_of(form.cleaned_data["monday"]) + timedelta(days=7))
    return _page(request, ShiftForm(actor=actor, initial=_usual(clock.today())), week_form=form, status=422)


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, checkpoint_id: UUID) -> HttpResponse:
    """A hand-over written down at the desk."""
    actor = actor_of(request)
    checkpoint = queries.checkpoint(actor, checkpoint_id)
    now = next((one for one in queries.on_duty(actor) if one.checkpoint_id == checkpoint.pk), None)
    leaves = now is not None and now.guard_id is not None
    form = TakeOverForm(request.POST or None, actor=actor, leaves=leaves)

    def take(data: dict[str, Any]) -> None:
        nobody = data["guard"] == NOBODY
        actions.take_over(
            checkpoint=checkpoint,
            by=actor,
            guard_id=None if nobody else UUID(data["guard"]),
            remarks=data["remarks"],
            checks=data["checks"],
            acknowledged=data["acknowledged"],
        )

    if request.method == "POST" and attempt(request, form, take, _("已记交接班。")):
        return redirect("desk:duty")
    holds, inside = queries.handed_over(checkpoint.enterprise_id)
    context = {
        "form": form,
        "checkpoint": checkpoint,
        "standing": now,
        "names": directory.account_names(actor),
        "holds": holds,
        "inside": inside,
    }
    return render(request, "desk/take_over.html", context, status=422 if form.errors else 200)


def _usual(day: date) -> dict[str, Any]:
    return {"day": max(day, clock.today()), "starts": "08:00", "ends": "20:00", "days": 1}


def _monday(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
        return queries.monday_of(max(clock.FIRST_DAY, min(day, clock.LAST_DAY)))
    except ValueError:
        return queries.monday_of(clock.today())


def _to_week(monday: date) -> HttpResponse:
    response = redirect("desk:duty")
    response["Location"] += f"?week={monday.isoformat()}#week"
    return response


def _page(
    request: HttpRequest, form: PlainForm, *, week_form: PlainForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    monday = _monday(request)
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    start, end = clock.day_start(monday), clock.day_end(days[-1])
    shifts = queries.shifts(actor, start, end)
    places = [one for one in queries.checkpoints(actor) if one.closed_at is None]
    hours = queries.opening_hours(one.pk for one in places)
    coming = queries.coming_gaps(enterprise.pk)
    now = clock.now()
    past = queries.past_gaps(enterprise, now - BACK, now)
    suggestion = queries.suggestion(actor)
    context = {
        "form": form,
        "week_form": week_form or WeekForm(initial={"weeks": 1, "monday": monday.isoformat()}),
        "standing": queries.on_duty(actor),
        "names": directory.account_names(actor),
        "suggestion": suggestion,
        "many": _many(suggestion) if suggestion.is_many else "",
        "coming": coming[:SHOWN_GAPS],
        "past": past[-SHOWN_GAPS:][::-1],
        "week": [
            {
                "checkpoint": one,
                "hours": [(say.WEEKDAYS[at.weekday], span_of(at)) for at in hours[one.pk]],
                "days": [
                    (
                        day,
                        [
                            row
                            for row in shifts
                            if row.checkpoint_id == one.pk and clock.day_of(row.starts_at) == day
                        ],
                    )
                    for day in days
                ],
            }
            for one in places
        ],
        "beside": queries.beside(shifts),
        "now": now,
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "any": bool(shifts),
        "turns": queries.turns(actor, limit=20),
        "checks": CHECKS,
        "can_manage": permissions.can_manage(actor, enterprise.pk),
    }
    return render(request, "desk/duty.html", context, status=status)


def _many(told: Any) -> str:
    """Why fewer entrances are suggested."""
    if told.entrances > told.suggested:
        return _("现在开着 {n} 个出入口，建议不超过 {most} 个。").format(
            n=told.entrances, most=told.suggested
        )
    return ngettext(
        "上周最忙的一小时进出 {busiest} 人次，{n} 个出入口就够，现在开着 {all} 个。",
        "上周最忙的一小时进出 {busiest} 人次，{n} 个出入口就够，现在开着 {all} 个。",
        told.needed,
    ).format(busiest=told.busiest, n=told.needed, all=told.entrances)
