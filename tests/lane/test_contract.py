"""What every answer of the lane has, bodies in pieces and too long ones, entries, and grouping."""

import asyncio
import json
import os
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fugong.core import clock
from fugong.core.errors import Invalid
from fugong.core.ids import new_id
from fugong.doors.lane import answering, asking, committing, passages
from fugong.doors.lane.answering import Answer as Told
from fugong.gates import actions
from fugong.gates.models import GateEntry, Passage
from tests.gates import builders
from tests.lane.client import Lane

pytestmark = pytest.mark.django_db
PASSAGES, STATE, ENTRIES = "/api/v1/gate/passages", "/api/v1/gate/state", "/api/v1/gate/entries"


@pytest.fixture
def lane() -> Lane:
    _device, token = builders.device()
    return Lane(token)


def error(answer: Any) -> dict[str, Any]:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "text", "field"}
    return body["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", STATE, 200),
        ("GET", PASSAGES, 200),
        ("POST", PASSAGES, 422),
        ("DELETE", PASSAGES, 405),
        ("GET", "/api/v1/gate/nothing", 404),
        ("POST", "/ingest/nobody/knows", 404),
    ],
)
def test_every_answer_is_for_nobody_else_and_loads_nothing(
    lane: Lane, method: str, path: str, status: int
) -> None:
    answer = lane.ask(method, path)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Vary"] == "Accept-Language, Cookie"
    assert answer["Content-Length"] == str(len(answer.content))


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "zh-hans"),
        ({"Accept-Language": "en-GB,en;q=0.9"}, "en"),
        ({"Accept-Language": "de"}, "zh-hans"),
        ({"Accept-Language": "zh-CN", "Cookie": "django_language=en"}, "en"),
    ],
)
def test_the_language_is_the_cookies_else_the_browsers(headers: dict[str, str], language: str) -> None:
    answer = Lane("nobody").get(STATE, headers=headers)

    assert answer["Content-Language"] == language
    assert ("bind" in error(answer)["text"]) == (language == "en")


def test_head_is_the_head_of_get(lane: Lane) -> None:
    head, whole = lane.ask("HEAD", PASSAGES), lane.get(PASSAGES)

    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Length"] == whole["Content-Length"]


@pytest.mark.parametrize("host", ["bad host", "a/b", "[", "."])
def test_a_host_that_is_none_is_400(lane: Lane, host: str) -> None:
    assert error(lane.get(STATE, headers={"Host": host}))["code"] == "bad_request"


def test_only_hosts_of_ours_are_answered(lane: Lane, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["gate.example"]

    assert lane.get(PASSAGES, headers={"Host": "gate.example:8000"}).status_code == 200
    assert lane.get(PASSAGES, headers={"Host": "elsewhere.example"}).status_code == 400
    assert lane.get(PASSAGES, headers={"X-Forwarded-Host": "elsewhere.example"}).status_code == 400


def test_a_body_in_pieces_is_read_whole(lane: Lane) -> None:
    body = json.dumps({"passages": [builders.item("x")]}).encode()
    pieces = [
        {"body": body[:9], "more_body": True},
        {"body": b"", "more_body": True},
        {"body": body[9:], "more_body": False},
    ]

    answer = lane.ask("POST", PASSAGES, headers={"Transfer-Encoding": "chunked"}, pieces=pieces)

    assert answer.status_code == 200
    assert Passage.objects.count() == 1


@pytest.mark.parametrize(
    ("announced", "pieces"),
    [
        ("500", []),
        ("500", [{"body": b'{"passages"', "more_body": True}]),
        ("500", [{"body": b'{"passages": []}', "more_body": False}]),
    ],
)
def test_a_body_that_was_cut_off_is_422_and_nothing_is_stored(
    lane: Lane, announced: str, pieces: list[dict[str, Any]]
) -> None:
    answer = lane.ask("POST", PASSAGES, headers={"Content-Length": announced}, pieces=pieces)

    assert answer.status_code == 422
    assert error(answer)["code"] == "cut_off"
    assert not Passage.objects.exists()


def test_a_body_of_which_nothing_comes_is_waited_for_no_longer_than_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "LONGEST_WAIT", 0.01)
    scope = {"method": "POST", "path": PASSAGES, "query_string": b"", "headers": [(b"content-length", b"9")]}

    with pytest.raises(Invalid, match="没有传完"):
        asyncio.run(asking.Asked(scope, asyncio.Event().wait).body())


def test_a_committing_process_that_cannot_start_says_why(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(committing, "_processes", [])
    monkeypatch.setattr(committing, "_idle", asyncio.LifoQueue())

    committing.start(lambda: 1 / 0)
    ends = [os.waitpid(one.pid, 0)[1] for one in committing._processes]

    assert [os.waitstatus_to_exitcode(end) for end in ends] == [1, 1]
    assert capfd.readouterr().err.count("ZeroDivisionError") == 2


def test_a_body_too_long_is_413_whether_announced_or_not(lane: Lane, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    pieces = [{"body": b"x" * 600, "more_body": True}, {"body": b"x" * 600, "more_body": True}]

    told = [
        lane.post(PASSAGES, b"x" * 1001),
        lane.ask("POST", PASSAGES, headers={"Content-Length": "99999999999999"}, pieces=[]),
        lane.ask("POST", PASSAGES, headers={"Transfer-Encoding": "chunked"}, pieces=pieces),
    ]

    assert [one.status_code for one in told] == [413, 413, 413]
    assert error(told[2])["code"] == "too_large"


def test_an_unknown_sender_of_a_long_body_is_401_before_it_is_read() -> None:
    answer = Lane("nobody").ask("POST", PASSAGES, headers={"Content-Length": "3000000"}, pieces=[])

    assert answer.status_code == 401


def test_a_busy_database_is_503_and_the_device_comes_again(lane: Lane) -> None:
    with patch.object(actions, "record_together", side_effect=OperationalError("database is locked")):
        answer = lane.post(PASSAGES, {"passages": [builders.item("x")]})

    assert answer.status_code == 503
    assert error(answer)["code"] == "busy"
    assert answer["Retry-After"] == "3"


def test_a_defect_of_ours_is_500_without_its_insides(lane: Lane) -> None:
    with patch.object(actions, "record_together", side_effect=RuntimeError("secret insides")):
        answer = lane.post(PASSAGES, {"passages": [builders.item("x")]})

    assert answer.status_code == 500
    assert error(answer)["code"] == "broken"
    assert b"insides" not in answer.content


def test_entries_are_recorded_and_repeated(lane: Lane) -> None:
    entry = {
        "id": str(new_id()),
        "at": clock.now().isoformat(),
        "kind": "hold.settled",
        "data": {"passage": str(new_id()), "outcome": "gone", "why": ""},
    }

    first, again = (lane.post(ENTRIES, {"entries": [entry]}).json()["results"][0] for _ in range(2))

    assert (first["id"], first["outcome"], first["repeated"]) == (entry["id"], "noted", False)
    assert (again["outcome"], again["repeated"]) == ("noted", True)
    assert GateEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("token", "body", "status"),
    [
        ("nobody", {"entries": []}, 401),
        ("", {"entries": [None] * 201}, 413),
        ("", {"entries": []}, 422),
        ("", {"passages": []}, 422),
        ("", {"entries": [{"id": "x"}]}, 422),
    ],
)
def test_entries_are_checked_in_the_order_of_passages(lane: Lane, token: str, body: Any, status: int) -> None:
    answer = lane.post(ENTRIES, body, headers={"Authorization": f"Bearer {token or lane.token}"})

    assert answer.status_code == status
    error(answer)
    assert not GateEntry.objects.exists()


def test_what_waits_while_one_group_is_committed_goes_together_and_each_gets_its_own_answer() -> None:
    groups: list[list[bytes]] = []
    rest_waits = asyncio.Event()

    async def commits(_function: Any, group: list[Any]) -> list[Told]:
        groups.append([one.body for one in group])
        await rest_waits.wait()
        return [answering.as_json({"body": one.body.decode()}) for one in group]

    async def ask(queue: passages.Queue, name: str) -> Any:
        asked = type("Asked", (), {"bearer": "", "language": "", "device_time": None, "received_at": None})()
        return json.loads((await queue.record(asked, name.encode())).body)["body"]

    async def run() -> list[str]:
        queue = passages.Queue()
        first = asyncio.create_task(ask(queue, "a"))
        while not groups:
            await asyncio.sleep(0)
        rest = [asyncio.create_task(ask(queue, name)) for name in "bcd"]
        while len(queue.waiting) < len(rest):
            await asyncio.sleep(0)
        rest_waits.set()
        return await asyncio.gather(first, *rest)

    with patch.object(passages.committing, "commit", commits):
        assert asyncio.run(run()) == ["a", "b", "c", "d"]
    assert groups == [[b"a"], [b"b", b"c", b"d"]]


def test_when_too_much_waits_a_device_is_asked_to_come_again() -> None:
    async def run() -> None:
        asked = type("Asked", (), {"bearer": "", "language": "", "device_time": None, "received_at": None})()
        await passages.Queue(size=passages.MOST_WAITING).record(asked, b"x")

    with pytest.raises(answering.Busy):
        asyncio.run(run())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
ODD = st.fixed_dictionaries(
    {},
    optional={
        "id": JSON | st.builds(lambda: str(new_id())),
        "code": JSON
        | st.sampled_from(["FG1:", "FGB:x", "JOB:A00001"])
        | st.text(max_size=40).map("FG1:{}".format),
        "temperature": JSON | st.floats(30, 45),
        "direction": JSON | st.sampled_from(["in", "out"]),
        "at": JSON | st.datetimes().map(lambda one: one.isoformat() + "Z"),
        "verdict": JSON | st.sampled_from(["allow", "deny", "hold", None]),
    },
)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    body=st.one_of(
        st.binary(max_size=60),
        JSON.map(json.dumps).map(str.encode),
        st.lists(ODD, max_size=3).map(lambda items: json.dumps({"passages": items}).encode()),
    ),
    header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
)
def test_whatever_is_sent_is_answered_and_no_nonsense_is_stored(lane: Lane, body: bytes, header: str) -> None:
    before = Passage.objects.count()

    answer = lane.post(PASSAGES, body, headers={"Fugong-Device-Time": header, "Accept-Language": header})

    assert answer.status_code in {200, 422}, answer.content
    if answer.status_code == 422:
        error(answer)
        assert Passage.objects.count() == before
    for row in Passage.objects.all():
        assert row.verdict in {"allow", "deny", "hold"}
        assert row.direction in {"in", "out"}
        assert row.happened_at <= clock.now()
    Passage.objects.all().delete()
