"""The self check without sign-in: one question a page, results from the first answer on, kept under a private link.

A form here needs no cookie: the secret in the address is what another site cannot know.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid
from fugong.core.web import say
from fugong.doors.policies import changing, showing
from fugong.doors.policies.asking import Asked, Reply, asked, previous, reply
from fugong.doors.policies.reading import book_on, day_of, fact_type, measure_of, today
from fugong.doors.policies.values import said
from fugong.packs import policies
from fugong.packs.policies import Answer, PolicyBook
from fugong.packs.policies.asking import next_question
from fugong.policies import actions, choices, queries
from fugong.policies.queries import CheckAnswer

RESULTS, TRIES = "results", 3


def _private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page behind a private link: kept by nobody on the way, found by no search engine."""

    def kept(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        response = view(request, *arguments, **named)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    kept.__doc__, kept.__name__ = view.__doc__, view.__name__
    return csrf_exempt(open_to("anyone")(never_cache(kept)))


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first question; its answer makes the private link. Nothing is kept before."""
    day = day_of(request) or today()
    book = book_on(day)
    fact = next_question(book, {}, day, choices.EVENT_FACTS)
    if fact is None:
        return redirect("policies:start")
    given = reply(book, fact, request.POST) if request.method == "POST" else Reply()
    if request.method == "POST" and not given.error:
        try:
            _row, secret = actions.keep_check(pack=queries.public_pack(), facts={fact: given.value}, on=day)
        except Invalid as fault:
            given = Reply(None, given.typed, fault.text)
        else:
            return redirect("policies:check", secret)
    answer = policies.match(book, {}, day)
    context = {
        "asked": asked(book, fact, typed=given.typed, error=given.error),
        "day": day,
        "is_today": day == today(),
        "back": reverse("policies:start"),
        **_progress(answer, {}),
    }
    return render(request, "policies/question.html", context, status=422 if given.error else 200)


def _progress(answer: Answer, facts: Mapping[str, Any]) -> dict[str, Any]:
    counts = showing.counts(answer)
    total = len(answer.measures)
    return {
        "counts": counts,
        "total": total,
        "settled": total - counts[choices.UNKNOWN],
        "answered": len(facts),
    }


@_private
@require_safe
def go_on(request: HttpRequest, secret: str) -> HttpResponse:
    """To the question that decides most now, or to the results when none is left."""
    found = queries.self_check(secret)
    following = found.question()
    if following is None:
        return redirect("policies:mine", secret)
    return redirect("policies:question", secret, following)


def _given(found: CheckAnswer) -> dict[str, Any]:
    """What was answered, in the order it was; the day of an event is nobody's answer."""
    return {fact: value for fact, value in found.facts.items() if fact not in choices.EVENT_FACTS}


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, secret: str, fact: str) -> HttpResponse:
    """One question, answered for the first time or again. Its answer leads on, or back to the results (`to`)."""
    found = queries.self_check(secret)
    fact_type(found.book, fact)
    to = RESULTS if RESULTS in (request.GET.get("to"), request.POST.get("to")) else ""
    given = reply(found.book, fact, request.POST) if request.method == "POST" else None
    if given is not None and not given.error:
        try:
            _keep(secret, {fact: given.value})
        except Invalid as fault:
            given = Reply(None, given.typed, fault.text)
        else:
            return redirect("policies:mine" if to else "policies:check", secret)
    before = previous(_given(found), fact)
    if to:
        back = reverse("policies:mine", args=[secret])
    elif before:
        back = reverse("policies:question", args=[secret, before])
    else:
        back = reverse("policies:start")
    context = {
        "asked": _asked(found, fact, given),
        "secret": secret,
        "to": to,
        "day": found.on,
        "is_today": found.on == today(),
        "back": back,
        **_progress(found.answer, _given(found)),
    }
    wrong = given is not None and given.error
    return render(request, "policies/question.html", context, status=422 if wrong else 200)


def _asked(found: CheckAnswer, fact: str, given: Reply | None = None) -> Asked:
    typed = given.typed if given is not None and given.error else None
    return asked(
        found.book,
        fact,
        found.facts.get(fact),
        answered=fact in found.facts,
        typed=typed,
        error=given.error if given is not None else "",
    )


def _keep(secret: str, facts: Mapping[str, Any], on: date | None = None) -> None:
    """Merge over what is kept. One answer at a time: the last one stands, whoever gave it and wherever."""
    for left in reversed(range(TRIES)):
        version = queries.find_check(secret).version
        try:
            actions.continue_check(secret=secret, version=version, facts=facts, on=on)
        except Conflict:
            if not left:
                raise
        else:
            return


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, secret: str) -> HttpResponse:
    """What applies, what may, what does not and exactly why; POST judges for another day."""
    if request.method == "POST":
        day = day_of(request)
        if day is not None:
            _keep(secret, {}, day)
        query = "" if day is not None else "?" + urlencode({"day": "wrong"})
        return redirect(reverse("policies:mine", args=[secret]) + query)
    found = queries.self_check(secret)
    context = {
        **_results(request, secret, found),
        "day_is_wrong": request.GET.get("day") == "wrong",
        "remarks": [
            {
                "row": one,
                "measure": found.book.measures.get(one.measure_id),
                "text": one.text.reveal(),
                "answer": one.answer.reveal(),
            }
            for one in found.remarks
        ],
    }
    return render(request, "policies/results.html", context)


def _results(request: HttpRequest, secret: str, found: CheckAnswer) -> dict[str, Any]:
    where = request.build_absolute_uri(reverse("policies:mine", args=[secret]))
    return {
        "secret": secret,
        "found": found,
        "results": showing.results(found.book, found.answer, found.facts),
        "where": where,
        "day": found.on,
        "is_today": found.on == today(),
        "facts": _facts(found),
        "answered": len(_given(found)),
        "question": found.question(),
        "expires": clock.day_of(found.check.expires_at) if found.check else None,
    }


def _facts(found: CheckAnswer) -> list[dict[str, Any]]:
    """What was answered, in the order of the questions."""
    return [
        {
            "fact": fact,
            "name": say.text(found.book.words.facts[fact].text),
            "said": said(found.book, fact, found.facts[fact]),
            "known": found.facts[fact] is not None,
        }
        for fact in found.book.facts
        if fact in _given(found)
    ]


@_private
@require_safe
def answers(request: HttpRequest, secret: str) -> HttpResponse:
    """Every answer given, each to be changed or tried otherwise; and what was answered with “不知道”."""
    found = queries.self_check(secret)
    context = {"secret": secret, "facts": _facts(found), "question": found.question()}
    return render(request, "policies/answers.html", context)


@_private
@require_safe
def what_if(request: HttpRequest, secret: str, fact: str) -> HttpResponse:
    """What another answer to one question would change. Nothing is kept."""
    found = queries.self_check(secret)
    kind = fact_type(found.book, fact)
    given: Reply | None = None
    if "value" in request.GET:
        given = reply(found.book, fact, request.GET)
    elif kind.kind == "boolean" and found.facts.get(fact) is not None:
        given = Reply(not found.facts[fact], "false" if found.facts[fact] else "true")
    context: dict[str, Any] = {
        "secret": secret,
        "asked": _asked(found, fact, given),
        "now": said(found.book, fact, found.facts.get(fact)) if fact in found.facts else "",
    }
    if given is not None and not given.error:
        after = policies.match(found.book, {**found.facts, fact: given.value}, found.on)
        gained, lost, other = changing.changes(found.answer, after, found.book)
        context |= {
            "then": said(found.book, fact, given.value),
            "value": given.typed or "?",
            "gained": gained,
            "lost": lost,
            "other": other,
            "tried": True,
        }
    return render(request, "policies/what_if.html", context)


@_private
@require_safe
def paper(request: HttpRequest, secret: str) -> HttpResponse:
    """The results on A4: they stand alone, with the day, the link and its QR code."""
    found = queries.self_check(secret)
    context = _results(request, secret, found)
    context["qr"] = segno.make(context["where"], error="m").svg_data_uri(border=2, scale=4, omitsize=True)
    return render(request, "policies/print.html", context)


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, secret: str) -> HttpResponse:
    """“这不对”: say what is wrong with a result; the department answers at the same link."""
    found = queries.self_check(secret)
    measure_id = request.POST.get("measure") or request.GET.get("measure") or ""
    measure = measure_of(found.book, measure_id) if measure_id else None
    text, fault = request.POST.get("text", ""), None
    if request.method == "POST":
        try:
            actions.remark(secret=secret, measure_id=measure_id, text=text)
        except Invalid as refused:
            fault = refused
        else:
            return redirect(reverse("policies:mine", args=[secret]) + "#remarks")
    context: dict[str, Any] = {"secret": secret, "measure": measure, "text": text, "fault": fault}
    if measure is not None:
        context["shown"] = _shown(found.book, found, measure_id)
    return render(request, "policies/wrong.html", context, status=422 if fault else 200)


def _shown(book: PolicyBook, found: CheckAnswer, measure_id: str) -> showing.Shown:
    return showing.measure(book, found.answer.of(measure_id), found.facts, found.on, found.answer)


@_private
@require_POST
def delete(request: HttpRequest, secret: str) -> HttpResponse:
    """Delete the self check and what was said of it."""
    actions.delete_check(secret=secret)
    return redirect(reverse("policies:start") + "?" + urlencode({"deleted": "yes"}))
