"""A case as somebody may see it: where it stands, what may be done now and why not, clocks, history, remarks, files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.cases import permissions, queries, registry
from fugong.cases.models import Attachment, Case, Comment, WorkItem
from fugong.cases.moving import MoveContext, why_not
from fugong.cases.spec import ENTERPRISE, CaseType, Move, State, called
from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory import queries as directory

ClockState = Literal["running", "paused", "met", "late"]


@dataclass(frozen=True)
class MoveView:
    """A move declared from the current state; `why_not` is empty where it is allowed."""

    move: Move
    why_not: str

    @property
    def allowed(self) -> bool:
        """Whether this actor may make it now."""
        return not self.why_not


@dataclass(frozen=True)
class WorkView:
    """A party's work: open or done, whose, and its clock where it has a limit (`due` None: no clock)."""

    item: WorkItem
    label: str
    who: str
    state: ClockState

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.item.ended_at is None


@dataclass(frozen=True)
class StepView:
    """One row of the history."""

    at: datetime
    by_id: UUID | None
    who: str
    move: str
    label: str
    from_state: str
    to_state: str
    to_label: str
    comment: str
    data: Mapping[str, Any]
    version: int


@dataclass(frozen=True)
class CommentView:
    """A remark and who made it."""

    row: Comment
    who: str
    text: str


@dataclass(frozen=True)
class AttachmentView:
    """A file and what it is."""

    row: Attachment
    label: str
    name: str


@dataclass(frozen=True)
class CaseView:
    """Everything a page or the API shows of a case to one actor."""

    case: Case
    type: CaseType
    state: State
    data: Mapping[str, Any]
    moves: tuple[MoveView, ...]
    work: tuple[WorkView, ...]
    history: tuple[StepView, ...]
    comments: tuple[CommentView, ...]
    attachments: tuple[AttachmentView, ...]
    can_edit: bool
    is_competent: bool
    party: str

    @property
    def clocks(self) -> tuple[WorkView, ...]:
        """The work that has a time limit, of each name the latest: what was begun again has one clock, not two."""
        latest = {one.item.name: one for one in self.work if one.item.due_at is not None}
        return tuple(latest.values())


def view(actor: Actor, case: Case) -> CaseView:
    """The case for this actor. The enterprise sees no internal remark, an authority nothing that is being typed:
    while the form is mended it reads what was last handed in.
    """
    case_type = registry.find(case.kind)
    state = case_type.state(case.state)
    party = permissions.party_of(actor)
    being_mended = state.editable and party not in (ENTERPRISE, "")
    standing = called(case_type.stands)(case) if being_mended and case_type.stands else None
    handed_in = standing or (queries.handed_in(case) if being_mended else None)
    data = case.data.document() or {} if handed_in is None else handed_in
    items = list(case.work_items.order_by("started_at", "pk"))
    steps = list(case.steps.order_by("version"))
    remarks = case.comments.order_by("created_at", "pk")
    if party == ENTERPRISE:
        remarks = remarks.filter(is_internal=False)
    comments = list(remarks)
    names = directory.account_labels(
        [one.by_id for one in steps] + [one.by_id for one in comments] + [one.assigned_to for one in items]
    )

    def who(account_id: UUID | None) -> str:
        return names.get(account_id, "") if account_id else ""

    now = clock.now()
    moves = tuple(
        MoveView(move, why_not(MoveContext(case, case_type, move, actor, now, data)))
        for move in case_type.moves_from(case.state)
    )
    return CaseView(
        case=case,
        type=case_type,
        state=state,
        data=data,
        moves=moves,
        work=tuple(
            WorkView(one, str(case_type.work(one.name).label), who(one.assigned_to), clock_state(one, now))
            for one in items
        ),
        history=tuple(
            StepView(
                at=one.created_at,
                by_id=one.by_id,
                who=who(one.by_id) or _("系统"),
                move=one.move,
                label=_move_label(case_type, one.move),
                from_state=one.from_state,
                to_state=one.to_state,
                to_label=str(case_type.state(one.to_state).label),
                comment=one.comment.reveal(),
                data=one.data.document() or {},
                version=one.version,
            )
            for one in steps
        ),
        comments=tuple(CommentView(one, who(one.by_id) or _("系统"), one.text.reveal()) for one in comments),
        attachments=tuple(
            AttachmentView(one, _attachment_label(case_type, one.kind), one.file_name.reveal())
            for one in case.attachments.filter(removed_at=None).order_by("created_at", "pk")
        ),
        can_edit=state.editable and permissions.can_edit(actor, case),
        is_competent=permissions.is_competent(actor, case),
        party=party,
    )


def clock_state(item: WorkItem, now: datetime) -> ClockState:
    """running, paused, met (ended in time) or late (over its limit, ended or not)."""
    if item.ended_at is not None:
        return "late" if item.due_at is not None and item.ended_at > item.due_at else "met"
    if item.paused_at is not None:
        return "paused"
    return "late" if item.due_at is not None and now >= item.due_at else "running"


def _move_label(case_type: CaseType, name: str) -> str:
    if not name:
        return _("新建")
    move = case_type.move(name)
    return str(move.label) if move else name


def _attachment_label(case_type: CaseType, kind: str) -> str:
    declared = case_type.attachment(kind) or case_type.field(kind)
    return str(declared.label) if declared else kind
