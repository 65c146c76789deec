"""The return declaration, and the daily report that is two taps when nothing changed (G4, G9)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fugong import packs
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.core.web.questions import Sheet, given_in, in_words
from fugong.doors.phone.opened import opened_at, token_for
from fugong.doors.phone.person import person_of
from fugong.packs.answers import AnswerFault, check_answers
from fugong.packs.schema import Questionnaire
from fugong.screening import actions, choices, queries


@open_to("worker")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: HttpRequest) -> HttpResponse:
    """Once before the return; again whenever the worker wants to put it right."""
    person = person_of(request)
    questionnaire = packs.load(person.enterprise.pack).questionnaires[choices.DECLARATION]
    if request.method != "POST" and consents_wanted(person, questionnaire):
        return redirect("phone:consent")
    given: dict[str, Any] = {}
    faults: list[AnswerFault] = []
    if request.method == "POST":
        given, faults = take(request, person, questionnaire, given_in(request.POST, questionnaire))
        if not faults:
            return redirect("phone:pass")
    sheet = Sheet(questionnaire, clock.today(), given, faults, home=person.enterprise.region_id)
    return render(
        request, "phone/declaration.html", {"sheet": sheet, "person": person}, status=422 if faults else 200
    )


@open_to("worker")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def daily(request: HttpRequest) -> HttpResponse:
    """Yesterday's answers in words, the temperature, one confirmation; what changed opens the questions."""
    person = person_of(request)
    view = queries.standing(person)
    if not view.declared:
        return redirect("phone:declaration")
    questionnaire = packs.load(person.enterprise.pack).questionnaires[choices.DAILY]
    if request.method != "POST" and consents_wanted(person, questionnaire):
        return redirect("phone:consent")
    before, source = answers_before(request, person, questionnaire)
    given = dict(before)
    faults: list[AnswerFault] = []
    full = "changed" in request.GET
    if request.method == "POST":
        posted = given_in(request.POST, questionnaire)
        full = "full" in request.POST or "changed" in request.POST
        given = posted if "full" in request.POST else {**before, **posted}
        if "changed" not in request.POST:
            given, faults = take(request, person, questionnaire, given)
            if not faults:
                return redirect("phone:pass")
            asked_here = {question.id for question in questionnaire.always_asked}
            full = full or any(fault.field not in asked_here for fault in faults)
    today = clock.today()
    sheet = Sheet(questionnaire, today, given, faults, home=person.enterprise.region_id)
    context: dict[str, Any] = {
        "sheet": sheet,
        "person": person,
        "opened": token_for(request, person),
        "title": _("今晚的健康情况") if after_work(person) else _("今天的健康情况"),
    }
    if not full:
        always = {question.id for question in questionnaire.always_asked}
        context["asked"] = [group for group in sheet.groups if group[0].id in always]
        context["before"] = in_words(questionnaire, before, today, without=frozenset(always))
        context["before_title"], context["same_label"] = source
    template = "phone/daily_full.html" if full else "phone/daily.html"
    return render(request, template, context, status=422 if faults else 200)


def take(
    request: HttpRequest,
    person: Any,
    questionnaire: Questionnaire,
    given: dict[str, Any],
) -> tuple[dict[str, Any], list[AnswerFault]]:
    """Check the answers and hand them in; the answers as given, and every fault (none: they are in)."""
    clean, faults = check_answers(questionnaire, given, clock.today())
    if faults:
        return given, faults
    try:
        actions.submit(
            person=person,
            by=actor_of(request),
            kind=questionnaire.id,
            answers=clean,
            opened_at=opened_at(request, person),
        )
    except Fault as fault:
        return given, [AnswerFault(fault.field or "", fault.code, {"zh": fault.text, "en": fault.text})]
    return given, []


def answers_before(
    request: HttpRequest, person: Any, questionnaire: Questionnaire
) -> tuple[dict[str, Any], tuple[str, str]]:
    """The answers that "nothing changed" stands for, without those asked every time, and how they are called.

    The last report's; before the first one the declaration's where it asked the same, else the normal ones.
    """
    always = {question.id for question in questionnaire.always_asked}
    known = {question.id for question in questionnaire.questions} - always
    last = queries.last_answers(person, choices.DAILY)
    called = (_("上次填的是"), _("与上次相同，提交"))
    if last:
        when = last_day(request, person)
        if when is not None:
            away = (clock.today() - when).days
            if away == 0:
                called = (_("今天填的是"), _("与今天填的相同，提交"))
            elif away == 1:
                called = (_("昨天填的是"), _("与昨天相同，提交"))
            else:
                called = (_("{day}填的是").format(day=say.day(when)), _("与上次相同，提交"))
    else:
        last = queries.last_answers(person, choices.DECLARATION)
        called = (_("申报时填的是"), _("与申报时相同，提交"))
    answers = {**questionnaire.normal_answers, **{name: one for name, one in last.items() if name in known}}
    return answers, called


def last_day(request: HttpRequest, person: Any) -> Any:
    """The day of the last daily report."""
    reports = queries.history(actor_of(request), person, limit=3).reports
    return next((one.for_day for one in reports if one.kind == choices.DAILY), None)


def after_work(person: Any) -> bool:
    """Whether a report now is the evening's."""
    return queries.is_evening(person.enterprise, clock.now())


def evening_open(person: Any, view: Any) -> bool:
    """Whether the evening report is asked for: work is over and only the day's report is in (G9)."""
    return bool(after_work(person) and view.needs is None and view.reported and not view.evening)


def consents_wanted(person: Any, questionnaire: Questionnaire) -> bool:
    """Whether a consent that these questions need is not given (P02): then it is asked before, not after, the answers."""
    needed = {question.consent for question in questionnaire.questions if question.consent}
    return bool(needed - {line.purpose for line in queries.consents(person) if line.given})
