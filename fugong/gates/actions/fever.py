"""A fever at a gate: held back, measured a second time after a rest, and settled by a person (G3, G8).

Only the confirmation makes a standing hold and revokes passes; a reading alone never does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, events
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.fields import seal_now
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices, entries, permissions
from fugong.gates.actions.visits_at_gate import bar_for_fever
from fugong.gates.entries import Fields, Occasion
from fugong.gates.events import FeverConfirmed
from fugong.gates.models import FeverHold, Passage
from fugong.notices import actions as notices
from fugong.screening.actions import confirm_fever

STILL_THE_SAME = timedelta(hours=12)
"""A further fever of somebody held within this time belongs to the hold that is open."""

LONGEST_WHY = 200


def open_holds(enterprise: Enterprise, passages: Sequence[Passage]) -> None:
    """Open a hold for each passage held for a fever, unless its person is held already. In the caller's transaction."""
    held = [
        row
        for row in passages
        if row.reason == choices.FEVER and row.direction == choices.IN and (row.person_id or row.visit_id)
    ]
    if not held:
        return
    since = min(row.happened_at for row in held) - STILL_THE_SAME
    known = {
        person_id or visit_id
        for person_id, visit_id in FeverHold.objects.filter(
            enterprise=enterprise, outcome="", happened_at__gte=since
        ).values_list("person_id", "visit_id")
    }
    new = []
    for row in sorted(held, key=lambda one: one.happened_at):
        who = row.person_id or row.visit_id
        if who in known:
            continue
        known.add(who)
        hold = FeverHold(
            enterprise=enterprise,
            checkpoint_id=row.checkpoint_id,
            passage_id=row.id,
            person_id=row.person_id,
            visit_id=row.visit_id,
            happened_at=row.happened_at,
            celsius=row.celsius.reveal(),
        )
        seal_now(hold)
        new.append(hold)
    FeverHold.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def measure_again(
    *, hold: FeverHold, by: Actor, celsius: Decimal, instrument: str, at: datetime | None = None
) -> FeverHold:
    """The second measurement, in °C, with a thermometer of the kind `instrument`. Conflict where there is one."""
    permissions.check_can_record(by, hold.enterprise_id)
    locked = _locked(hold)
    if locked.second_at is not None:
        raise Conflict("measured", _("已经复测过了。"))
    if instrument not in choices.INSTRUMENTS:
        raise Invalid("instrument", _("请选择复测用的体温计。"), field="instrument")
    if not Decimal(34) <= celsius <= Decimal(43):
        raise Invalid("temperature", _("复测体温要在 34 到 43 ℃ 之间。"), field="celsius")
    locked.second_celsius, locked.second_instrument = f"{celsius.normalize():f}", instrument
    locked.second_at = at or clock.now()
    locked.save(update_fields=["second_celsius", "second_instrument", "second_at", "updated_at"])
    _audit(by, "gates.measure_again", locked, instrument=instrument)
    return locked


@transaction.atomic
def settle_fever(
    *, hold: FeverHold, by: Actor, outcome: str, why: str = "", at: datetime | None = None
) -> FeverHold:
    """Say what it was: `confirmed`, `cleared` or `gone`. Confirmed: isolation, passes revoked, the officer told (G8).

    Conflict where it is settled already. Without a second measurement only the epidemic officer settles, with a reason.
    """
    permissions.check_can_record(by, hold.enterprise_id)
    locked = _locked(hold)
    if locked.outcome:
        raise Conflict("settled", _("这次发热已经有结论。"))
    if outcome not in choices.OUTCOMES_OF_FEVER:
        raise Invalid("outcome", _("请选择结论。"), field="outcome")
    why = " ".join(why.split())
    if len(why) > LONGEST_WHY:
        raise Invalid("why", _("原因最多 {most} 个字。").format(most=LONGEST_WHY), field="why")
    if locked.second_at is None and outcome != choices.GONE:
        if not by.has(people.EPIDEMIC_OFFICER):
            raise Conflict("unmeasured", _("还没有复测。请先用另一种体温计复测。"), article="G3")
        if not why:
            raise Invalid("why", _("没有复测就下结论，请写明原因。"), field="why")
    locked.outcome, locked.why = outcome, why
    locked.settled_at, locked.settled_by = at or clock.now(), by.id
    locked.save(update_fields=["outcome", "why", "settled_at", "settled_by", "updated_at"])
    if outcome == choices.CONFIRMED:
        _confirm(locked, by)
    _audit(by, "gates.settle_fever", locked, outcome=outcome)
    return locked


def _confirm(hold: FeverHold, by: Actor) -> None:
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


def _locked(hold: FeverHold) -> FeverHold:
    return FeverHold.objects.select_for_update().get(pk=hold.pk)


def _audit(by: Actor, action: str, hold: FeverHold, **details: object) -> None:
    audit.record(
        by=by, action=action, subject="feverhold", subject_id=hold.pk, owner_id=hold.enterprise_id, **details
    )


# What a guard writes down


@dataclass(frozen=True, slots=True)
class _Second:
    passage_id: UUID
    celsius: Decimal
    instrument: str


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
    return _Second(data.needed_uuid("passage"), celsius, data.choice("instrument", choices.INSTRUMENTS))


def _read_settled(data: Fields) -> _Settled:
    return _Settled(
        data.needed_uuid("passage"),
        data.choice("outcome", choices.OUTCOMES_OF_FEVER),
        data.text("why", most=LONGEST_WHY, required=False),
    )


def _of_passage(occasion: Occasion, passage_id: UUID) -> FeverHold:
    hold = FeverHold.objects.filter(enterprise=occasion.enterprise, passage_id=passage_id).first()
    if hold is None:
        raise NotFound("hold", _("没有这次暂留的记录。"))
    return hold


def _apply_second(occasion: Occasion, told: _Second) -> UUID:
    hold = _of_passage(occasion, told.passage_id)
    return measure_again(
        hold=hold,
        by=occasion.by,
        celsius=told.celsius,
        instrument=told.instrument,
        at=occasion.happened_at,
    ).pk


def _apply_settled(occasion: Occasion, told: _Settled) -> UUID:
    hold = _of_passage(occasion, told.passage_id)
    return settle_fever(
        hold=hold, by=occasion.by, outcome=told.outcome, why=told.why, at=occasion.happened_at
    ).pk


entries.declare(entries.Kind("hold.second_reading", _read_second, _apply_second))
entries.declare(entries.Kind("hold.settled", _read_settled, _apply_settled))
