"""A terminal's own JSON read by a map: our field → where it stands in theirs. Pure.

    {"events": "records", "fields": {"at": {"path": "time"}, "person": {"path": "user.no"},
     "temperature": {"path": "therm", "unit": "celsius"}, "direction": {"path": "io", "values": {"0": "in", "1": "out"}}}}

A path is names joined by dots, a number for a place in a list. `values` turns their values, written as text, into ours;
what it does not name is as if absent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from fugong.core.errors import Invalid
from fugong.gates import terminal_events as events
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage, Unreadable

AT, NUMBER, PERSON, TEMPERATURE = "at", "number", "person", "temperature"
DIRECTION, PASSED, LIVE, KIND = "direction", "passed", "live", "kind"
FIELDS: Final = (AT, NUMBER, PERSON, TEMPERATURE, DIRECTION, PASSED, LIVE, KIND)
MEANT: Final[dict[str, tuple[object, ...]]] = {
    DIRECTION: ("in", "out"),
    PASSED: (True, False),
    LIVE: (True, False),
    KIND: ("event", "heartbeat", "other"),
}
"""What their values may become, for fields that have a closed set."""

MOST_EVENTS: Final = 2000
LONGEST_PATH: Final = 120
LONGEST_MAP: Final = 8_000

EXAMPLE: Final = {
    "events": "",
    "fields": {
        "at": {"path": "timestamp"},
        "number": {"path": "seqnum"},
        "person": {"path": "uid"},
        "temperature": {"path": "therm", "unit": "celsius"},
    },
}
"""A map to start from, for a device that sends one flat object an event."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands, what its values become, and of a temperature its unit."""

    path: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A checked map. `events` is the path of the list of events, empty where the body is one event or a list of them."""

    events: tuple[str, ...]
    fields: Mapping[str, Place]


def read_map(document: object) -> FieldMap:
    """A map, checked; raises Invalid naming the place. A time is needed: without one a repeat cannot be told from a
    second event."""
    place = "field_map"
    if not isinstance(document, Mapping):
        raise Invalid("map", _("字段对应表要是一个 JSON 对象。"), field=place)
    if len(json.dumps(document, default=str)) > LONGEST_MAP:
        raise Invalid("map", _("字段对应表太长。"), field=place)
    if unknown := sorted(set(map(str, document)) - {"events", "fields"}):
        raise Invalid("map", _("字段对应表里没有“{name}”这一项。").format(name=unknown[0]), field=place)
    fields = document.get("fields")
    if not isinstance(fields, Mapping):
        raise Invalid("map", _("字段对应表里要有 fields。"), field=f"{place}.fields")
    for name in fields:
        if name not in FIELDS:
            text = _("没有“{name}”这个字段，可用的有：{names}。").format(name=name, names="、".join(FIELDS))
            raise Invalid("map", text, field=f"{place}.fields.{name}")
    if AT not in fields:
        raise Invalid(
            "map", _("要写明时间（at）在哪里：没有时间就认不出重复上传。"), field=f"{place}.fields.at"
        )
    if PERSON not in fields and TEMPERATURE not in fields:
        raise Invalid(
            "map", _("人员工号（person）和体温（temperature）至少要有一个。"), field=f"{place}.fields"
        )
    found = {name: _place(name, one, f"{place}.fields.{name}") for name, one in fields.items()}
    return FieldMap(_path(document.get("events", ""), f"{place}.events", empty=True), found)


def _place(name: str, one: object, place: str) -> Place:
    if isinstance(one, str):
        one = {"path": one}
    if not isinstance(one, Mapping) or set(one) - {"path", "values", "unit"}:
        raise Invalid("map", _("这里要写成 path，可加 values 和 unit。"), field=place)
    values = one.get("values", {})
    if not isinstance(values, Mapping):
        raise Invalid("map", _("values 要是一个对象：他们的值对应我们的值。"), field=f"{place}.values")
    for meant in values.values():
        if name in MEANT and meant not in MEANT[name]:
            options = "、".join(json.dumps(option) for option in MEANT[name])
            raise Invalid("map", _("只能是：{options}。").format(options=options), field=f"{place}.values")
        if isinstance(meant, Mapping | list):
            raise Invalid("map", _("只能是文字、数字或 true、false。"), field=f"{place}.values")
    unit = one.get("unit", "")
    if unit and (unit not in events.UNITS or name != TEMPERATURE):
        text = _("体温的单位只能是：{units}。").format(units="、".join(events.UNITS))
        raise Invalid("map", text, field=f"{place}.unit")
    return Place(
        _path(one.get("path"), f"{place}.path"), {str(key): value for key, value in values.items()}, unit
    )


def _path(text: object, place: str, *, empty: bool = False) -> tuple[str, ...]:
    if not isinstance(text, str) or len(text) > LONGEST_PATH or not (text or empty) or not text.isprintable():
        raise Invalid("map", _("path 要写成用点连接的名称，如 data.user.no。"), field=place)
    steps = tuple(text.split(".")) if text else ()
    if not all(steps):
        raise Invalid("map", _("path 里有空的一段。"), field=place)
    return steps


def read(field_map: FieldMap, body: bytes) -> TerminalMessage:
    """What a body says by the map. Raises Unreadable where it is no JSON or has no list where the map wants one."""
    return read_document(field_map, document_of(body))


def document_of(body: bytes) -> Any:
    """The JSON of a body, numbers exact; raises Unreadable."""
    try:
        return json.loads(events.decoded(body), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        raise Unreadable("json") from None


def _no_number(_text: str) -> None:
    raise ValueError


def read_document(field_map: FieldMap, document: Any) -> TerminalMessage:
    """The same from a document that is read already."""
    found = _at(document, field_map.events)
    rows = found if isinstance(found, list) else [found]
    if not rows or (found is None and field_map.events):
        raise Unreadable("no_events")
    if len(rows) > MOST_EVENTS:
        raise Unreadable("too_many")
    told, unread, why, other, clock = [], 0, "", 0, None
    for row in rows:
        kind = value_of(field_map, row, KIND)
        if KIND in field_map.fields and kind not in (None, "event"):
            other += 1
            clock = events.moment(value_of(field_map, row, AT)) if kind == "heartbeat" else clock
            continue
        try:
            told.append(event_of(field_map, row))
        except Unreadable as fault:
            unread, why = unread + 1, why or fault.code
    return TerminalMessage(tuple(told), unread, why, other, clock=clock)


def event_of(field_map: FieldMap, row: Any) -> TerminalEvent:
    """One event by the map; raises Unreadable with the name of the field that cannot be read."""
    said = {name: value_of(field_map, row, name) for name in FIELDS}
    at = events.moment(said[AT])
    if at is None:
        raise Unreadable("at")
    serial_number, person = events.plain(said[NUMBER]), events.plain(said[PERSON])
    if serial_number is None:
        raise Unreadable("number")
    if person is None:
        raise Unreadable("person")
    temperature = None
    if said[TEMPERATURE] not in (None, ""):
        temperature = events.number(said[TEMPERATURE])
        if temperature is None:
            raise Unreadable("temperature")
    return TerminalEvent(
        at=at,
        written_at=str(said[AT]).strip(),
        serial_number=serial_number,
        job_number=person,
        temperature=temperature,
        unit=field_map.fields[TEMPERATURE].unit if TEMPERATURE in field_map.fields else "",
        direction=said[DIRECTION] if said[DIRECTION] in MEANT[DIRECTION] else "",
        passed=said[PASSED] if isinstance(said[PASSED], bool) else None,
        live=said[LIVE] if isinstance(said[LIVE], bool) else None,
    )


def value_of(field_map: FieldMap, row: Any, name: str) -> Any:
    """What stands at a field's place, as its `values` say; None where there is nothing."""
    place = field_map.fields.get(name)
    if place is None:
        return None
    value = _at(row, place.path)
    if not place.values:
        return value
    if isinstance(value, bool):
        value = "true" if value else "false"
    return place.values.get(str(value)) if isinstance(value, str | int | Decimal) else None


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if isinstance(document, Mapping):
            document = document.get(step)
        elif isinstance(document, list) and step.isascii() and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document
