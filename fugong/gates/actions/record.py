"""What is added to the record afterwards: why somebody was let in, counter-entries, notices of re-entry (G8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, streams
from fugong.core.errors import Conflict, Invalid
from fugong.core.fields import seal_now
from fugong.core.ids import new_id
from fugong.core.lines import tidy
from fugong.core.permissions import Actor
from fugong.directory import choices as roles
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices, entries, permissions
from fugong.gates.actions.fever import close_withdrawn
from fugong.gates.actions.occasions import Occasion
from fugong.gates.actions.visits_at_gate import follow_passages
from fugong.gates.entries import Fields
from fugong.gates.models import Checkpoint, GateEntry, Passage, PassageCorrection, Visit
from fugong.gates.queries.record import NOTED_KIND
from fugong.notices import actions as notices
from fugong.notices import queries as told

OVERRIDE = "passage_overridden"
RE_ENTRY = "re_entry_at_gate"


@transaction.atomic
def note_passage(
    *, passage: Passage, by: Actor, why: str, decided_by: str, text: str = "", decided_name: str = ""
) -> GateEntry:
    """Say afterwards why somebody was let in against the verdict, and who decided it."""
    permissions.check_can_record(by, passage.owner_id)
    text, decided_name = tidy(text), tidy(decided_name)
    if why not in choices.WHY_OVERRIDDEN:
        raise Invalid("why", _("请选择为什么放行。"), field="why")
    if decided_by not in choices.DECIDERS:
        raise Invalid("decided_by", _("请选择谁决定放行。"), field="decided_by")
    if why == "other" and not text:
        raise Invalid("text", _("请写明原因。"), field="text")
    if len(text) > choices.LONGEST_WHY:
        raise Invalid("text", _("原因最多 {most} 个字。").format(most=choices.LONGEST_WHY), field="text")
    now = clock.now()
    row = GateEntry(  # type: ignore[misc]
        owner_id=passage.owner_id,
        id=new_id(),
        checkpoint_id=passage.checkpoint_id,
        by_id=by.id,
        at=now,
        happened_at=now,
        kind=NOTED_KIND,
        data={
            "passage": str(passage.id),
            "why": why,
            "text": text,
            "decided_by": decided_by,
            "decided_name": decided_name[: choices.LONGEST_NAME],
        },
        subject_id=passage.id,
        outcome=choices.DONE,
    )
    seal_now(row)
    streams.append(GateEntry, passage.owner_id, [row])
    _audit(by, "gates.note_passage", passage.owner_id, passage.id, why=why)
    return row


@transaction.atomic
def correct_passage(*, passage: Passage, by: Actor, kind: str, why: str) -> PassageCorrection:
    """Take a passage back by a counter-entry: it did not happen (`void`), or in the other direction (`turned`).

    The passage stays as it was recorded and counts no more. Conflict where it was taken back already.
    """
    permissions.check_can_manage(by, passage.owner_id)
    if kind not in (choices.VOID, choices.TURNED):
        raise Invalid("kind", _("请选择哪里记错了。"), field="kind")
    why = _why(why)
    counter = None
    if kind == choices.TURNED:
        if passage.verdict != choices.ALLOW:
            raise Invalid(
                "refused",
                _("这次没有放行，改方向会变成放行。请作废这一条；确有进出的，再补记一条。"),
                field="kind",
            )
        if passage.person_id is None and passage.visit_id is None:
            raise Invalid("nobody", _("这条记录认不出人，只能作废。"), field="kind")
        direction = choices.OUT if passage.direction == choices.IN else choices.IN
        counter = _by_hand(
            passage.owner_id,
            device_id=passage.device_id,
            checkpoint_id=passage.checkpoint_id,
            person_id=passage.person_id,
            visit_id=passage.visit_id,
            direction=direction,
            at=passage.happened_at,
        )
    row = PassageCorrection(  # type: ignore[misc]
        owner_id=passage.owner_id,
        kind=kind,
        passage_id=passage.id,
        counter_id=counter.id if counter else None,
        person_id=passage.person_id,
        visit_id=passage.visit_id,
        why=why,
        by_id=by.id,
    )
    seal_now(row)
    if counter is not None:
        streams.append(Passage, passage.owner_id, [counter])
    streams.lock_head(passage.owner_id, PassageCorrection._meta.label_lower)
    if PassageCorrection.objects.filter(owner_id=passage.owner_id, passage_id=passage.id).exists():
        raise Conflict("corrected", _("这条记录已经更正过了。"))
    streams.append(PassageCorrection, passage.owner_id, [row])
    follow_passages(passage.owner_id, [passage])
    close_withdrawn(passage=passage, by=by)
    _audit(by, "gates.correct_passage", passage.owner_id, passage.id, kind=kind, correction=row.id)
    return row


@transaction.atomic
def add_missed(
    *,
    enterprise: Enterprise,
    by: Actor,
    who: Person | Visit,
    checkpoint: Checkpoint,
    direction: str,
    at: datetime,
    why: str,
) -> PassageCorrection:
    """Put in a passage that nobody recorded, such as somebody who went home without scanning."""
    permissions.check_can_manage(by, enterprise.pk)
    if direction not in choices.DIRECTIONS:
        raise Invalid("direction", _("请选择进厂还是出厂。"), field="direction")
    if at > clock.now():
        raise Invalid("at", _("时间不能晚于现在。"), field="at")
    why = _why(why)
    person_id = who.pk if isinstance(who, Person) else None
    visit_id = who.pk if isinstance(who, Visit) else None
    counter = _by_hand(
        enterprise.pk,
        device_id=by.id,
        checkpoint_id=checkpoint.pk,
        person_id=person_id,
        visit_id=visit_id,
        direction=direction,
        at=at,
    )
    row = PassageCorrection(  # type: ignore[misc]
        owner_id=enterprise.pk,
        kind=choices.MISSED,
        counter_id=counter.id,
        person_id=person_id,
        visit_id=visit_id,
        why=why,
        by_id=by.id,
    )
    seal_now(row)
    streams.append(Passage, enterprise.pk, [counter])
    streams.append(PassageCorrection, enterprise.pk, [row])
    follow_passages(enterprise.pk, [counter])
    _audit(by, "gates.add_missed", enterprise.pk, counter.id, direction=direction, correction=row.id)
    return row


def _by_hand(
    owner_id: UUID,
    *,
    device_id: UUID | None,
    checkpoint_id: UUID,
    person_id: UUID | None,
    visit_id: UUID | None,
    direction: str,
    at: datetime,
) -> Passage:
    row = Passage(  # type: ignore[misc]
        owner_id=owner_id,
        id=new_id(),
        device_id=device_id,
        checkpoint_id=checkpoint_id,
        person_id=person_id,
        visit_id=visit_id,
        at=at,
        happened_at=at,
        direction=direction,
        verdict=choices.ALLOW,
        server_verdict=choices.ALLOW,
        reason="ok",
        marks=[choices.BY_HAND],
    )
    seal_now(row)
    return row


def _why(why: str) -> str:
    why = tidy(why)
    if len(why) < 2:
        raise Invalid("why", _("请写明为什么更正。"), field="why")
    if len(why) > choices.LONGEST_WHY:
        raise Invalid("why", _("原因最多 {most} 个字。").format(most=choices.LONGEST_WHY), field="why")
    return why


def _audit(by: Actor, action: str, owner_id: UUID, passage_id: UUID, **details: object) -> None:
    audit.record(by=by, action=action, subject="passage", subject_id=passage_id, owner_id=owner_id, **details)


# Told to the officer


@dataclass(frozen=True, slots=True)
class _Told:
    """Who an owner's officer was told of on a day, as far as this process has read."""

    day: date
    read_at: datetime
    who: frozenset[str]


_told: dict[UUID, _Told] = {}
_LATE = timedelta(seconds=40)
"""A notice dated before the last reading may have been committed after it, never later than this."""


def tell_re_entries(owner_id: UUID, passages: Sequence[Passage], by: Actor) -> None:
    """One notice a person and day of those who came in again without a way out (anti-passback). In the transaction.

    Never a refusal: more often than not it is the way out that nobody scanned.
    """
    new: dict[str, Passage] = {}
    for row in passages:
        who = row.person_id or row.visit_id
        if who and choices.RE_ENTRY in row.marks:
            new.setdefault(str(who), row)
    before = _told.get(owner_id)
    if not new or (before is not None and before.day == clock.today() and before.who.issuperset(new)):
        return
    known = _told_of(owner_id)
    for who_was, row in new.items():
        if who_was not in known.who:
            notices.post(
                owner_id=owner_id,
                kind=RE_ENTRY,
                details={"who": who_was, "passage_id": str(row.id)},
                role=roles.EPIDEMIC_OFFICER,
                by=by,
            )
    transaction.on_commit(lambda: _told.__setitem__(owner_id, known))


def _told_of(owner_id: UUID) -> _Told:
    """Everybody told of today: what this process knows, and what was written since, by whomever."""
    now, today = clock.now(), clock.today()
    known = _told.get(owner_id)
    if known is None or known.day != today:
        known = _Told(today, clock.day_start(today), frozenset())
    since = max(clock.day_start(today), known.read_at - _LATE)
    newly = told.told_since(owner_id, RE_ENTRY, "who", role=roles.EPIDEMIC_OFFICER, since=since)
    return _Told(today, now, known.who | newly)


# What a guard writes down


@dataclass(frozen=True, slots=True)
class _Noted:
    passage: UUID
    why: str


def _read_noted(data: Fields) -> _Noted:
    passage = data.needed_uuid("passage")
    why = data.choice("why", choices.WHY_OVERRIDDEN)
    data.choice("decided_by", choices.DECIDERS)
    data.text("text", most=choices.LONGEST_WHY, required=why == "other")
    data.text("decided_name", most=choices.LONGEST_NAME, required=False)
    return _Noted(passage, why)


def _apply_noted(occasion: Occasion, noted: _Noted) -> UUID:
    """The note stands with its entry, also where the passage itself comes later; the officer is told at once."""
    notices.post(
        owner_id=occasion.enterprise.pk,
        kind=OVERRIDE,
        details={"passage_id": str(noted.passage), "why": noted.why},
        role=roles.EPIDEMIC_OFFICER,
        by=occasion.by,
    )
    return noted.passage


entries.declare(entries.Kind(NOTED_KIND, _read_noted, _apply_noted))
