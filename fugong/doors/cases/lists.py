"""The list of cases: filtered, kept as views, worked on in bulk, taken away."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
from fugong.core.web import exports
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.doors.cases.reading import EVERYBODY, OFFICERS, actor_of

PAGE = 50
MOST_EXPORTED = 20_000
PLACE = "cases"
ALL = ("", gettext_lazy("全部"))


class CaseFilter(PlainForm):
    """What of the cases is shown; the address holds it."""

    kind = forms.ChoiceField(required=False, label=gettext_lazy("事项"))
    state = forms.ChoiceField(required=False, label=gettext_lazy("状态"))
    region = forms.ChoiceField(required=False, label=gettext_lazy("县（市、区）"))
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
        if actor.enterprise_id is not None:
            del self.fields["enterprise"]

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]

    def rows(self, actor: Any) -> Any:
        """The cases that fit; what cannot be chosen is left out, and said at its field."""
        self.is_valid()
        data = self.cleaned_data
        return queries.cases(
            actor,
            kind=data.get("kind", ""),
            state=data.get("state", ""),
            region=data.get("region", ""),
            enterprise=data.get("enterprise", ""),
            is_open={"yes": True, "no": False}.get(data.get("open", "")),
        )


@open_to(*EVERYBODY)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The newest first, in pages; for an enterprise what is in its hands stands on top."""
    actor = actor_of(request)
    form = CaseFilter(request.GET, actor=actor)
    rows = form.rows(actor).order_by("-pk")
    before = _id(request.GET.get("before", ""))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    older = request.GET.copy()
    if len(found) > PAGE:
        older["before"] = str(shown[-1].pk)
    kind = form.cleaned_data.get("kind") or next((one.kind for one in form.kinds), "")
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "rows": described(shown),
        "older": older.urlencode() if len(found) > PAGE else "",
        "first_page": not before,
        "query": query.urlencode(),
        "states": _states(actor, kind) if kind else [],
        "kind": kind,
        "kept": queries.saved_filters(actor, PLACE),
        "in_hand": _in_hand(actor),
        "openable": [one for one in registry.kinds() if actor.has(*one.openers) and actor.enterprise_id],
        "officers": directory.officers(actor),
        "regions": _region_names() if "region" in form.fields else {},
        "bulk": _bulk_moves(kind, actor) if kind else [],
    }
    return render(request, "cases/list.html", context)


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
    """What is seen, as a workbook."""
    actor = actor_of(request)
    rows = list(CaseFilter(request.GET, actor=actor).rows(actor).order_by("-pk")[:MOST_EXPORTED])
    headings = [
        _("事项"),
        _("编号"),
        _("企业"),
        _("统一社会信用代码"),
        _("县（市、区）"),
        _("状态"),
        _("自"),
        _("到期"),
    ]
    regions = _region_names()
    lines = (
        [
            one["type"].label,
            one["case"].number,
            one["case"].enterprise.name,
            one["case"].enterprise.uscc,
            regions.get(one["case"].region_code, one["case"].region_code),
            one["state"].label,
            one["case"].state_since,
            one["due"],
        ]
        for one in described(rows)
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
