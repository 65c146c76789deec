"""The city (or a county) by measure: how many fit, what is missing, who misses by one condition, sums, and take-up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web import exports, say
from fugong.doors.policies.bureau_view import OFFICERS, CityView
from fugong.doors.policies.bureau_words import LISTS, condition_name, fact_name, money
from fugong.doors.policies.words import EFFECTS
from fugong.packs.policies import Measure
from fugong.policies import queries
from fugong.policies.permissions import can_write_policy

MOST_NAMED = 3


@dataclass(frozen=True)
class Line:
    """A measure's line. `cells`: (list, number) each; `blocking` and `near_by`: what most wait for, or fail by."""

    measure: Measure
    document: str
    effect: str
    eligible: int
    unknown: int
    near: int
    blocking: tuple[tuple[str, int], ...]
    near_by: tuple[tuple[str, int, str], ...]
    counted: str
    elsewhere: str
    base: str
    take_up: Any
    in_force: bool


@open_to(*OFFICERS)
@require_GET
def city(request: HttpRequest) -> HttpResponse:
    """Every measure with its numbers; each leads to its list."""
    view = CityView(request)
    found = queries.city(view.actor, view.pack, view.on, **view.narrowed)
    lines = list(_lines(view, found))
    waiting = queries.determinations_queue(view.actor, view.pack, view.on)
    context = {
        "view": view,
        "lines": [one for one in lines if one.in_force],
        "over": [one for one in lines if not one.in_force],
        "enterprises": found.enterprises,
        "totals": _totals(found, view),
        "waiting": len({one.enterprise_id for one in waiting}),
        "may_write": can_write_policy(view.actor),
        "query": view.query(),
        "list_query": view.query(document="", effect=""),
        "drawn": clock.now(),
    }
    return render(request, "policies/bureau_city.html", context)


def _lines(view: CityView, found: Any) -> Iterator[Line]:
    taken = {one.measure_id: one for one in queries.take_up(view.actor, view.pack, **view.narrowed)}
    for one in found.lines:
        measure: Measure = one.measure
        if not view.shows(measure):
            continue
        document = view.book.documents[view.book.articles[measure.article].document]
        is_base = measure.amount is not None and measure.amount.kind == "base"
        elsewhere = 0 if one.counted_fen is None or one.fen is None else one.fen - one.counted_fen
        yield Line(
            measure=measure,
            document=document.number,
            effect=str(EFFECTS[measure.effect]),
            eligible=one.eligible,
            unknown=one.unknown,
            near=one.near,
            blocking=tuple((fact_name(view.book, fact), n) for fact, n in one.blocking[:MOST_NAMED]),
            near_by=tuple((condition_name(measure, id), n, id) for id, n in one.near_by[:MOST_NAMED]),
            counted=money(one.counted_fen, one.unit) if one.counted_fen else "",
            elsewhere=money(elsewhere, one.unit) if elsewhere else "",
            base=money(one.fen, one.unit) if is_base and one.fen else "",
            take_up=taken.get(measure.id),
            in_force=not found.enterprises or one.not_in_force < found.enterprises,
        )


def _totals(found: Any, view: CityView) -> list[str]:
    """The sums of the measures shown, by unit, each benefit counted once among all measures."""
    units: dict[str, int] = {}
    for one in found.lines:
        if one.counted_fen is not None and view.shows(one.measure):
            units[one.unit] = units.get(one.unit, 0) + one.counted_fen
    return [money(fen, unit) for unit, fen in units.items() if fen]


@open_to(*OFFICERS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    view = CityView(request)
    found = queries.city(view.actor, view.pack, view.on, **view.narrowed)
    taken = {one.measure_id: one for one in queries.take_up(view.actor, view.pack, **view.narrowed)}
    headings = [
        _("编号"), _("措施"), _("文件"), _("条款"), _("类别"), _("企业数"),
        *(str(LISTS[name][1]) for name in ("eligible", "unknown", "near", "not_eligible", "not_in_force")),
        _("最缺的信息"), _("差哪一条"), _("单位"), _("金额合计（不重复）"), _("同类好处已计在别处"),
        _("享受基数合计"), _("已申请"), _("已兑现"), _("未通过"), _("一半在几天内办结"),
    ]  # fmt: skip
    rows = []
    for one in found.lines:
        measure = one.measure
        if not view.shows(measure):
            continue
        article = view.book.articles[measure.article]
        is_base = measure.amount is not None and measure.amount.kind == "base"
        take = taken.get(measure.id)
        counted = one.counted_fen
        rows.append(
            [
                measure.id, say.text(measure.title), view.book.documents[article.document].number,
                say.text(article.citation), str(EFFECTS[measure.effect]), found.enterprises,
                one.eligible, one.unknown, one.near, one.not_eligible, one.not_in_force,
                _("、").join(f"{fact_name(view.book, fact)} {n}" for fact, n in one.blocking),
                _("；").join(f"{condition_name(measure, id)} {n}" for id, n in one.near_by),
                unit_word(one.unit), yuan(counted),
                yuan(one.fen - counted) if one.fen is not None and counted is not None else None,
                yuan(one.fen) if is_base else None,
                take.applied if take else 0, take.granted if take else 0, take.refused if take else 0,
                take.days if take else None,
            ]
        )  # fmt: skip
    return exports.workbook(f"{_('惠企政策匹配')}-{view.on:%Y%m%d}", headings, rows)


def yuan(fen: int | None) -> float | None:
    """Whole fen as yuan for a cell; None stays empty."""
    return None if fen is None else fen / 100


def unit_word(unit: str) -> str:
    """元, 元/月, 元/年, or nothing."""
    words = {"yuan": _("元"), "yuan_per_month": _("元/月"), "yuan_per_year": _("元/年"), "rate": "%"}
    return words.get(unit, "")
