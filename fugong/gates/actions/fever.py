"""A fever at a gate: held back, measured a second time after a rest, and settled by a person (G3, G8).

Only the confirmation makes a standing hold and revokes passes; a reading alone never does. A second measurement that was
taken too early, or with a thermometer of the first one's kind, is kept and marked: it happened, and it frees nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from fugong.core import audit, clock, events, streams
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.fields import seal_now
from fugong.core.lines import line
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices, entries, permissions
from fugong.gates.actions import face_pictures
from fugong.gates.actions.entries import apply_waiting
from fugong.gates.actions.occasions import Occasion
from fugong.gates.actions.visits_at_gate import bar_for_fever
from fugong.gates.entries import Fields, Noted, waits_for
from fugong.gates.events import FeverConfirmed
from fugong.gates.models import FeverHold, Passage, PassageCorrection, Terminal, TerminalReading
from fugong.gates.queries.corrected import standing
from fugong.gates.queries.fever import holds_of
from fugong.gates.queries.passages import rfc3339
from fugong.gates.queries.thermometers import second_terms
from fugong.notices import actions as notices
from fugong.screening.actions import confirm_fever

STILL_THE_SAME = timedelta(hours=12)
"""A further fever of somebody held within this time belongs to the hold that is open."""

LONGEST_WHY = 200


def open_holds(enterprise: Enterprise, passages: Sequence[Passage]) -> None:
    """Open a hold for each passage held for a fever, unless its person is held already; then do what devices have told of
    them before. In the caller's transaction, under the lock of the owner's passages.
    """
    held = [row for row in passages if _is_held(row)]
    if held:
        _open(enterprise, held)
        apply_waiting(enterprise, [row.id for row in held])


def _is_held(row: Passage) -> bool:
    return (
        row.reason == choices.FEVER
        and row.direction == choices.IN
        and (row.person_id or row.visit_id) is not None
    )


def _open(enterprise: Enterprise, held: Sequence[Passage]) -> None:
    terms = second_terms(enterprise)
    devices = {row.device_id for row in held}
    terminals = set(Terminal.objects.filter(device_id__in=devices).values_list("device_id", flat=True))
    for row in sorted(held, key=lambda one: one.happened_at):
        if open_about(enterprise.pk, row, Q(person_id=row.person_id, visit_id=row.visit_id)) is not None:
            continue
        hold = new_hold(enterprise, row, terms.terminal if row.device_id in terminals else terms.gate)
        FeverHold.objects.bulk_create([hold], ignore_conflicts=True)


def new_hold(enterprise: Enterprise, row: Passage | TerminalReading, first_instrument: str) -> FeverHold:
    """The hold of whoever was measured there, sealed and still to be stored."""
    hold = FeverHold(
        enterprise=enterprise,
        checkpoint_id=row.checkpoint_id,
        passage_id=row.id,
        person_id=row.person_id,
        visit_id=row.visit_id if isinstance(row, Passage) else None,
        happened_at=row.happened_at,
        celsius=row.celsius.reveal(),
        first_instrument=first_instrument,
    )
    seal_now(hold)
    return hold


def open_about(
    enterprise_id: UUID, about: FeverHold | TerminalReading | Passage, same: Q
) -> FeverHold | None:
    """The open hold of the same person about that time. One that was passed by a normal measurement is none: a fever after
    it is a new one."""
    at = about.happened_at
    rows = holds_of(enterprise_id).filter(passed=False)  # type: ignore[misc]
    rows = rows.filter(
        same, outcome="", happened_at__gte=at - STILL_THE_SAME, happened_at__lte=at + STILL_THE_SAME
    )
    event_id = about.passage_id if isinstance(about, FeverHold) else about.id
    return rows.exclude(passage_id=event_id).order_by("happened_at").first()


@transaction.atomic
def measure_again(
    *,
    hold: FeverHold,
    by: Actor,
    celsius: Decimal,
    instrument: str,
    first_instrument: str = "",
    at: datetime | None = None,
) -> FeverHold:
    """The second measurement, in °C, with a thermometer of the kind `instrument`. Conflict where one counts already.

    Taken before the rest was over, or with the kind of the first, it gets `second_marks` and frees nobody; then another
    may follow. `first_instrument`: the kind of the first, where it was another than the gate's usual one.
    """
    permissions.check_can_record(by, hold.enterprise_id)
    locked = locked_hold(hold)
    if locked.outcome:
        raise Conflict("settled", _("这次发热已经有结论。"))
    if locked.second_at is not None and not locked.second_marks:
        raise Conflict("measured", _("已经复测过了。"))
    for name, kind in (("instrument", instrument), ("first_instrument", first_instrument or instrument)):
        if kind not in choices.INSTRUMENTS:
            raise Invalid(name, _("请选择体温计。"), field=name)
    if not Decimal(34) <= celsius <= Decimal(43):
        raise Invalid("temperature", _("复测体温要在 34 到 43 ℃ 之间。"), field="celsius")
    if locked.second_at is not None:
        before = {
            "celsius": locked.second_celsius.reveal(),
            "instrument": locked.second_instrument,
            "at": rfc3339(locked.second_at),
            "marks": locked.second_marks,
        }
        locked.earlier = [*_earlier(locked), before]
    locked.first_instrument = first_instrument or locked.first_instrument
    locked.second_celsius, locked.second_instrument = f"{celsius.normalize():f}", instrument
    locked.second_at = at or clock.now()
    locked.second_marks = second_terms(locked.enterprise).marks(
        first=locked.first_instrument,
        first_at=_last_fever_at(locked),
        second=instrument,
        second_at=locked.second_at,
    )
    locked.save()
    audit_hold(by, "gates.measure_again", locked, instrument=instrument, marks=locked.second_marks)
    return locked


def _last_fever_at(hold: FeverHold) -> datetime:
    """When a fever was last measured at a gate before `hold.second_at`: the rest begins anew with each."""
    fevers = Passage.objects.filter(
        owner_id=hold.enterprise_id,
        person_id=hold.person_id,
        visit_id=hold.visit_id,
        direction=choices.IN,
        reason=choices.FEVER,
        happened_at__gte=hold.happened_at,
        happened_at__lte=hold.second_at,
    ).exclude(person_id=None, visit_id=None)
    last = standing(fevers, hold.enterprise_id).aggregate(last=Max("happened_at"))["last"]
    return last or hold.happened_at


def measured_by_terminal(*, enterprise: Enterprise, passage_id: UUID) -> None:
    """The first measurement of this passage was a terminal's, which the guard took over."""
    FeverHold.objects.filter(enterprise=enterprise, passage_id=passage_id, second_at=None).update(
        first_instrument=second_terms(enterprise).terminal
    )


def _earlier(hold: FeverHold) -> list[Any]:
    return hold.earlier.document() or []


@transaction.atomic
def settle_fever(
    *, hold: FeverHold, by: Actor, outcome: str, why: str = "", at: datetime | None = None
) -> FeverHold:
    """Say what it was: `confirmed`, `cleared` or `gone`. Confirmed: isolation, passes revoked, the officer told (G8).

    Conflict where it is settled already. Without a second measurement that counts only the epidemic officer says more
    than `gone`, with a reason.
    """
    permissions.check_can_record(by, hold.enterprise_id)
    locked = locked_hold(hold)
    if locked.outcome:
        raise Conflict("settled", _("这次发热已经有结论。"))
    if outcome not in choices.WORDS_ON_FEVER:
        raise Invalid("outcome", _("请选择结论。"), field="outcome")
    why = line(why, "why", LONGEST_WHY)
    if outcome != choices.GONE and (locked.second_at is None or locked.second_marks):
        if not by.has(people.EPIDEMIC_OFFICER):
            if locked.second_marks:
                raise Conflict("measured_wrong", words_on_marks(locked.second_marks), article="G3")
            raise Conflict("unmeasured", _("还没有复测。请先休息，再用另一种体温计复测。"), article="G3")
        if not why:
            raise Invalid("why", _("没有按要求复测就下结论，请写明原因。"), field="why")
    locked.outcome, locked.why = outcome, why
    locked.settled_at, locked.settled_by = at or clock.now(), by.id
    locked.save(update_fields=["outcome", "why", "settled_at", "settled_by", "updated_at"])
    face_pictures.drop(enterprise_id=locked.enterprise_id, event_ids=[locked.passage_id])
    if outcome == choices.CONFIRMED:
        carry_out(locked, by)
    audit_hold(by, "gates.settle_fever", locked, outcome=outcome)
    return locked


def words_on_marks(marks: Sequence[str]) -> str:
    """Why a second measurement does not count, and what to do."""
    said = {choices.EARLY: _("休息时间未满"), choices.SAME_KIND: _("没有换一种体温计")}
    return _("这次复测不算数：{why}。请休息后用另一种体温计再测。").format(
        why="、".join(said[mark] for mark in marks)
    )


def close_withdrawn(*, passage: Passage, by: Actor) -> None:
    """The passage was taken back by a counter-entry: its hold, if open, is over for that reason. In the transaction.

    Another fever of the same person that belonged to this hold and still stands has one of its own from now on.
    """
    hold = (
        FeverHold.objects.select_for_update(of=("self",))
        .select_related("enterprise")
        .filter(enterprise_id=passage.owner_id, passage_id=passage.id, outcome="")
        .first()
    )
    if hold is None:
        return
    hold.outcome, hold.why = choices.WITHDRAWN, _("测到发热的那条通行记录已更正。")
    hold.settled_at, hold.settled_by = clock.now(), by.id
    hold.save(update_fields=["outcome", "why", "settled_at", "settled_by", "updated_at"])
    face_pictures.drop(enterprise_id=hold.enterprise_id, event_ids=[hold.passage_id])
    audit_hold(by, "gates.settle_fever", hold, outcome=hold.outcome)
    others = Passage.objects.filter(
        owner_id=passage.owner_id,
        person_id=passage.person_id,
        visit_id=passage.visit_id,
        happened_at__gte=hold.happened_at,
        happened_at__lte=hold.happened_at + STILL_THE_SAME,
    ).exclude(id=passage.id)
    taken_back = PassageCorrection.objects.filter(
        owner_id=passage.owner_id, passage_id__in=[row.id for row in others]
    )
    gone = set(taken_back.values_list("passage_id", flat=True))
    if held := [row for row in others if _is_held(row) and row.id not in gone]:
        _open(hold.enterprise, held)


def carry_out(hold: FeverHold, by: Actor) -> None:
    """What follows from a confirmed fever: isolation, passes revoked, the officer told. Of nobody known only the last."""
    person = hold.person_id and (
        Person.objects.filter(pk=hold.person_id, enterprise_id=hold.enterprise_id)
        .select_related("enterprise", "team")
        .first()
    )
    if person:
        celsius = hold.second_celsius.reveal() or hold.celsius.reveal()
        confirm_fever(
            person=person,
            by=by,
            why=hold.why.reveal() or _("门岗测温并复测，{celsius} ℃。").format(celsius=celsius),
        )
    if hold.visit_id is not None:
        bar_for_fever(visit_id=hold.visit_id, at=hold.happened_at)
    notices.post(
        owner_id=hold.enterprise_id,
        kind="fever_confirmed_at_gate",
        details={"hold_id": str(hold.pk), "person_id": str(hold.person_id or "")},
        role=people.EPIDEMIC_OFFICER,
        by=by,
    )
    events.publish(
        FeverConfirmed(
            hold.enterprise_id, hold.pk, hold.passage_id, hold.person_id, hold.visit_id, hold.happened_at
        )
    )


def locked_hold(hold: FeverHold) -> FeverHold:
    """The row as it is now, to be changed."""
    return FeverHold.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=hold.pk)


def audit_hold(by: Actor, action: str, hold: FeverHold, **details: object) -> None:
    """The audit row of something done to a hold."""
    audit.record(
        by=by, action=action, subject="feverhold", subject_id=hold.pk, owner_id=hold.enterprise_id, **details
    )


# What a guard writes down


@dataclass(frozen=True, slots=True)
class _Second:
    passage_id: UUID
    celsius: Decimal
    instrument: str
    first_instrument: str


@dataclass(frozen=True, slots=True)
class _Settled:
    passage_id: UUID
    outcome: str
    why: str


def _read_second(data: Fields) -> _Second:
    celsius = data.celsius("celsius")
    assert celsius is not None
    if not Decimal(34) <= celsius <= Decimal(43):
        raise data.fault("celsius", "temperature", _("复测体温要在 34 到 43 ℃ 之间。"))
    return _Second(
        data.needed_uuid("passage"),
        celsius,
        data.choice("instrument", choices.INSTRUMENTS),
        data.choice("first_instrument", choices.INSTRUMENTS, required=False),
    )


def _read_settled(data: Fields) -> _Settled:
    return _Settled(
        data.needed_uuid("passage"),
        data.choice("outcome", choices.WORDS_ON_FEVER),
        data.text("why", most=LONGEST_WHY, required=False),
    )


def hold_of_passage(enterprise: Enterprise, passage_id: UUID) -> FeverHold | None:
    """The hold that this passage opened or belongs to; None where the passage is not here yet. NotFound where it held
    nobody."""
    holds = FeverHold.objects.filter(enterprise=enterprise)
    hold = holds.filter(passage_id=passage_id).first()
    if hold is not None:
        return hold
    # Whoever stores passages holds this lock until holds are opened: the passage is either here or will find this entry.
    streams.lock_head(enterprise.pk, Passage._meta.label_lower)
    passage = Passage.objects.filter(owner_id=enterprise.pk, id=passage_id).first()
    if passage is None:
        return None
    hold = holds.filter(passage_id=passage_id).first()
    if hold is None and _is_held(passage):
        hold = (
            holds.filter(
                person_id=passage.person_id,
                visit_id=passage.visit_id,
                happened_at__lte=passage.happened_at + STILL_THE_SAME,
                happened_at__gte=passage.happened_at - STILL_THE_SAME,
            )
            .order_by("outcome", "-happened_at")  # one that is open first; passages come in any order
            .first()
        )
    if hold is None:
        raise NotFound("hold", _("没有这次暂留的记录。"))
    return hold


def _apply_second(occasion: Occasion, told: _Second) -> UUID | Noted:
    hold = hold_of_passage(occasion.enterprise, told.passage_id)
    if hold is None:
        return waits_for(told.passage_id)
    row = measure_again(
        hold=hold,
        by=occasion.by,
        celsius=told.celsius,
        instrument=told.instrument,
        first_instrument=told.first_instrument,
        at=occasion.happened_at,
    )
    return (
        Noted(row.pk, row.second_marks[0], words_on_marks(row.second_marks)) if row.second_marks else row.pk
    )


def _apply_settled(occasion: Occasion, told: _Settled) -> UUID | Noted:
    hold = hold_of_passage(occasion.enterprise, told.passage_id)
    if hold is None:
        return waits_for(told.passage_id)
    return settle_fever(
        hold=hold, by=occasion.by, outcome=told.outcome, why=told.why, at=occasion.happened_at
    ).pk


entries.declare(entries.Kind("hold.second_reading", _read_second, _apply_second))
entries.declare(entries.Kind("hold.settled", _read_settled, _apply_settled))
