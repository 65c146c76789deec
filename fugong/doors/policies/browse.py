"""Pages for anybody, without answering anything: what this is, every measure to look through, one measure."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from fugong.core.access import open_to
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.doors.policies import showing, values
from fugong.doors.policies.reading import ENTERPRISE, book_on, measure_of, today
from fugong.doors.policies.words import EFFECTS, FORCE_HINTS, FORCES
from fugong.packs.policies import Measure, PolicyBook
from fugong.packs.policies.matching import parameters_on
from fugong.policies.queries import published_take_up
from fugong.rules import parameters_used
from fugong.rules.formulas import references
from fugong.rules.nodes import ParamRef

LONGEST_SEARCH = 60


@open_to("anyone")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is and its button; below it every measure by kind, and a search."""
    day = today()
    book = book_on(day)
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    effect = request.GET.get("kind", "") if request.GET.get("kind", "") in EFFECTS else ""
    found = [one for one in _search(book, text) if not effect or one.effect == effect]
    context = {
        "text": text,
        "effect": effect,
        "groups": _groups(book, found),
        "found": len(found),
        "total": len(book.measures),
        "documents": [
            document
            for name, document in book.documents.items()
            if any(book.articles[one.article].document == name for one in book.measures.values())
        ],
        "day": day,
        "is_enterprise": actor_of(request).has(*ENTERPRISE),
    }
    return render(request, "policies/start.html", context)


def _search(book: PolicyBook, text: str) -> list[Measure]:
    """The measures in which every word of the text stands somewhere."""
    wanted = text.casefold().split()
    if not wanted:
        return list(book.measures.values())
    return [one for one in book.measures.values() if all(word in _words(book, one) for word in wanted)]


def _words(book: PolicyBook, measure: Measure) -> str:
    texts = [measure.title, measure.benefit, *(one.text for one in measure.conditions)]
    said = [say.text(text) for text in texts]
    also = (measure.id, measure.quote, *measure.departments, str(EFFECTS[measure.effect]))
    article = book.articles[measure.article]
    return " ".join((*said, *(text["zh"] for text in texts), *also, article.text)).casefold()


def _groups(
    book: PolicyBook, found: Iterable[Measure]
) -> list[tuple[str, str | Promise, list[tuple[Measure, str]]]]:
    """(code, name, measures with their source) of every kind of benefit that has any."""
    found = list(found)
    groups = [
        (code, name, [(one, showing.source(book, one)) for one in found if one.effect == code])
        for code, name in EFFECTS.items()
    ]
    return [group for group in groups if group[2]]


@open_to("anyone")
@require_safe
def measure(request: HttpRequest, measure_id: str) -> HttpResponse:
    """One measure: what it gives, to whom, the words it rests on, and what overlaps with it."""
    day = today()
    book = book_on(day)
    found = measure_of(book, measure_id)
    article = book.articles[found.article]
    until = showing.fixed_day(found.until)
    context = {
        "measure": found,
        "article": article,
        "document": book.documents[article.document],
        "effect": EFFECTS[found.effect],
        "force": FORCES[found.force],
        "force_hint": FORCE_HINTS[found.force],
        "until": until,
        "is_over": until is not None and until < day,
        "deadline": showing.fixed_day(found.deadline),
        "deadline_words": showing.formula_words(book, found.deadline, None, day),
        "amount_words": showing.formula_words(book, found.amount.formula, None, day) if found.amount else "",
        "figures": _figures(book, found),
        "documents": showing.documents(book, found, {}),
        "readings": showing.readings(book, found),
        "relations": showing.relations(book, found),
        "take_up": next((one for one in published_take_up(book.pack) if one.measure_id == measure_id), None),
        "is_enterprise": actor_of(request).has(*ENTERPRISE),
    }
    return render(request, "policies/measure.html", context)


def _figures(book: PolicyBook, measure: Measure) -> list[dict[str, Any]]:
    """The numbers of the measure that an authority can change, each with its days and sources."""
    names: dict[str, None] = {}
    for condition in measure.conditions:
        names |= dict.fromkeys(sorted(parameters_used(condition.node)))
    for formula in (measure.amount.formula if measure.amount else None, measure.deadline):
        if formula is not None:
            names |= dict.fromkeys(part.name for part in references(formula) if isinstance(part, ParamRef))
    now = parameters_on(book, today())
    found = []
    for name in names:
        parameter = book.words.parameters[name]
        dated = [
            {"since": one.since, "value": _figure(parameter.type, one.value), "source": one.source}
            for one in parameter.dated
        ]
        found.append(
            {
                "name": say.text(parameter.type.text),
                "value": _figure(parameter.type, now[name]),
                "dated": dated,
            }
        )
    return found


def _figure(kind: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(values.industry_name(str(one)) for one in value)
    return values.value_words(kind, value)
