"""What cases look like over the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from fugong.cases.overview import CaseView
from fugong.doors.api.wire import Body, Line, Reason


class CaseLine(Schema):
    """A case in a list."""

    id: UUID
    kind: str
    enterprise: str
    enterprise_name: str
    region: str
    state: str
    state_since: datetime
    version: int
    number: str
    created_at: datetime


class CasePage(Schema):
    cases: list[CaseLine]
    next: str
    more: bool


class MoveLine(Schema):
    """A move declared from the current state. `why_not` says who or when forbids it, empty where `allowed`."""

    name: str
    label: str
    to: str
    allowed: bool
    why_not: str


class ClockLine(Schema):
    """The time limit of a party's work. `certain` is false where the calendar knows no holiday plan yet."""

    name: str
    label: str
    party: str
    due: datetime
    state: Literal["running", "paused", "met", "late"]
    certain: bool
    assigned_to: UUID | None


class CommentLine(Schema):
    id: UUID
    at: datetime
    by: str
    party: str
    section: str
    internal: bool
    text: str
    settled_at: datetime | None


class AttachmentLine(Schema):
    id: UUID
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    at: datetime


def line(case: Any) -> CaseLine:
    """A case as a list shows it."""
    return CaseLine(
        id=case.pk,
        kind=case.kind,
        enterprise=case.enterprise.uscc,
        enterprise_name=case.enterprise.name,
        region=case.region_code,
        state=case.state,
        state_since=case.state_since,
        version=case.version,
        number=case.number,
        created_at=case.created_at,
    )


def whole(view: CaseView) -> dict[str, Any]:
    """A case with everything its reader may see: the contract's body, and what the pages show beside it."""
    case = view.case
    return {
        "id": case.pk,
        "kind": case.kind,
        "enterprise": case.enterprise.uscc,
        "enterprise_name": case.enterprise.name,
        "region": case.region_code,
        "state": case.state,
        "state_since": case.state_since,
        "version": case.version,
        "number": case.number,
        "data": dict(view.data),
        "moves": [
            {
                "name": one.move.name,
                "label": str(one.move.label),
                "to": one.move.to,
                "allowed": one.allowed,
                "why_not": one.why_not,
            }
            for one in view.moves
        ],
        "clocks": [
            {
                "name": one.item.name,
                "label": one.label,
                "party": one.item.party,
                "due": one.item.due_at,
                "state": one.state,
                "certain": one.item.is_certain,
                "assigned_to": one.item.assigned_to,
            }
            for one in view.clocks
        ],
        "history": [
            {
                "at": one.at,
                "by": one.who,
                "move": one.move or "create",
                "from": one.from_state,
                "to": one.to_state,
                "comment": one.comment,
                "data": dict(one.data),
            }
            for one in view.history
        ],
        "comments": [comment_line(one.row, one.who) for one in view.comments],
        "attachments": [attachment_line(one.row) for one in view.attachments],
        "created_at": case.created_at,
        "sent_at": case.sent_at,
        "closed_at": case.closed_at,
    }


def comment_line(row: Any, who: str) -> dict[str, Any]:
    """A remark."""
    return {
        "id": row.pk,
        "at": row.created_at,
        "by": who,
        "party": row.by_party,
        "section": row.section,
        "internal": row.is_internal,
        "text": row.text.reveal(),
        "settled_at": row.settled_at,
    }


def attachment_line(row: Any) -> dict[str, Any]:
    """A file without its content."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "name": row.file_name.reveal(),
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "at": row.created_at,
    }


class WholeCase(Schema):
    """A case with its form, moves, clocks, history, remarks and files."""

    id: UUID
    kind: str
    enterprise: str
    enterprise_name: str
    region: str
    state: str
    state_since: datetime
    version: int
    number: str
    data: dict[str, Any]
    moves: list[MoveLine]
    clocks: list[ClockLine]
    history: list[dict[str, Any]]
    comments: list[CommentLine]
    attachments: list[AttachmentLine]
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None


class WorkLine(Schema):
    """Open work of one's party on a case."""

    id: UUID
    case: UUID
    kind: str
    name: str
    enterprise: str
    enterprise_name: str
    due: datetime | None
    paused_at: datetime | None
    assigned_to: UUID | None


class WorkPage(Schema):
    work: list[WorkLine]
    counts: dict[str, int]
    next: str
    more: bool


class Remark(Body):
    text: str
    internal: bool = False
    section: Line = ""


class Assignment(Body):
    cases: list[UUID]
    account: UUID | None


class CaseIds(Body):
    cases: list[UUID]


class BulkMove(Body):
    cases: list[UUID]
    move: Line
    comment: str = ""


class PauseClock(Body):
    reason: Reason


class KeptFilter(Body):
    place: Line
    name: Line
    query: str


class FilterLine(Schema):
    id: UUID
    place: str
    name: str
    query: str


class FilterList(Schema):
    filters: list[FilterLine]


class BulkLine(Schema):
    """What became of one case: `error` is null where the move was made."""

    id: UUID
    state: str
    error: dict[str, Any] | None


class BulkResult(Schema):
    results: list[BulkLine]


class Counted(Schema):
    count: int


class VersionLine(Schema):
    number: int
    at: datetime
    move: str


class VersionList(Schema):
    versions: list[VersionLine]


class ChangeLine(Schema):
    field: str
    label: str
    section: str
    old: str
    new: str


class Changes(Schema):
    changes: list[ChangeLine]


class WorkStatisticsLine(Schema):
    """Times in seconds; `late_share` from 0 to 1, null where nothing ended."""

    name: str
    label: str
    open: int
    ended: int
    median_seconds: float | None
    ninetieth_seconds: float | None
    late_share: float | None


class StatisticsShape(Schema):
    kind: str
    since: datetime
    by_state: dict[str, int]
    work: list[WorkStatisticsLine]
