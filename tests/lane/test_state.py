"""GET /api/v1/gate/state: the bundle whole and in deltas."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from fugong.core import clock, secrets
from fugong.gates.models import Device
from fugong.packs import gate
from fugong.screening.models import Standing
from tests.gates import builders
from tests.lane.client import Lane

pytestmark = pytest.mark.django_db
KEYS = {
    "server_time", "cursor", "full", "enterprise", "device", "checkpoint", "keys", "table", "marks", "people", "inside",
}  # fmt: skip


@pytest.fixture
def known(db: None) -> tuple[Device, str]:
    return builders.device()


def state(token: str, since: str = "", **headers: str) -> Any:
    return Lane(token).get("/api/v1/gate/state", {"since": since} if since else {}, headers=headers)


def test_the_bundle_holds_what_a_gate_needs_offline(known: tuple[Device, str]) -> None:
    device, token = known
    enterprise = device.checkpoint.enterprise
    person = builders.worker(enterprise)
    builders.hold(person, "observation")
    builders.worker(builders.enterprise())

    body = state(token).json()

    assert set(body) >= KEYS
    assert body["full"] is True
    assert body["enterprise"] == {"id": str(enterprise.pk), "name": enterprise.name}
    assert body["checkpoint"] == {"id": str(device.checkpoint.pk), "name": device.checkpoint.name}
    assert body["people"] == [
        {
            "ref": person.reference,
            "job_number": person.job_number,
            "name": "张*",
            "team": "一车间",
            "team_id": str(person.team_id),
            "status": "active",
            "isolated": False,
            "observed": True,
            "verdict": "observe",
            "reason": "observation",
            "reported_for": clock.today().isoformat(),
            "void_before": None,
            "expected_from": None,
        }
    ]
    assert [one["day"] for one in body["marks"]] == [
        clock.today().isoformat(),
        (clock.today() + timedelta(days=1)).isoformat(),
    ]
    assert set(body["marks"][0]) == {"day", "word", "colour", "colour_name"}
    assert clock.parse_moment(body["server_time"]) is not None


def test_its_keys_verify_passes_and_its_table_decides(known: tuple[Device, str]) -> None:
    device, token = known
    device.checkpoint.enterprise.settings = {"fever_threshold": 37.0, "observation_days": 10}
    device.checkpoint.enterprise.save()

    body = state(token).json()

    point = secrets.signing_keys()[0].public.point
    (key,) = body["keys"]
    assert base64.urlsafe_b64decode(key["x"] + "==") == point[1:33]
    assert body["table"]["parameters"]["fever_threshold"] == 37.0
    assert "observation_days" not in body["table"]["parameters"]
    gate.compile_table(body["table"])


def test_a_delta_holds_only_who_changed(known: tuple[Device, str]) -> None:
    device, token = known
    enterprise = device.checkpoint.enterprise
    now = clock.now()
    with time_machine.travel(now - timedelta(minutes=5)):
        steady, barred, gone, held = (builders.worker(enterprise) for _ in range(4))
    with time_machine.travel(now - timedelta(minutes=3)):
        first = state(token).json()
    standing = Standing.objects.get(person=barred)
    standing.verdict, standing.reason = "barred", "symptoms"
    standing.save()
    gone.status = "left"
    gone.save()
    builders.hold(held)

    delta = state(token, first["cursor"]).json()
    with time_machine.travel(now + timedelta(minutes=1)):
        later = state(token, delta["cursor"]).json()
    with time_machine.travel(now + timedelta(minutes=3)):
        nothing = state(token, later["cursor"]).json()

    assert delta["full"] is False
    assert {one["ref"] for one in delta["people"]} == {barred.reference, gone.reference, held.reference}
    assert steady.reference not in str(delta)
    assert {one["status"] for one in delta["people"] if one["ref"] == gone.reference} == {"left"}
    assert (nothing["full"], nothing["people"]) == (False, [])


def test_a_change_in_the_last_half_minute_before_the_cursor_comes_again(known: tuple[Device, str]) -> None:
    device, token = known
    now = clock.now()
    with time_machine.travel(now - timedelta(seconds=25)):
        person = builders.worker(device.checkpoint.enterprise)
    with time_machine.travel(now):
        cursor = state(token).json()["cursor"]
        delta = state(token, cursor).json()

    assert [one["ref"] for one in delta["people"]] == [person.reference]


@pytest.mark.parametrize("cursor", ["x", "-5", "9" * 17, "9" * 400, "0", "1700000000000000"])
def test_a_cursor_too_old_or_not_ours_gets_the_whole_bundle(known: tuple[Device, str], cursor: str) -> None:
    answer = state(known[1], cursor)

    assert answer.status_code == 200
    assert answer.json()["full"] is True


def test_an_unknown_device_gets_nothing(known: tuple[Device, str]) -> None:
    assert state("nobody").status_code == 401


def test_asking_notes_the_device_and_its_clock(known: tuple[Device, str]) -> None:
    device, token = known

    state(token, **{"Fugong-Device-Time": (clock.now() - timedelta(minutes=10)).isoformat()})

    device.refresh_from_db()
    assert device.last_seen_at is not None
    assert -602 <= device.skew_seconds <= -598


def test_inside_counts_who_came_in(known: tuple[Device, str]) -> None:
    device, token = known
    item = builders.item(builders.pass_of(builders.worker(device.checkpoint.enterprise)))
    Lane(token).post("/api/v1/gate/passages", {"passages": [item]})

    assert state(token).json()["inside"] == 1
