"""What of visits is sent or printed: the invitation's link, the day's badges, the posters at the gate (G8)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import NotFound
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.directory import queries as directory
from fugong.doors.desk.forms import ids_of, press, qr_image
from fugong.doors.desk.visit_forms import VisitFilter
from fugong.gates import actions, permissions
from fugong.gates import queries as gates
from fugong.gates.queries import visits as queries
from fugong.gates.visit_words import KINDS, invitation

MOST_BADGES = 200


def link_page(request: HttpRequest, row: Any, secret: str) -> HttpResponse:
    """The invitation's QR and address; shown this once and not kept."""
    address = request.build_absolute_uri(reverse("phone:visitor", args=[secret]))
    text = invitation(
        enterprise=row.enterprise.name, host=queries.host_name(row), since=row.expected_from, address=address
    )
    context = {"visit": row, "host": queries.host_name(row), "address": address, "text": text}
    response = render(request, "desk/visit_link.html", context | {"qr": qr_image(address)})
    response["Cache-Control"] = "no-store"
    return response


@open_to("epidemic_officer", "principal")
@require_GET
@never_cache
def visit_badges(request: HttpRequest) -> HttpResponse:
    """Badges for today, on paper: of one visit, or of all of the list that have a pass now; who has none has no badge."""
    actor = actor_of(request)
    rows = VisitFilter(request.GET).rows(actor)
    if "visit" in request.GET:
        rows = queries.visits(actor).filter(pk__in=ids_of(request.GET.getlist("visit")))
    badges, without = [], []
    for row in rows.order_by("expected_from", "pk")[:MOST_BADGES]:
        if issued := queries.pass_of(row):
            badges.append(_badge(row, issued))
        else:
            without.append(row)
    context = {
        "badges": badges,
        "without": without,
        "enterprise": directory.enterprise_of(actor),
        "today": clock.today(),
    }
    return render(request, "desk/visit_badges.html", context)


def _badge(row: Any, issued: Any) -> dict[str, Any]:
    return {
        "visit": row,
        "kind": KINDS.get(row.kind, row.kind),
        "employer": row.employer.reveal(),
        "host": queries.host_name(row),
        "mark": issued.mark,
        "until": issued.expires,
        "qr": qr_image(issued.code, error="l"),
    }


@open_to("epidemic_officer", "principal")
@require_GET
def gate_posters(request: HttpRequest) -> HttpResponse:
    """The papers at the gate that visitors scan: one for the enterprise, one for each entrance."""
    actor = actor_of(request)
    made = {row.checkpoint_id: row for row in queries.posters(actor)}
    places = [(None, made.get(None))] + [
        (one, made.get(one.pk)) for one in gates.checkpoints(actor) if one.closed_at is None
    ]
    context = {"places": places, "can_manage": permissions.can_manage(actor, enterprise_id_of(request))}
    return render(request, "desk/gate_posters.html", context)


@open_to("epidemic_officer")
@require_POST
def make_gate_poster(request: HttpRequest) -> HttpResponse:
    """Make the paper of an entrance, or give it another code."""
    actor = actor_of(request)
    if old := request.POST.get("rotate"):
        row = queries.poster(actor, _uuid(old))
        done = _("海报已换新，旧海报立即失效。请重新打印张贴。")
        return press(
            request, lambda: actions.rotate_poster(poster=row, by=actor), done, "desk:gate_poster", row.pk
        )
    place = request.POST.get("checkpoint")
    checkpoint = gates.checkpoint(actor, _uuid(place)) if place else None
    row = actions.make_poster(enterprise=directory.enterprise_of(actor), by=actor, checkpoint=checkpoint)
    return redirect("desk:gate_poster", row.pk)


@open_to("epidemic_officer", "principal")
@require_GET
def gate_poster(request: HttpRequest, poster_id: UUID) -> HttpResponse:
    """One of these papers as it prints."""
    actor = actor_of(request)
    row = queries.poster(actor, poster_id)
    address = request.build_absolute_uri(reverse("phone:at_gate", args=[row.secret]))
    context = {
        "poster": row,
        "enterprise": row.enterprise,
        "address": address,
        "qr": qr_image(address, error="q"),
        "can_manage": permissions.can_manage(actor, row.enterprise_id),
    }
    return render(request, "desk/gate_poster.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("poster", _("没有这张海报。")) from None
