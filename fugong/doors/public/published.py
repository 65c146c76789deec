"""What a county publishes for anybody: which enterprises are on file or at work again, and whom to call (G2). No persons."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fugong.core.access import open_to
from fugong.core.errors import NotFound
from fugong.core.web.paging import Key, page
from fugong.directory import queries as directory
from fugong.resumption import queries as resumption

STATUSES = {
    "on_file": gettext_lazy("已备案"),
    "may_start": gettext_lazy("可以开工"),
    "started": gettext_lazy("已开工"),
}
PAGE = 50
KEYS = (Key("name"), Key("pk"))


@open_to("anyone")
@require_safe
def published(request: HttpRequest, region: str) -> HttpResponse:
    """The county's list and its offices."""
    county = next((one for one in directory.reporting_units() if one.code == region), None)
    if county is None:
        raise NotFound("no_region", _("没有这个县（市、区）的清单。请核对6位行政区划代码。"))
    text = request.GET.get("q", "").strip()[:60]
    rows = resumption.published_rows(region, text=text)
    shown = page(
        rows,
        KEYS,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    context = {
        "county": county,
        "text": text,
        "count": rows.count(),
        "lines": [
            {
                "name": one.name,
                "status": STATUSES.get(one.resumption.status, one.resumption.status),
                "since": one.resumption.status_since,
            }
            for one in shown.rows
        ],
        "after": _query(text, after=shown.after),
        "before": _query(text, before=shown.before),
        "offices": directory.authorities([region]).filter(published=True).exclude(contact_phone=""),
        "counties": directory.reporting_units(),
    }
    return render(request, "public/published.html", context)


def _query(text: str, **cursor: str) -> str:
    """The address of a neighbouring page; empty where there is none."""
    found = {name: value for name, value in cursor.items() if value}
    return urlencode({**({"q": text} if text else {}), **found}) if found else ""
