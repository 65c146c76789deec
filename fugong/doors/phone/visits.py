"""A worker's guests: who waits for a yes, who comes, a new invitation with its link (G8)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.web.actors import actor_of
from fugong.doors.phone.person import person_of
from fugong.doors.phone.visitor_forms import AnswerForm, InviteForm
from fugong.gates import actions, visiting
from fugong.gates.queries import visits as queries
from fugong.gates.visit_words import KINDS, STATES, invitation, refused_at

SHOWN = 30


@open_to("worker", "team_leader", "guard", "epidemic_officer", "principal")
@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """To the visits of whoever asks: the desk's list, or the own guests on the phone."""
    actor = actor_of(request)
    return redirect("desk:visits" if actor.has("epidemic_officer", "principal") else "phone:visits")


@open_to("worker")
@never_cache
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Own guests: those who wait for a yes first, then who is still to come or inside, then the past."""
    actor = actor_of(request)
    now = clock.now()
    rows = [described(row, now) for row in queries.visits(actor).order_by("-expected_from")[:SHOWN]]
    order = {state: place for place, state in enumerate(visiting.STATES)}
    rows.sort(key=lambda row: (row["state"] != visiting.WAITING, order[row["state"]]))
    return render(request, "phone/visits.html", {"person": person_of(request), "rows": rows})


@open_to("worker")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A new invitation; its link is shown at once, and only this once."""
    actor = actor_of(request)
    person = person_of(request)
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    form = InviteForm(request.POST or None, initial={"since": start, "until": start + timedelta(hours=2)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row, secret = actions.invite(
                    enterprise=person.enterprise, by=actor, guest=form.guest(), stay=form.stay()
                )
            except Fault as fault:
                form.take(fault)
            else:
                return link_page(request, row, secret, person)
    return render(request, "phone/visit_invite.html", {"person": person, "form": form}, status=status)


@open_to("worker")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, id: UUID) -> HttpResponse:
    """One guest: yes or no with one tap, another link, or the end of it."""
    actor = actor_of(request)
    person = person_of(request)
    row = queries.visit(actor, id)
    act = request.POST.get("act", "")
    form = AnswerForm(request.POST if act == "no" else None)
    status = 200
    if request.method == "POST":
        try:
            if act == "link":
                return link_page(request, row, actions.renew_link(visit=row, by=actor), person)
            if act == "yes":
                actions.answer_visit(visit=row, by=actor, yes=True, anyway="anyway" in request.POST)
                messages.success(request, _("已同意。来访人的手机上马上有通行码。"))
            elif act == "cancel":
                actions.cancel_visit(visit=row, by=actor)
                messages.success(request, _("已取消，通行码作废。"))
            elif act == "no" and form.is_valid():
                actions.answer_visit(visit=row, by=actor, yes=False, why=form.cleaned_data["why"])
                messages.success(request, _("已答复不同意，来访人会看到原因。"))
            else:
                status = 422
        except Fault as fault:
            messages.error(request, fault.text)
            status = fault.status
        if status == 200:
            return redirect("phone:visit", row.pk)
        row = queries.visit(actor, id)
    refusal = queries.refusals([row]).get(row.pk)
    context = {
        "person": person,
        "form": form,
        "refused": refused_at(refusal.at, refusal.why) if refusal else "",
        **described(row, clock.now()),
    }
    return render(request, "phone/visit.html", context, status=status)


def described(row: Any, now: Any) -> dict[str, Any]:
    """A visit in words. Of the verdict the host learns only whether the visitor may come in."""
    state = visiting.state_of(row, now)
    return {
        "visit": row,
        "state": state,
        "word": _("判定不能入厂") if state == visiting.FEVER else STATES[state],
        "kind": KINDS.get(row.kind, row.kind),
        "purpose": row.purpose.reveal(),
        "employer": row.employer.reveal(),
        "filled": row.filled_for == clock.day_of(now),
        "clear": visiting.lets_in(row.verdict or None),
        "open": state in (visiting.WAITING, visiting.EXPECTED, visiting.INSIDE, visiting.OVERDUE),
    }


def link_page(request: HttpRequest, row: Any, secret: str, person: Any) -> HttpResponse:
    """The invitation as a QR and an address to send; it is shown this once and not kept."""
    address = request.build_absolute_uri(reverse("phone:visitor", args=[secret]))
    picture = segno.make(address, error="m").svg_data_uri(border=2, scale=4, omitsize=True)
    text = invitation(
        enterprise=person.enterprise.name,
        host=queries.host_name(row),
        since=row.expected_from,
        address=address,
    )
    context = {"visit": row, "text": text, "qr": picture, "person": person}
    response = render(request, "phone/visit_link.html", context)
    response["Cache-Control"] = "no-store"
    return response
