"""One case, the plan left and the evidence right, in the order of an inbox view: 300 are worked through without going back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fugong.cases import actions, overview, queries
from fugong.cases.difference import FieldChange, difference, in_words
from fugong.cases.overview import CaseView, CommentView
from fugong.cases.spec import ENTERPRISE, Move, Section, called
from fugong.casetypes.opinions import opinions
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Fault, Invalid, NotAllowed
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.core.web.answers import answers
from fugong.doors.bureau.evidence import evidence
from fugong.doors.bureau.reading import OFFICERS, id_of, is_of_a_city, number_of
from fugong.doors.bureau.view import Neighbours, View

MARK_SHOWN = 80


@open_to(*OFFICERS)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The page; a press on it marks a section, makes a move or takes the case over, and nothing typed is lost."""
    actor = actor_of(request)
    case = actions.look_up(case_id=case_id, by=actor)
    view = overview.view(actor, case)
    place = View(request.GET, actor)
    beside = place.neighbours(case)
    if request.method != "POST":
        return _page(request, view, place, beside)
    what, _colon, name = request.POST.get("do", "").partition(":")
    try:
        if what == "move":
            return _move(request, view, place, beside, name)
        _act(request, actor, view, what, name)
    except (Invalid, Conflict, NotAllowed) as fault:
        fresh = overview.view(actor, actions.look_up(case_id=case_id, by=actor))
        return _page(request, fresh, place, beside, fault=fault)
    fresh = overview.view(actor, actions.look_up(case_id=case_id, by=actor))
    done = f"mark-{name}" if what == "mark" else "comment" if what == "note" else ""
    if _typed(request, but=done):
        return _page(request, fresh, place, beside, done=done)
    return redirect(
        f"{address(case, place)}#s-{name}" if what in ("mark", "settle") else address(case, place)
    )


def address(case: Any, place: View) -> str:
    """The review of a case in a view."""
    query = place.query()
    where = reverse("bureau:review", args=[case.pk])
    return f"{where}?{query}" if query else where


def _typed(request: HttpRequest, *, but: str) -> bool:
    """Whether something was typed that is not saved yet."""
    boxes = [name for name in request.POST if name == "comment" or name.startswith("mark-")]
    return any(request.POST.get(name, "").strip() for name in boxes if name != but)


def _act(request: HttpRequest, actor: Actor, view: CaseView, what: str, name: str) -> None:
    if what == "mark":
        text = request.POST.get(f"mark-{name}", "")
        try:
            actions.comment(case=view.case, by=actor, text=text, section=name)
        except Invalid as fault:
            fault.field = f"mark-{name}"
            raise
        messages.success(request, _("已标注，企业看得到。"))
    elif what == "note":
        actions.comment(case=view.case, by=actor, text=request.POST.get("comment", ""), internal=True)
        messages.success(request, _("内部意见已记下，企业看不到。"))
    elif what == "settle" and (comment_id := id_of(name)) is not None:
        actions.settle(comment=queries.comment(actor, view.case, comment_id), by=actor)
        messages.success(request, _("已标为处理完。"))
    elif what == "mine":
        actions.assign(cases=[view.case], by=actor, account_id=actor.id)
        messages.success(request, _("由您办理。"))


def _move(
    request: HttpRequest, view: CaseView, place: View, beside: Neighbours | None, name: str
) -> HttpResponse:
    declared = view.type.move(name)
    version = number_of(request.POST.get("version", ""))
    if (
        declared is not None
        and declared.ask
        and request.POST.get("sure") != name
        and version == view.case.version
    ):
        return _page(request, view, place, beside, sure=declared)
    comment = request.POST.get("comment", "")
    if declared is not None and sends_back(view, declared):
        comment = with_marks(comment, view)
    case = actions.move(case=view.case, by=actor_of(request), name=name, version=version, comment=comment)
    label = declared.label if declared else name
    state = view.type.state(case.state).label
    said = _("{enterprise}：已办理“{move}”，现在是“{state}”。")
    messages.success(request, said.format(enterprise=case.enterprise.name, move=label, state=state))
    if beside is not None and beside.after is not None:
        return redirect(address(beside.after, place))
    query = place.query()
    return redirect(f"{reverse('bureau:inbox')}?{query}" if query else "bureau:inbox")


def sends_back(view: CaseView, move: Move) -> bool:
    """Whether the enterprise mends its form after this move: then the marked sections go with it."""
    return view.type.state(move.to).editable


def marked(view: CaseView) -> list[tuple[Section, CommentView]]:
    """What is marked on the form and not settled yet, in the order of the form."""
    return [
        (section, one)
        for section in view.type.sections
        for one in view.comments
        if one.row.section == section.name
        and not one.row.is_internal
        and not one.row.settled_at
        and one.row.by_party != ENTERPRISE
    ]


def with_marks(comment: str, view: CaseView) -> str:
    """The opinion with the marked sections listed under it."""
    found = marked(view)
    if not found:
        return comment
    lines = [
        f"· {section.label}：{one.text if len(one.text) <= MARK_SHOWN else one.text[:MARK_SHOWN] + '…'}"
        for section, one in found
    ]
    return "\n".join([*([comment.strip()] if comment.strip() else []), _("需补正的部分："), *lines])


def _since(request: HttpRequest, view: CaseView) -> dict[str, Any]:
    """What has happened since the version this officer was looking at: steps, and what changed in the form."""
    version = number_of(request.POST.get("version", ""))
    steps = [one for one in view.history if one.version > version]
    before = [one for one in queries.versions(view.case) if one.step.version <= version]
    changes: list[FieldChange] = []
    if before:
        changes = difference(view.type, before[-1].data.document() or {}, view.data)
    return {"steps": steps, "changes": changes}


def _page(
    request: HttpRequest,
    view: CaseView,
    place: View,
    beside: Neighbours | None,
    *,
    fault: Fault | None = None,
    sure: Move | None = None,
    done: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    by_section, general = evidence(actor, view)
    findings = called(view.type.check)(view.case.enterprise, view.data) if view.type.check else ()
    typed = (
        {}
        if request.method != "POST"
        else {name: text for name, text in request.POST.items() if name != done}
    )
    sections = [
        {
            "section": section,
            "answers": answers(section.fields, view.data, in_words),
            "remarks": [one for one in view.comments if one.row.section == section.name],
            "findings": [one for one in findings if section.has(one.field)],
            "evidence": by_section[section.name],
            "typed": typed.get(f"mark-{section.name}", ""),
            "wrong": fault.text if fault and fault.field == f"mark-{section.name}" else "",
        }
        for section in view.type.sections
    ]
    mine = [one for one in view.work if one.is_open and one.item.party == view.party]
    moves = [_pressed(view, one.move) for one in view.moves if one.allowed]
    context = {
        "view": view,
        "place": place,
        "query": place.query(),
        "beside": beside,
        "before": address(beside.before, place) if beside and beside.before else "",
        "after": address(beside.after, place) if beside and beside.after else "",
        "sections": sections,
        "general": general,
        "remarks": [one for one in view.comments if not one.row.section],
        "marked": marked(view),
        "moves": moves,
        "offered": [one for one in moves if one["phrases"]],
        "refused": [one for one in view.moves if not one.allowed and actor.has(*one.move.roles)],
        "open_work": [one for one in view.work if one.is_open],
        "takes": view.is_competent and any(one.item.assigned_to != actor.id for one in mine),
        "is_city": is_of_a_city(actor),
        "versions": queries.versions(view.case),
        "comment": typed.get("comment", ""),
        "fault": fault,
        "since": _since(request, view) if isinstance(fault, Conflict) else None,
        "sure": sure,
    }
    return render(request, "bureau/review.html", context, status=fault.status if fault else 200)


def _pressed(view: CaseView, move: Move) -> dict[str, Any]:
    """A move of the bar: pressed here, or with more to fill in on its own page (`url`)."""
    url = ""
    if move.page:
        url = reverse(move.page, args=[view.case.pk])
    elif move.fields or move.whole_form:
        url = reverse("cases:move", args=[view.case.pk, move.name])
    return {
        "move": move,
        "url": url,
        "phrases": opinions(view.type.kind, move.name),
        "sends_back": sends_back(view, move),
    }
