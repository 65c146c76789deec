"""Tables that ZKTeco terminals upload (pure): ATTLOG by places, rtlog and the stored transactions by names. Times are the
device's local time.

What is from memory is told in docs/reference/terminals.md.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from fugong.gates import terminal_events
from fugong.gates.protocols.zkteco.times import unpacked
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage, Unreadable

ATTLOG, RTLOG, RTSTATE, TRANSACTION = "ATTLOG", "RTLOG", "RTSTATE", "TRANSACTION"
TABLEDATA = "TABLEDATA"
PICTURES = frozenset({"ATTPHOTO", "BIOPHOTO", "USERPIC"})
OF_NO_EVENT = frozenset(
    {"OPERLOG", "OPTIONS", "USER", "USERINFO", "BIODATA", "TEMPLATEV10", "ERRORLOG", "EXTUSER"}
)
KNOWN_TABLES = frozenset({ATTLOG, RTLOG, RTSTATE, TRANSACTION}) | PICTURES | OF_NO_EVENT
"""Tables of which we know what they hold; any other is named in the log."""

IN_STATES = frozenset({"0", "3", "4"})
OUT_STATES = frozenset({"1", "2", "5"})
"""Attendance states: check in, back from a break, overtime begins; check out, a break begins, overtime ends."""

LET_THROUGH = range(6)
REFUSED = range(20, 100)
"""Codes of the event log by which a door opened to somebody, and by which it did not. Any other says neither."""

TEMPERATURE_PLACE = 8


def table_of(kind: str, name: str, body: bytes) -> str:
    """Which table an upload is, in capitals: `tabledata` says it in `name`, or by the first word of its lines."""
    if kind.upper() != TABLEDATA:
        return kind.upper()
    said = name or body[:40].split(b" ", 1)[0].decode("ascii", "replace")
    return said.strip().upper() if said.strip().isalnum() else TABLEDATA


def read(table: str, body: bytes) -> TerminalMessage:
    """What an upload of a table (`table_of`) says, line by line; a line that cannot be read takes no other along. Tables
    we do not read are counted."""
    if table in PICTURES:
        return TerminalMessage(pictures=1)
    if table not in (ATTLOG, RTLOG, RTSTATE, TRANSACTION):
        return TerminalMessage(other=1)
    lines = [line for line in body.splitlines() if line.strip()]
    events, unread, why, other = [], 0, "", 0
    clock = None
    for line in lines:
        try:
            text = terminal_events.decoded(line)
            if table == RTSTATE:
                other, clock = other + 1, terminal_events.moment(_named(text).get("time"))
                continue
            event = READ[table](text)
        except Unreadable as fault:
            unread, why = unread + 1, why or fault.code
            continue
        if event.job_number or event.temperature is not None:
            events.append(event)
        else:
            other += 1
    return TerminalMessage(tuple(events), unread, why, other, clock=clock)


def _attendance(line: str) -> TerminalEvent:
    """PIN, time, state, way of verifying, work code, two reserved, and of newer ones mask and temperature.

    There are no serial numbers: who, when and in which state is what an event is known by. It stands in the log, so the
    terminal took the person for verified.
    """
    parts = [part.strip() for part in line.split("\t")]
    if len(parts) < 2:
        raise Unreadable("line")
    state = parts[2] if len(parts) > 2 else ""
    told = parts[TEMPERATURE_PLACE] if len(parts) > TEMPERATURE_PLACE else ""
    return TerminalEvent(
        at=_moment(parts[1]),
        written_at=parts[1],
        job_number=_person(parts[0]),
        temperature=_temperature(told),
        direction="in" if state in IN_STATES else "out" if state in OUT_STATES else "",
        passed=True,
    )


def _live(line: str) -> TerminalEvent:
    """An event of a door as it happens, by the names of its fields."""
    said = _named(line)
    return _at_door(said, _moment(said.get("time", "")), said.get("event", ""), said.get("inoutstatus", ""))


def _stored(line: str) -> TerminalEvent:
    """One that an access controller had kept: `transaction pin=…`, other names, and its time packed into a number."""
    said = _named(line)
    written = said.get("time_second", "")
    at = unpacked(written) or _moment(written)
    event = _at_door(said, at, said.get("eventtype", ""), said.get("inoutstate", ""))
    return replace(event, live=False)


def _at_door(said: Mapping[str, str], at: datetime, code: str, way: str) -> TerminalEvent:
    """Written down alike for both, so that an event that comes by both is known for one."""
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 6 else -1
    serial_number = terminal_events.plain(said.get("index", ""))
    if serial_number is None:
        raise Unreadable("number")
    return TerminalEvent(
        at=at,
        written_at=at.isoformat(" ") if at.tzinfo is None else said.get("time", ""),
        serial_number=serial_number,
        job_number=_person(said.get("pin", "")),
        temperature=_temperature(said.get("temperature", "")),
        direction={"0": "in", "1": "out"}.get(way, ""),
        passed=True if number in LET_THROUGH else False if number in REFUSED else None,
    )


READ = {ATTLOG: _attendance, RTLOG: _live, TRANSACTION: _stored}


def _named(line: str) -> dict[str, str]:
    """The fields of a line, names in small letters; before the first may stand the table's own name."""
    pairs = (part.partition("=") for part in line.split("\t"))
    return {(name.split() or [""])[-1].lower(): value.strip() for name, equals, value in pairs if equals}


def _moment(text: str) -> datetime:
    found = terminal_events.moment(text)
    if found is None or text.isdigit():
        raise Unreadable("at")
    return found


def _person(text: str) -> str:
    """The number under which the terminal keeps somebody; 0 is nobody."""
    found = terminal_events.plain(text)
    if found is None:
        raise Unreadable("person")
    return "" if found == "0" else found


def _temperature(text: str) -> Decimal | None:
    if not text:
        return None
    found = terminal_events.number(text)
    if found is None:
        raise Unreadable("temperature")
    return found
