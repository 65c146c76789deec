"""Who is inside now: the head count, the list, and the list to take along in an evacuation (G8)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.directory import actions as directory_actions
from fugong.directory import queries as directory
from fugong.doors.desk.visits import KINDS
from fugong.gates import actions, queries
from fugong.gates.queries import visits as visit_queries

MOST_SHOWN = 100
WORKER = "worker"


@open_to("epidemic_officer", "principal")
@require_GET
def inside(request: HttpRequest) -> HttpResponse:
    """How many and who, by team and by entrance; of a large works the list needs a team."""
    actor = actor_of(request)
    lines = queries.inside_lines(actor)
    team, gate = request.GET.get("team"), request.GET.get("gate")
    shown = [
        one
        for one in lines
        if (team is None or (one.kind == WORKER and one.whose == team))
        and (gate is None or one.checkpoint == gate)
    ]
    context = {
        "count": queries.head_count(lines),
        "vehicles": queries.vehicles_inside(enterprise_id_of(request)),
        "lines": shown[:MOST_SHOWN],
        "found": len(shown),
        "more": len(shown) - MOST_SHOWN,
        "picked": team if team is not None else gate,
        "kinds": KINDS,
        "calls": queries.roll_calls(actor, limit=5),
    }
    return render(request, "desk/inside.html", context)


@open_to("epidemic_officer", "principal")
@require_GET
def evacuation(request: HttpRequest) -> HttpResponse:
    """The list to take along: everybody inside by team, with a box to tick."""
    actor = actor_of(request)
    lines = queries.inside_lines(actor)
    teams: dict[str, list[Any]] = {}
    for one in lines:
        teams.setdefault((one.whose or _("没有班组")) if one.kind == WORKER else _("外来人员"), []).append(
            one
        )
    context = {
        "enterprise": directory.enterprise_of(actor),
        "count": queries.head_count(lines),
        "teams": teams.items(),
        "kinds": KINDS,
        "at": clock.now(),
    }
    return render(request, "desk/evacuation.html", context)


@open_to("epidemic_officer", "principal")
@require_POST
@never_cache
def inside_phone(request: HttpRequest, who_id: UUID) -> HttpResponse:
    """The phone number of somebody on the list, to call at once; the opening is recorded."""
    actor = actor_of(request)
    reason = _("疏散清点时联系本人")
    if request.POST.get("kind") == WORKER:
        who: Any = directory.person(actor, who_id)
        values = directory_actions.open_values(person=who, by=actor, reason=reason, fields=("name", "phone"))
    else:
        who = visit_queries.visit(actor, who_id)
        values = actions.open_visit(visit=who, by=actor, reason=reason)
    return render(request, "desk/inside_phone.html", {"values": values})
