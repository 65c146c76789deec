"""How the measures are taken up: applications, what became of them, how long it took; for officers, and for anybody where the
city publishes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from fugong.casetypes.application.spec import REASONS
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.web import exports, say
from fugong.core.web.actors import actor_of
from fugong.doors.policies.bureau_view import OFFICERS, CityView, region_names, turned_back
from fugong.doors.policies.bureau_words import money
from fugong.doors.policies.reading import public_pack
from fugong.packs.policies import PolicyBook
from fugong.policies import actions, queries
from fugong.policies.permissions import can_write_policy


@open_to(*OFFICERS)
@require_GET
def take_up(request: HttpRequest) -> HttpResponse:
    """Measure by measure, the most applied for first; and whether it is published."""
    view = CityView(request)
    lines = _lines(view.book, queries.take_up(view.actor, view.pack, **view.narrowed), view)
    published = queries.publication(view.pack)
    context = {
        "view": view,
        "lines": lines,
        "total": _total(lines),
        "published": published,
        "is_published": published is not None and published.is_published,
        "may": can_write_policy(view.actor),
        "query": view.query(),
        "place": view.query(document="", effect=""),
        "drawn": clock.now(),
    }
    return render(request, "policies/bureau_take_up.html", context)


def _lines(book: PolicyBook, found: list[Any], view: CityView | None = None) -> list[dict[str, Any]]:
    """Only measures that the day's book has; a withdrawn one by its id."""
    rows = []
    words = {option.value: str(option.label) for option in REASONS}
    for one in sorted(found, key=lambda each: (-each.applied, each.measure_id)):
        measure = book.measures.get(one.measure_id)
        if view is not None and measure is not None and not view.shows(measure):
            continue
        rows.append(
            {
                "measure": measure,
                "title": say.text(measure.title) if measure is not None else one.measure_id,
                "take": one,
                "refusals": [(words.get(code, code), n) for code, n in one.refusals.items()],
                "granted": money(one.granted_fen, "yuan") if one.granted_fen else "",
            }
        )
    return rows


def _total(lines: list[dict[str, Any]]) -> dict[str, int]:
    names = ("applied", "in_hand", "granted", "refused", "withdrawn", "late")
    return {name: sum(getattr(one["take"], name) for one in lines) for name in names}


@open_to(*OFFICERS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    view = CityView(request)
    lines = _lines(view.book, queries.take_up(view.actor, view.pack, **view.narrowed), view)
    headings = [
        _("编号"), _("措施"), _("申请"), _("在办"), _("已兑现"), _("未通过"), _("已撤回"), _("未通过的原因"), _("兑现金额（元）"),
        _("一半在几天内办结"), _("在办最久（天）"), _("超过时限"),
    ]  # fmt: skip
    rows = [
        [
            one["take"].measure_id, one["title"], one["take"].applied, one["take"].in_hand, one["take"].granted,
            one["take"].refused, one["take"].withdrawn,
            _("、").join(f"{word} {n}" for word, n in one["refusals"]), one["take"].granted_fen / 100, one["take"].days,
            one["take"].oldest, one["take"].late,
        ]
        for one in lines
    ]  # fmt: skip
    return exports.workbook(f"{_('申请和兑现')}-{clock.today():%Y%m%d}", headings, rows)


@open_to(*OFFICERS)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Open the counts to anybody, or close them."""
    if refusal := turned_back(request, "policies:bureau_take_up"):
        return refusal
    is_published = request.POST.get("publish") == "yes"
    actions.publish_take_up(pack=public_pack(), is_published=is_published, by=actor_of(request))
    messages.success(request, _("已公布，任何人都能看到。") if is_published else _("已停止公布。"))
    return redirect("policies:bureau_take_up")


@open_to("anyone")
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """What anybody may read, of the city or one county: numbers by measure and no enterprise."""
    pack = public_pack()
    names = region_names()
    region = request.GET.get("region", "") if request.GET.get("region", "") in names else ""
    decided = queries.publication(pack)
    is_open = decided is not None and decided.is_published
    lines = _lines(queries.book(pack), queries.published_take_up(pack, region)) if is_open else []
    context = {
        "is_open": is_open,
        "lines": lines,
        "total": _total(lines),
        "regions": names.items(),
        "region": region,
        "region_name": names.get(region, ""),
        "drawn": clock.now(),
    }
    return render(request, "policies/bureau_published.html", context)
