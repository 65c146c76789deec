"""ISAPI event notifications (pure): a body and its content type to events.

What is from memory is told in docs/reference/terminals.md.

XML is read by expat with any document type refused, so that there are no entities to expand and nothing to fetch.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.parsers import expat

from fugong.gates import field_map, terminal_events
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage, Unreadable

ACCESS = "AccessControllerEvent"
HEARTBEAT = "heartbeat"
PASSES = frozenset({(5, 1), (5, 38), (5, 75)})
"""Major and minor codes of who was let through: card, fingerprint, face. Any other code says nothing of it."""

DIRECTIONS = {
    "checkin": "in",
    "breakin": "in",
    "overtimein": "in",
    "checkout": "out",
    "breakout": "out",
    "overtimeout": "out",
}
UNITS = {"celsius": "celsius", "fahrenheit": "fahrenheit", "kelvin": "kelvin"}

MOST_PARTS = 20
MOST_ELEMENTS = 2000
DEEPEST = 20
_BOUNDARY = re.compile(r'boundary="?([^";,]{1,100})"?', re.IGNORECASE)
_GBK = re.compile(rb"^[^>]{0,80}encoding\s*=\s*[\"'](gb\w{1,6})[\"']", re.IGNORECASE)


def read(body: bytes, content_type: str) -> TerminalMessage:
    """What a push says; raises Unreadable where no part of it can be read. Pictures are not looked at."""
    if "multipart/" in content_type.lower():
        return _multipart(body, content_type)
    return read_document(_document(body))


def _multipart(body: bytes, content_type: str) -> TerminalMessage:
    """The first part that is JSON or XML; the names of the parts say nothing certain."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise Unreadable("multipart")
    mark = b"--" + found[1].strip().encode("latin-1", "replace")
    document: Any = None
    pictures: list[bytes] = []
    for part in body.split(mark, MOST_PARTS + 1)[1 : MOST_PARTS + 1]:
        head, _gap, content = part.partition(b"\r\n\r\n")
        if not content:
            head, _gap, content = part.partition(b"\n\n")
        if b"image/" in head.lower() or content.startswith(b"\xff\xd8\xff"):
            pictures.append(content.removesuffix(b"\n").removesuffix(b"\r"))
        elif document is None and content.strip():
            try:
                document = _document(content)
            except Unreadable:
                continue
    if document is None:
        raise Unreadable("multipart")
    told = read_document(document)
    events = told.events
    if len(events) == 1 and pictures:  # of several events nobody could say whose it is
        events = (replace(events[0], picture=pictures[0]),)
    return replace(told, events=events, pictures=len(pictures))


def _document(body: bytes) -> Any:
    start = body.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1]
    if start == b"<" or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return xml(body)
    return field_map.document_of(body.strip())


def read_document(document: Any) -> TerminalMessage:
    """What a push, or the answer to a search of events, says."""
    if isinstance(document, Mapping) and isinstance(document.get("EventNotificationAlert"), Mapping):
        document = document["EventNotificationAlert"]
    if not isinstance(document, Mapping):
        raise Unreadable("no_events")
    pulled = document.get("AcsEvent")
    if isinstance(pulled, Mapping):
        return _pulled(pulled)
    kind = str(document.get("eventType", ""))
    if not kind:
        raise Unreadable("no_events")
    if kind != ACCESS:
        beat = kind.lower() == HEARTBEAT
        return TerminalMessage(
            other=1, clock=terminal_events.moment(document.get("dateTime")) if beat else None
        )
    said = document.get(ACCESS)
    if not isinstance(said, Mapping):
        return TerminalMessage(unread=1, why="no_events")
    return _told([{"dateTime": document.get("dateTime"), **said}], live=None)


def _pulled(pulled: Mapping[str, Any]) -> TerminalMessage:
    """`AcsEvent` as a search answers it: other names for time and codes, and all of it from the past."""
    rows = pulled.get("InfoList")
    if not isinstance(rows, list) or len(rows) > field_map.MOST_EVENTS:
        raise Unreadable("no_events")
    renamed = {"time": "dateTime", "major": "majorEventType", "minor": "subEventType"}
    return _told(
        [
            {renamed.get(str(name), str(name)): value for name, value in row.items()}
            for row in rows
            if isinstance(row, Mapping)
        ],
        live=False,
    )


def _told(rows: list[dict[str, Any]], *, live: bool | None) -> TerminalMessage:
    events, unread, why, other = [], 0, "", 0
    for row in rows:
        try:
            event = _event(row, live)
        except Unreadable as fault:
            unread, why = unread + 1, why or fault.code
            continue
        if event.job_number or event.temperature is not None:
            events.append(event)
        else:
            other += 1  # a door that opened, a stranger's face without a temperature
    return TerminalMessage(tuple(events), unread, why, other)


def _event(row: Mapping[str, Any], live: bool | None) -> TerminalEvent:
    at = terminal_events.moment(row.get("dateTime"))
    if at is None:
        raise Unreadable("at")
    serial_number = terminal_events.plain(row.get("serialNo"))
    if serial_number is None:
        raise Unreadable("number")
    person = terminal_events.plain(row.get("employeeNoString") or row.get("employeeNo"))
    if person is None:
        raise Unreadable("person")
    temperature = None
    if row.get("currTemperature") not in (None, ""):
        temperature = terminal_events.number(row["currTemperature"])
        if temperature is None:
            raise Unreadable("temperature")
    said_live = _flag(row.get("currentEvent"))
    return TerminalEvent(
        at=at,
        written_at=str(row["dateTime"]).strip(),
        serial_number=serial_number,
        job_number=person,
        temperature=temperature,
        unit=UNITS.get(str(row.get("thermometryUnit", "")).lower(), ""),
        direction=DIRECTIONS.get(str(row.get("attendanceStatus", "")).lower(), ""),
        passed=_passed(row),
        live=live if said_live is None else said_live,
    )


def _passed(row: Mapping[str, Any]) -> bool | None:
    """Let through where the code says so. Not where the temperature was found too high: some then keep the door shut."""
    if _flag(row.get("isAbnomalTemperature")):
        return None
    codes = (_integer(row.get("majorEventType")), _integer(row.get("subEventType")))
    return True if codes in PASSES else None


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


def _integer(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 6:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def xml(body: bytes) -> dict[str, Any]:
    """A small XML document as nested objects, names without their namespace; raises Unreadable."""
    body = body.lstrip(b"\r\n\t ")
    charset = _GBK.match(body[:120])
    encoding = None
    if charset is not None:
        try:
            body, encoding = body.decode("gb18030").encode(), "utf-8"
        except UnicodeDecodeError:
            raise Unreadable("charset") from None
    reader = _Reader()
    parser = expat.ParserCreate(encoding)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(body.rstrip(b"\r\n\t \x00"), True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Unreadable("xml") from None
    return reader.root


class _Reader:
    """Builds objects of elements; a name that comes twice keeps its first. Refuses what is too deep or too much."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = [("", self.root, [])]
        self._count = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """An element begins."""
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) > DEEPEST:
            raise Unreadable("xml")
        self._open.append((name.rpartition(":")[2], {}, []))

    def text(self, data: str) -> None:
        """Some of an element's text."""
        self._open[-1][2].append(data)

    def end(self, _name: str) -> None:
        """An element ends: an object where it had elements, else its text."""
        name, inner, words = self._open.pop()
        self._open[-1][1].setdefault(name, inner or "".join(words).strip())

    def refuse(self, *_declaration: object) -> None:
        """No document type, no entities."""
        raise Unreadable("xml")
