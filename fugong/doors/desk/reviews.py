"""Who needs the officer: contested verdicts, people who have not reported, isolation and observation."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.desk.forms import REQUIRED, attempt, ids_of
from fugong.gates import visiting
from fugong.gates.queries import visits
from fugong.screening import actions, queries

VERDICTS = [
    ("clear", gettext_lazy("通行")),
    ("observe", gettext_lazy("观察")),
    ("barred", gettext_lazy("禁止")),
]


class AnswerForm(PlainForm):
    """The officer's decision on a contested verdict."""

    decision = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[("uphold", gettext_lazy("维持原结论")), *((code, word) for code, word in VERDICTS)],
        widget=forms.RadioSelect,
        error_messages={"required": REQUIRED},
    )
    until = forms.DateField(
        required=False,
        label=gettext_lazy("更正有效到（不填则只管今天）"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    answer = forms.CharField(
        label=gettext_lazy("给职工的答复"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": REQUIRED},
    )


@open_to("epidemic_officer", "principal")
@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Contested verdicts, the open ones first."""
    actor = actor_of(request)
    rows = queries.reviews(actor)
    context = {
        "open": [row for row in rows if row.state == "open"],
        "answered": [row for row in rows if row.state != "open"],
    }
    return render(request, "desk/reviews.html", context)


@open_to("epidemic_officer")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One contested verdict beside what it rests on, and the decision."""
    actor = actor_of(request)
    row = queries.review(actor, review_id)
    form = AnswerForm(request.POST or None)

    def answer(data: dict[str, Any]) -> None:
        corrected = data["decision"] != "uphold"
        actions.answer_review(
            review=row,
            by=actor,
            corrected=corrected,
            verdict=data["decision"] if corrected else None,
            until=data["until"],
            answer=data["answer"],
        )

    if request.method == "POST" and attempt(request, form, answer, _("已答复，职工在手机上能看到。")):
        return redirect("desk:reviews")
    history = queries.history(actor, row.person, limit=20)
    line = next(one for one in history.reviews if one.id == row.pk)
    context = {"form": form, "review": line, "person": row.person, "history": history}
    return render(request, "desk/review.html", context, status=422 if form.errors else 200)


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def missing(request: HttpRequest) -> HttpResponse:
    """Who has not reported today, by team; one button reminds them and gives a text to paste."""
    actor = actor_of(request)
    team = request.GET.get("team") or request.POST.get("team") or ""
    team_id = next(iter(ids_of([team])), None)
    reminder = actions.remind(by=actor, team=team_id) if request.method == "POST" else None
    context = {
        "rows": sorted(queries.missing(actor, team_id), key=lambda one: (one.team, one.job_number)),
        "teams": directory.groups(actor),
        "team": team_id,
        "board": queries.today(actor),
        "reminder": reminder,
    }
    return render(request, "desk/missing.html", context)


@open_to("epidemic_officer", "principal")
@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """Who is isolated or observed, and until when."""
    actor = actor_of(request)
    now = clock.now()
    feverish = visits.visits(actor).filter(visits.in_state(visiting.FEVER, now), fever_until__gt=now)
    return render(request, "desk/holds.html", {"rows": queries.open_holds(actor), "visitors": feverish})
