"""Paper: the poster that workers scan, and badges for those without a phone."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.doors.desk.forms import ids_of, press, qr_image

BADGES_A_SHEET = 400


@open_to("epidemic_officer", "principal")
@require_GET
def poster(request: HttpRequest) -> HttpResponse:
    """The poster as it prints, with what can be done about it; and which badges to print."""
    actor = actor_of(request)
    enterprise = queries.enterprise_of(actor)
    address = request.build_absolute_uri(reverse("phone:poster", args=[enterprise.poster_secret]))
    context = {
        "enterprise": enterprise,
        "address": address,
        "qr": qr_image(address, error="q"),
        "only_here": request.get_host().rsplit(":", 1)[0] in {"127.0.0.1", "localhost", "[::1]"},
        "teams": queries.groups(actor),
    }
    return render(request, "desk/poster.html", context)


@open_to("epidemic_officer", "principal")
@require_POST
def rotate(request: HttpRequest) -> HttpResponse:
    """Give the poster a new code; the old one opens nothing any more."""
    actor = actor_of(request)
    enterprise = queries.enterprise_of(actor)
    return press(
        request,
        lambda: actions.rotate_poster(enterprise=enterprise, by=actor),
        _("海报已换新，旧海报立即失效。请重新打印张贴；已登记的手机不受影响。"),
        "desk:poster",
    )


@open_to("epidemic_officer", "principal")
@require_GET
def badges(request: HttpRequest) -> HttpResponse:
    """Badges of chosen people, or of a team, on A4. A badge carries a reference, nothing personal in its code."""
    actor = actor_of(request)
    people = queries.people(actor).filter(status="active")
    teams = ids_of([request.GET.get("team", "")])
    if "person" in request.GET:
        people = people.filter(pk__in=ids_of(request.GET.getlist("person")))
    elif teams:
        people = people.filter(Q(team_id=teams[0]) | Q(team__parent_id=teams[0]))
    rows = [{"person": one, "qr": qr_image(f"FGB:{one.reference}")} for one in people[:BADGES_A_SHEET]]
    context = {"rows": rows, "enterprise": queries.enterprise_of(actor), "most": BADGES_A_SHEET}
    return render(request, "desk/badges.html", context)
