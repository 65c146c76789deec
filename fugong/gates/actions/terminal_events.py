"""What terminals tell comes in: passages by the same decision as everybody's, temperatures without a scan beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from fugong.core import audit, streams
from fugong.core.fields import seal_now
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Person
from fugong.gates import choices, decision
from fugong.gates.actions.devices import hear
from fugong.gates.actions.passages import record_passages
from fugong.gates.models import Device, Terminal, TerminalReading
from fugong.gates.terminal_events import (
    CLOCK_FOR,
    FARTHEST_BACK,
    LOOKED_AT,
    Look,
    TerminalEvent,
    Told,
    celsius_of,
    clock_off,
    identity,
    in_utc,
)
from fugong.notices import actions as notices
from fugong.packs import Pack
from fugong.screening.queries.inputs import pack_of

UNKNOWN_TIME = "at"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a request: passages and readings stored now, those that were there, and what was not taken."""

    taken: int = 0
    repeated: int = 0
    unread: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class _Timed:
    event: TerminalEvent
    at: datetime
    id: UUID


def record_terminal_events(*, terminal: Terminal, told: Told, received_at: datetime) -> Receipt:
    """Store what a terminal tells; committed when this returns. The same told again changes nothing.

    An event of somebody with a job number is a passage by `record_passages`: what the terminal let through stands as
    allowed, what it only tells is decided by the server. A temperature of nobody known, or of a terminal that only
    measures, is a reading of its entrance, which joins a scan (`join_readings`). Pictures are not stored: they are not
    even read. Clocks are corrected as they prove to be off; what was stored on the device keeps its own time.
    """
    device = terminal.device
    zone = ZoneInfo(terminal.zone)
    pack, own = pack_of(device.checkpoint.enterprise)
    own = decision.gate_parameters(pack, own)
    tolerance = float(decision.parameter(pack, own, "skew_tolerance_seconds"))
    timed, unread = [], told.unread
    for event in told.events:
        at = in_utc(event.at, zone)
        if at is None:
            unread += 1
        else:
            timed.append(_Timed(event, at, identity(device.pk, event, at)))
    looks, off = _look_at_clock(terminal, told, timed, zone, received_at, tolerance)
    device_time = None if off is None else received_at + timedelta(seconds=off)
    told_as_none = pack.gate.parameters["not_measured"]
    assert isinstance(told_as_none, tuple)
    not_measured = frozenset(Decimal(str(value)) for value in told_as_none)

    items: list[Any] = []
    lost: list[Any] = []
    readings: list[TerminalReading] = []
    other = told.other
    for one in timed:
        celsius = celsius_of(one.event, terminal.unit, not_measured)
        if one.event.job_number and terminal.meaning == choices.MEANS_PASSAGE:
            without_clock = received_at - one.at > FARTHEST_BACK
            (lost if without_clock else items).append(_item(terminal, one, celsius))
        elif celsius is not None and _plausible(pack, own, celsius):
            moment = decision.moment_of(
                one.at,
                device_time=one.at if received_at - one.at > FARTHEST_BACK else device_time,
                received_at=received_at,
                tolerance=timedelta(seconds=tolerance),
            )
            readings.append(_reading(device, one, moment.happened_at, celsius))
        else:
            other += 1
    repeated = 0
    for item in lost:  # its clock is lost: it happened when it came, as far as anybody knows
        repeated += _record(device, [item], datetime.fromisoformat(item["at"]), received_at)
    for start in range(0, len(items), choices.MOST_AT_ONCE):
        repeated += _record(device, items[start : start + choices.MOST_AT_ONCE], device_time, received_at)
    by = Actor("device", device.pk, frozenset({"device"}), device.checkpoint.enterprise_id, name=device.name)
    stored = _store_readings(terminal, by, timed, readings, pack, own)
    repeated += len(readings) - stored
    hear(device=device, device_time=device_time, received_at=received_at)
    taken = len(items) + len(lost) + len(readings) - repeated
    _count(terminal, told, taken, repeated, unread, other, looks, received_at)
    return Receipt(taken, repeated, unread, other)


def note_unreadable(*, terminal: Terminal, code: str, received_at: datetime) -> None:
    """A whole request that could not be read: counted, its reason shown at the desk, nothing of it kept."""
    hear(device=terminal.device, device_time=None, received_at=received_at)
    _count(terminal, Told(unread=1, why=code), 0, 0, 1, 0, None, received_at)


def hear_terminal(*, terminal: Terminal, received_at: datetime) -> None:
    """A terminal asked or beat without an event."""
    hear(device=terminal.device, device_time=None, received_at=received_at)


def note_stamp(*, terminal: Terminal, table: str, stamp: str) -> None:
    """How far a terminal says it has uploaded a table; told back to it when it starts again. After the commit only."""
    if terminal.stamps.get(table) != stamp:
        terminal.stamps = {**terminal.stamps, table: stamp}
        Terminal.objects.filter(pk=terminal.pk).update(stamps=terminal.stamps)


def _record(device: Device, items: Sequence[Any], device_time: datetime | None, received_at: datetime) -> int:
    """How many of them were stored before."""
    answers = record_passages(device=device, items=items, device_time=device_time, received_at=received_at)
    return sum(answer["repeated"] for answer in answers)


def _item(terminal: Terminal, one: _Timed, celsius: Decimal | None) -> dict[str, Any]:
    """The passage as `record_passages` takes it."""
    event = one.event
    direction = terminal.direction
    if direction == choices.BY_EVENT:
        direction = event.direction or choices.IN
    given = None if event.passed is None else choices.ALLOW if event.passed else choices.DENY
    return {
        "id": str(one.id),
        "code": f"{decision.JOB}{event.job_number}",
        "temperature": celsius,
        "direction": direction,
        "at": one.at.isoformat(),
        "verdict": given,
    }


def _plausible(pack: Pack, own: dict[str, Any], celsius: Decimal) -> bool:
    """Whether a temperature of nobody known is one at all; one with a name is stored and judged with its passage."""
    least, most = (decision.parameter(pack, own, name) for name in ("plausible_min", "plausible_max"))
    return least <= celsius <= most


def _look_at_clock(
    terminal: Terminal,
    told: Told,
    timed: Sequence[_Timed],
    zone: ZoneInfo,
    received_at: datetime,
    tolerance: float,
) -> tuple[list[Look] | None, float | None]:
    """The looks to keep (None: unchanged) and how far the clock is off, in seconds (None: nobody knows)."""
    clock = None if told.clock is None else in_utc(told.clock, zone)
    moments = [one.at for one in timed if one.event.live is not False]
    newest = clock or max(moments, default=None)
    looks = [
        Look(heard, off)
        for stamp, off in terminal.looks
        if received_at - (heard := datetime.fromtimestamp(stamp, UTC)) < CLOCK_FOR
    ]
    known = float(terminal.device.skew_seconds)
    off = known if abs(known) > tolerance else None
    if newest is None or received_at - newest > FARTHEST_BACK:
        return None, off
    looks = [*looks, Look(received_at, (newest - received_at).total_seconds())][-LOOKED_AT:]
    if clock is not None:
        looks = looks[-1:]
    found = clock_off(looks, sure=clock is not None, tolerance=tolerance)
    return looks, off if found is None else found


def _reading(device: Device, one: _Timed, happened_at: datetime, celsius: Decimal) -> TerminalReading:
    row = TerminalReading(
        owner_id=device.checkpoint.enterprise_id,
        id=one.id,
        device_id=device.pk,
        checkpoint_id=device.checkpoint_id,
        at=one.at,
        happened_at=happened_at,
        celsius=str(celsius),
    )
    seal_now(row)
    return row


def _store_readings(
    terminal: Terminal,
    by: Actor,
    timed: Iterable[_Timed],
    rows: Sequence[TerminalReading],
    pack: Pack,
    own: dict[str, Any],
) -> int:
    """How many are new. The officer is told of a fever at once: somebody stands at the gate, known or not."""
    if not rows:
        return 0
    device = terminal.device
    enterprise_id = device.checkpoint.enterprise_id
    numbers = {one.id: decision.job_key(one.event.job_number) for one in timed if one.event.job_number}
    named = {
        decision.job_key(job_number): pk
        for pk, job_number in Person.objects.filter(
            enterprise_id=enterprise_id,
            job_number__in={*numbers.values(), *(number.lower() for number in numbers.values())},
        ).values_list("pk", "job_number")
    }
    for row in rows:
        row.person_id = named.get(numbers.get(row.id, ""))
    threshold = decision.parameter(pack, own, "fever_threshold")
    with transaction.atomic():
        fresh = streams.append(TerminalReading, enterprise_id, rows)
        if fresh:
            audit.record(
                by=by,
                action="gates.record_readings",
                subject="device",
                subject_id=device.pk,
                owner_id=enterprise_id,
                count=len(fresh),
                first=fresh[0].seq,
                last=fresh[-1].seq,
            )
        for row in fresh:
            if Decimal(row.celsius.reveal()) >= threshold:
                notices.post(
                    owner_id=enterprise_id,
                    kind="terminal_fever",
                    details={
                        "device_id": str(device.pk),
                        "reading_id": str(row.id),
                        "checkpoint": device.checkpoint.name,
                    },
                    role=people.EPIDEMIC_OFFICER,
                    by=by,
                )
    return len(fresh)


def _count(
    terminal: Terminal,
    told: Told,
    taken: int,
    repeated: int,
    unread: int,
    other: int,
    looks: Sequence[Look] | None,
    received_at: datetime,
) -> None:
    """The counters of the desk's page. Not audited: nobody decided anything."""
    changed: dict[str, Any] = {}
    for name, count in (
        ("events", taken),
        ("repeated", repeated),
        ("unread", unread),
        ("others", other),
        ("pictures", told.pictures),
    ):
        if count:
            changed[name] = F(name) + count
    if unread:
        changed["unread_why"], changed["unread_at"] = (told.why or UNKNOWN_TIME)[:20], received_at
    if looks is not None:
        changed["looks"] = [[round(look.heard_at.timestamp(), 3), round(look.off, 3)] for look in looks]
    if changed:
        Terminal.objects.filter(pk=terminal.pk).update(**changed)
