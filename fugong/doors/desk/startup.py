"""开工闸门: whether the enterprise may start, on which evidence, and the next step for what is missing (G2)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.resumption import queries
from fugong.resumption.queries import ConditionView, PartView, StartupView


@dataclass(frozen=True)
class Step:
    """What to do next, and where; without an address it is somebody else's turn."""

    text: str
    url: str = ""


@open_to("epidemic_officer", "principal")
@require_GET
def startup(request: HttpRequest) -> HttpResponse:
    """The word first, then each condition with its evidence and its next step, advice below, then the history."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    view = queries.startup(actor, enterprise)
    context = {
        "view": view,
        "enterprise": enterprise,
        "conditions": [(one, steps(one, view)) for one in view.conditions],
        "act": _act(view),
        "advice": [one for one in view.advice if one.holds is not True],
        "followed": [one for one in view.advice if one.holds is True],
        "changes": queries.changes(actor, enterprise),
        "offices": directory.contacts(enterprise),
    }
    return render(request, "desk/startup.html", context)


def _act(view: StartupView) -> Step | None:
    """The one thing to do now that the light is green: report that work has begun."""
    if view.may_start and view.report is not None and view.report.state == "confirmed":
        return Step(_("报告已开工"), reverse("cases:move", args=[view.report.pk, "start"]))
    return None


def steps(condition: ConditionView, view: StartupView) -> list[Step]:
    """The next steps for a condition that does not hold, one for each part that is missing, none twice."""
    if condition.holds:
        return []
    found = [_step(part, view) for part in condition.parts if part.holds is not True]
    return list(dict.fromkeys(one for one in found if one is not None))


def _step(part: PartView, view: StartupView) -> Step | None:
    if part.id == "plan_made":
        returned = next((one for one in view.filings if one.state == "returned"), None)
        if returned is not None:
            return Step(_("修改退回的备案"), reverse("cases:case", args=[returned.pk]))
        return Step(_("填写复工复产备案"), reverse("cases:new", args=["filing"]))
    if part.id == "staff_returning":
        return Step(_("导入花名册"), reverse("desk:roster"))
    if part.id == "staff_screened":
        if view.staff[1] == 0:
            return None
        waiting = view.staff[1] - view.staff[0]
        where = f"{reverse('desk:people')}?declared=no"
        return Step(_("查看并提醒还没交返岗申报的 {n} 人").format(n=waiting), where)
    report = view.report
    if report is None:
        return Step(_("填写开工前排查检查报告"), reverse("cases:new", args=["startup"]))
    where = reverse("cases:case", args=[report.pk])
    if report.state == "draft":
        return Step(_("继续填写开工前排查检查报告"), where)
    if report.state == "rectifying":
        return Step(_("整改后重新报告"), where)
    if part.id == "site_checked":
        return Step(_("等待工信部门现场核查，可在这里查看进度"), where)
    return Step(_("查看开工前排查检查报告"), where)
