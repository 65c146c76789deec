"""Files with what a gate device could not upload: looked at, then taken in. The format is in `gates/queue_file.py`."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Cursor, Limit, answers, check_texts, gone, made
from fugong.gates import actions, queries, queue_file

router = Router(tags=["gates"])
officer = Account("epidemic_officer")


class QueueImportLine(Schema):
    """A file. `known` of its items were stored already, `taken` were new when it was taken in; `kept`: it waits."""

    id: UUID
    device: UUID
    file_name: str
    sha256: str
    exported_at: datetime | None
    passages: int
    entries: int
    known: int
    taken: int
    kept: bool
    created_at: datetime
    finished_at: datetime | None


class QueueImports(Schema):
    imports: list[QueueImportLine]
    next: str
    more: bool


class QueueFault(Schema):
    """An item that cannot be taken: its list, its number there from 1, what is wrong."""

    list: Literal["passages", "entries"]
    number: int
    code: str
    text: str


class QueueContent(Schema):
    """What a kept file holds: the items that can be taken, when the first and last happened, what is wrong with the
    others (two hundred are listed, `faulty` counts all)."""

    good: int
    faulty: int
    first: datetime | None
    last: datetime | None
    faults: list[QueueFault]


def _line(row: Any) -> QueueImportLine:
    return QueueImportLine(
        id=row.pk,
        device=row.device_id,
        file_name=row.file_name,
        sha256=row.sha256,
        exported_at=row.exported_at,
        passages=row.passages,
        entries=row.entries,
        known=row.known,
        taken=row.taken,
        kept=bool(row.stored_as),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


@router.get("/queue-imports", auth=officer, response=answers(QueueImports))
def list_queue_imports(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> QueueImports:
    """The files, the newest first."""
    rows = queries.queue_imports(actor_of(request))
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    return QueueImports(imports=[_line(row) for row in found.rows], next=found.next, more=found.more)


@router.post("/queue-imports", auth=officer, response=answers(QueueImportLine, 201))
def upload_queue(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Status:
    """Upload a device's exported queue; nothing is taken in yet. 422 with cause and remedy for another file."""
    actor = actor_of(request)
    if file.size is None or file.size > queue_file.LARGEST:
        raise queue_file.too_large()
    name = file.name or ""
    check_texts(name)
    enterprise = directory.enterprise_of(actor)
    return made(
        _line(actions.upload_queue(enterprise=enterprise, by=actor, file_name=name, data=file.read()))
    )


@router.get("/queue-imports/{uuid:id}", auth=officer, response=answers(QueueImportLine))
def queue_import_detail(request: HttpRequest, id: UUID) -> QueueImportLine:
    """One file."""
    return _line(queries.queue_import(actor_of(request), id))


@router.get("/queue-imports/{uuid:id}/content", auth=officer, response=answers(QueueContent))
def queue_import_content(request: HttpRequest, id: UUID) -> QueueContent:
    """What is in a kept file. 404 once it was taken in or deleted."""
    _file, checked = queries.read_again(queries.queue_import(actor_of(request), id))
    return QueueContent(
        good=len(checked.passages) + len(checked.entries),
        faulty=len(checked.faults),
        first=checked.first,
        last=checked.last,
        faults=[
            QueueFault(list=one.list, number=one.number, code=one.code, text=one.text)  # type: ignore[arg-type]
            for one in checked.faults[: queue_file.MOST_FAULTS]
        ],
    )


@router.post("/queue-imports/{uuid:id}/take", auth=officer, response=answers(QueueImportLine))
def take_queue(request: HttpRequest, id: UUID) -> QueueImportLine:
    """Take its good items in, as an upload of that device. 409 where it was taken in or deleted already."""
    actor = actor_of(request)
    return _line(actions.take_queue(queue_import=queries.queue_import(actor, id), by=actor))


@router.delete("/queue-imports/{uuid:id}", auth=officer, response=answers(None, 204))
def delete_queue(request: HttpRequest, id: UUID) -> Status:
    """Delete a kept file that was not taken in."""
    actor = actor_of(request)
    actions.delete_queue(queue_import=queries.queue_import(actor, id), by=actor)
    return gone()
