"""Terminals at the desk: registered, connected, tried out, watched; the same through the API."""

import base64
import json
from decimal import Decimal

import pytest

from fugong.core import clock
from fugong.gates import actions, protocols
from fugong.gates.actions import Settings, record_terminal_events
from fugong.gates.field_map import EXAMPLE
from fugong.gates.models import Device, FacePicture, FeverHold, Passage, Terminal
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage
from tests import builders
from tests.builders import House
from tests.lane.client import Lane

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]

NEW = {
    "name": "东门面板机",
    "protocol": "json",
    "direction": "in",
    "meaning": "passage",
    "unit": "celsius",
    "zone": "Asia/Shanghai",
    "heartbeat_seconds": "60",
}


@pytest.fixture
def house() -> House:
    return builders.house()


def checkpoint(house: House) -> str:
    made = actions.create_checkpoint(
        enterprise=house.enterprise, by=house.epidemic_officer.actor, name="东门"
    )
    return str(made.pk)


def test_from_the_form_to_the_first_event(house: House) -> None:
    client = house.epidemic_officer.browser
    assert "先添加一个门岗" in client.get("/desk/terminals/").content.decode()

    form = {**NEW, "checkpoint": checkpoint(house), "heartbeat_seconds": ""}
    page = client.post("/desk/terminals/new/", form).content.decode()
    at = Terminal.objects.get()
    assert at.heartbeat_seconds == protocols.of("json").heartbeat
    start = page.index("/ingest/json/")
    path = page[start : page.index("<", start)]
    where = f"/desk/terminals/{at.pk}/"
    assert "等待第一次消息" in client.get(where).content.decode()
    assert path.rpartition("/")[2] not in client.get(where).content.decode()

    told = {"timestamp": clock.now().timestamp(), "uid": house.worker.job_number, "therm": 36.5}
    assert Lane().post(path, json.dumps(told)).status_code == 200

    part = client.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "36.5" in part
    assert str(house.worker.name) in part
    assert house.worker.name.reveal() not in part
    assert Passage.objects.get().person_id == house.worker.pk


def test_a_wrong_form_keeps_what_was_typed(house: House) -> None:
    form = {**NEW, "checkpoint": checkpoint(house), "protocol": "zkteco", "zone": "Nowhere", "serial": "SN9"}

    answer = house.epidemic_officer.browser.post("/desk/terminals/new/", form)

    assert answer.status_code == 422
    assert "没有这个时区" in answer.content.decode()
    assert "SN9" in answer.content.decode()
    assert not Device.objects.exists()


def terminal(house: House, protocol: str = "json") -> Terminal:
    officer = house.epidemic_officer.actor
    gate = actions.create_checkpoint(enterprise=house.enterprise, by=officer, name="东门")
    settings = Settings(field_map=EXAMPLE if protocol == "json" else None)
    return actions.add_terminal(
        checkpoint=gate, by=officer, name="面板机", protocol=protocol, settings=settings
    )[0]


def test_a_field_map_is_tried_on_a_sample_before_it_is_saved(house: House) -> None:
    client, at = house.epidemic_officer.browser, terminal(house)
    where = f"/desk/terminals/{at.pk}/settings/"
    mapping = {"fields": {"at": "when", "person": "who", "temperature": {"path": "t", "unit": "tenths"}}}
    sample = '{"when": "2020-02-24 07:45:12", "who": "E77", "t": 365}'
    form = {**NEW, "field_map": json.dumps(mapping), "sample": sample}

    tried = client.post(where, {**form, "try": "1"}).content.decode()
    assert "E77" in tried
    assert "2020-02-24T07:45:12" in tried
    at.refresh_from_db()
    assert at.field_map == EXAMPLE

    assert client.post(where, form).status_code == 302
    at.refresh_from_db()
    assert at.field_map == mapping

    broken = client.post(where, {**form, "field_map": '{"fields": {"person": "x"}}'})
    assert broken.status_code == 422
    assert "field_map.fields.at" in broken.content.decode()
    assert "这不是 JSON" in client.post(where, {**form, "field_map": "{"}).content.decode()
    odd = client.post(where, {**form, "sample": "nonsense", "try": "1"})
    assert odd.status_code == 422
    assert "不是 JSON" in odd.content.decode()


def test_a_new_secret_is_shown_once_and_a_withdrawn_terminal_says_so(house: House) -> None:
    client, at = house.epidemic_officer.browser, terminal(house, "hikvision")

    page = client.post(f"/desk/terminals/{at.pk}/secret/").content.decode()
    assert "/ingest/hikvision/" in page
    assert client.post(f"/desk/terminals/{at.pk}/withdraw/").status_code == 302
    assert "已停用" in client.get("/desk/terminals/").content.decode()
    assert client.post(f"/desk/terminals/{at.pk}/secret/").status_code == 302


def test_what_is_silent_or_unread_or_off_is_said(house: House) -> None:
    client, at = house.epidemic_officer.browser, terminal(house, "hikvision")
    now = clock.now()
    Terminal.objects.filter(pk=at.pk).update(silent_since=now, unread=2, unread_why="xml", unread_at=now)
    Device.objects.filter(pk=at.device_id).update(last_seen_at=now, skew_seconds=-600)

    page = client.get(f"/desk/terminals/{at.pk}/").content.decode()

    assert "没有消息" in page
    assert "不是 XML" in page
    assert "慢 10 分钟" in page


JPEG = b"\xff\xd8\xff\xe0" + b"0" * 500 + b"\xff\xd9"
ASSESSED = {
    "assessor": "郑专员",
    "assessed_on": "2020-02-20",
    "ground": "emergency",
    "purpose": "测到发热又不知道是谁时，找到本人复测。",
    "risks": "照片泄露会让人知道谁发热，所以只留一种。",
    "measures": "加密保存三天，只有专员写明理由才能看。",
}


def a_fever(at: Terminal, number: str = "1") -> None:
    fresh = Terminal.objects.select_related("device__checkpoint__enterprise").get(pk=at.pk)
    said = TerminalEvent(clock.now(), number, number, temperature=Decimal("38.3"), picture=JPEG)
    record_terminal_events(terminal=fresh, message=TerminalMessage((said,)), received_at=clock.now())


def test_a_face_is_shown_only_on_an_assessment_with_a_reason_and_wiped_when_switched_off(
    house: House,
) -> None:
    client, at = house.epidemic_officer.browser, terminal(house, "hikvision")
    where = f"/desk/terminals/{at.pk}/"
    a_fever(at)
    assert "一律丢弃" in client.get(where).content.decode()

    refused = client.post(f"{where}pictures/", {**ASSESSED, "purpose": "看看"})
    assert refused.status_code == 422
    assert "显著的提示标识" in refused.content.decode()
    assert client.post(f"{where}pictures/", {**ASSESSED, "signs": "on"}).status_code == 302
    a_fever(at, "2")

    assert ASSESSED["risks"] in client.get(where).content.decode()
    look = f"/desk/terminals/pictures/{FacePicture.objects.get().event_id}/"
    assert look in client.get(where).content.decode()
    assert look not in house.principal.browser.get(where).content.decode()
    [hold] = [one for one in FeverHold.objects.all() if str(one.passage_id) in look]
    assert look in client.get(f"/desk/gates/holds/{hold.pk}/").content.decode()
    assert "data:image" not in client.get(look).content.decode()
    assert client.post(look, {"reason": ""}).status_code == 422
    seen = client.post(look, {"reason": "到场找到本人"})
    assert base64.b64encode(JPEG).decode() in seen.content.decode()
    assert seen["Cache-Control"] == "no-store"
    assert "到场找到本人" in client.get(look).content.decode()

    assert client.post(f"{where}pictures/off/").status_code == 302
    assert client.get(look).status_code == 404


def test_the_same_of_faces_through_the_api(house: House) -> None:
    officer, at = house.epidemic_officer.api, terminal(house, "hikvision")
    assert (
        house.principal.api.put(f"/terminals/{at.pk}/pictures", {**ASSESSED, "signs": True}).status_code
        == 403
    )
    assert officer.put(f"/terminals/{at.pk}/pictures", {**ASSESSED, "signs": False}).status_code == 422
    assert officer.put(f"/terminals/{at.pk}/pictures", {**ASSESSED, "signs": True}).json()["keeps_pictures"]
    a_fever(at)

    [event] = officer.get(f"/terminals/{at.pk}/events").json()["events"]

    assert event["has_picture"]
    told = officer.post(f"/terminals/pictures/{event['id']}", {"reason": "到场找到本人"})
    assert base64.b64decode(told.json()["jpeg"]) == JPEG
    assert not officer.delete(f"/terminals/{at.pk}/pictures").json()["keeps_pictures"]
    assert not FacePicture.objects.exists()


def test_the_page_with_the_secret_says_when_the_terminal_is_first_heard(house: House) -> None:
    client, at = house.epidemic_officer.browser, terminal(house, "hikvision")
    where = f"/desk/terminals/{at.pk}/first/"

    page = client.post(f"/desk/terminals/{at.pk}/secret/").content.decode()
    assert f'hx-get="{where}"' in page

    assert "等待第一次消息" in client.get(where).content.decode()
    a_fever(at)
    heard = client.get(where).content.decode()
    assert "hx-get" not in heard
    assert "看收到的事件" in heard


def test_the_skew_that_is_said_is_the_packs_and_a_lost_clock_is_said(house: House) -> None:
    client, at = house.epidemic_officer.browser, terminal(house, "hikvision")
    house.enterprise.settings = {**house.enterprise.settings, "skew_tolerance_seconds": 900}
    house.enterprise.save()
    Device.objects.filter(pk=at.device_id).update(last_seen_at=clock.now(), skew_seconds=-600)
    assert "慢 10 分钟" not in client.get("/desk/terminals/").content.decode()

    Terminal.objects.filter(pk=at.pk).update(clock_lost_since=clock.now())
    assert "丢了时钟" in client.get("/desk/terminals/").content.decode()


def test_the_api_does_what_the_pages_do(house: House) -> None:
    officer, principal = house.epidemic_officer.api, house.principal.api
    gate = checkpoint(house)
    body = {"name": "考勤机", "protocol": "zkteco", "serial": "SN7", "by_serial": True}

    made = officer.post(f"/checkpoints/{gate}/terminals", body)
    assert made.status_code == 201
    one = made.json()["terminal"]["id"]
    assert made.json()["path"].startswith("/ingest/zkteco/")
    assert officer.post(f"/checkpoints/{gate}/terminals", {**body, "name": "二"}).status_code == 409
    assert principal.post(f"/checkpoints/{gate}/terminals", body).status_code == 403

    changed = officer.put(f"/terminals/{one}", {"serial": "SN8", "direction": "out"})
    assert (changed.json()["serial"], changed.json()["direction"], changed.json()["by_serial"]) == (
        "SN8",
        "out",
        False,
    )
    assert officer.put(f"/terminals/{one}", {"serial": "SN8", "zone": "x"}).json()["error"]["field"] == "zone"
    at = Terminal.objects.select_related("device__checkpoint__enterprise").get()
    told = TerminalEvent(clock.now(), "x", job_number=house.worker.job_number)
    record_terminal_events(terminal=at, message=TerminalMessage((told,)), received_at=clock.now())
    [line] = principal.get(f"/terminals/{one}/events").json()["events"]
    assert line["name"] == str(house.worker.name)
    assert principal.get("/terminals").json()["terminals"][0]["events"] == 1
    assert officer.post(f"/terminals/{one}/secret").status_code == 201
    assert officer.post(f"/terminals/{one}/withdraw").json()["withdrawn_at"]
    assert house.guard.api.get("/terminals").status_code == 403
