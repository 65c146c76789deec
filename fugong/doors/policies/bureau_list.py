"""The enterprises of one measure by answer: who fits (免申即享), what is missing, who misses it by one condition."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.core import audit
from fugong.core.access import open_to
from fugong.core.web import exports
from fugong.core.web.actors import actor_of
from fugong.directory import sectors
from fugong.doors.policies.bureau_city import unit_word, yuan
from fugong.doors.policies.bureau_view import OFFICERS, CityView
from fugong.doors.policies.bureau_words import (
    LISTS,
    condition_name,
    condition_names,
    distance,
    fact_name,
    money,
)
from fugong.doors.policies.reading import measure_of
from fugong.doors.policies.words import TAKES
from fugong.packs.policies import Measure
from fugong.policies import queries

PAGE = 50
MOST_PRINTED = 2_000
MOST_NAMED = 5


@open_to(*OFFICERS)
@require_GET
def enterprises(request: HttpRequest, measure_id: str) -> HttpResponse:
    """One list of them, the numbers of the others beside it."""
    view, measure, status, rows = _asked(request, measure_id)
    line = queries.city_line(view.actor, view.pack, measure_id, view.on, **view.narrowed)
    taken = queries.city_list(view.actor, view.pack, measure_id, "taken", view.on, **view.narrowed)
    numbers = {code: len(taken) if code == "taken" else getattr(line, code) for code in LISTS}
    whole = request.GET.get("all") == "1"
    shown, before, after = _page(request, rows, MOST_PRINTED if whole else PAGE)
    lines = [_row(view, measure, one) for one in shown]
    document = view.book.documents[view.book.articles[measure.article].document]
    context = {
        "view": view,
        "measure": measure,
        "document": document,
        "line": line,
        "status": status,
        "kept": {"status": status},
        "tabs": [
            {
                "code": code, "shape": shape, "word": word, "n": numbers[code],
                "query": view.query(status=code, without="", condition=""),
            }
            for code, (shape, word) in LISTS.items()
        ],
        "rows": lines,
        "has": {name for name in ("failing", "unknown", "by", "taken") if any(one[name] for one in lines)},
        "count": len(rows),
        "total": money(sum(one.fen or 0 for one in rows), line.unit) if line.fen is not None else "",
        "is_base": measure.amount is not None and measure.amount.kind == "base",
        "counted": money(line.counted_fen, line.unit) if line.counted_fen else "",
        "blocking": [(fact_name(view.book, fact), n) for fact, n in line.blocking[:MOST_NAMED]],
        "near_by": [
            (condition_name(measure, id), n, view.query(status="near", condition=id, without=""))
            for id, n in line.near_by
        ],
        "condition": condition_name(measure, request.GET["condition"]) if request.GET.get("condition") else "",
        "query": view.query(),
        "place_query": view.query(status="", without="", condition=""),
        "before": view.query(before=before) if before else "",
        "after": view.query(after=after) if after else "",
        "whole": whole,
        "whole_query": view.query(all="1"),
        "without": request.GET.get("without") == "applied",
        "without_query": view.query(without="" if request.GET.get("without") == "applied" else "applied"),
    }  # fmt: skip
    return render(request, "policies/bureau_list.html", context)


def _asked(request: HttpRequest, measure_id: str) -> tuple[CityView, Measure, str, list[Any]]:
    """The view, the measure, which list, and its enterprises in order."""
    status = request.GET.get("status", "")
    status = status if status in LISTS else "eligible"
    condition, without = request.GET.get("condition", ""), request.GET.get("without", "")
    more = {"status": status, "condition": condition, "without": without}
    view = CityView(request, **{name: value for name, value in more.items() if value})
    measure = measure_of(view.book, measure_id)
    rows = queries.city_list(view.actor, view.pack, measure_id, status, view.on, **view.narrowed)
    if condition:
        rows = [one for one in rows if condition in (*one.failing, *one.unknown)]
    if without == "applied":
        rows = [one for one in rows if one.taken not in ("submitted", "returned", "accepted", "granted")]
    return view, measure, status, sorted(rows, key=_place)


def _row(view: CityView, measure: Measure, row: Any) -> dict[str, Any]:
    """An enterprise as the list shows it."""
    return {
        "row": row,
        "sector": sectors.sector_name(row.industry) if row.industry else "",
        "amount": money(row.fen, measure.amount.unit) if measure.amount is not None else "",
        "failing": condition_names(measure, row.failing),
        "unknown": condition_names(measure, row.unknown) if row.status != "not_in_force" else "",
        "by": distance(view.book, row.fact, row.by),
        "taken": TAKES.get(row.taken, ""),
    }


@open_to(*OFFICERS)
@require_GET
def export(request: HttpRequest, measure_id: str) -> HttpResponse:
    """Every page of the list as a workbook."""
    view, measure, status, rows = _asked(request, measure_id)
    audit.note(
        by=actor_of(request),
        action="policies.export",
        subject="measure",
        subject_id=measure_id,
        owner_id=actor_of(request).authority_id,
    )
    unit = unit_word(measure.amount.unit) if measure.amount is not None else ""
    amount = _("享受基数") if measure.amount is not None and measure.amount.kind == "base" else _("金额")
    headings = [
        _("企业"), _("统一社会信用代码"), _("县（市、区）"), _("行业"), f"{amount}（{unit}）" if unit else amount,
        _("不符合的条件"), _("还不知道的条件"), _("差多少"), _("申请"),
    ]  # fmt: skip
    cells = (
        [
            one["row"].name, one["row"].uscc, one["row"].region, one["sector"], yuan(one["row"].fen),
            one["failing"], one["unknown"], one["by"], str(one["taken"]),
        ]
        for one in (_row(view, measure, row) for row in rows)
    )  # fmt: skip
    return exports.workbook(f"{measure_id}-{LISTS[status][1]}-{view.on:%Y%m%d}", headings, cells)


def _place(row: Any) -> list[str]:
    return [row.region_code, row.name, str(row.enterprise_id)]


def _page(request: HttpRequest, rows: Sequence[Any], size: int) -> tuple[Sequence[Any], str, str]:
    """(rows, before, after): the rows beyond a cursor in their order, so that one who comes or goes moves no page."""
    back = bool(request.GET.get("before"))
    edge = _read(request.GET.get("before") or request.GET.get("after") or "")
    if edge is None:
        start = 0
    elif back:
        start = max(0, sum(1 for one in rows if _place(one) < edge) - size)
    else:
        start = sum(1 for one in rows if _place(one) <= edge)
    shown = rows[start : start + size]
    before = _cursor(shown[0]) if shown and start > 0 else ""
    after = _cursor(shown[-1]) if shown and start + size < len(rows) else ""
    return shown, before, after


def _cursor(row: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(_place(row), ensure_ascii=False).encode()).decode().rstrip("=")


def _read(cursor: str) -> list[str] | None:
    """The place of a cursor; None for one that cannot be read."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    fit = (
        isinstance(found, list) and len(found) == 3 and all(isinstance(one, str) for one in found)
    )  # region, name, id
    return found if fit else None
