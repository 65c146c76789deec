"""The resumption list (清单): how far each enterprise has come, since when, and what it lacks (G2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fugong.core import audit, clock
from fugong.core.access import open_to
from fugong.core.web import exports
from fugong.core.web.actors import actor_of
from fugong.core.web.paging import page
from fugong.doors.bureau.reading import OFFICERS, is_of_a_city
from fugong.doors.bureau.resumption_view import KEYS, ListView, described
from fugong.doors.bureau.words import STATUSES

PAGE = 50
MOST_PRINTED = 2_000
MOST_EXPORTED = 20_000


@open_to(*OFFICERS)
@require_GET
def resumption(request: HttpRequest) -> HttpResponse:
    """Key enterprises first, then what needs somebody; the numbers by status lead to their lists."""
    view = ListView(request.GET, actor_of(request))
    whole = request.GET.get("all") == "1"
    shown = page(
        view.rows,
        KEYS,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=MOST_PRINTED if whole else PAGE,
    )
    counts = view.by_status()
    context = {
        "view": view,
        "numbers": [
            {"n": counts[status], "label": label, "query": view.query(status=status)}
            for status, label in STATUSES.items()
        ],
        "total": sum(counts.values()),
        "rows": described(shown.rows),
        "count": view.rows.count(),
        "after": view.query(after=shown.after) if shown.after else "",
        "before": view.query(before=shown.before) if shown.before else "",
        "query": view.query(),
        "whole": whole,
        "whole_query": view.query(all="1"),
        "is_city": is_of_a_city(actor_of(request)),
    }
    return render(request, "bureau/resumption.html", context)


@open_to(*OFFICERS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Every page of the view as a workbook."""
    actor = actor_of(request)
    view = ListView(request.GET, actor)
    audit.note(
        by=actor,
        action="resumption.export",
        subject="list",
        subject_id="resumption",
        owner_id=actor.authority_id,
    )
    headings = [
        _("企业"),
        _("统一社会信用代码"),
        _("县（市、区）"),
        _("行业"),
        _("规模"),
        _("重点企业"),
        _("集聚区"),
        _("状态"),
        _("自"),
        _("可以开工"),
        _("还缺"),
        _("已返岗"),
        _("职工总数"),
    ]
    rows = (
        [
            row["enterprise"].name,
            row["enterprise"].uscc,
            row["enterprise"].region.name,
            row["sector"],
            row["size"],
            _("是") if row["enterprise"].is_key else "",
            row["enterprise"].cluster.name if row["enterprise"].cluster else "",
            row["status_word"],
            row["since"],
            _("是") if row["may_start"] else _("否"),
            _("、").join(row["lacking"]),
            row["back"],
            row["total"],
        ]
        for row in described(list(view.rows[:MOST_EXPORTED]))
    )
    return exports.workbook(f"{_('复工清单')}-{clock.today():%Y%m%d}", headings, rows)
