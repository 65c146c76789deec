"""The record of the gates searched by person, plate, time, place and what was decided: who and which vehicle came and
went, with notes and counter-entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from fugong.core import secrets
from fugong.core.errors import Invalid, NotFound
from fugong.core.permissions import Actor
from fugong.core.plates import tidy_plate
from fugong.directory.queries import find_people
from fugong.gates import choices
from fugong.gates.models import GateEntry, Passage, PassageCorrection, VehicleStay, Visit
from fugong.gates.queries import scope
from fugong.gates.queries.corrected import corrections_of
from fugong.gates.queries.passages import PassageLine, lines_of
from fugong.gates.queries.riders import people_of
from fugong.gates.queries.vehicle_events import VehicleEvent, vehicle_events
from fugong.gates.queries.vehicles import BEFORE
from fugong.gates.queries.visits import find_visits

NOTED_KIND = "passage.noted"
PAGE = 50
MOST_READ = 60_000
"""So many passages are looked through for one page at most; where that was not enough, the page says how far it came."""

MOST_PEOPLE = 200
MOST_STAYS = 100
LEAVES_WITHIN = timedelta(minutes=30)
"""So long after a vehicle left, those in it may still pass their own gate."""

LAST = 10**17 - 1
"""The number of no passage: a cursor with it has nothing of its moment yet."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Note:
    """Why somebody was let in against the verdict, as the guard wrote it down."""

    why: str
    text: str
    decided_by: str
    decided_name: str
    at: datetime
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A counter-entry beside a passage. `stands`: this passage was put in by it, else it was taken back by it."""

    kind: str
    why: str
    at: datetime
    by_id: UUID
    stands: bool
    other_id: UUID | None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A passage with what else is known of it. `who` is the masked name of a worker or visitor."""

    line: PassageLine
    device_id: UUID
    visit_id: UUID | None
    who: str
    note: Note | None
    correction: Correction | None

    @property
    def is_override(self) -> bool:
        """Whether somebody was let in whom the server would not have let in."""
        line = self.line
        return line.direction == choices.IN and line.verdict == choices.ALLOW != line.server_verdict


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the record, the newest first: passages, and what happened to vehicles in the same time. `cursor` asks for
    what comes after; `looked_to` is how far it was looked where the page is not full and there is more."""

    items: tuple[RecordLine, ...]
    vehicles: tuple[VehicleEvent, ...] = ()
    cursor: str = ""
    looked_to: datetime | None = None


def record(
    actor: Actor,
    *,
    text: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    checkpoint_id: UUID | None = None,
    device_id: UUID | None = None,
    direction: str = "",
    verdict: str = "",
    reason: str = "",
    mark: str = "",
    before: str = "",
    limit: int = PAGE,
) -> RecordPage:
    """Passages and vehicles of the actor's enterprise by when they came and went, up to `limit` of each.

    `text` is a whole name, job number, phone or plate. `mark` is one of `choices.MARKS`, `flagged`, `override` or
    `corrected`. Of vehicles nothing is decided: none is found by verdict or reason.
    """
    scope.check_can_see_passages(actor)
    owner_id = scope.enterprise_id(actor)
    rows = Passage.objects.filter(owner_id=owner_id)
    text = text.strip()
    named = _named(actor, text)
    who = _who(owner_id, text, named)
    if who is not None:
        rows = rows.filter(who)
    if start is not None:
        rows = rows.filter(happened_at__gte=start)
    if end is not None:
        rows = rows.filter(happened_at__lt=end)
    when = None
    if before:
        when, seq = _read_cursor(before)
        rows = rows.filter(happened_at__lte=when).filter(Q(happened_at__lt=when) | Q(seq__lt=seq))
    order = ("-happened_at", "-seq")
    picked = _picked(rows, owner_id, checkpoint_id, device_id, direction, verdict, reason, mark)
    edge = None
    if picked is not rows and who is None:
        edge = rows.order_by(*order).values_list("happened_at", flat=True)[MOST_READ : MOST_READ + 1].first()
        if edge is not None:
            picked = picked.filter(happened_at__gte=edge)
    found = list(picked.order_by(*order)[:limit])
    cursor = ""
    if len(found) == limit:
        cursor, edge = _cursor(found[-1].happened_at, found[-1].seq), None
    elif edge is not None:
        cursor = _cursor(edge, 0)
    low = found[-1].happened_at if len(found) == limit else edge
    vehicles = []
    if not verdict and not reason and mark in ("", "flagged", "corrected"):
        vehicles = vehicle_events(
            actor,
            text=text,
            people=[*named[0], *named[1]],
            start=start,
            end=end,
            after=low,
            until=when,
            checkpoint_id=checkpoint_id,
            device_id=device_id,
            direction=direction,
            mark=mark,
            limit=limit,
        )
    if len(vehicles) == limit and (last := vehicles[-1].at) < vehicles[0].at:
        # There may be more of them: the page ends where these do.
        vehicles = [one for one in vehicles if one.at > last]
        found = [row for row in found if row.happened_at > last]
        cursor, edge = _cursor(last, LAST), None
    return RecordPage(_described(owner_id, found), tuple(vehicles), cursor, edge)


def passage(actor: Actor, passage_id: UUID) -> RecordLine:
    """One passage with everything known of it; NotFound outside the actor's enterprise."""
    row = passage_row(actor, passage_id)
    return _described(row.owner_id, [row])[0]


def passage_row(actor: Actor, passage_id: UUID) -> Passage:
    """The row of a passage, for an action; NotFound outside the actor's enterprise."""
    scope.check_can_see_passages(actor)
    row = Passage.objects.filter(owner_id=scope.enterprise_id(actor), id=passage_id).first()
    if row is None:
        raise NotFound("passage", _("没有这条进出记录。"))
    return row


def _named(actor: Actor, text: str) -> tuple[list[UUID], list[UUID]]:
    """Workers and visits a text names."""
    if not text:
        return [], []
    people = find_people(actor, text).values_list("pk", flat=True)[:MOST_PEOPLE]
    return list(people), list(find_visits(actor, text).values_list("pk", flat=True)[:MOST_PEOPLE])


def _who(owner_id: UUID, text: str, named: tuple[list[UUID], list[UUID]]) -> Q | None:
    """Which passages are asked for: of those named, and of those in a vehicle of this plate; None for all."""
    if not text:
        return None
    return Q(person_id__in=named[0]) | Q(visit_id__in=named[1]) | _in_vehicle(owner_id, text)


def _in_vehicle(enterprise_id: UUID, text: str) -> Q:
    """Passages of those who came in a vehicle of this plate or trailer, while it was there and around it."""
    found = Q(person_id__in=[])
    if not (index := secrets.blind_index(tidy_plate(text), "gates.plate")):
        return found
    stays = VehicleStay.objects.filter(
        Q(plate_index=index) | Q(trailer_index=index),
        enterprise_id=enterprise_id,
        voided_at=None,
        came_at__isnull=False,
    )
    for stay in stays.order_by("-came_at")[:MOST_STAYS]:
        people = [one.who for one in people_of(stay)]
        who = Q(person_id__in=[one for one, _visit in people if one]) | Q(
            visit_id__in=[one for _person, one in people if one]
        )
        assert stay.came_at is not None
        during = Q(happened_at__gte=stay.came_at - BEFORE)
        if stay.left_at is not None:
            during &= Q(happened_at__lte=stay.left_at + LEAVES_WITHIN)
        found |= who & during
    return found


def _picked(
    rows: QuerySet[Passage],
    owner_id: UUID,
    checkpoint_id: UUID | None,
    device_id: UUID | None,
    direction: str,
    verdict: str,
    reason: str,
    mark: str,
) -> QuerySet[Passage]:
    exact = {
        "checkpoint_id": checkpoint_id,
        "device_id": device_id,
        "direction": direction,
        "verdict": verdict,
        "reason": reason,
    }
    exact = {name: value for name, value in exact.items() if value}
    picked = rows.filter(**exact) if exact else rows
    if mark == "flagged":
        return picked.filter(flagged=True)
    if mark == "override":
        return picked.filter(direction=choices.IN, verdict=choices.ALLOW).exclude(
            server_verdict=choices.ALLOW
        )
    if mark == "corrected":
        mine = PassageCorrection.objects.filter(owner_id=owner_id)
        return picked.filter(
            Exists(mine.filter(passage_id=OuterRef("id"))) | Exists(mine.filter(counter_id=OuterRef("id")))
        )
    if mark:
        return picked.annotate(said=Cast(F("marks"), TextField())).filter(said__contains=f'"{mark}"')
    return picked


def _described(owner_id: UUID, rows: Sequence[Passage]) -> tuple[RecordLine, ...]:
    ids = [row.id for row in rows]
    notes = notes_of(owner_id, ids)
    corrections = corrections_of(owner_id, ids)
    visits = {
        one.pk: one
        for one in Visit.objects.filter(
            enterprise_id=owner_id, pk__in=[row.visit_id for row in rows if row.visit_id]
        )
    }
    found = []
    for row, line in zip(rows, lines_of(rows), strict=True):
        visit = visits.get(row.visit_id) if row.visit_id else None
        found.append(
            RecordLine(
                line=line,
                device_id=row.device_id,
                visit_id=row.visit_id,
                who=line.name or (str(visit.name) if visit else ""),
                note=notes.get(row.id),
                correction=_correction(row.id, corrections.get(row.id)),
            )
        )
    return tuple(found)


def notes_of(owner_id: UUID, passage_ids: Sequence[UUID]) -> dict[UUID, Note]:
    """passage → the latest note on it."""
    rows = GateEntry.objects.filter(owner_id=owner_id, kind=NOTED_KIND, subject_id__in=passage_ids)
    return {row.subject_id: _note(row) for row in rows.order_by("seq") if row.subject_id}


def _note(row: GateEntry) -> Note:
    said: dict[str, Any] = row.data.document() or {}
    return Note(
        why=str(said.get("why", "")),
        text=str(said.get("text", "")),
        decided_by=str(said.get("decided_by", "")),
        decided_name=str(said.get("decided_name", "")),
        at=row.happened_at,
        by_id=row.by_id,
    )


def _correction(passage_id: UUID, row: PassageCorrection | None) -> Correction | None:
    if row is None:
        return None
    stands = row.counter_id == passage_id
    other = row.passage_id if stands else row.counter_id
    return Correction(row.kind, row.why.reveal(), row.recorded_at, row.by_id, stands, other)


def _cursor(when: datetime, seq: int) -> str:
    return f"{(when - _EPOCH) // timedelta(microseconds=1)}-{seq}"


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    when, _dash, seq = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in (when, seq)):
        raise Invalid("cursor", _("这个翻页地址不对。请从头开始。"), field="before")
    try:
        return _EPOCH + timedelta(microseconds=int(when)), int(seq)
    except OverflowError:
        raise Invalid("cursor", _("这个翻页地址不对。请从头开始。"), field="before") from None
