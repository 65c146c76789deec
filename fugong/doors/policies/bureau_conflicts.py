"""Where documents overlap: pairs of measures of which only one can be had, word by word, and whom it touches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.core.access import open_to
from fugong.doors.policies import showing
from fugong.doors.policies.bureau_view import OFFICERS, CityView
from fugong.doors.policies.bureau_words import money
from fugong.doors.policies.words import FORCES
from fugong.packs.policies import Measure
from fugong.policies import queries


@dataclass(frozen=True)
class Side:
    """One measure of a pair. `own`: conditions that the other one does not ask for in the same way."""

    measure: Measure
    document: Any
    force: Any
    own: tuple[Any, ...]
    until: Any
    amount: str


@dataclass(frozen=True)
class Pair:
    """Two measures, how they stand to each other, and how many enterprises it touches.

    `better`: the id of the more favourable one, or empty.
    """

    sides: tuple[Side, Side]
    kind: str
    better: str
    crosses: bool
    overlap: Any
    doubled: str


@open_to(*OFFICERS)
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """Every pair, those that touch the most enterprises first."""
    view = CityView(request)
    pairs = sorted(_pairs(view), key=lambda one: (-one.overlap.both, -one.overlap.either))
    context = {
        "view": view,
        "pairs": pairs,
        "place": view.query(document="", effect=""),
        "touched": sum(1 for one in pairs if one.overlap.both),
    }
    return render(request, "policies/bureau_conflicts.html", context)


def _pairs(view: CityView) -> Iterator[Pair]:
    for one in queries.overlaps(view.actor, view.pack, view.on, **view.narrowed):
        first, second = one.first, one.second
        if not (view.shows(first) or view.shows(second)):
            continue
        kinds = {each.kind for each in first.relations if each.id == second.id}
        back = {each.kind for each in second.relations if each.id == first.id}
        better = (
            first if "more_favourable_than" in kinds else second if "more_favourable_than" in back else None
        )
        alternative = "alternative_to" in kinds | back
        sides = (_side(view, first, second), _side(view, second, first))
        unit = first.amount.unit if first.amount is not None else ""
        yield Pair(
            sides=sides,
            kind=_("两项只能选一项") if alternative else _("同一种好处，只能享受一次"),
            better=better.id if better is not None else "",
            crosses=sides[0].document is not sides[1].document,
            overlap=one,
            doubled=money(one.fen, unit) if one.fen else "",
        )


def _side(view: CityView, measure: Measure, other: Measure) -> Side:
    same = {(one.id, one.text["zh"]) for one in other.conditions}
    document = view.book.documents[view.book.articles[measure.article].document]
    amount = showing.formula_words(view.book, measure.amount.formula, None, view.on) if measure.amount else ""
    return Side(
        measure=measure,
        document=document,
        force=FORCES[measure.force],
        own=tuple(one for one in measure.conditions if (one.id, one.text["zh"]) not in same),
        until=getattr(measure.until, "value", None),
        amount=amount,
    )
