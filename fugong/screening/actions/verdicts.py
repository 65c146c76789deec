"""Verdicts that a person gives, and judging again when the roster has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid
from fugong.core.permissions import Actor
from fugong.directory.models import Person
from fugong.notices import actions as notices
from fugong.packs import Pack
from fugong.screening import choices, permissions
from fugong.screening.actions import standings
from fugong.screening.facts import Known
from fugong.screening.judging import (
    HOLD_VERDICT,
    WEIGHT,
    Judged,
    Stood,
    correction_in_force,
    judge,
    reason_ground,
    state_on,
    undoes,
)
from fugong.screening.models import Hold, Standing, VerdictEntry
from fugong.screening.queries.inputs import known_of, open_on, pack_of, stood_of

DEFAULT_REASON = {
    choices.CLEAR: choices.OK,
    choices.OBSERVE: choices.OBSERVATION,
    choices.BARRED: choices.ISOLATION,
}


@transaction.atomic
def correct_verdict(
    *,
    person: Person,
    by: Actor,
    verdict: str,
    why: str,
    reason: str | None = None,
    until: date | None = None,
) -> VerdictEntry:
    """An officer's word in place of the rules', with the reason for it, kept sealed with the verdict.

    It stands for today, or through the day `until`; a clear one still needs each day's report. It answers what was
    reported until now, and lifts holds that the rules opened and that are worse than it. A later report undoes it only
    where the rules judge worse than the correction, for a reason that the officer did not already know.
    """
    permissions.check_can_decide(by, person)
    why = needed_text(why, "why")
    reason = _checked_reason(verdict, reason)
    day = clock.today()
    if until is not None and until < day:
        raise Invalid("past", _("截止日期不能早于今天。"), field="until")
    pack, _own = pack_of(person.enterprise)
    row = standings.lock([person.pk])[person.pk]
    _answer_holds(person, by, verdict, why, day)
    ground = reason_ground(pack, reason, verdict, until)
    judged = Judged(verdict, reason, until, (ground,))
    entry = standings.entry_of(person, judged, day, by_id=by.id, why=why)
    standings.put(row, judged, day, corrected=True)
    row.answered_at = clock.now()
    standings.save(
        person.enterprise_id, [row], [entry], voided=[person.pk] if verdict in standings.KEEPS_OUT else []
    )
    tell_worker(person, by, "verdict_corrected", entry_id=entry.id)
    _record(by, "screening.correct_verdict", person, entry)
    return entry


def _checked_reason(verdict: str, reason: str | None) -> str:
    if verdict not in choices.VERDICTS:
        raise Invalid("verdict", _("结果只能是通行、观察或禁止。"), field="verdict")
    reason = reason or DEFAULT_REASON[verdict]
    if reason not in choices.REASONS or (reason == choices.OK) != (verdict == choices.CLEAR):
        raise Invalid("reason", _("这个原因和结果不相符，请重新选择。"), field="reason")
    return reason


def _answer_holds(person: Person, by: Actor, verdict: str, why: str, day: date) -> None:
    """Lift the rules' holds that are worse than the officer's word; one placed by a person is lifted by itself."""
    for hold in Hold.objects.select_for_update().filter(open_on(day), person=person).order_by("pk"):
        if WEIGHT[HOLD_VERDICT[hold.kind]] <= WEIGHT[verdict]:
            continue
        if hold.report_id is None:
            raise Conflict("hold_open", _("该职工正在隔离或留观，请先解除再更正。"), article="G15")
        hold.lifted_at, hold.lifted_by, hold.lift_why = clock.now(), by.id, why
        hold.save(update_fields=["lifted_at", "lifted_by", "lift_why", "updated_at"])


@transaction.atomic
def confirm_fever(*, person: Person, by: Actor, why: str) -> VerdictEntry:
    """A person confirms a fever, at a gate or reported: barred, passes revoked, in isolation until it is lifted (G8)."""
    permissions.check_can_confirm_fever(by, person)
    why = needed_text(why, "why")
    day = clock.today()
    pack, _own = pack_of(person.enterprise)
    row = standings.lock([person.pk])[person.pk]
    isolated = Hold.objects.filter(
        open_on(day), person=person, kind=choices.ISOLATION, reason=choices.ISOLATION, report_id=None
    )
    if not isolated.exists():
        Hold(
            person=person, kind=choices.ISOLATION, reason=choices.ISOLATION, since=day, why=why, by_id=by.id
        ).save(force_insert=True)
    judged = Judged(
        choices.BARRED, choices.FEVER, None, (reason_ground(pack, choices.FEVER, choices.BARRED, None),)
    )
    entry = standings.entry_of(person, judged, day, by_id=by.id, why=why)
    standings.put(row, judged, day)
    standings.save(person.enterprise_id, [row], [entry], voided=[person.pk])
    tell_worker(person, by, "fever_confirmed", entry_id=entry.id)
    _record(by, "screening.confirm_fever", person, entry)
    return entry


@transaction.atomic
def rejudge(*, person_ids: Iterable[UUID], by: Actor) -> int:
    """Judge these people again, after certificate, return or hold changed; returns how many verdicts changed.

    Only those who ever stood anywhere are judged: who has reported nothing waits, whatever the roster says. People of
    several enterprises are judged enterprise by enterprise.
    """
    known_ids = list(
        Standing.objects.filter(person_id__in=list(person_ids)).values_list("person_id", flat=True)
    )
    people = (
        Person.objects.filter(pk__in=known_ids).select_related("enterprise").order_by("enterprise_id", "pk")
    )
    by_enterprise: dict[UUID, list[Person]] = {}
    for person in people:
        by_enterprise.setdefault(person.enterprise_id, []).append(person)
    return sum(_rejudge(enterprise_id, group, by) for enterprise_id, group in by_enterprise.items())


def _rejudge(enterprise_id: UUID, group: list[Person], by: Actor) -> int:
    day = clock.today()
    pack, own = pack_of(group[0].enterprise)
    rows = standings.lock([person.pk for person in group])
    known = known_of(enterprise_id, [person.pk for person in group], rows, day)
    changed: list[Standing] = []
    entries: list[VerdictEntry] = []
    voided: list[UUID] = []
    for person in group:
        row, mine = rows[person.pk], known[person.pk]
        stood = stood_of(row)
        before = state_on(pack, stood, mine.holds, day)
        judged = judge(pack, own, mine, day)
        if _word_stands(pack, own, mine, judged, stood, row.answered_at, day) or _same(before, judged):
            continue
        newest = max((one for one in mine.said), key=lambda one: one.recorded_at, default=None)
        standings.open_holds(person, judged, day, newest.report_id if newest else None)
        standings.put(row, judged, day)
        changed.append(row)
        entries.append(standings.entry_of(person, judged, day))
        if judged.verdict in standings.KEEPS_OUT:
            voided.append(person.pk)
    standings.save(enterprise_id, changed, entries, voided=voided)
    if changed:
        audit.record(
            by=by,
            action="screening.rejudge",
            subject="enterprise",
            subject_id=enterprise_id,
            owner_id=enterprise_id,
            changed=len(changed),
        )
    return len(changed)


def _word_stands(
    pack: Pack,
    own: Mapping[str, Any],
    known: Known,
    judged: Judged,
    stood: Stood,
    answered_at: datetime | None,
    day: date,
) -> bool:
    """Whether an officer's correction is in force and nothing since undoes it."""
    if not correction_in_force(stood, day):
        return False
    before = [one for one in known.said if answered_at is not None and one.recorded_at <= answered_at]
    return not undoes(judged, judge(pack, own, replace(known, said=before), day), stood)


def _same(one: Judged, other: Judged) -> bool:
    return (one.verdict, one.reason, one.until) == (other.verdict, other.reason, other.until)


def tell_worker(person: Person, by: Actor, kind: str, **details: UUID) -> None:
    """A notice into the worker's inbox that the own state changed by a person's hand."""
    notices.post(
        owner_id=person.enterprise_id,
        kind=kind,
        details={name: str(value) for name, value in details.items()},
        person_ids=[person.pk],
        by=by,
    )


def _record(by: Actor, action: str, person: Person, entry: VerdictEntry) -> None:
    audit.record(
        by=by,
        action=action,
        subject="person",
        subject_id=person.pk,
        owner_id=person.enterprise_id,
        entry=entry.id,
    )


def needed_text(text: str, field: str) -> str:
    """A reason somebody gave; Invalid where it is blank or longer than 500 characters."""
    text = text.strip()
    if not text:
        raise Invalid("required", _("请写明理由。"), field=field)
    if len(text) > 500:
        raise Invalid("too_long", _("理由最多 500 个字。"), field=field)
    return text
