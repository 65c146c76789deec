"""Writing where a worker stands: one place for the entry, the standing row, revoked passes, holds and events."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from fugong.core import clock, events, streams
from fugong.core.codes import void_from
from fugong.directory.models import Person
from fugong.screening import choices
from fugong.screening.events import PassesVoided, StandingChanged
from fugong.screening.facts import OpenHold
from fugong.screening.judging import Ground, Judged
from fugong.screening.models import Hold, Standing, VerdictEntry
from fugong.screening.queries.inputs import open_on

KEEPS_OUT = (choices.OBSERVE, choices.BARRED)


def lock(person_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """The standing rows of these people, made where missing, locked in the order of their ids."""
    wanted = sorted(set(person_ids))
    rows = Standing.objects.select_for_update().filter(person_id__in=wanted).order_by("person_id")
    found = {row.person_id: row for row in rows}
    absent = [pk for pk in wanted if pk not in found]
    if absent:
        Standing.objects.bulk_create([Standing(person_id=pk) for pk in absent], ignore_conflicts=True)
        found = {row.person_id: row for row in rows.all()}
    return found


def entry_of(
    person: Person,
    judged: Judged,
    day: date,
    *,
    report_id: UUID | None = None,
    by_id: UUID | None = None,
    why: str = "",
) -> VerdictEntry:
    """A verdict as it is given, not yet stored."""
    return VerdictEntry(
        person_id=person.pk,
        for_day=day,
        verdict=judged.verdict or "",
        reason=judged.reason,
        until=judged.until,
        grounds=[ground.stored() for ground in judged.grounds],
        report_id=report_id,
        by_id=by_id,
        why=why,
    )


def put(row: Standing, judged: Judged, day: date, *, corrected: bool = False) -> None:
    """Write a verdict into a standing row, in memory. Where it keeps somebody out, passes issued so far are revoked."""
    row.verdict = judged.verdict or ""
    row.reason = judged.reason
    row.until = judged.until
    row.for_day = day
    row.grounds = [ground.stored() for ground in judged.grounds]
    row.corrected = corrected
    if judged.verdict in KEEPS_OUT:
        void(row)


def void(row: Standing) -> None:
    """Revoke the passes issued until now, in memory."""
    row.void_before = void_from(clock.now(), row.void_before)


def save(
    enterprise_id: UUID, rows: Sequence[Standing], entries: Sequence[VerdictEntry], *, voided: Iterable[UUID]
) -> None:
    """Store rows and entries and tell whoever listens. The rows are locked by the caller's transaction."""
    newest = {
        entry.person_id: entry.id for entry in streams.append(VerdictEntry, enterprise_id, list(entries))
    }
    for row in rows:
        row.entry_id = newest.get(row.person_id, row.entry_id)
        row.updated_at = clock.now()
    fields = [field.name for field in Standing._meta.concrete_fields if not field.primary_key]
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person"], update_fields=fields, batch_size=500
    )
    if rows:
        events.publish(StandingChanged(enterprise_id, tuple(row.person_id for row in rows)))
    if gone := tuple(voided):
        events.publish(PassesVoided(enterprise_id, gone))


def open_holds(person: Person, judged: Judged, day: date, report_id: UUID | None) -> list[Hold]:
    """Open a hold for every reason that lasts beyond the day, or lengthen the one the rules opened before.

    So a later report that says nothing of it, and midnight, change nothing.
    """
    opened = []
    for ground in judged.lasting:
        if ground.verdict not in KEEPS_OUT:
            continue
        kind = hold_kind(ground)
        known = Hold.objects.filter(
            open_on(day), person=person, kind=kind, reason=ground.code, report_id__isnull=False
        )
        hold = known.order_by("-created_at").first()
        if hold is None:
            hold = Hold(
                person=person,
                kind=kind,
                reason=ground.code,
                since=day,
                until=ground.until,
                report_id=report_id,
            )
            hold.save(force_insert=True)
            opened.append(hold)
        elif hold.until is not None and (ground.until is None or ground.until > hold.until):
            hold.until, hold.report_id = ground.until, report_id or hold.report_id
            hold.save(update_fields=["until", "report_id", "updated_at"])
            opened.append(hold)
    return opened


def hold_kind(ground: Ground) -> str:
    """What keeps somebody out for days: isolation where the rules bar, observation where they observe."""
    return choices.ISOLATION if ground.verdict == choices.BARRED else choices.OBSERVATION


def held_now(person: Person, day: date) -> list[OpenHold]:
    """The holds of a person that are open on a day."""
    rows = Hold.objects.filter(open_on(day), person=person).order_by("created_at")
    return [
        OpenHold(hold.kind, hold.reason, hold.until, by_rules=hold.report_id is not None) for hold in rows
    ]
