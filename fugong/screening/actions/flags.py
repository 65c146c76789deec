"""Quiet flags: reports that may not be truthful are noted for the officer, who talks to the person and settles them (G9)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Invalid
from fugong.core.fields import seal_now
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory.models import Enterprise, Person
from fugong.packs.truthfulness import Sign
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening import choices, permissions
from fugong.screening.models import Flag
from fugong.screening.queries import signs
from fugong.screening.queries.inputs import pack_of
from fugong.screening.truthfulness import look


def look_after_commit(person: Person, day: date) -> None:
    """Look at a report just stored once its transaction is over, so that neither it nor anybody behind it waits.

    What fails there is logged and made up for by the day's look: a report is never lost to a check.
    """

    def look_at_it() -> None:
        look_at_reports(enterprise=person.enterprise, day=day, person_ids=[person.pk])

    transaction.on_commit(look_at_it, robust=True)


def look_at_reports(*, enterprise: Enterprise, day: date, person_ids: Collection[UUID] | None = None) -> int:
    """Raise the flags that a day's reports of these people give, or of everybody; returns how many are new.

    Looking again adds nothing. Where many share a device, all of them are flagged as soon as one of them is looked at.
    """
    pack, own = pack_of(enterprise)
    parameters = resolve_parameters(pack.vocabulary, own)
    look_back = int(as_number(parameters["truth_look_back_days"]))
    quiet = int(as_number(parameters["truth_quiet_days"]))
    shared = signs.sharers(enterprise.pk, day, person_ids)
    wanted = signs.reporters(enterprise.pk, day) if person_ids is None else sorted(person_ids)
    raised = 0
    for batch in signs.batches(wanted):
        known = signs.seen(pack, parameters, enterprise.pk, batch, day, look_back)
        for together in [shared.get(person_id, set()) for person_id in batch]:
            for other in together:
                known.setdefault(other, signs.Seen())
        flags = []
        for person_id, one in known.items():
            people = shared.get(person_id)
            found = look(
                pack,
                parameters,
                one.given,
                day,
                measured=one.measured,
                people_on_device=len(people) if people else None,
                device_waiting=True if one.waiting else None,
            )
            flags += [_flag(person_id, sign, day, one) for sign in found]
        raised += _raise(enterprise.pk, flags, day, quiet)
    return raised


def _flag(person_id: UUID, sign: Sign, day: date, one: signs.Seen) -> Flag:
    return Flag(
        person_id=person_id,
        kind=sign.kind,
        day=day,
        details=_numbers(sign.facts),  # type: ignore[misc] # a sealed column of kind json takes any JSON
        report_id=one.report_id,
        session_id=one.waiting if sign.kind == choices.NEW_DEVICE else None,
    )


def _numbers(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in facts.items()}


def _raise(enterprise_id: UUID, flags: list[Flag], day: date, quiet: int) -> int:
    """Store those that say something new; of two who look at once, the constraints let one."""
    fresh = _new(flags, day, quiet)
    if not fresh:
        return 0
    seal_now(*fresh)
    with transaction.atomic():
        Flag.objects.bulk_create(fresh, ignore_conflicts=True)
        stored = list(Flag.objects.filter(pk__in=[flag.pk for flag in fresh]).values_list("kind", flat=True))
        if stored:
            audit.record(
                by=SYSTEM,
                action="screening.raise_flags",
                subject="enterprise",
                subject_id=enterprise_id,
                owner_id=enterprise_id,
                count=len(stored),
                kinds=sorted(set(stored)),
            )
    return len(stored)


def _new(flags: Iterable[Flag], day: date, quiet: int) -> list[Flag]:
    """Not what is open or was noted for the day already, nor what somebody has just talked about."""
    wanted = list(flags)
    since = clock.day_start(day - timedelta(days=quiet))
    known = Flag.objects.filter(person_id__in={flag.person_id for flag in wanted})
    rows = known.filter(Q(state=choices.OPEN) | Q(day=day) | Q(settled_at__gte=since)) if wanted else ()
    told: dict[tuple[UUID, str], list[Flag]] = {}
    for row in rows:
        told.setdefault((row.person_id, row.kind), []).append(row)
    return [
        flag
        for flag in wanted
        if not any(_covers(row, flag) for row in told.get((flag.person_id, flag.kind), ()))
    ]


def _covers(row: Flag, flag: Flag) -> bool:
    """Another device is another matter, however lately one was talked about."""
    return row.state == choices.OPEN or row.day == flag.day or row.session_id == flag.session_id


@transaction.atomic
def settle_flag(*, flag: Flag, by: Actor, outcome: str, note: str = "") -> Flag:
    """Say what came of a flag, once; `note` is kept sealed. For officer and principal. Raises Conflict where it is settled."""
    permissions.check_can_decide(by, flag.person)
    if outcome not in choices.OUTCOMES:
        raise Invalid("outcome", _("请选择处理结果。"), field="outcome")
    note = note.strip()
    if len(note) > 500:
        raise Invalid("too_long", _("说明最多 500 个字。"), field="note")
    flag = Flag.objects.select_for_update(of=("self",)).select_related("person__enterprise").get(pk=flag.pk)
    permissions.check_flag_open(flag)
    _settle(flag, by.id, outcome, note)
    audit.record(
        by=by,
        action="screening.settle_flag",
        subject="flag",
        subject_id=flag.pk,
        owner_id=flag.person.enterprise_id,
        person=flag.person_id,
        outcome=outcome,
    )
    return flag


def confirm_device(*, person_id: UUID, session_ids: Collection[UUID], by_id: UUID | None) -> None:
    """A new device is the person's own: the flag about it is settled, by whoever said so. Audited with the answer."""
    rows = Flag.objects.select_for_update().filter(
        person_id=person_id, session_id__in=session_ids, state=choices.OPEN
    )
    for flag in rows:
        _settle(flag, by_id, choices.CONFIRMED, "")


def _settle(flag: Flag, by_id: UUID | None, outcome: str, note: str) -> None:
    flag.state, flag.outcome, flag.note = choices.SETTLED, outcome, note
    flag.settled_at, flag.settled_by = clock.now(), by_id
    flag.save(update_fields=["state", "outcome", "note", "settled_at", "settled_by", "updated_at"])
