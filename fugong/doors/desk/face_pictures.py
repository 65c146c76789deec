"""Face pictures of terminals: kept on an assessment, looked at with a reason, switched off (PIPL 26, 28, 55)."""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.desk.forms import attempt, press
from fugong.doors.desk.terminal_forms import AssessmentForm, OpeningForm
from fugong.gates import actions, queries


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def keep_pictures(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """The assessment, and with it the switch."""
    actor = actor_of(request)
    found = queries.terminal(actor, terminal_id)
    form = AssessmentForm(request.POST or None, initial={"assessed_on": clock.today()})

    def keep(data: dict[str, Any]) -> None:
        actions.keep_pictures(terminal=found, by=actor, assessment=actions.Assessment(**data))

    done = _("已开启。只留发热又不知道是谁的照片，到期自动删除。")
    if request.method == "POST" and attempt(request, form, keep, done):
        return redirect("desk:terminal", terminal_id)
    days = queries.picture_days(found.device.checkpoint.enterprise)
    context = {"terminal": found, "form": form, "days": days}
    return render(request, "desk/keep_pictures.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer")
@require_POST
def drop_pictures(request: HttpRequest, terminal_id: UUID) -> HttpResponse:
    """Off again: what was kept is deleted at once."""
    actor = actor_of(request)
    found = queries.terminal(actor, terminal_id)
    done = _("已关闭，保存的照片都已删除。")
    return press(
        request, lambda: actions.drop_pictures(terminal=found, by=actor), done, "desk:terminal", terminal_id
    )


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def open_picture(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One picture, for this once, with the reason; who looked before."""
    actor = actor_of(request)
    picture = queries.face_picture(actor, event_id)
    form = OpeningForm(request.POST or None)
    shown: list[bytes] = []

    def look(data: dict[str, Any]) -> None:
        shown.append(actions.open_picture(picture=picture, by=actor, reason=data["reason"]))

    if request.method == "POST":
        attempt(request, form, look, _("已记录：谁、什么时候、为什么看过。"))
    names = directory.account_names(actor)
    context = {
        "terminal": picture.terminal,
        "taken_at": picture.created_at,
        "form": form,
        "image": "data:image/jpeg;base64," + base64.b64encode(shown[0]).decode() if shown else "",
        "openings": [
            (one, names.get(one.by_id, "") if one.by_id else "")
            for one in queries.openings_of_picture(picture)
        ],
    }
    response = render(request, "desk/open_picture.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
