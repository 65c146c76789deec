"""Places set apart for vehicles and goods from outside (G8)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk import yard_fields as words
from fugong.doors.desk.forms import REQUIRED, attempt, press
from fugong.gates import actions, permissions, queries


class AreaForm(PlainForm):
    """A new area."""

    kind = forms.ChoiceField(
        label=gettext_lazy("用途"),
        choices=list(words.AREAS.items()),
        widget=forms.RadioSelect,
        initial="parking",
        error_messages={"required": REQUIRED},
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=30, error_messages={"required": REQUIRED})
    capacity = forms.IntegerField(
        label=gettext_lazy("容量（几辆车或几批货）"),
        min_value=1,
        max_value=100_000,
        error_messages={"required": REQUIRED},
    )


class ChangeForm(PlainForm):
    """Another name or capacity."""

    name = AreaForm.base_fields["name"]
    capacity = AreaForm.base_fields["capacity"]


@open_to("epidemic_officer", "principal")
def areas(request: HttpRequest) -> HttpResponse:
    """Every area and how full it is; a new one."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    form = AreaForm(request.POST or None)

    def create(data: dict[str, Any]) -> None:
        actions.create_area(enterprise=enterprise, by=actor, **data)

    if request.method == "POST" and attempt(request, form, create, _("已新建区域。")):
        return redirect("desk:areas")
    lines = queries.areas(actor)
    context = {
        "form": form,
        "groups": [
            (word, [one for one in lines if one.area.kind == kind]) for kind, word in words.AREAS.items()
        ],
        "can_manage": permissions.can_manage(actor, enterprise.pk),
    }
    return render(request, "desk/areas.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer")
def area(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Change one."""
    actor = actor_of(request)
    row = queries.area(actor, area_id)
    form = ChangeForm(request.POST or None, initial={"name": row.name, "capacity": row.capacity})

    def save(data: dict[str, Any]) -> None:
        actions.change_area(area=row, by=actor, **data)

    if request.method == "POST" and attempt(request, form, save, _("已保存。")):
        return redirect("desk:areas")
    context = {"form": form, "area": queries.area(actor, area_id)}
    return render(request, "desk/area.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer")
@require_POST
def close_area(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """End one that is empty."""
    actor = actor_of(request)
    row = queries.area(actor, area_id)
    return press(
        request,
        lambda: actions.close_area(area=row, by=actor),
        _("“{name}”已停用。").format(name=row.name),
        "desk:areas",
    )
