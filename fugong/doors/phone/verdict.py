"""The verdict with its pass code, renewed while online, and the request that a person looks at it again (P09)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.doors.phone.home import protected
from fugong.doors.phone.person import person_of
from fugong.doors.phone.state import State, state_of
from fugong.screening import actions, choices, passes, queries

RENEW_SECONDS = 600
"""How often an open page fetches a fresh code (design: every 10 minutes while online)."""


def current(person: Any) -> tuple[Any, State]:
    """Where the worker stands now, with a fresh pass where one may be issued."""
    view = queries.standing(person)
    return view, state_of(view, passes.issue(person, view))


@open_to("worker")
@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The word first, why, what to do; then the code."""
    person = person_of(request)
    view, state = current(person)
    context = {"person": person, "state": state, "rights": protected(view), "renew_seconds": RENEW_SECONDS}
    return render(request, "phone/pass.html", context)


@open_to("worker")
@never_cache
@require_safe
def fresh(request: HttpRequest) -> JsonResponse:
    """A fresh code for the page that is open; another verdict makes it load itself anew."""
    _view, state = current(person_of(request))
    return JsonResponse(
        {
            "verdict": state.verdict or "",
            "code": state.code,
            "until": state.until,
            "expires": state.expires.isoformat() if state.expires else "",
            "mark": state.mark,
        }
    )


@open_to("anyone")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps the last verdict page for a gate without network. It holds nothing itself."""
    response = render(request, "phone/sw.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


class ReviewForm(PlainForm):
    """What is wrong with the facts, in the worker's words."""

    text = forms.CharField(
        label=gettext_lazy("哪里不对？"),
        help_text=gettext_lazy("写清楚哪一条不符合事实，例如“我没有离开过本市，那天请假在家”。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "5"}),
        error_messages={"required": gettext_lazy("请写明哪里不对，防疫专员才能核实。")},
    )


@open_to("worker")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Contest the verdict; a person answers. One request at a time."""
    actor = actor_of(request)
    person = person_of(request)
    form = ReviewForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.ask_review(person=person, by=actor, text=form.cleaned_data["text"])
            except Fault as fault:
                form.take(fault)
            else:
                messages.success(request, _("已交给防疫专员。答复会出现在这一页和通知里。"))
                return redirect("phone:review")
    reviews = queries.reviews(actor)
    context = {
        "person": person,
        "form": form,
        "state": state_of(queries.standing(person)),
        "reviews": reviews,
        "waiting": any(one.state == choices.OPEN for one in reviews),
    }
    return render(request, "phone/review.html", context, status=status)
