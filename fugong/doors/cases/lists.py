"""The list of cases: filtered, kept as views, worked on in bulk, taken away."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from fugong.cases import actions, queries, registry
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault, Invalid, NotFound
from fugong.core.web import exports, say
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.core.web.paging import Key, page
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.doors.cases.reading import EVERYBODY, OFFICERS

PAGE = 50
MOST_EXPORTED = 20_000
PLACE = "cases"
COLUMNS_PLACE = "cases columns"
KEYS = (Key("pk", down=True),)
ALL = ("", gettext_lazy("全部"))


class CaseFilter(PlainForm):
    """What of the cases is shown; the address holds it."""

    kind = forms.ChoiceField(required=False, label=gettext_lazy("事项"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("状态"))
    region = forms.ChoiceField(required=False, label=gettext_lazy("县（市、区）"))
    sector = forms.ChoiceField(required=False, label=gettext_lazy("行业"))
    enterprise = forms.CharField(required=False, max_length=60, label=gettext_lazy("企业名称或信用代码"))
    open = forms.ChoiceField(
        required=False,
        label=gettext_lazy("办结"),
        choices=[ALL, ("yes", gettext_lazy("在办")), ("no", gettext_lazy("已办结"))],
    )

    def __init__(self, data: Any, *, actor: Any) -> None:
        super().__init__(data)
        self.kinds = [one for one in registry.kinds() if actor.has(*one.roles())]
        chosen = [one for one in self.kinds if one.kind == data.get("kind")] or self.kinds
        states = {state.name: state.label for one in chosen for state in one.states}
        self._offer("kind", [(one.kind, one.label) for one in self.kinds])
        self._offer("state", list(states.items()))
        if actor.authority_id is not None and len(actor.region_codes) > 1:
            self._offer("region", [(one.code, one.name) for one in directory.reporting_units()])
        else:
            del self.fields["region"]
        self._offer("sector", sectors.choices())
        if actor.enterprise_id is not None:
            del self.fields["enterprise"]
            del self.fields["sector"]

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]

    def rows(self, actor: Any) -> Any:
        """The cases that fit; what cannot be chosen is left out, and said at its field."""
        self.is_valid()
        data = self.cleaned_data
        rows = queries.cases(
            actor,
            kind=data.get("kind", ""),
            state=data.get("state", ""),
            region=data.get("region", ""),
            enterprise=data.get("enterprise", ""),
            is_open={"yes": True, "no": False}.get(data.get("open", "")),
        )
        return rows.filter(sectors.within("sector", data["sector"])) if data.get("sector") else rows


COLUMNS = {
    "enterprise": gettext_lazy("企业"),
    "uscc": gettext_lazy("统一社会信用代码"),
    "region": gettext_lazy("县（市、区）"),
    "sector": gettext_lazy("行业"),
    "state": gettext_lazy("状态"),
    "since": gettext_lazy("自"),
    "due": gettext_lazy("到期"),
    "opened": gettext_lazy("新建"),
    "number": gettext_lazy("编号"),
}
"""What may stand beside the kind; each person keeps a choice of their own."""

SHOWN = ("enterprise", "region", "state", "since", "due", "number")
NOT_OF_ENTERPRISES = ("enterprise", "uscc", "region", "sector")


class Listed:
    """What one address of the list shows: rows, columns, and the address itself, which holds all of it."""

    def __init__(self, request: HttpRequest) -> None:
        self.actor = actor_of(request)
        self.form = CaseFilter(request.GET, actor=self.actor)
        self.rows = self.form.rows(self.actor)
        self.offered = _offered(self.actor)
        chosen = request.GET.getlist("c") if "c" in request.GET else _kept_columns(self.actor)
        self.columns = tuple(name for name in self.offered if name in chosen)
        self.is_filtered = any(self.form.cleaned_data.get(name) for name in self.form.fields)
        self._query = request.GET.copy()
        for name in ("after", "before"):
            self._query.pop(name, None)
        self._query.setlist("c", self.columns or [""])

    def query(self, **also: str) -> str:
        """The address of this view, with these."""
        query = self._query.copy()
        for name, value in also.items():
            query[name] = value
        return query.urlencode()


def _offered(actor: Any) -> dict[str, Any]:
    """The columns that say something to this reader."""
    left_out: tuple[str, ...] = NOT_OF_ENTERPRISES if actor.enterprise_id is not None else ()
    if actor.authority_id is not None and len(actor.region_codes) < 2:
        left_out = ("region",)
    return {name: title for name, title in COLUMNS.items() if name not in left_out}


def _kept_columns(actor: Any) -> tuple[str, ...]:
    """The columns this person chose last."""
    kept = next(iter(queries.saved_filters(actor, COLUMNS_PLACE)), None)
    return SHOWN if kept is None else tuple(QueryDict(kept.query).getlist("c"))


@open_to(*EVERYBODY)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The newest first, in pages; for an enterprise what is in its hands stands on top."""
    listed = Listed(request)
    actor, form = listed.actor, listed.form
    shown = page(
        listed.rows,
        KEYS,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    kind = form.cleaned_data.get("kind") or next((one.kind for one in form.kinds), "")
    only_read = len(actor.region_codes) > 1  # the city sees every county and acts in none (G2)
    context = {
        "form": form,
        "rows": _cells(listed, shown.rows),
        "columns": [(name, title, name in listed.columns) for name, title in listed.offered.items()],
        "titles": [listed.offered[name] for name in listed.columns],
        "count": listed.rows.count(),
        "total": queries.cases(actor).count(),
        "is_filtered": listed.is_filtered,
        "after": listed.query(after=shown.after) if shown.after else "",
        "before": listed.query(before=shown.before) if shown.before else "",
        "query": listed.query(),
        "states": _states(actor, kind) if kind else [],
        "kind": kind,
        "kept": queries.saved_filters(actor, PLACE),
        "in_hand": _in_hand(actor),
        "openable": [one for one in registry.kinds() if actor.has(*one.openers) and actor.enterprise_id],
        "only_read": only_read,
        "officers": {} if only_read else directory.officers(actor),
        "bulk": _bulk_moves(kind, actor) if kind else [],
    }
    return render(request, "cases/list.html", context)


def _cells(listed: Listed, rows: list[Any]) -> list[dict[str, Any]]:
    """Each case with the cells of the columns chosen, in words."""
    values = _values(rows)
    words: dict[str, Callable[[Any], str]] = {
        "since": say.moment,
        "opened": say.moment,
        "due": say.remaining,
    }
    return [
        {
            **one,
            "cells": [
                (
                    listed.offered[name],
                    words.get(name, str)(value[name]) if value[name] else "",
                    name in words,
                )
                for name in listed.columns
            ],
        }
        for one, value in zip(described(rows), values, strict=True)
    ]


def _values(rows: list[Any]) -> list[dict[str, Any]]:
    """column → value of each case; moments as moments."""
    regions = _region_names()
    return [
        {
            "enterprise": one["case"].enterprise.name,
            "uscc": one["case"].enterprise.uscc,
            "region": regions.get(one["case"].region_code, one["case"].region_code),
            "sector": sectors.sector_name(one["case"].sector) if one["case"].sector else "",
            "state": one["state"].label,
            "since": one["case"].state_since,
            "due": one["due"],
            "opened": one["case"].created_at,
            "number": one["case"].number,
        }
        for one in described(rows)
    ]


@open_to(*EVERYBODY)
@require_POST
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Keep the columns chosen, for every list of this person's from now on; the address says them too."""
    actor = actor_of(request)
    chosen = [name for name in _offered(actor) if name in request.POST.getlist("c")]
    query = QueryDict(request.POST.get("query", "")[:500], mutable=True)
    query.setlist("c", chosen or [""])
    columns = QueryDict(mutable=True)
    columns.setlist("c", chosen)
    actions.save_filter(by=actor, place=COLUMNS_PLACE, name="columns", query=columns.urlencode())
    return redirect(f"{reverse('cases:list')}?{query.urlencode()}")


def _region_names() -> dict[str, str]:
    return {one.code: one.name for one in directory.reporting_units()}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _states(actor: Any, kind: str) -> list[dict[str, Any]]:
    counts = queries.counts_by_state(actor, kind)
    return [
        {"state": one, "n": counts[one.name], "query": urlencode({"kind": kind, "state": one.name})}
        for one in registry.find(kind).states
        if counts[one.name]
    ]


def _in_hand(actor: Any) -> list[dict[str, Any]]:
    if actor.enterprise_id is None:
        return []
    return [
        {
            "case": item.case,
            "work": registry.find(item.kind).work(item.name),
            "item": item,
            **_words(item.case),
        }
        for item in queries.work(actor)[:20]
    ]


def _words(case: Any) -> dict[str, Any]:
    case_type = registry.find(case.kind)
    return {"type": case_type, "state": case_type.state(case.state)}


def described(rows: list[Any]) -> list[dict[str, Any]]:
    """Cases with their words, and what is due first on each."""
    due = queries.due_of([one.pk for one in rows])
    return [{"case": one, "due": due.get(one.pk), **_words(one)} for one in rows]


def _bulk_moves(kind: str, actor: Any) -> list[Any]:
    return [one for one in registry.find(kind).moves if one.bulk and actor.has(*one.roles)]


@open_to(*EVERYBODY)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What is seen, every page of it, as a workbook."""
    listed = Listed(request)
    rows = list(listed.rows.order_by("-pk")[:MOST_EXPORTED])
    actions.exported(what="cases", by=actor_of(request))
    headings = [_("事项"), *(str(listed.offered[name]) for name in listed.columns)]
    lines = (
        [
            registry.find(case.kind).label,
            *(exports.last_moment(value[name]) if name == "due" else value[name] for name in listed.columns),
        ]
        for case, value in zip(rows, _values(rows), strict=True)
    )
    return exports.workbook(f"{_('事项清单')}-{clock.today():%Y%m%d}", headings, lines)


@open_to(*OFFICERS)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act for all selected: remind, hand over, or a move that may be made in bulk."""
    actor = actor_of(request)
    chosen = []
    for text in request.POST.getlist("case"):
        case_id = _id(text)
        if case_id is not None:
            try:
                chosen.append(actions.look_up(case_id=case_id, by=actor))
            except NotFound as fault:
                messages.error(request, fault.text)
    if not chosen:
        messages.error(request, _("请先选中要办的事项。"))
    else:
        try:
            _do(request, actor, chosen)
        except Fault as fault:
            messages.error(request, fault.text)
    where = request.POST.get("back", "")
    if where.startswith("/") and url_has_allowed_host_and_scheme(where, allowed_hosts=None):
        return redirect(where)
    return redirect(f"{reverse('cases:list')}?{request.POST.get('query', '')}")


def _do(request: HttpRequest, actor: Any, chosen: list[Any]) -> None:
    act, _colon, name = request.POST.get("act", "").partition(":")
    if act == "remind":
        n = actions.remind(cases=chosen, by=actor)
        messages.success(request, ngettext("已提醒 {n} 家企业。", "已提醒 {n} 家企业。", n).format(n=n))
    elif act == "assign":
        to = _id(request.POST.get("to", "")) or actor.id
        n = actions.assign(cases=chosen, by=actor, account_id=to)
        messages.success(request, ngettext("已交办 {n} 件。", "已交办 {n} 件。", n).format(n=n))
    elif act == "move":
        done = actions.bulk_move(cases=chosen, by=actor, name=name, comment=request.POST.get("comment", ""))
        made = sum(one.fault is None for one in done)
        if made:
            messages.success(request, ngettext("已办理 {n} 件。", "已办理 {n} 件。", made).format(n=made))
        for one in done:
            if one.fault is not None:
                messages.error(request, f"{one.case.enterprise.name}: {one.fault.text}")


@open_to(*EVERYBODY)
@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the view that is open by a name."""
    query = request.POST.get("query", "")
    try:
        actions.save_filter(by=actor_of(request), place=PLACE, name=request.POST.get("name", ""), query=query)
    except Invalid as fault:
        messages.error(request, fault.text)
    else:
        messages.success(request, _("已保存这个筛选。"))
    return redirect(f"{reverse('cases:list')}?{query}")


@open_to(*EVERYBODY)
@require_POST
def forget_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Forget a kept view."""
    actions.delete_filter(by=actor_of(request), filter_id=filter_id)
    messages.success(request, _("已删除这个筛选。"))
    return redirect("cases:list")
