"""What is done with a case: moves, remarks, hand-over, clocks, files. Each goes back to the case, or says why not."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fugong.cases import actions, queries
from fugong.cases.forms import InvalidForm
from fugong.cases.overview import CaseView, MoveView
from fugong.cases.spec import ENTERPRISE, AttachmentKind, Section
from fugong.casetypes.opinions import opinions
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, TooLarge
from fugong.core.web.actors import actor_of
from fugong.doors.cases.fields import field_views, rows_changed, summary, typed
from fugong.doors.cases.reading import EVERYBODY, OFFICERS, seen, version_of


def back_to(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """To the page the form names where it is one of ours, else to the case."""
    where = request.POST.get("back", "")
    if where.startswith("/") and url_has_allowed_host_and_scheme(where, allowed_hosts=None):
        return redirect(where)
    return redirect("cases:case", case_id)


@open_to(*EVERYBODY)
def move(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """A move's page: what it asks, its reason, and for a grave one a clear question. Nothing typed is lost."""
    view = seen(request, case_id)
    chosen = next((one for one in view.moves if one.move.name == name), None)
    if request.method != "POST":
        if chosen is None:
            raise NotFound("move", _("从“{state}”没有这一步。").format(state=view.state.label))
        return _page(request, view, chosen)
    given = typed(chosen.move.fields, request.POST) if chosen else {}
    act, _colon, of = request.POST.get("act", "").partition(":")
    changed = rows_changed(given, act, of)
    if chosen is not None and changed is not None:
        return _page(request, view, chosen, given=changed)
    try:
        _take_files(request, view, chosen)
        case = actions.move(
            case=view.case,
            by=actor_of(request),
            name=name,
            version=version_of(request),
            data=given,
            comment=request.POST.get("comment", ""),
        )
    except (Invalid, TooLarge, Conflict, NotAllowed) as fault:
        if chosen is None:
            messages.error(request, fault.text)
            return redirect("cases:case", case_id)
        return _page(request, seen(request, case_id), chosen, fault, given)
    state = view.type.state(case.state).label
    messages.success(
        request,
        _("已办理“{move}”，现在是“{state}”。").format(
            move=chosen.move.label if chosen else name, state=state
        ),
    )
    return back_to(request, case_id)


def _needed(view: CaseView, chosen: MoveView) -> list[AttachmentKind]:
    """The kinds of attachment that the move demands."""
    found = (view.type.attachment(name) for name in view.type.required(chosen.move))
    return [one for one in found if one is not None]


def _take_files(request: HttpRequest, view: CaseView, chosen: MoveView | None) -> None:
    """Keep the files sent with a move; they stay with the case though the move be refused."""
    for kind in _needed(view, chosen) if chosen else ():
        for file in request.FILES.getlist(f"file-{kind.name}"):
            try:
                actions.attach(
                    case=view.case,
                    by=actor_of(request),
                    kind=kind.name,
                    name=file.name or "",
                    data=file.read(),
                )
            except (Invalid, TooLarge) as fault:
                fault.field = kind.name
                raise


def _page(
    request: HttpRequest,
    view: CaseView,
    chosen: MoveView,
    fault: Fault | None = None,
    given: dict[str, Any] | None = None,
) -> HttpResponse:
    faults = fault.faults if isinstance(fault, InvalidForm) else ()
    section = Section("move", "", chosen.move.fields)
    fields = field_views(section, given or {}, faults)
    lines = summary(fields)
    needed = [
        {
            "kind": kind,
            "there": [one for one in view.attachments if one.row.kind == kind.name],
            "error": fault.text if fault is not None and fault.field == kind.name else "",
        }
        for kind in _needed(view, chosen)
    ]
    if fault is not None and not lines:
        at = next((f"file-{one.name}" for one in _needed(view, chosen) if one.name == fault.field), "")
        lines = [{"id": "comment" if fault.field == "comment" else at, "label": "", "text": fault.text}]
    names = {one.name: one.label for one in view.type.sections}
    context = {
        "view": view,
        "chosen": chosen.move,
        "why_not": chosen.why_not if fault is None else "",
        "fields": fields,
        "needed": needed,
        "summary": lines,
        "fault": fault,
        "comment": request.POST.get("comment", ""),
        "opinions": opinions(view.type.kind, chosen.move.name),
        "others": [
            one for one in view.work if one.is_open and one.item.party not in (view.party, ENTERPRISE)
        ],
        "marked": [
            (names.get(one.row.section, one.row.section), one)
            for one in view.comments
            if one.row.section and not one.row.settled_at
        ],
        "back": request.POST.get("back") or request.GET.get("back", ""),
    }
    return render(request, "cases/move.html", context, status=fault.status if fault else 200)


@open_to(*EVERYBODY)
@require_POST
def comment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A remark, on a section where named."""
    view = seen(request, case_id)
    try:
        actions.comment(
            case=view.case,
            by=actor_of(request),
            text=request.POST.get("text", ""),
            internal=request.POST.get("audience") == "internal",
            section=request.POST.get("section", ""),
        )
    except (Invalid, NotAllowed) as fault:
        messages.error(request, fault.text)
    else:
        messages.success(request, _("意见已记下。"))
    return back_to(request, case_id)


@open_to(*EVERYBODY)
@require_POST
def settle(request: HttpRequest, case_id: UUID, comment_id: UUID) -> HttpResponse:
    """A remark is dealt with."""
    view = seen(request, case_id)
    actions.settle(comment=queries.comment(actor_of(request), view.case, comment_id), by=actor_of(request))
    messages.success(request, _("已标为处理完。"))
    return back_to(request, case_id)


@open_to(*OFFICERS)
@require_POST
def assign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take one's office's work on this case, give it to a colleague, or put it back."""
    view = seen(request, case_id)
    wanted = request.POST.get("to", "")
    try:
        actions.assign(cases=[view.case], by=actor_of(request), account_id=UUID(wanted) if wanted else None)
    except ValueError:
        messages.error(request, _("没有这个工作人员。"))
    else:
        messages.success(request, _("已交办。") if wanted else _("已放回，由本部门任何人办理。"))
    return back_to(request, case_id)


@open_to(*OFFICERS)
@require_POST
def clock(request: HttpRequest, case_id: UUID, work: str) -> HttpResponse:
    """Stop one's office's clock with a reason, or let it go on."""
    view = seen(request, case_id)
    by = actor_of(request)
    try:
        if request.POST.get("act") == "resume":
            actions.resume(case=view.case, by=by, name=work)
            said = _("时限继续计算。")
        else:
            actions.pause(case=view.case, by=by, name=work, reason=request.POST.get("reason", ""))
            said = _("时限已暂停，原因已记录。")
    except (Invalid, Conflict) as fault:
        messages.error(request, fault.text)
    else:
        messages.success(request, said)
    return back_to(request, case_id)


@open_to(*EVERYBODY)
@require_POST
def attach(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Files of one kind; each that is refused says why, the others are kept."""
    view = seen(request, case_id)
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, _("请先选择文件。"))
    for file in files:
        try:
            actions.attach(
                case=view.case,
                by=actor_of(request),
                kind=request.POST.get("kind", ""),
                name=file.name or "",
                data=file.read(),
            )
        except (Invalid, TooLarge, Conflict, NotAllowed) as fault:
            messages.error(request, f"{file.name}: {fault.text}")
        else:
            messages.success(request, _("已上传：{name}").format(name=file.name))
    return back_to(request, case_id)


@open_to(*EVERYBODY)
@require_GET
def download(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """A file to be saved; it is never shown in place, whatever it is."""
    row = queries.attachment(seen(request, case_id).case, attachment_id)
    response = HttpResponse(
        actions.download(attachment=row, by=actor_of(request)), content_type=row.media_type
    )
    response["Content-Disposition"] = content_disposition_header(True, row.file_name.reveal())
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@open_to(*EVERYBODY)
@require_POST
def remove(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take one's own side's file back."""
    row = queries.attachment(seen(request, case_id).case, attachment_id)
    try:
        actions.remove_attachment(attachment=row, by=actor_of(request))
    except (Conflict, NotAllowed) as fault:
        messages.error(request, fault.text)
    else:
        messages.success(request, _("附件已删除。"))
    return back_to(request, case_id)
