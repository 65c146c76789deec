"""Any JSON over the lane, by the terminal's own map; the guard's readings beside it."""

import json
from typing import Any

import pytest

from fugong.core import clock
from fugong.gates import actions
from fugong.gates.models import Passage, Terminal
from tests.gates import builders
from tests.gates.test_terminals import terminal
from tests.lane.client import Answer, Lane

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def at() -> Terminal:
    return terminal(builders.enterprise(), "json")


@pytest.fixture
def where(at: Terminal) -> str:
    by = builders.officer(at.device.checkpoint.enterprise)
    return f"/ingest/json/{actions.renew_terminal_secret(terminal=at, by=by)}"


def push(where: str, *events: dict[str, Any]) -> Answer:
    return Lane().post(where, json.dumps(list(events) if len(events) > 1 else events[0]))


def test_events_are_stored_and_the_answer_says_what_became_of_them(at: Terminal, where: str) -> None:
    person = builders.worker(at.device.checkpoint.enterprise)
    told = {"timestamp": clock.now().timestamp(), "seqnum": 1, "uid": person.job_number, "therm": 36.6}

    first = push(where, told, {"uid": "E1"}, {**told, "uid": "", "therm": 0, "seqnum": 2})
    again = push(where, told)

    assert first.json() == {"stored": 1, "repeated": 0, "unread": 1, "other": 1}
    assert again.json() == {"stored": 0, "repeated": 1, "unread": 0, "other": 0}
    assert Passage.objects.get().celsius.reveal() == "36.6"


@pytest.mark.parametrize("body", ["", "nonsense", "[]", '{"a": NaN}'])
def test_what_cannot_be_read_is_422_and_counted(at: Terminal, where: str, body: str) -> None:
    answer = Lane().post(where, body)

    assert answer.status_code == 422
    assert answer.json()["error"]["text"]
    at.refresh_from_db()
    assert at.unread == 1


def test_a_withdrawn_terminal_is_404(at: Terminal, where: str) -> None:
    actions.withdraw_terminal(terminal=at, by=builders.officer(at.device.checkpoint.enterprise))

    assert push(where, {"timestamp": 1}).status_code == 404


def test_the_guard_beside_it_asks_for_readings_with_the_device_token(at: Terminal, where: str) -> None:
    device, token = builders.device(at.device.checkpoint.enterprise)
    device.checkpoint = at.device.checkpoint
    device.name = "门卫手机"
    device.save()
    push(where, {"timestamp": clock.now().timestamp(), "seqnum": 3, "therm": 36.8})

    told = Lane(token).get("/api/v1/gate/readings")

    assert [one["temperature"] for one in told.json()["readings"]] == [36.8]
    assert Lane("nobody").get("/api/v1/gate/readings").status_code == 401
