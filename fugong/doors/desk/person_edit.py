"""Making and correcting somebody of the roster (G4). Masked values are typed anew, never shown for the sake of editing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import REQUIRED, DigitsField, PlainForm, numeric
from fugong.directory import actions, permissions, queries
from fugong.doors.desk.filters import team_choices
from fugong.doors.desk.moves import a_day

SEALED = (
    "name",
    "id_number",
    "phone",
    "address",
    "destination",
    "transport",
    "travel",
    "gatherings",
    "health_note",
)
OF_JOURNEY = ("destination", "transport", "travel", "gatherings", "health_note")
PLAIN = ("job_number", "job", "team", "left_city", "planned_on", "returned_on")
YES_NO = {"yes": gettext_lazy("是"), "no": gettext_lazy("否")}


def a_text(label: Any, length: int = 200, help_text: Any = "") -> forms.CharField:
    """A short text that may stay empty."""
    return forms.CharField(required=False, max_length=length, label=label, help_text=help_text)


class PersonForm(PlainForm):
    """A worker's line of the roster."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60, error_messages={"required": REQUIRED})
    id_number = DigitsField(
        label=gettext_lazy("身份证号"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": REQUIRED},
    )
    phone = DigitsField(
        required=False,
        label=gettext_lazy("手机号"),
        widget=numeric(),
        help_text=gettext_lazy("没有手机就留空，由班组长代填。"),
    )
    no_phone = forms.BooleanField(required=False, label=gettext_lazy("本人没有手机（删去现有号码）"))
    team = forms.ChoiceField(required=False, label=gettext_lazy("班组"))
    job = a_text(gettext_lazy("岗位"), 60)
    job_number = a_text(gettext_lazy("工号"), 30, gettext_lazy("留空由系统编号。"))
    address = a_text(gettext_lazy("现住址"))
    left_city = forms.ChoiceField(
        required=False,
        label=gettext_lazy("假期离开过本市"),
        choices=[("", gettext_lazy("没有填")), *YES_NO.items()],
    )
    destination = a_text(gettext_lazy("去了哪里"))
    planned_on = a_day(gettext_lazy("计划返岗日期"))
    returned_on = a_day(gettext_lazy("实际返回日期"))
    transport = a_text(gettext_lazy("交通工具及车次"))
    travel = a_text(gettext_lazy("假期出行"), 500)
    gatherings = a_text(gettext_lazy("聚集聚会"), 500)
    health_note = a_text(gettext_lazy("健康状况"), 500)

    def __init__(self, data: Any, *, actor: Any, person: Any = None) -> None:
        super().__init__(data, initial=plain_values(person) if person else None)
        self.person = person
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("未分班组")),
            *team_choices(actor, none=False),
        ]
        if person is None:
            del self.fields["no_phone"]
            return
        for name, shown in masked_values(person).items():
            self.fields[name].required = False
            self.fields[name].help_text = (
                _("现在是 {shown}。不改就留空。").format(shown=shown) if shown else _("现在没有填。")
            )
        self.fields["job_number"].help_text = ""
        if not person.has_phone:
            del self.fields["no_phone"]

    def values(self, actor: Any) -> dict[str, Any]:
        """What is to be set: of a new person everything given, of somebody else what was changed."""
        data = self.cleaned_data
        given: dict[str, Any] = {name: data[name] for name in SEALED if data[name]}
        if data.get("no_phone"):
            given["phone"] = ""
        before = plain_values(self.person) if self.person else dict.fromkeys(PLAIN, "")
        for name in PLAIN:
            if (data[name] or "") != (before[name] or ""):
                given[name] = data[name]
        if "team" in given:
            given["team"] = queries.group(actor, UUID(given["team"])) if given["team"] else None
        if "left_city" in given:
            given["left_city"] = {"yes": True, "no": False}.get(given["left_city"])
        return given


def plain_values(person: Any) -> dict[str, Any]:
    """What of a person is not masked, as the form has it."""
    journey = getattr(person, "journey", None)
    left = journey.left_city if journey else None
    return {
        "job_number": person.job_number,
        "job": person.job,
        "team": str(person.team_id or ""),
        "left_city": "" if left is None else "yes" if left else "no",
        "planned_on": journey.planned_on if journey else None,
        "returned_on": journey.returned_on if journey else None,
    }


def masked_values(person: Any) -> dict[str, str]:
    """The masked values, as they stand."""
    journey = getattr(person, "journey", None)
    return {
        name: str(getattr(journey, name, "") or "") if name in OF_JOURNEY else str(getattr(person, name))
        for name in SEALED
    }


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """One worker, put on the roster by hand."""
    actor = actor_of(request)
    enterprise = queries.enterprise_of(actor)
    permissions.check_can_manage_people(actor, enterprise.pk)
    form = PersonForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_person(enterprise=enterprise, by=actor, values=form.values(actor))
        except (Invalid, Conflict) as fault:
            form.take(fault)
        else:
            messages.success(request, _("已添加到花名册，工号 {number}。").format(number=made.job_number))
            return redirect("desk:person", made.pk)
    return render(request, "desk/person_new.html", {"form": form}, status=422 if form.errors else 200)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def edit_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Corrects a worker's line; changed by somebody else meanwhile, both versions are shown and nothing typed is lost."""
    actor = actor_of(request)
    row = queries.person(actor, person_id)
    permissions.check_can_manage_people(actor, row.enterprise_id)
    form = PersonForm(request.POST or None, actor=actor, person=row)
    status, stands = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if _save(row, actor, form, parse_seen(request.POST.get("seen", ""))):
                    messages.success(request, _("已保存，结论按新的资料判定。"))
                else:
                    messages.info(request, _("没有改动。"))
                return redirect("desk:person", row.pk)
            except Conflict as fault:
                status = 409
                form.take(fault)
                stands = _as_it_stands(form, row) if fault.code == "changed" else []
            except Invalid as fault:
                form.take(fault)
    context = {"form": form, "person": row, "seen": row.updated_at.isoformat(), "stands": stands}
    return render(request, "desk/person_edit.html", context, status=status)


def _save(row: Any, actor: Any, form: PersonForm, seen: datetime | None) -> bool:
    if seen != row.updated_at:
        raise Conflict("changed", _("您打开之后，这个人的资料被别人改过。请对照下面现在的内容，再保存一次。"))
    values = form.values(actor)
    if values:
        actions.save_person(enterprise=row.enterprise, by=actor, person=row, values=values, seen_at=seen)
    return bool(values)


def parse_seen(text: str) -> datetime | None:
    """The moment a form was based on; None for one we never gave."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _as_it_stands(form: PersonForm, row: Any) -> list[tuple[Any, str]]:
    """Label and present value of every plain field, for comparing."""
    before = plain_values(row)
    teams = dict(form.fields["team"].choices)  # type: ignore[attr-defined]
    said = {**before, "team": teams.get(before["team"], ""), "left_city": YES_NO.get(before["left_city"], "")}
    lines = [(form.fields[name].label, masked) for name, masked in masked_values(row).items() if masked]
    for name in PLAIN:
        value = said[name]
        if name.endswith("_on"):
            value = say.day(value, by_name=False)
        lines.append((form.fields[name].label, str(value or _("没有填"))))
    return lines
