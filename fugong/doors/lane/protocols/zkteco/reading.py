"""Tables that ZKTeco terminals upload (pure): ATTLOG by places, rtlog by names. Times are the device's local time.

What is from memory is told in docs/reference/terminals.md.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from fugong.gates import terminal_events
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage, Unreadable

ATTLOG, RTLOG, RTSTATE = "ATTLOG", "RTLOG", "RTSTATE"
PICTURES = frozenset({"ATTPHOTO", "BIOPHOTO", "USERPIC"})

IN_STATES = frozenset({"0", "3", "4"})
OUT_STATES = frozenset({"1", "2", "5"})
"""Attendance states: check in, back from a break, overtime begins; check out, a break begins, overtime ends."""

LET_THROUGH = range(6)
REFUSED = range(20, 100)
"""Codes of the event log by which a door opened to somebody, and by which it did not. Any other says neither."""

TEMPERATURE_PLACE = 8


def read(table: str, body: bytes) -> TerminalMessage:
    """What an upload of a table says, line by line; a line that cannot be read takes no other along. Tables we do not
    read are counted."""
    table = table.upper()
    if table in PICTURES:
        return TerminalMessage(pictures=1)
    if table not in (ATTLOG, RTLOG, RTSTATE):
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
            event = _attendance(text) if table == ATTLOG else _access(_named(text))
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


def _access(said: Mapping[str, str]) -> TerminalEvent:
    """An event of a door by the names of its fields."""
    code = said.get("event", "")
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 6 else -1
    serial_number = terminal_events.plain(said.get("index", ""))
    if serial_number is None:
        raise Unreadable("number")
    return TerminalEvent(
        at=_moment(said.get("time", "")),
        written_at=said.get("time", ""),
        serial_number=serial_number,
        job_number=_person(said.get("pin", "")),
        temperature=_temperature(said.get("temperature", "")),
        direction={"0": "in", "1": "out"}.get(said.get("inoutstatus", ""), ""),
        passed=True if number in LET_THROUGH else False if number in REFUSED else None,
    )


def _named(line: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in line.split("\t"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


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
