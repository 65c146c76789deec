"""What guards wrote down that could not be applied any more: listed for the officer until somebody has seen it (G8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.gates import choices
from fugong.gates.entries import SEEN
from fugong.gates.models import Checkpoint, FeverHold, GateEntry, GoodsLot, Passage, VehicleStay, Visit
from fugong.gates.queries import scope
from fugong.gates.queries.record import NOTED_KIND

LISTED_FOR = timedelta(days=30)

_SUBJECTS: dict[str, type[Any]] = {
    "hold": FeverHold,
    "vehicle": VehicleStay,
    "goods": GoodsLot,
    "visit": Visit,
}


@dataclass(frozen=True, slots=True)
class NotedLine:
    """One of them. `remark` is the code of why it could not be applied; `subject` what it speaks of, `hold`, `vehicle`,
    `goods`, `visit` or `passage` and its id, where that is known; `seen_by` the account that has looked at it."""

    id: UUID
    kind: str
    at: datetime
    checkpoint: str
    by_id: UUID | None
    remark: str
    subject: tuple[str, UUID] | None
    seen_by: UUID | None
    seen_at: datetime | None


def noted(actor: Actor) -> QuerySet[GateEntry]:
    """Those of the last thirty days, the newest first."""
    scope.check_can_see_passages(actor)
    rows = GateEntry.objects.filter(
        owner_id=scope.enterprise_id(actor),
        recorded_at__gte=clock.now() - LISTED_FOR,
        outcome=choices.NOTED,
    )
    return rows.exclude(kind=NOTED_KIND).order_by("-seq")


def noted_entry(actor: Actor, entry_id: UUID) -> GateEntry:
    """One of them; NotFound for any other."""
    found = noted(actor).filter(id=entry_id).first()
    if found is None:
        raise NotFound("entry", _("没有这条记录。"))
    return found


def unseen_noted(actor: Actor) -> int:
    """How many of them nobody has looked at."""
    seen = GateEntry.objects.filter(owner_id=OuterRef("owner_id"), subject_id=OuterRef("id"), kind=SEEN)
    return noted(actor).exclude(Exists(seen)).count()


def lines_of_noted(actor: Actor, rows: Sequence[GateEntry]) -> list[NotedLine]:
    """With their gates, what they speak of, and who has seen them."""
    enterprise_id = scope.enterprise_id(actor)
    gates = dict(Checkpoint.objects.filter(enterprise_id=enterprise_id).values_list("pk", "name"))
    marks = GateEntry.objects.filter(
        owner_id=enterprise_id, kind=SEEN, subject_id__in=[row.id for row in rows]
    )
    seen = {mark.subject_id: mark for mark in marks.order_by("-seq")}
    subjects = _subjects(enterprise_id, rows)
    return [
        NotedLine(
            id=row.id,
            kind=row.kind,
            at=row.happened_at,
            checkpoint=gates.get(row.checkpoint_id, "") if row.checkpoint_id else "",
            by_id=row.by_id,
            remark=row.remark,
            subject=subjects.get(row.id),
            seen_by=mark.by_id if (mark := seen.get(row.id)) else None,
            seen_at=mark.happened_at if mark else None,
        )
        for row in rows
    ]


def _subjects(enterprise_id: UUID, rows: Sequence[GateEntry]) -> dict[UUID, tuple[str, UUID]]:
    """Of each entry the record that it was applied to, else the one that it names itself; only what is here."""
    named: dict[UUID, tuple[str, UUID]] = {}
    for row in rows:
        noun = row.kind.partition(".")[0]
        if row.subject_id and noun in _SUBJECTS:
            named[row.id] = noun, row.subject_id
    here = {
        noun: set(
            model.objects.filter(
                enterprise_id=enterprise_id, pk__in=[pk for what, pk in named.values() if what == noun]
            ).values_list("pk", flat=True)
        )
        for noun, model in _SUBJECTS.items()
    }
    found = {entry_id: one for entry_id, one in named.items() if one[1] in here[one[0]]}
    told: dict[UUID, UUID] = {}
    for row in rows:
        passage = (row.data.document() or {}).get("passage") if row.id not in found else None
        if isinstance(passage, str):
            told[row.id] = UUID(passage)
    passages = Passage.objects.filter(owner_id=enterprise_id, id__in=told.values())
    known = set(passages.values_list("id", flat=True))
    return found | {entry_id: ("passage", pk) for entry_id, pk in told.items() if pk in known}
