"""An enterprise that is signed in: what applies to it, what is known of it and from where, applications and objections."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.cases import registry
from fugong.casetypes.application.opening import apply
from fugong.casetypes.objection.opening import object_to
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.policies import showing, values
from fugong.doors.policies.asking import DONT_KNOW, Asked, asked, reply
from fugong.doors.policies.reading import ENTERPRISE, day_of, today
from fugong.doors.policies.words import GROUPS, TAKES
from fugong.policies import actions, choices, queries
from fugong.policies.queries import EnterpriseAnswer, Sourced
from fugong.rules import to_yuan

NOT_THEIRS = ("authority", "event")
"""Whose word an enterprise cannot change."""


def _answer(request: HttpRequest) -> EnterpriseAnswer:
    actor = actor_of(request)
    return queries.answer_for(actor, directory.enterprise_of(actor), day_of(request))


@open_to(*ENTERPRISE)
@never_cache
@require_GET
def ours(request: HttpRequest) -> HttpResponse:
    """What applies to the enterprise today, or on the day asked for, and what is already under way."""
    found = _answer(request)
    results = showing.results(found.book, found.answer, found.facts.values)
    context = {
        "found": found,
        "results": results,
        "ours": True,
        "takes": {one: _take(take) for one, take in found.takes.items()},
        "taken": [
            {**_take(take), "measure": found.book.measures.get(one)} for one, take in found.takes.items()
        ],
        "day": found.on,
        "is_today": found.on == today(),
        "confirmed_on": found.facts.confirmed_on,
        "unconfirmed": _unconfirmed(found),
        "wanting": len(_wanting(found)),
    }
    return render(request, "policies/ours.html", context)


def _take(take: Any) -> dict[str, Any]:
    granted = None if take.granted_fen is None else values.thousands(to_yuan(take.granted_fen))
    return {
        "row": take,
        "word": TAKES.get(take.state, take.state),
        "granted": granted,
        "is_open": take.state in (*choices.IN_HAND, choices.GRANTED),
    }


def _unconfirmed(found: EnterpriseAnswer) -> int:
    """How many facts the system knows that the enterprise has not confirmed."""
    return sum(
        one.confirmed_on is None and one.origin not in NOT_THEIRS for one in found.facts.facts.values()
    )


def _wanting(found: EnterpriseAnswer) -> set[str]:
    """The facts that could still change an answer."""
    missing = {fact for one in found.answer.measures for fact in one.missing}
    return {fact for fact in missing if fact in found.book.cards and fact not in choices.EVENT_FACTS}


@dataclass(frozen=True)
class Row:
    """A fact in the form: its question with what stands in the box, and where the value comes from."""

    asked: Asked
    source: str | Promise
    on: Any
    url: str
    known: str
    confirmed_on: Any
    is_theirs: bool
    said: str


@open_to(*ENTERPRISE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest) -> HttpResponse:
    """All that is known of the enterprise, each with source and day; confirmed, corrected and completed in one go."""
    found = _answer(request)
    faults: dict[str, str] = {}
    if request.method == "POST":
        given, faults = _read(request.POST, found)
        if not faults:
            try:
                actions.confirm_facts(
                    enterprise=found.enterprise,
                    by=actor_of(request),
                    version=_version(request.POST),
                    facts=given,
                )
            except Invalid as fault:
                faults = {fault.field or "": fault.text}
            except Conflict as fault:
                faults = {"": fault.text}
            else:
                n = sum(value is not None for value in given.values())
                done = ngettext("已确认 {n} 项企业情况。", "已确认 {n} 项企业情况。", n).format(n=n)
                messages.success(request, done)
                return redirect(reverse("policies:ours") + _of_day(found))
    wanting = _wanting(found)
    rows = [
        _row(found, fact, request.POST if faults else None, faults.get(fact, "")) for fact in _shown(found)
    ]
    context = {
        "found": found,
        "version": found.facts.version,
        "groups": _grouped(found, [row for row in rows if _matters(found, row, wanting)]),
        "rest": [row for row in rows if not _matters(found, row, wanting)],
        "summary": [
            {
                "id": f"fact-{fact}" if fact in found.book.cards else "",
                "label": say.text(found.book.words.facts[fact].text) if fact in found.book.cards else "",
                "text": text,
            }
            for fact, text in faults.items()
        ],
        "is_today": found.on == today(),
    }
    return render(request, "policies/facts.html", context, status=422 if faults else 200)


def _of_day(found: EnterpriseAnswer) -> str:
    """The address goes on with the day that was asked for."""
    return "" if found.on == today() else "?" + urlencode({"on": found.on.isoformat()})


def _shown(found: EnterpriseAnswer) -> list[str]:
    return [fact for fact in found.book.facts if fact not in choices.EVENT_FACTS or fact in found.facts.facts]


def _matters(found: EnterpriseAnswer, row: Row, wanting: set[str]) -> bool:
    fact = row.asked.fact
    return fact in found.facts.facts or fact in wanting or bool(row.asked.error) or bool(row.asked.given)


def _row(found: EnterpriseAnswer, fact: str, sent: QueryDict | None, error: str) -> Row:
    one: Sourced | None = found.facts.facts.get(fact)
    typed = None
    if sent is not None and fact in sent:
        typed = (sent.get(f"{fact}-code") or sent.get(fact) or "")[:60]
    value = one.value if one is not None else None
    return Row(
        asked=asked(found.book, fact, value, answered=one is not None, typed=typed, error=error),
        source=one.source if one is not None else "",
        on=one.on if one is not None else None,
        url=one.url if one is not None else "",
        known=values.said(found.book, fact, one.known) if one is not None and one.known is not None else "",
        confirmed_on=one.confirmed_on if one is not None else None,
        is_theirs=one is None or one.origin not in NOT_THEIRS,
        said=values.said(found.book, fact, value) if one is not None else "",
    )


def _grouped(found: EnterpriseAnswer, rows: list[Row]) -> list[tuple[str, str | Promise, list[Row]]]:
    groups = [
        (group, name, [row for row in rows if found.book.cards[row.asked.fact].group == group])
        for group, name in GROUPS.items()
    ]
    return [one for one in groups if one[2]]


def _read(sent: QueryDict, found: EnterpriseAnswer) -> tuple[dict[str, Any], dict[str, str]]:
    """(fact → value, fact → what is wrong with it). An empty box takes the enterprise's own word back."""
    given: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for fact in _shown(found):
        one = found.facts.facts.get(fact)
        if fact not in sent or (one is not None and one.origin in NOT_THEIRS):
            continue
        if not (sent.get(fact) or sent.get(f"{fact}-code") or "").strip(f" {DONT_KNOW}"):
            if one is not None and (one.origin == "enterprise" or one.confirmed_on is not None):
                given[fact] = None
            continue
        answer = reply(found.book, fact, sent, name=fact)
        if answer.error:
            faults[fact] = answer.error
        else:
            given[fact] = answer.value
    return given, faults


def _version(sent: QueryDict) -> int:
    text = sent.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _opening(open_case: Callable[..., Any]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, measure_id: str) -> HttpResponse:
        actor = actor_of(request)
        try:
            case = open_case(enterprise=directory.enterprise_of(actor), by=actor, measure_id=measure_id)
        except Conflict as fault:
            messages.error(request, fault.text)
            return redirect(reverse("policies:ours") + f"#m-{measure_id}")
        return redirect("cases:fill", case.pk, registry.find(case.kind).sections[0].name)

    return open_to(*ENTERPRISE)(require_POST(view))


start_application = _opening(apply)
start_objection = _opening(object_to)
"""One press: the case is there, filled with the answer of the day, and its form is open."""
