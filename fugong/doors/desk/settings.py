"""What an enterprise sets for itself: the fever threshold within the pack, workshops and teams."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import actions, choices, queries
from fugong.doors.desk.forms import REQUIRED, attempt
from fugong.packs import load


class ThresholdForm(PlainForm):
    """The temperature from which somebody has a fever; empty goes back to the pack's own."""

    fever_threshold = forms.DecimalField(
        required=False,
        max_digits=3,
        decimal_places=1,
        label=gettext_lazy("发热标准（℃）"),
        help_text=gettext_lazy("留空即恢复规则包的标准。"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("请填数字，例如 38.0。")},
    )


class GroupForm(PlainForm):
    """A workshop, or a team in one."""

    name = forms.CharField(max_length=60, label=gettext_lazy("名称"), error_messages={"required": REQUIRED})
    parent = forms.UUIDField(required=False, widget=forms.HiddenInput)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Threshold and teams on one page; each form saves itself."""
    actor = actor_of(request)
    enterprise = queries.enterprise_of(actor)
    own = enterprise.settings.get("fever_threshold")
    which = request.POST.get("form")
    threshold = ThresholdForm(
        request.POST if which == "threshold" else None, initial={"fever_threshold": own}
    )
    group = GroupForm(request.POST if which == "group" else None)

    def set_threshold(data: dict[str, Any]) -> None:
        actions.change_settings(enterprise=enterprise, by=actor, fever_threshold=data["fever_threshold"])

    def add_group(data: dict[str, Any]) -> None:
        parent = queries.group(actor, data["parent"]) if data["parent"] else None
        kind = choices.TEAM if parent else choices.WORKSHOP
        actions.create_group(enterprise=enterprise, by=actor, kind=kind, name=data["name"], parent=parent)

    saved = (
        which == "threshold" and attempt(request, threshold, set_threshold, _("发热标准已保存，立即生效。"))
    ) or (which == "group" and attempt(request, group, add_group, _("已添加。")))
    if saved:
        return redirect("desk:settings")
    context = {
        "enterprise": enterprise,
        "threshold": threshold,
        "group": group,
        "pack_threshold": load(enterprise.pack).profile.fever_threshold,
        "own_threshold": own,
        "tree": queries.team_tree(actor),
    }
    return render(
        request, "desk/settings.html", context, status=422 if threshold.errors or group.errors else 200
    )


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Another name for a workshop or a team."""
    actor = actor_of(request)
    row = queries.group(actor, group_id)
    form = GroupForm(request.POST or None, initial={"name": row.name})

    def save(data: dict[str, Any]) -> None:
        actions.rename_group(group=row, by=actor, name=data["name"])

    if request.method == "POST" and attempt(request, form, save, _("已改名。")):
        return redirect("desk:settings")
    return render(request, "desk/group.html", {"form": form, "row": row}, status=422 if form.errors else 200)
