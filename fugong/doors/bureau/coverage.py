"""专班: who of the office answers for which enterprise, the gaps first (G2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fugong.core.access import open_to
from fugong.core.errors import Fault
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.core.web.paging import Key, page
from fugong.directory import actions, sectors
from fugong.directory import queries as directory
from fugong.doors.bureau.reading import OFFICERS, id_of

PAGE = 50
MOST_AT_ONCE = 500
KEYS = (Key("is_key", down=True), Key("name"), Key("pk"))


@open_to(*OFFICERS)
@require_http_methods(["GET", "POST"])
def coverage(request: HttpRequest) -> HttpResponse:
    """Enterprises nobody answers for, all, or an officer's; those ticked are given or taken away together."""
    actor = actor_of(request)
    if request.method == "POST":
        return _change(request, actor)
    view = directory.coverage(actor)
    officer = id_of(request.GET.get("officer", ""))
    show = request.GET.get("show", "gaps" if view.enterprises > view.covered else "all")
    text = request.GET.get("q", "").strip()[:60]
    rows = directory.in_jurisdiction(actor)
    if officer is not None:
        rows, show = directory.covered_by(actor, officer), ""
    elif show == "gaps":
        rows = view.gaps
    if text:
        rows = rows.filter(directory.named(text))
    shown = page(
        rows, KEYS, after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=PAGE
    )
    context = {
        "view": view,
        "gaps": view.enterprises - view.covered,
        "show": show,
        "officer": officer,
        "text": text,
        "count": rows.count(),
        "rows": _described(shown.rows),
        "after": _query(request, after=shown.after) if shown.after else "",
        "before": _query(request, before=shown.before) if shown.before else "",
        "query": _query(request),
    }
    return render(request, "bureau/coverage.html", context)


def _query(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()


def _described(rows: list[Any]) -> list[dict[str, Any]]:
    covering = directory.covering([one.pk for one in rows])
    labels = directory.account_labels(account for accounts in covering.values() for account in accounts)
    return [
        {
            "enterprise": one,
            "sector": sectors.sector_name(one.industry) if one.industry else "",
            "who": [labels[account] for account in covering.get(one.pk, []) if account in labels],
        }
        for one in rows
    ]


def _change(request: HttpRequest, actor: Actor) -> HttpResponse:
    query = QueryDict(request.POST.get("view", "")[:500]).urlencode()
    back = redirect(f"{reverse('bureau:coverage')}?{query}" if query else "bureau:coverage")
    ids = [pk for pk in map(id_of, request.POST.getlist("enterprise")[:MOST_AT_ONCE]) if pk]
    to = id_of(request.POST.get("to", ""))
    if not ids or to is None:
        messages.error(request, _("请先在名单左边打勾，再选人员。"))
        return back
    chosen = list(directory.in_jurisdiction(actor).filter(pk__in=ids))
    try:
        account = directory.officer(actor, to)
        if request.POST.get("act") == "uncover":
            n = actions.uncover(enterprises=chosen, account=account, by=actor)
            said = ngettext("已从{who}名下去掉 {n} 家。", "已从{who}名下去掉 {n} 家。", n)
        else:
            n = actions.cover(enterprises=chosen, account=account, by=actor)
            said = ngettext("{who}新负责 {n} 家。", "{who}新负责 {n} 家。", n)
    except Fault as fault:
        messages.error(request, fault.text)
    else:
        messages.success(request, said.format(who=account.name, n=n))
    return back
