"""A roster sheet from upload to import: checked, its columns put right, taken in, the faulty cells marked."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field, StringConstraints

from fugong.core.errors import TooLarge
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.directory.workbook.roster import FIELDS, JOINT
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import cut, identity, number, page, read_cursor
from fugong.doors.api.wire import Body, Cursor, Limit, answers, check_texts, gone, made

router = Router(tags=["roster"])
staff = Account("epidemic_officer", "principal")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 25 * 1024 * 1024

ColumnField = Literal[
    "name",
    "id_number",
    "phone",
    "workshop",
    "team",
    "workshop_team",
    "job",
    "job_number",
    "address",
    "left_city",
    "destination",
    "return_date",
    "planned_return",
    "transport",
    "health",
    "certificate",
]
Letter = Annotated[str, StringConstraints(pattern="^[A-Z]{1,3}$")]


class ImportLine(Schema):
    """An upload. `rows` are people in the sheet, `good` those that can be taken, `done` those taken so far."""

    id: UUID
    file_name: str
    state: str
    rows: int
    good: int
    done: int
    created: int
    updated: int
    unchanged: int
    kept: bool
    failure: str
    created_at: datetime
    finished_at: datetime | None


class Imports(Schema):
    imports: list[ImportLine]
    next: str
    more: bool


class Column(Schema):
    """How a column was understood. `field` null: left alone; `sure`: the heading's words are known."""

    letter: str
    heading: str
    field: ColumnField | None
    sure: bool


class Columns(Schema):
    sheet: str
    header_row: int
    columns: list[Column]


class Mapping(Body):
    """Column letter → what it is; null leaves it alone."""

    columns: Annotated[dict[Letter, ColumnField | None], Field(min_length=1, max_length=200)]


class RowFault(Schema):
    """What is wrong in one cell and what to do; the row as Excel counts it."""

    row: int
    column: str
    code: str
    text: str
    remedy: str


class Faults(Schema):
    """`faults` keep a row out, `warnings` do not, `refused` stood against what was stored when it was taken in."""

    faults: list[RowFault]
    warnings: list[RowFault]
    refused: list[RowFault]
    next: str
    more: bool


def _line(row: Any) -> ImportLine:
    return ImportLine(
        id=row.pk,
        file_name=row.file_name,
        state=row.state,
        rows=row.rows,
        good=row.good,
        done=row.done,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        kept=bool(row.stored_as),
        failure=row.failure,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


@router.get("/roster/imports", auth=staff, response=answers(Imports))
def list_imports(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> Imports:
    """The uploads, the newest first."""
    rows = queries.roster_imports(actor_of(request))
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    return Imports(imports=[_line(row) for row in found.rows], next=found.next, more=found.more)


@router.post("/roster/imports", auth=staff, response=answers(ImportLine, 201))
def upload_roster(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Status:
    """Upload a sheet (.xlsx, .xls, .csv) as it is. 422 with cause and remedy for one that cannot be read."""
    actor = actor_of(request)
    if file.size is None or file.size > LARGEST:
        raise TooLarge("too_large", _("文件超过25 MB。请删去图片或拆成几份再上传。"), field="file")
    name = file.name or ""
    check_texts(name)
    enterprise = queries.enterprise_of(actor)
    return made(
        _line(actions.upload_roster(enterprise=enterprise, by=actor, file_name=name, data=file.read()))
    )


@router.get("/roster/imports/{uuid:id}", auth=staff, response=answers(ImportLine))
def import_detail(request: HttpRequest, id: UUID) -> ImportLine:
    """One upload; ask again to follow its progress."""
    return _line(queries.roster_import(actor_of(request), id))


@router.get("/roster/imports/{uuid:id}/columns", auth=staff, response=answers(Columns))
def import_columns(request: HttpRequest, id: UUID) -> Columns:
    """How the columns of the kept sheet were understood."""
    roster = queries.roster_of(queries.roster_import(actor_of(request), id))
    columns = [
        Column(letter=one.letter, heading=one.heading, field=one.field, sure=one.sure)  # type: ignore[arg-type]
        for one in roster.columns
    ]
    return Columns(sheet=roster.sheet, header_row=roster.header_row, columns=columns)


@router.put("/roster/imports/{uuid:id}/columns", auth=staff, response=answers(ImportLine))
def save_columns(request: HttpRequest, id: UUID, body: Mapping) -> ImportLine:
    """Read the sheet with these columns, and sheets with the same headings from now on."""
    actor = actor_of(request)
    row = queries.roster_import(actor, id)
    return _line(actions.save_mapping(roster_import=row, by=actor, columns=body.columns))


@router.get("/roster/imports/{uuid:id}/faults", auth=staff, response=answers(Faults))
def import_faults(request: HttpRequest, id: UUID, since: Cursor = "", limit: Limit = 500) -> Faults:
    """Every row that cannot be taken: column, cause, remedy. Warnings and refusals come with the first page."""
    row = queries.roster_import(actor_of(request), id)
    start = read_cursor(since, number) if since else 0
    roster = queries.roster_of(row)
    numbered = list(enumerate(roster.faults, 1))[start : start + limit + 1]
    found = cut(numbered, since, limit, lambda one: one[0])
    refused = [RowFault(**{**one, "remedy": ""}) for one in row.refused] if not start else []
    return Faults(
        faults=[_fault(fault) for _place, fault in found.rows],
        warnings=[_fault(fault) for fault in roster.warnings] if not start else [],
        refused=refused,
        next=found.next,
        more=found.more,
    )


def _fault(fault: Any) -> RowFault:
    text, remedy = fault.in_words(say.language())
    return RowFault(row=fault.row, column=fault.column, code=fault.code, text=text, remedy=remedy)


@router.post("/roster/imports/{uuid:id}/start", auth=staff, response=answers(ImportLine))
def start_import(request: HttpRequest, id: UUID) -> ImportLine:
    """Take the good rows in, in the background. Asked twice, it runs once."""
    actor = actor_of(request)
    return _line(actions.start_import(roster_import=queries.roster_import(actor, id), by=actor))


MARKED = {
    "responses": {
        200: {
            "description": "The same sheet, faulty cells marked and explained",
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/roster/imports/{uuid:id}/marked.xlsx", auth=staff, response=answers(None), openapi_extra=MARKED)
def marked_copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same sheet as .xlsx with the faulty cells marked and explained."""
    data = queries.marked_roster(queries.roster_import(actor_of(request), id))
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="roster-{id}.xlsx"'
    return response


@router.delete("/roster/imports/{uuid:id}", auth=staff, response=answers(None, 204))
def delete_upload(request: HttpRequest, id: UUID) -> Status:
    """Delete the kept sheet; the record of what was imported stays."""
    actor = actor_of(request)
    actions.delete_upload(roster_import=queries.roster_import(actor, id), by=actor)
    return gone()


assert set(ColumnField.__args__) == {*FIELDS, JOINT}  # type: ignore[attr-defined] # one list, said twice for the schema
