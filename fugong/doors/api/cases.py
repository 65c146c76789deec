"""Cases of every kind, for the enterprise and the authorities: the contract's endpoints and what the pages do beside."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from fugong.cases import actions, describing, overview, permissions, queries, registry
from fugong.cases.difference import difference
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.case_shapes import (
    Assignment,
    AttachmentLine,
    BulkLine,
    BulkMove,
    BulkResult,
    CaseIds,
    CasePage,
    ChangeLine,
    Changes,
    CommentLine,
    Counted,
    FilterLine,
    FilterList,
    KeptFilter,
    PauseClock,
    Remark,
    StatisticsShape,
    VersionList,
    WholeCase,
    WorkLine,
    WorkPage,
    WorkStatisticsLine,
    attachment_line,
    comment_line,
    line,
    whole,
)
from fugong.doors.api.pages import cut, number, page
from fugong.doors.api.wire import CarefulParser, Cursor, Limit, Line, answers, gone, made

router = Router(tags=["cases"])
enterprise_staff = Account("epidemic_officer", "principal")
officers = Account("bureau_officer", "health_officer")
anyone_concerned = Account("epidemic_officer", "principal", "bureau_officer", "health_officer")


def _may_remark(actor: Actor, at: Mapping[str, Any]) -> None:
    """Whether there is such a case for the actor, and a say in it: told before what was sent is looked at."""
    permissions.check_can_remark(actor, actions.look_up(case_id=at["id"], by=actor))


def _may_attach(actor: Actor, at: Mapping[str, Any]) -> None:
    """The same, and that the case is still open."""
    case = actions.look_up(case_id=at["id"], by=actor)
    permissions.check_can_remark(actor, case)
    if not case.is_open:
        raise Conflict("closed", _("这一事项已办结，不能再加附件。"))


def _may_pause(actor: Actor, at: Mapping[str, Any]) -> None:
    """The same for a department's clock."""
    permissions.check_is_competent(actor, actions.look_up(case_id=at["id"], by=actor))


who_remarks = Account(*anyone_concerned.roles, judge=_may_remark)
who_attaches = Account(*anyone_concerned.roles, judge=_may_attach)
who_pauses = Account(*officers.roles, judge=_may_pause)

_ANY_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": True}


def _body(**properties: dict[str, Any]) -> dict[str, Any]:
    """The body of an operation that reads it itself: who may is judged before what was sent."""
    schema = {"type": "object", "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _sent(request: HttpRequest) -> dict[str, Any]:
    document = CarefulParser().parse_body(request) if request.body else {}
    if not isinstance(document, dict):
        raise Invalid("json", _("正文应是一个 JSON 对象。"))
    return document


def _object(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid("wrong_type", _("这一项应是一个 JSON 对象。"), field=name)
    return value


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid("wrong_type", _("这一项应是文字。"), field=name)
    return value


def _seen(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    actor = actor_of(request)
    return whole(overview.view(actor, queries.case(actor, case_id)))


@router.get("/case-types", auth=anyone_concerned)
def list_case_types(request: HttpRequest) -> Any:
    """Every kind of case with its states, moves, clocks and form."""
    return {"kinds": [describing.describe(one) for one in registry.kinds()]}


@router.get("/case-types/{kind}", auth=anyone_concerned, response=answers(dict[str, Any]))
def describe_case_type(request: HttpRequest, kind: Line) -> Any:
    """One kind, as `fugong cases describe KIND` prints it."""
    return describing.describe(registry.find(kind))


@router.post(
    "/cases",
    auth=enterprise_staff,
    response=answers(WholeCase, 201),
    openapi_extra=_body(kind={"type": "string"}, enterprise={"type": "string"}, data=_ANY_OBJECT),
)
def create_case(request: HttpRequest) -> Status:
    """A new case of the own enterprise in its first state. Of `data` nothing need be complete."""
    actor = actor_of(request)
    sent = _sent(request)
    own = directory.enterprise_of(actor)
    uscc = _text(sent, "enterprise").strip().upper()
    if uscc not in (own.uscc, str(own.pk).upper()):
        raise NotFound("enterprise", _("没有这家企业，或者它不属于您。"), field="enterprise")
    kind = _text(sent, "kind")
    if not kind:
        raise Invalid("missing", _("请写明事项的种类。"), field="kind")
    try:
        registry.find(kind)
    except NotFound as fault:
        raise Invalid(fault.code, fault.text, field="kind") from None
    case = actions.open_case(kind=kind, enterprise=own, by=actor, data=_object(sent, "data"))
    return made(_seen(request, case.pk))


@router.get("/cases", auth=anyone_concerned, response=answers(CasePage))
def list_cases(
    request: HttpRequest,
    kind: Line = "",
    state: Line = "",
    region: Line = "",
    sector: Line = "",
    enterprise: Line = "",
    since: Cursor = "",
    limit: Limit = 100,
) -> CasePage:
    """The cases one may see, in the order they changed last: what changed, or came into sight, since a cursor comes after it."""
    rows = queries.cases(
        actor_of(request), kind=kind, state=state, region=region, sector=sector, enterprise=enterprise
    )
    found = page(rows, key="changed", since=since, limit=limit, read=number)
    return CasePage(cases=[line(one) for one in found.rows], next=found.next, more=found.more)


@router.get("/cases/{uuid:id}", auth=anyone_concerned, response=answers(WholeCase))
def read_case(request: HttpRequest, id: UUID) -> Any:
    """A case. A refusal is recorded."""
    actor = actor_of(request)
    return whole(overview.view(actor, actions.look_up(case_id=id, by=actor)))


@router.post(
    "/cases/{uuid:id}/moves",
    auth=anyone_concerned,
    response=answers(WholeCase),
    openapi_extra=_body(
        move={"type": "string"},
        version={"type": "integer"},
        data=_ANY_OBJECT,
        comment={"type": "string"},
    ),
)
def move_case(request: HttpRequest, id: UUID) -> Any:
    """Make a move on the version one has seen. 403 who, 409 changed meanwhile or not from here, 422 what is missing."""
    actor = actor_of(request)
    case = actions.look_up(case_id=id, by=actor)
    sent = _sent(request)
    declared = registry.find(case.kind).move(str(sent.get("move")))
    if declared is not None:  # who may is judged before the shape of what was sent
        permissions.check_can_move(actor, case, declared)
    actions.check_version(case, sent.get("version"))
    actions.move(
        case=case,
        by=actor,
        name=sent.get("move"),
        version=sent.get("version"),
        data=_object(sent, "data"),
        comment=_text(sent, "comment"),
    )
    return _seen(request, id)


@router.put(
    "/cases/{uuid:id}/data",
    auth=enterprise_staff,
    response=answers(WholeCase),
    openapi_extra=_body(version={"type": "integer"}, data=_ANY_OBJECT),
)
def save_case(request: HttpRequest, id: UUID) -> Any:
    """Merge `data` over the form and keep it, complete or not."""
    actor = actor_of(request)
    case = actions.look_up(case_id=id, by=actor)
    sent = _sent(request)
    version = sent.get("version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise Invalid("missing", _("请写明您看到的是第几版（version）。"), field="version")
    actions.save(case=case, by=actor, version=version, data=_object(sent, "data"))
    return _seen(request, id)


@router.post("/cases/{uuid:id}/attachments", auth=who_attaches, response=answers(AttachmentLine, 201))
def attach(request: HttpRequest, id: UUID, kind: Form[Line], file: File[UploadedFile]) -> Status:
    """Keep a file with the case: multipart `kind` and `file`."""
    actor = actor_of(request)
    case = actions.look_up(case_id=id, by=actor)
    row = actions.attach(case=case, by=actor, kind=kind, name=file.name or "", data=file.read())
    return made(attachment_line(row))


@router.get(
    "/cases/{uuid:id}/attachments/{uuid:attachment_id}", auth=anyone_concerned, response=answers(None)
)
def download(request: HttpRequest, id: UUID, attachment_id: UUID) -> HttpResponse:
    """The file itself, to be saved and never shown in place."""
    actor = actor_of(request)
    row = queries.attachment(actions.look_up(case_id=id, by=actor), attachment_id)
    response = HttpResponse(actions.download(attachment=row, by=actor), content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(True, row.file_name.reveal())
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.delete(
    "/cases/{uuid:id}/attachments/{uuid:attachment_id}", auth=anyone_concerned, response=answers(None, 204)
)
def remove_attachment(request: HttpRequest, id: UUID, attachment_id: UUID) -> Status:
    """Take one's own side's file back while the case is open."""
    actor = actor_of(request)
    row = queries.attachment(actions.look_up(case_id=id, by=actor), attachment_id)
    actions.remove_attachment(attachment=row, by=actor)
    return gone()


@router.post("/cases/{uuid:id}/comments", auth=who_remarks, response=answers(CommentLine, 201))
def remark(request: HttpRequest, id: UUID, body: Remark) -> Status:
    """A remark, on one section where named; `internal` ones stay among the authorities."""
    actor = actor_of(request)
    case = actions.look_up(case_id=id, by=actor)
    row = actions.comment(case=case, by=actor, text=body.text, internal=body.internal, section=body.section)
    return made(comment_line(row, actor.name))


@router.post(
    "/cases/{uuid:id}/comments/{uuid:comment_id}/settle", auth=anyone_concerned, response=answers(CommentLine)
)
def settle_remark(request: HttpRequest, id: UUID, comment_id: UUID) -> Any:
    """Mark a remark as dealt with."""
    actor = actor_of(request)
    row = queries.comment(actor, actions.look_up(case_id=id, by=actor), comment_id)
    return comment_line(actions.settle(comment=row, by=actor), "")


@router.get("/cases/{uuid:id}/versions", auth=anyone_concerned, response=answers(VersionList))
def list_versions(request: HttpRequest, id: UUID) -> Any:
    """The form as it was handed in, oldest first."""
    rows = queries.versions(actions.look_up(case_id=id, by=actor_of(request)))
    return {"versions": [{"number": one.number, "at": one.created_at, "move": one.step.move} for one in rows]}


@router.get("/cases/{uuid:id}/changes", auth=anyone_concerned, response=answers(Changes))
def compare_versions(request: HttpRequest, id: UUID, old: int, new: int) -> Changes:
    """What differs between two versions."""
    case = actions.look_up(case_id=id, by=actor_of(request))
    before, after = (queries.version(case, number).data.document() for number in (old, new))
    return Changes(
        changes=[
            ChangeLine(
                field=one.field.name,
                label=str(one.field.label),
                section=one.section,
                old=one.old,
                new=one.new,
            )
            for one in difference(registry.find(case.kind), before, after)
        ]
    )


@router.post("/cases/{uuid:id}/clocks/{name}/pause", auth=who_pauses, response=answers(WholeCase))
def pause_clock(request: HttpRequest, id: UUID, name: Line, body: PauseClock) -> Any:
    """Stop the clock of one's department's work, with the reason."""
    actor = actor_of(request)
    actions.pause(case=actions.look_up(case_id=id, by=actor), by=actor, name=name, reason=body.reason)
    return _seen(request, id)


@router.post("/cases/{uuid:id}/clocks/{name}/resume", auth=officers, response=answers(WholeCase))
def resume_clock(request: HttpRequest, id: UUID, name: Line) -> Any:
    """Let it go on."""
    actor = actor_of(request)
    actions.resume(case=actions.look_up(case_id=id, by=actor), by=actor, name=name)
    return _seen(request, id)


@router.get("/work", auth=anyone_concerned, response=answers(WorkPage))
def list_work(
    request: HttpRequest, box: Line = "ours", kind: Line = "", since: Cursor = "", limit: Limit = 100
) -> WorkPage:
    """Open work of one's party, what is due first at the top. `box`: ours, mine, late, unassigned."""
    actor = actor_of(request)
    if box not in queries.BOXES:
        raise Invalid(
            "not_offered", _("只能是：{offered}。").format(offered="、".join(queries.BOXES)), field="box"
        )
    start = int(since) if since.isascii() and since.isdigit() and len(since) < 9 else 0
    found = cut(
        list(queries.work(actor, box, kind=kind)[start : start + limit + 1]), since, limit, lambda _row: ""
    )
    return WorkPage(
        work=[
            WorkLine(
                id=one.pk,
                case=one.case_id,
                kind=one.kind,
                name=one.name,
                enterprise=one.case.enterprise.uscc,
                enterprise_name=one.case.enterprise.name,
                due=one.due_at,
                paused_at=one.paused_at,
                assigned_to=one.assigned_to,
            )
            for one in found.rows
        ],
        counts=queries.work_counts(actor),
        next=str(start + len(found.rows)),
        more=found.more,
    )


@router.post("/cases/assign", auth=officers, response=answers(Counted))
def assign_cases(request: HttpRequest, body: Assignment) -> Counted:
    """Give one's department's work on these cases to an officer of it, or to nobody."""
    actor = actor_of(request)
    cases = [actions.look_up(case_id=one, by=actor) for one in body.cases]
    return Counted(count=actions.assign(cases=cases, by=actor, account_id=body.account))


@router.post("/cases/remind", auth=officers, response=answers(Counted))
def remind_cases(request: HttpRequest, body: CaseIds) -> Counted:
    """Remind the enterprises whose turn it is; answers how many were."""
    actor = actor_of(request)
    cases = [actions.look_up(case_id=one, by=actor) for one in body.cases]
    return Counted(count=actions.remind(cases=cases, by=actor))


@router.post("/cases/bulk", auth=officers, response=answers(BulkResult))
def bulk_move(request: HttpRequest, body: BulkMove) -> BulkResult:
    """The same move for many cases, each on its own."""
    actor = actor_of(request)
    cases = [actions.look_up(case_id=one, by=actor) for one in body.cases]
    done = actions.bulk_move(cases=cases, by=actor, name=body.move, comment=body.comment)
    return BulkResult(
        results=[
            BulkLine(
                id=one.case.pk,
                state=one.case.state,
                error=None if one.fault is None else json.loads(json.dumps(one.fault.as_json()["error"])),
            )
            for one in done
        ]
    )


@router.get("/case-statistics/{kind}", auth=anyone_concerned, response=answers(StatisticsShape))
def case_statistics(request: HttpRequest, kind: Line) -> StatisticsShape:
    """How long the work on a kind of case takes in one's jurisdiction, and how much of it is late."""
    found = queries.statistics(actor_of(request), kind)
    return StatisticsShape(
        kind=found.kind,
        since=found.since,
        by_state=found.by_state,
        work=[
            WorkStatisticsLine(
                name=one.name,
                label=one.label,
                open=one.open,
                ended=one.ended,
                median_seconds=None if one.median is None else one.median.total_seconds(),
                ninetieth_seconds=None if one.ninetieth is None else one.ninetieth.total_seconds(),
                late_share=one.late_share,
            )
            for one in found.work
        ],
    )


@router.get("/filters", auth=anyone_concerned, response=answers(FilterList))
def list_filters(request: HttpRequest, place: Line) -> FilterList:
    """One's own kept views of a list."""
    rows = queries.saved_filters(actor_of(request), place)
    return FilterList(filters=[_filter(one) for one in rows])


@router.post("/filters", auth=anyone_concerned, response=answers(FilterLine, 201))
def keep_filter(request: HttpRequest, body: KeptFilter) -> Status:
    """Keep a view by a name; the same name again replaces it."""
    row = actions.save_filter(by=actor_of(request), place=body.place, name=body.name, query=body.query)
    return made(_filter(row))


@router.delete("/filters/{uuid:id}", auth=anyone_concerned, response=answers(None, 204))
def forget_filter(request: HttpRequest, id: UUID) -> Status:
    """Forget one of one's own."""
    actions.delete_filter(by=actor_of(request), filter_id=id)
    return gone()


def _filter(row: Any) -> FilterLine:
    return FilterLine(id=row.pk, place=row.place, name=row.name, query=row.query)
