"""What terminals tell comes in: passages by the same decision as everybody's, temperatures without a scan beside them."""

from collections.abc import Sequence
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
from fugong.directory.models import Person
from fugong.gates import choices, decision
from fugong.gates.actions.devices import hear
from fugong.gates.actions.face_pictures import store_pictures
from fugong.gates.actions.nameless import hold_strangers, open_for_readings
from fugong.gates.actions.passages import Upload, record_together
from fugong.gates.models import Device, Terminal, TerminalReading
from fugong.gates.terminal_events import (
    CLOCK_FOR,
    FARTHEST_OFF,
    LOOKED_AT,
    Look,
    Receipt,
    TerminalEvent,
    TerminalMessage,
    celsius_of,
    clock_off,
    happened,
    identity,
    in_utc,
    is_lost,
)
from fugong.gates.upload import Item
from fugong.packs import Pack
from fugong.screening.queries.inputs import pack_of

UNKNOWN_TIME = "at"
UNKNOWN_PERSON = "unknown_person"


@dataclass(frozen=True, slots=True)
class _Terms:
    """By what the terminals of an enterprise are read: its pack and its own parameters of the gate."""

    pack: Pack
    own: dict[str, Any]

    def number(self, name: str) -> Decimal:
        return decision.parameter(self.pack, self.own, name)

    @property
    def tolerance(self) -> timedelta:
        return timedelta(seconds=float(self.number("skew_tolerance_seconds")))

    @property
    def not_measured(self) -> frozenset[Decimal]:
        told_as_none = self.pack.gate.parameters["not_measured"]
        assert isinstance(told_as_none, tuple)
        return frozenset(Decimal(str(value)) for value in told_as_none)


@dataclass(frozen=True, slots=True)
class _Timed:
    """An event with its own time in UTC and the time when it happened, estimated where the terminal had lost its clock."""

    event: TerminalEvent
    at: datetime
    id: UUID
    happened_at: datetime
    clock_lost: bool


@dataclass(frozen=True, slots=True)
class _Clock:
    """A terminal's clock: the looks to keep (None: unchanged), how far it is off (None: nobody knows), and whether the
    request shows that it is lost (None: it shows nothing)."""

    looks: list[Look] | None
    off: timedelta | None
    lost: bool | None


def record_terminal_events(*, terminal: Terminal, message: TerminalMessage, received_at: datetime) -> Receipt:
    """Store what a terminal tells; committed when this returns. The same told again changes nothing.

    An event of somebody with a job number is a passage by `record_together`: what the terminal let through stands as
    allowed, what it only tells is decided by the server. A temperature of nobody known, or of a terminal that only
    measures, is a reading of its entrance, which joins a scan (`join_readings`). Clocks are corrected as they prove to
    be off; where a clock was lost the time is estimated and marked `clock_lost`, and nothing is learned from it. A
    picture is dropped, but for that of a fever without a name where an assessment lets it be kept (`face_pictures`).
    """
    device = terminal.device
    terms = _terms(terminal)
    moments = [(event, in_utc(event.at, ZoneInfo(terminal.zone))) for event in message.events]
    dated = [(event, at) for event, at in moments if at is not None]
    clock = _clock(terminal, message, dated, received_at, terms.tolerance)
    device_time = None if clock.off is None else received_at + clock.off
    items: list[Item] = []
    readings: list[TerminalReading] = []
    numbers: dict[UUID, str] = {}
    pictures: dict[UUID, bytes] = {}
    for one in _timed(device, dated, device_time, received_at, terms.tolerance):
        celsius = celsius_of(one.event, terminal.unit, terms.not_measured)
        if one.event.picture:
            pictures[one.id] = one.event.picture
        if one.event.job_number and terminal.meaning == choices.MEANS_PASSAGE:
            items.append(_item(terminal, one, celsius))
        elif celsius is not None and terms.number("plausible_min") <= celsius <= terms.number(
            "plausible_max"
        ):
            readings.append(_reading(device, one, celsius))
            numbers[one.id] = decision.job_key(one.event.job_number)
    threshold = terms.number("fever_threshold")
    answers = _store_passages(device, items, device_time, received_at)
    fresh = _store_readings(device, readings, numbers, threshold)
    repeated = sum(answer["repeated"] for answer in answers) + len(readings) - len(fresh)
    strangers = {
        item.id
        for item, answer in zip(items, answers, strict=True)
        if answer["reason"] == UNKNOWN_PERSON
        and item.direction == choices.IN
        and threshold <= (item.temperature or 0) <= terms.number("plausible_max")
    }
    if strangers:
        hold_strangers(enterprise=device.checkpoint.enterprise, passage_ids=strangers, by=_itself(device))
    kept = store_pictures(terminal=terminal, pictures=pictures)
    hear(device=device, device_time=device_time, received_at=received_at)
    receipt = Receipt(
        taken=len(items) + len(readings) - repeated,
        repeated=repeated,
        unread=message.unread + len(moments) - len(dated),
        other=message.other + len(dated) - len(items) - len(readings),
    )
    _count(terminal, message, receipt, clock, received_at, kept)
    return receipt


def note_unreadable(*, terminal: Terminal, code: str, received_at: datetime) -> None:
    """A whole request that could not be read: counted, its reason shown at the desk, nothing of it kept."""
    hear(device=terminal.device, device_time=None, received_at=received_at)
    nothing = _Clock(None, None, None)
    _count(terminal, TerminalMessage(why=code), Receipt(unread=1), nothing, received_at)


def hear_terminal(*, terminal: Terminal, received_at: datetime) -> None:
    """A terminal asked or beat without an event."""
    hear(device=terminal.device, device_time=None, received_at=received_at)


def note_stamp(*, terminal: Terminal, table: str, stamp: str) -> None:
    """How far a terminal says it has uploaded a table; told back to it when it starts again. After the commit only."""
    if terminal.stamps.get(table) != stamp:
        terminal.stamps = {**terminal.stamps, table: stamp}
        Terminal.objects.filter(pk=terminal.pk).update(stamps=terminal.stamps)


def _terms(terminal: Terminal) -> _Terms:
    pack, own = pack_of(terminal.device.checkpoint.enterprise)
    return _Terms(pack, decision.gate_parameters(pack, own))


def _clock(
    terminal: Terminal,
    message: TerminalMessage,
    dated: Sequence[tuple[TerminalEvent, datetime]],
    received_at: datetime,
    tolerance: timedelta,
) -> _Clock:
    """What a request shows of the clock: by a heartbeat, else by the newest of its events that may be live."""
    beat = None if message.clock is None else in_utc(message.clock, ZoneInfo(terminal.zone))
    told = [beat] if beat is not None else [at for event, at in dated if event.live is not False]
    good = [at for at in told if not is_lost(at, received_at)]
    known = timedelta(seconds=terminal.device.skew_seconds)
    off = known if tolerance < abs(known) <= FARTHEST_OFF else None
    if not good:
        return _Clock(None, off, lost=True if told else None)
    looks = [
        Look(heard, seconds)
        for stamp, seconds in terminal.looks
        if received_at - (heard := datetime.fromtimestamp(stamp, UTC)) < CLOCK_FOR
    ]
    looks = [*looks, Look(received_at, (max(good) - received_at).total_seconds())][-LOOKED_AT:]
    if beat is not None:
        looks = looks[-1:]
    found = clock_off(looks, sure=beat is not None, tolerance=tolerance.total_seconds())
    return _Clock(looks, off if found is None else timedelta(seconds=found), lost=False)


def _timed(
    device: Device,
    dated: Sequence[tuple[TerminalEvent, datetime]],
    device_time: datetime | None,
    received_at: datetime,
    tolerance: timedelta,
) -> list[_Timed]:
    corrected = [
        None
        if is_lost(at, received_at)
        else decision.moment_of(
            at, device_time=device_time, received_at=received_at, tolerance=tolerance
        ).happened_at
        for _event, at in dated
    ]
    times = happened([at for _event, at in dated], corrected, received_at)
    return [
        _Timed(event, at, identity(device.pk, event, at), moment, clock_lost=known is None)
        for (event, at), known, moment in zip(dated, corrected, times, strict=True)
    ]


def _item(terminal: Terminal, one: _Timed, celsius: Decimal | None) -> Item:
    """The passage as the gate takes it."""
    event = one.event
    direction = terminal.direction
    if direction == choices.BY_EVENT:
        direction = event.direction or choices.IN
    return Item(
        id=one.id,
        given_id=str(one.id),
        code=f"{decision.JOB}{event.job_number}",
        temperature=celsius,
        direction=direction,
        at=one.at,
        given=None if event.passed is None else choices.ALLOW if event.passed else choices.DENY,
        estimated_at=one.happened_at if one.clock_lost else None,
    )


def _store_passages(
    device: Device, items: Sequence[Item], device_time: datetime | None, received_at: datetime
) -> list[dict[str, Any]]:
    """The gate's answer to each."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(items), choices.MOST_AT_ONCE):
        upload = Upload(device, items[start : start + choices.MOST_AT_ONCE], device_time, received_at)
        (answers,) = record_together([upload])
        if isinstance(answers, Exception):
            raise answers
        found += answers
    return found


def _itself(device: Device) -> Actor:
    return Actor(
        "device", device.pk, frozenset({"device"}), device.checkpoint.enterprise_id, name=device.name
    )


def _celsius(row: TerminalReading) -> Decimal:
    return Decimal(row.celsius.reveal())


def _reading(device: Device, one: _Timed, celsius: Decimal) -> TerminalReading:
    row = TerminalReading(
        owner_id=device.checkpoint.enterprise_id,
        id=one.id,
        device_id=device.pk,
        checkpoint_id=device.checkpoint_id,
        at=one.at,
        happened_at=one.happened_at,
        clock_lost=one.clock_lost,
        celsius=str(celsius),
    )
    seal_now(row)
    return row


def _store_readings(
    device: Device, rows: Sequence[TerminalReading], numbers: dict[UUID, str], threshold: Decimal
) -> list[TerminalReading]:
    """Those that are new. Of a fever somebody is held at once, known or not."""
    if not rows:
        return []
    enterprise_id = device.checkpoint.enterprise_id
    named = {
        decision.job_key(job_number): pk
        for pk, job_number in Person.objects.filter(
            enterprise_id=enterprise_id,
            job_number__in={*numbers.values(), *(number.lower() for number in numbers.values())} - {""},
        ).values_list("pk", "job_number")
    }
    for row in rows:
        row.person_id = named.get(numbers[row.id])
    by = _itself(device)
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
        fevers = [row for row in fresh if _celsius(row) >= threshold]
        open_for_readings(enterprise=device.checkpoint.enterprise, readings=fevers, by=by)
    return fresh


def _count(
    terminal: Terminal,
    message: TerminalMessage,
    receipt: Receipt,
    clock: _Clock,
    received_at: datetime,
    kept: int = 0,
) -> None:
    """The counters of the desk's page and what is known of the clock. Not audited: nobody decided anything."""
    counts = {
        "events": receipt.taken,
        "repeated": receipt.repeated,
        "unread": receipt.unread,
        "others": receipt.other,
        "pictures": message.pictures - kept,
    }
    changed: dict[str, Any] = {name: F(name) + count for name, count in counts.items() if count}
    if receipt.unread:
        changed["unread_why"], changed["unread_at"] = (message.why or UNKNOWN_TIME)[:20], received_at
    if clock.looks is not None:
        changed["looks"] = [[round(look.heard_at.timestamp(), 3), round(look.off, 3)] for look in clock.looks]
    if clock.lost and terminal.clock_lost_since is None:
        changed["clock_lost_since"] = received_at
    elif clock.lost is False and terminal.clock_lost_since is not None:
        changed["clock_lost_since"] = None
    if changed:
        Terminal.objects.filter(pk=terminal.pk).update(**changed)
