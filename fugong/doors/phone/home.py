"""The worker's first page: today's state and its one button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fugong import packs
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.doors.phone.entry import notice_pending
from fugong.doors.phone.person import person_of
from fugong.doors.phone.reporting import evening_open
from fugong.doors.phone.state import state_of
from fugong.gates.queries.visits import waiting_for
from fugong.notices import queries as notices
from fugong.screening import choices, queries


@open_to("worker")
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The notice first, once; then where the worker stands today."""
    actor = actor_of(request)
    person = person_of(request)
    given = [line for line in queries.consents(person) if line.given]
    if notice_pending(request, packs.load(person.enterprise.pack), given):
        return redirect("phone:consent")
    view = queries.standing(person)
    reviews = queries.reviews(actor, limit=1)
    return render(
        request,
        "phone/home.html",
        {
            "at_home": True,
            "person": person,
            "state": state_of(view),
            "reported": view.reported and view.declared,
            "evening": evening_open(person, view),
            "rights": protected(view),
            "unread": notices.unread(actor),
            "guests": waiting_for(actor).count(),
            "review_state": _("等待答复") if reviews and reviews[0].state == choices.OPEN else "",
        },
    )


def protected(view: object) -> bool:
    """Whether G15 protects this worker's contract today: in isolation, under observation, or kept out for it."""
    return view.isolated or view.observed or view.reason in choices.PROTECTED_REASONS  # type: ignore[attr-defined]
