"""The look at a site, on a phone (G2): what was reported, the pack's checklist, photos, a signature, a conclusion.

The network on a site is bad: the page keeps everything on the device and sends it piece by piece, as often as it
takes. So each piece may come twice: a file is known by the name the device gave it, a conclusion by its officer,
its step and the version it was made of.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from fugong.cases import actions, overview
from fugong.cases.overview import CaseView
from fugong.casetypes.startup.spec import KIND
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, TooLarge
from fugong.core.web.actors import actor_of
from fugong.doors.bureau.reading import number_of
from fugong.doors.bureau.site_page import (
    FILE_KINDS,
    MOVES,
    PLAIN,
    Line,
    context_of,
    errors_of,
    lines_of,
    looked_at,
    standing,
)

REFUSALS = (Invalid, TooLarge, Conflict, NotAllowed)


def seen(request: HttpRequest, case_id: UUID) -> CaseView:
    """The report; a refusal is 404 and recorded, another kind of case has no site to look at."""
    actor = actor_of(request)
    case = actions.look_up(case_id=case_id, by=actor)
    if case.kind != KIND:
        raise NotFound("not_found", _("这一事项没有现场核查。"))
    return overview.view(actor, case)


@open_to("bureau_officer")
@ensure_csrf_cookie
def site(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The page, and its conclusion: as a form, or for the page's own program as JSON."""
    view = seen(request, case_id)
    lines = lines_of(view, request.POST)
    if request.method != "POST":
        return render(request, "bureau/site.html", context_of(actor_of(request), view, {}, lines, {}))
    told = [] if _wants_json(request) else _keep_photos(request, view)
    name = request.POST.get("move", "")
    try:
        _conclude(request, view, name, lines)
    except REFUSALS as fault:
        view = seen(request, case_id)
        if not (isinstance(fault, Conflict) and _is_recorded(request, view, name)):
            return _refused(request, view, lines, fault, told)
    view = seen(request, case_id)
    if _wants_json(request):
        return JsonResponse({"done": True, **standing(actor_of(request), view)})
    for text in told:
        messages.error(request, text)
    messages.success(request, _("已办理，现在是“{state}”。").format(state=view.state.label))
    return redirect("cases:case", case_id)


def _conclude(request: HttpRequest, view: CaseView, name: str, lines: list[Line]) -> None:
    if name not in MOVES:
        raise Invalid("unknown_move", _("请选择“核查通过”或“要求整改”。"), field="move")
    data: dict[str, Any] = {one: request.POST.get(one, "") for one in PLAIN}
    # The record is in the language of the documents, whatever the officer reads.
    data["checklist"] = [
        {"item": one.item.text["zh"], "result": one.result, "note": one.note} for one in looked_at(lines)
    ]
    actions.move(
        case=view.case,
        by=actor_of(request),
        name=name,
        version=number_of(request.POST.get("version", "")),
        data=data,
        comment=request.POST.get("comment", "") if name == "ask_rectification" else "",
    )


def _is_recorded(request: HttpRequest, view: CaseView, name: str) -> bool:
    """Whether this very conclusion is the last step already: only its answer was lost on the way."""
    last = view.history[-1] if view.history else None
    made_of = number_of(request.POST.get("version", ""))
    return last is not None and (last.by_id, last.move, last.version) == (
        actor_of(request).id,
        name,
        made_of + 1,
    )


def _refused(
    request: HttpRequest, view: CaseView, lines: list[Line], fault: Fault, told: list[str]
) -> HttpResponse:
    errors = errors_of(lines, fault)
    if _wants_json(request):
        return JsonResponse({**fault.as_json(), "faults": errors}, status=fault.status)
    context = context_of(actor_of(request), view, request.POST, lines, errors)
    return render(request, "bureau/site.html", {**context, "told": told}, status=fault.status)


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def _keep_photos(request: HttpRequest, view: CaseView) -> list[str]:
    """The photos of a form sent without JavaScript; what was refused, in words."""
    told = []
    for file in request.FILES.getlist("photos"):
        try:
            actions.attach(
                case=view.case,
                by=actor_of(request),
                kind="site_photo",
                name=file.name or "",
                data=file.read(),
            )
        except REFUSALS as fault:
            told.append(f"{file.name}: {fault.text}")
    return told


@open_to("bureau_officer")
@require_POST
def files(request: HttpRequest, case_id: UUID) -> JsonResponse:
    """One file (`kind`, `file`), kept once however often it is sent; or one taken back (`remove`, its name)."""
    view, by = seen(request, case_id), actor_of(request)
    there = {one.name: one.row for one in view.attachments if one.row.kind in FILE_KINDS}
    try:
        if name := request.POST.get("remove"):
            if name in there:
                actions.remove_attachment(attachment=there[name], by=by)
            return JsonResponse({"removed": name})
        file, kind = request.FILES.get("file"), request.POST.get("kind", "")
        if file is None or kind not in FILE_KINDS:
            raise Invalid("missing", _("请先选择文件。"), field="file")
        again = file.name in there
        if not again:
            actions.attach(case=view.case, by=by, kind=kind, name=file.name or "", data=file.read())
        return JsonResponse({"kept": file.name, "again": again})
    except REFUSALS as fault:
        return JsonResponse(fault.as_json(), status=fault.status)


@open_to("bureau_officer")
@require_GET
def state(request: HttpRequest, case_id: UUID) -> JsonResponse:
    """What the server has: for a device that does not know what arrived."""
    return JsonResponse(standing(actor_of(request), seen(request, case_id)))
