"""Isolation and observation that a person places or lifts (G8, G9)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Invalid
from fugong.core.permissions import Actor
from fugong.directory.models import Person
from fugong.screening import choices, permissions
from fugong.screening.actions import standings, verdicts
from fugong.screening.judging import state_on
from fugong.screening.models import Hold
from fugong.screening.queries.inputs import pack_of, stood_of


@transaction.atomic
def place_hold(
    *, person: Person, by: Actor, kind: str, why: str, until: date | None = None, since: date | None = None
) -> Hold:
    """Put a worker in isolation or under observation from `since` (today) to `until` (inclusive; None: until lifted).

    Passes are revoked, the worker is told, and dismissal is barred while it lasts (G15).
    """
    permissions.check_can_decide(by, person)
    why = verdicts.needed_text(why, "why")
    day = clock.today()
    since = since or day
    if kind not in choices.HOLD_KINDS:
        raise Invalid("kind", _("只能隔离或留观。"), field="kind")
    if until is not None and (until < day or until < since):
        raise Invalid("past", _("截止日期不能早于今天和开始日期。"), field="until")
    pack, _own = pack_of(person.enterprise)
    row = standings.lock([person.pk])[person.pk]
    hold = Hold(person=person, kind=kind, reason=kind, since=since, until=until, why=why, by_id=by.id)
    hold.save(force_insert=True)
    state = state_on(pack, stood_of(row), standings.held_now(person, day), day)
    entry = standings.entry_of(person, state, day, by_id=by.id, why=why)
    standings.void(row)
    standings.save(person.enterprise_id, [row], [entry], voided=[person.pk])
    verdicts.tell_worker(person, by, "hold_placed", hold_id=hold.pk)
    _record(by, "screening.place_hold", hold, entry.id)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: Actor, why: str) -> Hold:
    """End a hold before its day, with the reason; the worker is judged again by what is known otherwise.

    A hold that the rules opened is answered with it: the same contact or stay keeps nobody out again.
    """
    permissions.check_can_decide(by, hold.person)
    why = verdicts.needed_text(why, "why")
    row = standings.lock([hold.person_id])[hold.person_id]
    hold = Hold.objects.select_for_update(of=("self",)).select_related("person__enterprise").get(pk=hold.pk)
    permissions.check_hold_open(hold)
    hold.lifted_at, hold.lifted_by, hold.lift_why = clock.now(), by.id, why
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_why", "updated_at"])
    if not verdicts.rejudge(person_ids=[hold.person_id], by=by):
        standings.save(hold.person.enterprise_id, [row], [], voided=[])
    verdicts.tell_worker(hold.person, by, "hold_lifted", hold_id=hold.pk)
    _record(by, "screening.lift_hold", hold, None)
    return hold


def _record(by: Actor, action: str, hold: Hold, entry_id: UUID | None) -> None:
    audit.record(
        by=by,
        action=action,
        subject="hold",
        subject_id=hold.pk,
        owner_id=hold.person.enterprise_id,
        person=hold.person_id,
        entry=entry_id,
    )
