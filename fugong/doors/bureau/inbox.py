"""The officer's inbox: what is due first at the top, worked on one by one or many at once (G1, G2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.cases import actions, queries, registry
from fugong.cases.overview import clock_state
from fugong.casetypes.opinions import opinions
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault, NotFound
from fugong.core.permissions import Actor
from fugong.core.web import exports
from fugong.core.web.actors import actor_of
from fugong.core.web.paging import page
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.doors.bureau.reading import OFFICERS, id_of, is_of_a_city, number_of, region_names
from fugong.doors.bureau.view import BOXES, CITY_BOXES, KEYS, View

PAGE = 50
MOST_EXPORTED = 20_000
MOST_AT_ONCE = 300
PLACE = "inbox"


@open_to(*OFFICERS)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The day's numbers, the boxes with their counts, the list."""
    actor = actor_of(request)
    view = View(request.GET, actor)
    shown = page(
        view.rows,
        KEYS,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    counts = {**queries.work_counts(actor), "waiting": queries.waiting(actor).count()}
    kind = view.form.cleaned_data.get("kind") or ""
    boxes = CITY_BOXES if is_of_a_city(actor) else BOXES
    context = {
        "view": view,
        "numbers": _numbers(actor, counts),
        "boxes": [
            {"name": name, "label": label, "n": counts[name], "query": view.query(box=name)}
            for name, label in boxes.items()
        ],
        "rows": described(actor, shown.rows),
        "after": view.query(after=shown.after) if shown.after else "",
        "before": view.query(before=shown.before) if shown.before else "",
        "count": view.rows.count(),
        "query": view.query(),
        "kept": queries.saved_filters(actor, PLACE),
        "officers": directory.officers(actor),
        "is_city": is_of_a_city(actor),
        "bulk": [] if view.box == "waiting" else _bulk_moves(actor, kind, shown.rows),
    }
    return render(request, "bureau/inbox.html", context)


def _numbers(actor: Actor, counts: dict[str, int]) -> list[dict[str, Any]]:
    rows = queries.work(actor)
    start, end = clock.day_start(clock.today()), clock.day_end(clock.today())
    new = rows.filter(started_at__gte=start).count()
    due = rows.filter(due_at__gt=start, due_at__lte=end, paused_at=None).count()
    return [
        {"n": counts["late"], "label": _("超时"), "query": "box=late"},
        {"n": due, "label": _("今天到期"), "query": "day=due"},
        {"n": new, "label": _("今天新到"), "query": "day=new"},
        {"n": counts["waiting"], "label": _("等企业补正、整改"), "query": "box=waiting"},
    ]


def _bulk_moves(actor: Actor, kind: str, items: list[Any]) -> list[dict[str, Any]]:
    """Moves that may be made for many at once, of the kinds that are seen, each with its sentences to begin with."""
    kinds = [kind] if kind else sorted({item.kind for item in items})
    return [
        {"move": move, "type": case_type, "phrases": opinions(case_type.kind, move.name)}
        for case_type in map(registry.find, kinds)
        for move in case_type.moves
        if move.bulk and actor.has(*move.roles) and (move.at or "bureau") == actor.authority_kind
    ]


def described(actor: Actor, items: list[Any]) -> list[dict[str, Any]]:
    """Work as a row shows it."""
    names = directory.officers(actor)
    others = directory.account_labels(
        item.assigned_to for item in items if item.assigned_to and item.assigned_to not in names
    )
    regions, now = region_names(), clock.now()
    rows = []
    for item in items:
        case_type = registry.find(item.kind)
        rows.append(
            {
                "item": item,
                "case": item.case,
                "type": case_type,
                "work": case_type.work(item.name).label,
                "state": case_type.state(item.case.state).label,
                "clock": clock_state(item, now),
                "sector": sectors.sector_name(item.case.sector) if item.case.sector else "",
                "region": regions.get(item.region_code, item.region_code),
                "who": names.get(item.assigned_to) or others.get(item.assigned_to, ""),
                "is_mine": item.assigned_to == actor.id,
            }
        )
    return rows


@open_to(*OFFICERS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Every page of the view as a workbook."""
    actor = actor_of(request)
    actions.exported(what="inbox", by=actor)
    view = View(request.GET, actor)
    headings = [
        _("企业"),
        _("统一社会信用代码"),
        _("县（市、区）"),
        _("行业"),
        _("事项"),
        _("要办的事"),
        _("状态"),
        _("收到"),
        _("到期"),
        _("超时"),
        _("办理人"),
    ]
    rows = (
        [
            row["case"].enterprise.name,
            row["case"].enterprise.uscc,
            row["region"],
            row["sector"],
            row["type"].label,
            row["work"],
            row["state"],
            row["item"].started_at,
            exports.last_moment(row["item"].due_at),
            _("是") if row["clock"] == "late" else "",
            row["who"],
        ]
        for row in described(actor, list(view.rows[:MOST_EXPORTED]))
    )
    return exports.workbook(f"{_('待办')}-{clock.today():%Y%m%d}", headings, rows)


@open_to(*OFFICERS)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act for all selected; what is refused says why and holds up no other."""
    actor = actor_of(request)
    chosen = []
    for ticked in request.POST.getlist("case")[:MOST_AT_ONCE]:
        pk, _colon, version = ticked.partition(":")
        if (case_id := id_of(pk)) is None:
            continue
        try:
            case = actions.look_up(case_id=case_id, by=actor)
        except NotFound as fault:
            messages.error(request, fault.text)
            continue
        case.version = number_of(version) or case.version
        chosen.append(case)
    if not chosen:
        messages.error(request, _("还没有选中。请先在名单左边打勾。"))
    else:
        try:
            _do(request, actor, chosen)
        except Fault as fault:
            messages.error(request, fault.text)
    return _back(request)


def _do(request: HttpRequest, actor: Actor, chosen: list[Any]) -> None:
    act, _colon, name = request.POST.get("act", "").partition(":")
    if act == "remind":
        n = actions.remind(cases=chosen, by=actor)
        if n:
            said = ngettext("已提醒 {n} 家企业。", "已提醒 {n} 家企业。", n).format(n=n)
            messages.success(request, said)
        else:
            messages.error(request, _("选中的事项现在都不等企业办，没有提醒谁。"))
    elif act in ("mine", "assign"):
        to = actor.id if act == "mine" else id_of(request.POST.get("to", ""))
        if to is None:
            messages.error(request, _("请选择交给谁。"))
            return
        n = actions.assign(cases=chosen, by=actor, account_id=to)
        who = directory.officers(actor).get(to, "") if to != actor.id else _("您")
        said = ngettext("{n} 件交给{who}。", "{n} 件交给{who}。", n).format(n=n, who=who)
        messages.success(request, said)
    elif act == "move":
        kind, _slash, move = name.partition("/")
        fitting = [one for one in chosen if one.kind == kind]
        if len(fitting) < len(chosen):
            n = len(chosen) - len(fitting)
            text = ngettext("{n} 件是别的事项，没有办。", "{n} 件是别的事项，没有办。", n)
            messages.warning(request, text.format(n=n))
        _move(request, actor, fitting, move)


def _move(request: HttpRequest, actor: Actor, chosen: list[Any], move: str) -> None:
    comment = request.POST.get("comment", "")
    done = actions.bulk_move(cases=chosen, by=actor, name=move, comment=comment)
    made = [one for one in done if one.fault is None]
    if made:
        label = registry.find(made[0].case.kind).move(move)
        text = ngettext("已办理“{move}” {n} 件。", "已办理“{move}” {n} 件。", len(made))
        messages.success(request, text.format(move=label.label if label else move, n=len(made)))
    for one in done:
        if one.fault is not None:
            messages.error(request, f"{one.case.enterprise.name}：{one.fault.text}")


@open_to(*OFFICERS)
@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the view that is open by a name."""
    query = View(_posted_view(request), actor_of(request)).query()
    try:
        actions.save_filter(by=actor_of(request), place=PLACE, name=request.POST.get("name", ""), query=query)
    except Fault as fault:
        messages.error(request, fault.text)
    else:
        messages.success(request, _("已保存这个筛选。"))
    return _back(request)


@open_to(*OFFICERS)
@require_POST
def forget_filter(request: HttpRequest) -> HttpResponse:
    """Forget a kept view."""
    if (filter_id := id_of(request.POST.get("filter", ""))) is not None:
        actions.delete_filter(by=actor_of(request), filter_id=filter_id)
        messages.success(request, _("已删除这个筛选。"))
    return _back(request)


def _posted_view(request: HttpRequest) -> QueryDict:
    return QueryDict(request.POST.get("view", "")[:500])


def _back(request: HttpRequest) -> HttpResponse:
    query = View(_posted_view(request), actor_of(request)).query()
    return redirect(f"{reverse('bureau:inbox')}?{query}" if query else "bureau:inbox")
