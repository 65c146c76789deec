"""The roster as a list: filter, find, choose, take away (G4, G9)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Invalid
from fugong.core.web import exports
from fugong.core.web.actors import actor_of
from fugong.core.web.paging import Key, page
from fugong.directory import actions, permissions
from fugong.directory import queries as directory
from fugong.doors.desk.filters import PeopleFilter, ViewForm, team_choices
from fugong.doors.desk.forms import ids_of, say
from fugong.doors.desk.tables import COLUMNS, SHOWN, PeopleTable, PersonRow, cells, headings
from fugong.screening import actions as screening_actions
from fugong.screening import queries as screening

PAGE = 50
MOST_EXPORTED = 20_000
MOST_FOUND = 50
MOST_AT_ONCE = 500
KEYS = {"team": ("workshop_key", "team_key", "job_number"), "number": ("job_number",)}


@open_to("epidemic_officer", "principal")
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """One page of the list. A search is sent, not written into the address: names and numbers are nobody's link."""
    actor = actor_of(request)
    text, nobody = "", False
    if request.method == "POST":
        text = request.POST.get("q", "").strip()
        ids = (
            list(directory.find_people(actor, text).values_list("pk", flat=True)[:MOST_FOUND]) if text else []
        )
        if len(ids) == 1:
            return redirect("desk:person", ids[0])
        if ids:
            return redirect(f"{reverse('desk:people')}?{_found_query(ids)}")
        nobody = bool(text)
    listed = _listed(request)
    shown = page(
        listed.rows,
        [Key(name) for name in listed.keys],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=PAGE,
    )
    rows = _with_states(actor, shown.rows)
    enterprise = directory.enterprise_of(actor)
    context = {
        "filter": listed.filter,
        "view": ViewForm(request.GET or None),
        "found": listed.found,
        "text": text,
        "nobody": nobody,
        "table": PeopleTable(rows, shown=listed.shown),
        "count": listed.rows.count(),
        "anybody": bool(rows) or directory.people(actor).exists(),
        "columns": [(name, title, name in listed.shown) for name, title in COLUMNS.items()],
        "kept": [(name, value) for name, value in _query(request).items() if name != "c"],
        "query": _query(request).urlencode(),
        "after": _query(request, after=shown.after).urlencode() if shown.after else "",
        "before": _query(request, before=shown.before).urlencode() if shown.before else "",
        "teams": team_choices(actor, none=False),
        "can_manage": permissions.can_manage_people(actor, enterprise.pk),
    }
    return render(request, "desk/people.html", context, status=404 if nobody else 200)


@open_to("epidemic_officer", "principal")
@require_GET
def export_people(request: HttpRequest) -> HttpResponse:
    """Everybody of the view, every page of it, masked, as a workbook."""
    actor = actor_of(request)
    listed = _listed(request)
    rows = _with_states(actor, listed.rows.order_by(*listed.keys)[:MOST_EXPORTED])
    lines = (cells(row, listed.shown) for row in rows)
    return exports.workbook(f"{_('人员')}-{clock.today():%Y%m%d}", headings(listed.shown), lines)


@open_to("epidemic_officer", "principal")
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act for all who are ticked."""
    actor = actor_of(request)
    back = f"{reverse('desk:people')}?{QueryDict(request.POST.get('back', '')).urlencode()}"
    ids = ids_of(request.POST.getlist("person"))[:MOST_AT_ONCE]
    act = request.POST.get("act")
    if not ids:
        messages.error(request, _("还没有选人。请先在名单左边打勾。"))
        return redirect(back)
    if act == "badges":
        query = QueryDict(mutable=True)
        query.setlist("person", [str(one) for one in ids])
        return redirect(f"{reverse('desk:badges')}?{query.urlencode()}")
    if act == "remind":
        reminder = screening_actions.remind(by=actor, people=frozenset(ids))
        return render(request, "desk/reminded.html", {"reminder": reminder, "chosen": len(ids), "back": back})
    if act == "move":
        _move(request, actor, ids)
    return redirect(back)


def _move(request: HttpRequest, actor: Any, ids: list[UUID]) -> None:
    chosen = ids_of([request.POST.get("to", "")])
    if not chosen:
        messages.error(request, _("请选择要调到哪个班组。"))
        return
    team = directory.group(actor, chosen[0])
    moved = 0
    try:
        for person in directory.people(actor).filter(pk__in=ids).exclude(team=team):
            actions.move_to_team(person=person, by=actor, team=team)
            moved += 1
    except (Invalid, Conflict) as fault:
        say(request, fault)
    text = ngettext("已把 {n} 人调到“{team}”，从今天起算。", "已把 {n} 人调到“{team}”，从今天起算。", moved)
    messages.success(request, text.format(n=moved, team=team.name))


class _Listed:
    """What the address asks for: rows, their order, the columns."""

    def __init__(self, request: HttpRequest) -> None:
        self.found = ids_of(request.GET.getlist("found"))[:MOST_FOUND]
        self.filter = PeopleFilter(request.GET, actor=actor_of(request), found=self.found)
        self.keys = KEYS.get(request.GET.get("sort", ""), KEYS["team"])
        self.shown = _columns(request)
        rows: QuerySet[Any] = self.filter.qs
        self.rows = rows.annotate(
            workshop_key=Coalesce(F("team__parent__name"), Value("")),
            team_key=Coalesce(F("team__name"), Value("")),
        )


def _listed(request: HttpRequest) -> _Listed:
    return _Listed(request)


def _columns(request: HttpRequest) -> tuple[str, ...]:
    """The columns the address names, else those this person chose last."""
    if "c" in request.GET:
        chosen = [name for name in COLUMNS if name in request.GET.getlist("c")]
        if request.session.get("people_columns") != chosen:
            request.session["people_columns"] = chosen
        return tuple(chosen)
    return tuple(name for name in request.session.get("people_columns", SHOWN) if name in COLUMNS)


def _with_states(actor: Any, rows: Iterable[Any]) -> list[PersonRow]:
    rows = list(rows)
    prefetch_related_objects(rows, "certificates")
    these = directory.people(actor).filter(pk__in=[row.pk for row in rows])
    states = {
        one.person_id: one for one in screening.states(directory.enterprise_of(actor), these, clock.today())
    }
    return [PersonRow(row, states.get(row.pk) if row.status == "active" else None) for row in rows]


def _query(request: HttpRequest, **also: str) -> QueryDict:
    """The address without its page, and with these."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in also.items():
        query[name] = value
    return query


def _found_query(ids: Iterable[UUID]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("found", [str(one) for one in ids])
    return query.urlencode()
