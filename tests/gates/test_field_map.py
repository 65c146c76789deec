"""Field maps: what they read, what they refuse, and that no body makes them fall."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core.errors import Invalid
from fugong.gates import field_map
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage, Unreadable

WALOS = {
    "fields": {
        "at": {"path": "timestamp"},
        "number": {"path": "seqnum"},
        "person": {"path": "uid"},
        "temperature": {"path": "therm", "unit": "celsius"},
        "kind": {
            "path": "event",
            "values": {"face": "event", "therm": "event", "card": "event", "二维码": "other"},
        },
        "passed": {"path": "state", "values": {"1": True, "0": False}},
    }
}
NESTED = {
    "events": "data.records",
    "fields": {
        "at": "info.time",
        "person": {"path": "ids.0"},
        "temperature": {"path": "t", "unit": "tenths"},
        "direction": {"path": "io", "values": {"1": "in", "2": "out"}},
        "live": {"path": "real", "values": {"true": True, "false": False}},
    },
}
BODY = b'{"seqnum": 7, "timestamp": 1582501512, "event": "face", "uid": "E0001", "therm": 36.5, "state": 1}'


def read(document: Any, body: bytes) -> TerminalMessage:
    return field_map.read(field_map.read_map(document), body)


def test_one_flat_object_is_one_event() -> None:
    [event] = read(WALOS, BODY).events

    assert event == TerminalEvent(
        at=datetime(2020, 2, 23, 23, 45, 12, tzinfo=UTC),
        written_at="1582501512",
        serial_number="7",
        job_number="E0001",
        temperature=Decimal("36.5"),
        unit="celsius",
        passed=True,
    )


def test_a_list_deep_inside_is_read_event_by_event_and_a_bad_one_takes_no_other_along() -> None:
    row = {"info": {"time": "2020-02-24 07:45:12"}, "ids": [1001], "t": 365, "io": 2, "real": False}
    body = json.dumps({"data": {"records": [row, {"ids": [1]}, {**row, "t": "warm"}]}}).encode()

    told = read(NESTED, body)

    assert (len(told.events), told.unread, told.why) == (1, 2, "at")
    assert told.events[0].direction == "out"
    assert told.events[0].live is False
    assert told.events[0].at == datetime(2020, 2, 24, 7, 45, 12)


def test_other_kinds_are_counted_and_gbk_is_read() -> None:
    assert read(WALOS, '{"event": "二维码"}'.encode("gbk")).other == 1


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[", b'{"a": NaN}', b"\xff\xfe\xfd\x00", b"[" * 100_000, b"1" * 5000]
)
def test_what_is_no_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(NESTED, body)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"at": {"path": "x"}}, "field_map.fields"),
        ({"at": {"path": ""}, "person": "y"}, "field_map.fields.at.path"),
        ({"at": "a..b", "person": "y"}, "field_map.fields.at.path"),
        ({"at": "x", "name": "y"}, "field_map.fields.name"),
        (
            {"at": "x", "person": {"path": "y", "unit": "celsius"}},
            "field_map.fields.person.unit",
        ),
        (
            {"at": "x", "temperature": {"path": "y", "unit": "stones"}},
            "field_map.fields.temperature.unit",
        ),
        (
            {"at": "x", "person": "y", "direction": {"path": "z", "values": {"1": "up"}}},
            "field_map.fields.direction.values",
        ),
        ({"at": "x", "person": ["y"]}, "field_map.fields.person"),
    ],
)
def test_a_map_that_cannot_be_meant_is_refused_at_its_place(fields: Any, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        field_map.read_map({"fields": fields})

    assert refused.value.field == place


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["timestamp", "seqnum", "uid", "therm", "event", "state"]), values, max_size=6
    )
)
def test_any_object_is_an_event_of_sound_values_or_unread(row: dict[str, Any]) -> None:
    row = {"event": "face", **row}
    try:
        told = read(WALOS, json.dumps(row).encode())
    except Unreadable:
        return

    for event in told.events:
        assert event.job_number.isprintable()
        assert len(event.job_number) <= 26
        assert event.temperature is None or abs(event.temperature) < 10_000
        assert isinstance(event.at, datetime)
