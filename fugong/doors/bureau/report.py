"""The day's report that a county sends upward: by sector and size, with the day before."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web import exports
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.doors.bureau.reading import OFFICERS
from fugong.doors.bureau.words import SIZES
from fugong.resumption import queries
from fugong.resumption.queries import Figures, ReportLine

COLUMNS: dict[str, str | Promise] = {
    "enterprises": gettext_lazy("企业数"),
    "filed": gettext_lazy("报备案"),
    "on_file": gettext_lazy("已备案"),
    "may_start": gettext_lazy("可以开工"),
    "started": gettext_lazy("已开工"),
    "suspended": gettext_lazy("应停工"),
    "headcount_total": gettext_lazy("职工总数"),
    "headcount_back": gettext_lazy("已返岗"),
}
EARLIEST = date(2000, 1, 1)


@open_to(*OFFICERS)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The form on paper, or as a workbook with `format=xlsx`."""
    actor = actor_of(request)
    today = clock.today()
    day = _day(request.GET.get("on", "")) or today
    found = queries.daily_report(actor, day)
    own = directory.authority_of(actor)
    lines = [_line(one, sectors.sector_name(one.sector)) for one in _by_sector(found.lines)]
    total = _line(found.total, _("合计"))
    if request.GET.get("format") == "xlsx":
        headings = [
            _("行业"),
            _("规模"),
            *map(str, COLUMNS.values()),
            *(_("{name}比前一天").format(name=name) for name in COLUMNS.values()),
        ]
        rows = (
            [one["name"], one["size"], *(n for n, _d in one["cells"]), *(d for _n, d in one["cells"])]
            for one in [*lines, total]
        )
        return exports.workbook(f"{own.region.name}{_('复工日报')}-{day:%Y%m%d}", headings, rows)
    context = {
        "report": found,
        "own": own,
        "lines": lines,
        "total": total,
        "columns": COLUMNS.values(),
        "day": day,
        "earlier": (day - timedelta(days=1)).isoformat(),
        "later": (day + timedelta(days=1)).isoformat() if day < today else "",
        "compared": total["cells"][0][1] is not None,
    }
    return render(request, "bureau/report.html", context)


def _day(text: str) -> date | None:
    """The day a text names; no figures were kept in another century, and the ends of the calendar have no neighbour."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= clock.today() else None


def _by_sector(lines: Iterable[ReportLine]) -> list[ReportLine]:
    """A line for each sector and size, in the order of the standard; divisions of one sector are added up."""
    found: dict[tuple[str, str], ReportLine] = {}
    for line in lines:
        key = sectors.sector_of(line.sector), line.size
        if key not in found:
            found[key] = ReportLine(*key, difference=Figures() if line.difference else None)
        found[key].figures.add(line.figures)
        if (change := found[key].difference) is not None and line.difference is not None:
            change.add(line.difference)
    order = {code: place for place, (code, _name) in enumerate(sectors.choices())}
    sizes = [*SIZES, ""]
    return sorted(found.values(), key=lambda one: (order[one.sector], sizes.index(one.size)))


def _line(line: ReportLine, name: str) -> dict[str, Any]:
    """A line with (now, against the day before or None) for each column."""
    return {
        "name": name,
        "size": SIZES.get(line.size, ""),
        "cells": [
            (getattr(line.figures, column), getattr(line.difference, column) if line.difference else None)
            for column in COLUMNS
        ],
    }
