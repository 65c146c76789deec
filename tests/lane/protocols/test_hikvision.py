"""Hikvision ISAPI pushes: JSON, XML, multipart; bombs, other charsets, other events."""

import contextlib
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core import clock
from fugong.gates import actions
from fugong.gates.models import Passage, Terminal
from fugong.gates.protocols.hikvision.reading import read, xml
from fugong.gates.terminal_events import TerminalEvent, Unreadable
from tests.gates import builders
from tests.gates.test_terminals import terminal
from tests.lane.client import Lane

pytestmark = pytest.mark.article("G8")

SAMPLES = Path(__file__).parents[2] / "samples/terminals"
PUSH = SAMPLES / "hikvision_event_push.json"
AT = datetime(2020, 2, 24, 7, 45, 12, tzinfo=timezone(timedelta(hours=8)))
EVENT = TerminalEvent(
    at=AT,
    written_at="2020-02-24T07:45:12+08:00",
    serial_number="5532",
    job_number="E0001",
    temperature=Decimal("37.4"),
    unit="celsius",
    direction="in",
    passed=None,
    live=True,
)
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b"<EventNotificationAlert><eventType>&c;</eventType></EventNotificationAlert>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><eventType>&e;</eventType></a>'


def multipart(*parts: tuple[str, str, bytes], boundary: str = "MIME_boundary") -> tuple[bytes, str]:
    lines = []
    for name, kind, content in parts:
        head = f'Content-Disposition: form-data; name="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        lines.append(f"--{boundary}\r\n{head}".encode() + content + b"\r\n")
    return b"".join(lines) + f"--{boundary}--\r\n".encode(), f'multipart/form-data; boundary="{boundary}"'


def test_the_samples_say_what_they_say() -> None:
    assert read(PUSH.read_bytes(), "application/json").events == (EVENT,)

    [by_xml] = read((SAMPLES / "hikvision_event_push.xml").read_bytes(), "application/xml").events
    assert (by_xml.job_number, by_xml.temperature, by_xml.serial_number) == ("E0001", Decimal("37.4"), "5532")

    [pulled] = read((SAMPLES / "hikvision_acsevent_pull.json").read_bytes(), "application/json").events
    assert (pulled.passed, pulled.live, pulled.serial_number) == (True, False, "85793")


def test_of_a_multipart_the_first_part_that_can_be_read_counts_and_the_first_picture_goes_with_it() -> None:
    body, kind = multipart(
        ("Picture", "image/jpeg", JPEG),
        ("odd", "text/plain", b"hello"),
        ("event_log", "application/json", PUSH.read_bytes()),
        ("Picture2", "application/octet-stream", JPEG),
    )

    told = read(body, kind)

    assert told.events == (replace(EVENT, picture=JPEG),)
    assert "picture" not in repr(told.events[0])
    assert told.pictures == 2


@pytest.mark.parametrize(
    ("changes", "direction", "passed"),
    [
        ({"isAbnomalTemperature": False}, "in", True),
        ({"isAbnomalTemperature": False, "attendanceStatus": "checkOut"}, "out", True),
        ({"isAbnomalTemperature": False, "subEventType": 76, "attendanceStatus": "undefined"}, "", None),
        ({"isAbnomalTemperature": "true"}, "in", None),
    ],
)
def test_who_passed_and_which_way(changes: dict[str, Any], direction: str, passed: bool | None) -> None:
    document = json.loads(PUSH.read_bytes())
    document["AccessControllerEvent"] |= changes

    [event] = read(json.dumps(document).encode(), "application/json").events

    assert (event.direction, event.passed) == (direction, passed)


def test_a_heartbeat_tells_the_clock_and_other_events_nothing() -> None:
    beat = read(b'{"eventType": "heartBeat", "dateTime": "2020-02-24T07:45:12+08:00"}', "application/json")
    lost = read(b"<a><eventType>videoloss</eventType></a>".replace(b"a>", b"EventNotificationAlert>"), "")

    assert (beat.events, beat.clock) == ((), AT)
    assert (lost.events, lost.other, lost.clock) == ((), 1, None)


@pytest.mark.parametrize(
    "body",
    [BOMB, OUTSIDE, BOMB.decode().encode("utf-16"), b"<a>" * 5000, b"<a><b></a>", b"", b"\x00" * 100, b"[1]"],
)
def test_bombs_and_nonsense_are_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(body, "application/xml")


def test_xml_in_gbk_is_read() -> None:
    body = '<?xml version="1.0" encoding="GB2312"?><a><name>测试</name></a>'.encode("gbk")

    assert xml(body) == {"a": {"name": "测试"}}


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    st.sampled_from(["", "multipart/x; boundary=x"]),
)
def test_any_bytes_are_read_or_unreadable(body: bytes, kind: str) -> None:
    with contextlib.suppress(Unreadable):
        told = read(body, kind)
        assert all(isinstance(one, TerminalEvent) and one.job_number.isprintable() for one in told.events)


keys = st.sampled_from(
    [
        "dateTime",
        "serialNo",
        "employeeNoString",
        "currTemperature",
        "currentEvent",
        "majorEventType",
        "thermometryUnit",
    ]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.lists(st.none())


@given(st.dictionaries(keys, scalars))
def test_any_event_is_sound_or_unread(said: dict[str, Any]) -> None:
    row = {"dateTime": "2020-02-24T07:45:12+08:00", "employeeNoString": "E1", **said}
    document = {"eventType": "AccessControllerEvent", "AccessControllerEvent": row}
    try:
        told = read(json.dumps(document).encode(), "application/json")
    except Unreadable:
        return

    assert len(told.events) + told.unread + told.other == 1
    for event in told.events:
        assert event.job_number.isprintable()


# Over the lane.


def address(at: Terminal) -> str:
    by = builders.officer(at.device.checkpoint.enterprise)
    return f"/ingest/hikvision/{actions.renew_terminal_secret(terminal=at, by=by)}"


@pytest.mark.django_db
def test_an_event_is_stored_once_and_answered_200_each_time() -> None:
    at = terminal(builders.enterprise())
    where = address(at)
    person = builders.worker(at.device.checkpoint.enterprise)
    document = json.loads(PUSH.read_bytes())
    document["dateTime"] = clock.now().isoformat()
    document["AccessControllerEvent"] |= {"employeeNoString": person.job_number, "currTemperature": 36.4}
    body, kind = multipart(
        ("event_log", "application/json", json.dumps(document).encode()), ("Picture", "image/jpeg", JPEG)
    )

    answers = [Lane().post(where, body, headers={"Content-Type": kind}) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    passage = Passage.objects.get()
    assert passage.person_id == person.pk
    assert "张" not in str(Terminal.objects.values())
    at.refresh_from_db()
    assert (at.events, at.repeated, at.pictures) == (1, 1, 2)


@pytest.mark.django_db
def test_what_would_be_no_better_the_next_time_is_200_and_told_at_the_desk() -> None:
    at = terminal(builders.enterprise())
    where = address(at)

    for body in (BOMB, b"", b"{}"):
        assert Lane().post(where, body, headers={"Content-Type": "application/xml"}).status_code == 200

    at.refresh_from_db()
    assert (at.unread, at.unread_why) == (3, "no_events")
    assert not Passage.objects.exists()


@pytest.mark.django_db
def test_strangers_are_404_and_a_huge_body_413() -> None:
    at = terminal(builders.enterprise())
    where = address(at)
    huge = b"--x\r\n" + b"\xff\xd8\xff" * 3_000_000

    assert Lane().post("/ingest/hikvision/nobody", b"{}").status_code == 404
    assert Lane().post(where.replace("hikvision", "json"), b"{}").status_code == 404
    assert Lane().post(where, huge, headers={"Content-Type": "multipart/x; boundary=x"}).status_code == 413
    assert Lane().get(where).status_code == 405
