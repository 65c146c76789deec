"""What terminals tell over HTTP, whatever their protocol: one form of event, its identity, its temperature, its clock.

Pure: knows no tables. The readings of `gates.protocols` make these, `actions.terminal_events` stores them.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

CELSIUS: Final = "celsius"
FAHRENHEIT: Final = "fahrenheit"
KELVIN: Final = "kelvin"
TENTHS: Final = "tenths"
UNITS: Final = (CELSIUS, FAHRENHEIT, KELVIN, TENTHS)
"""What a temperature is told in; `tenths` are tenths of a degree Celsius."""

LONGEST_NUMBER: Final = 26
"""Characters of a job number or serial number that are read; `JOB:` and this is what a gate takes."""

LOOKED_AT: Final = 5
CLOCK_FOR: Final = timedelta(hours=1)
PROVED_AFTER: Final = timedelta(seconds=60)
PROVED_BY: Final = 3

FARTHEST_OFF: Final = timedelta(days=60)
"""A time farther from ours than this is none: the terminal had lost its clock, as after a power cut."""
LONGEST_GAP: Final = timedelta(days=1)
"""Between two events of a lost clock: more than this it did not count, it was set back or lost once more."""


class Unreadable(Exception):
    """A request none of whose parts can be read. `code` says what was wrong, never what was in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class TerminalEvent:
    """One event as a terminal tells it, read but not judged.

    `at` is naive where it is the device's local time; `written_at` is that time as it was written. `passed`: whether the
    terminal let somebody through, None where that cannot be told. `live`: False for one stored and sent later, None where
    the device does not say. `temperature` is the number as sent, `unit` what it is in, empty where the device does not say.
    `picture` is what came with it, unseen; hardly any is kept (`actions.face_pictures`).
    """

    at: datetime
    written_at: str
    serial_number: str = ""
    job_number: str = ""
    temperature: Decimal | None = None
    unit: str = ""
    direction: str = ""
    passed: bool | None = None
    live: bool | None = None
    picture: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class TerminalMessage:
    """What one request says: events; how many items could not be read and the code of the first of them; how many were
    of another kind; how many pictures were in it; the device's own clock where a heartbeat told it."""

    events: tuple[TerminalEvent, ...] = ()
    unread: int = 0
    why: str = ""
    other: int = 0
    pictures: int = 0
    clock: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a request: passages and readings stored now, those that were there, and what was not taken."""

    taken: int = 0
    repeated: int = 0
    unread: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """How far a device's clock was off when something new was heard: its time minus ours, in seconds."""

    heard_at: datetime
    off: float


def in_utc(moment: datetime, zone: ZoneInfo) -> datetime | None:
    """A moment in UTC; one without zone is the device's local time. None for one beyond all calendars."""
    try:
        return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def is_lost(at: datetime, received_at: datetime) -> bool:
    """Whether a device that tells this time has lost its clock."""
    return abs(at - received_at) > FARTHEST_OFF


def happened(
    times: Sequence[datetime], corrected: Sequence[datetime | None], received_at: datetime
) -> list[datetime]:
    """When the events of one request happened, in their order: as `corrected` where that is known, else estimated.

    `times` are the device's own. An event of a lost clock came before the next in order and before its receipt; of what
    two of them lie apart the lost clock tells as much as any, as long as it went on counting.
    """
    found: list[datetime] = []
    later, before = received_at, None
    for at, known in zip(reversed(times), reversed(corrected), strict=True):
        if known is not None:
            later, before = min(later, known), None
            found.append(known)
            continue
        gap = before - at if before is not None else timedelta()
        later, before = later - gap if timedelta() <= gap <= LONGEST_GAP else later, at
        found.append(later)
    return found[::-1]


def identity(device_id: UUID, event: TerminalEvent, at: datetime) -> UUID:
    """The id of an event: a UUIDv7 that is the same each time the device sends it.

    Of device, serial number, time and person: a counter that starts again after a factory reset meets another time, and
    a device without serial numbers has the other three.
    """
    told = "\0".join(
        (device_id.hex, event.serial_number, event.written_at, event.job_number, event.direction)
    )
    if not event.serial_number:
        told += f"\0{event.temperature}"
    tail = int.from_bytes(hashlib.sha256(told.encode("utf-8", "replace")).digest()[:10], "big")
    moment = max(0, round(at.timestamp() * 1000)) & ((1 << 48) - 1)
    value = (moment << 80) | tail
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)


def celsius_of(event: TerminalEvent, unit: str, not_measured: Collection[Decimal]) -> Decimal | None:
    """The temperature in °C to two places, None where it was not measured: 0 and 255 in whatever unit (pack).

    `unit` is the terminal's own, for events that do not say. Whether it is plausible is the gate table's to say.
    """
    value = event.temperature
    if value is None or value in not_measured:
        return None
    match event.unit or unit:
        case "fahrenheit":
            value = (value - 32) * 5 / 9
        case "kelvin":
            value -= Decimal("273.15")
        case "tenths":
            value /= 10
    return short(value.quantize(Decimal("0.01"), ROUND_DOWN)) if abs(value) < 10_000 else Decimal(9999)


def short(value: Decimal) -> Decimal:
    """Without zeros at the end, and never with an exponent: 40, not 4E+1."""
    return Decimal(f"{value.normalize():f}")


def clock_off(looks: Sequence[Look], *, sure: bool, tolerance: float) -> float | None:
    """How far a device's clock is off, by the latest looks (oldest first); None where they do not tell yet.

    An event waits on its way but never arrives before it happened: the largest of the looks is nearest to the truth, and
    a clock ahead is plain at once. One that seems behind may as well be a backlog that comes in: it is believed when a
    heartbeat says so (`sure`), or when looks a minute apart agree.
    """
    if not looks:
        return None
    best = max(look.off for look in looks)
    if best >= -tolerance or sure:
        return best
    agree = len(looks) >= PROVED_BY and best - min(look.off for look in looks) <= tolerance
    apart = looks[-1].heard_at - looks[0].heard_at
    return best if agree and apart >= PROVED_AFTER else None


def plain(value: object, most: int = LONGEST_NUMBER) -> str | None:
    """A number or name of a device as plain text; empty where absent, None where it is no such thing."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int) and abs(value) >= 10**most:
        return None
    text = str(value).strip()
    return text if len(text) <= most and text.isprintable() else None


def number(value: object) -> Decimal | None:
    """A temperature as sent, four digits before the point and six after at most; None for anything else."""
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or len(text) > 12:
            return None
        try:
            found = Decimal(text)
        except ArithmeticError:
            return None
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        found = Decimal(value)
    else:
        return None
    if not found.is_finite() or abs(found) >= 10_000:
        return None
    return short(found.quantize(Decimal("0.000001")))


def moment(value: object) -> datetime | None:
    """A time as devices write it: with offset or without, with T or a space, or seconds or milliseconds since 1970."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) <= 16:
        value = int(value)
    if isinstance(value, int | Decimal):
        try:
            seconds = float(value)
            return datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= 1e11 else seconds, UTC)
        except (ValueError, OverflowError, OSError, ArithmeticError):
            return None
    if not isinstance(value, str) or not 16 <= len(value.strip()) <= 40:
        return None
    try:
        return datetime.fromisoformat(value.strip().replace("/", "-"))
    except ValueError:
        return None


def decoded(body: bytes) -> str:
    """The text of a body: UTF-8, else GBK as many terminals write. Raises Unreadable."""
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Unreadable("charset")
