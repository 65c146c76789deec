"""What pages do about truthful reports, programs can: list, settle, confirm a device, each role its own (G9)."""

import pytest

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM
from fugong.directory import actions as directory
from fugong.screening.models import Flag
from tests import builders
from tests.screening import builders as make

pytestmark = [pytest.mark.django_db, pytest.mark.article("G9")]


@pytest.fixture
def house():
    return builders.house()


def flagged(house, kind="quick"):
    return Flag.objects.create(
        person=house.worker, kind=kind, day=clock.today(), details={"seconds_open": "1"}
    )


def test_flags_come_in_pages_the_newest_first_and_by_state(house):
    made = [flagged(house), flagged(house, "same_answers")]
    api = house.epidemic_officer.api

    first = api.get("/flags", limit=1).json()
    second = api.get("/flags", limit=1, since=first["next"]).json()

    newest_first = sorted((str(flag.pk) for flag in made), reverse=True)
    assert [first["flags"][0]["id"], second["flags"][0]["id"]] == newest_first
    assert (first["more"], second["more"]) == (True, False)
    assert api.get("/flags", state="settled").json()["flags"] == []
    (quick,) = api.get("/flags", kind="quick", person=house.worker.pk).json()["flags"]
    assert quick["why"] == "打开填报页 1 秒就提交了，来不及看和填。"
    assert quick["articles"] == ["G9"]
    assert api.get("/flags", from_day="2199-01-01").json()["flags"] == []


def test_a_flag_is_settled_once(house):
    flag, api = flagged(house), house.principal.api

    done = api.post(f"/flags/{flag.pk}/settle", {"outcome": "correct_report", "note": "已重填"})
    again = api.post(f"/flags/{flag.pk}/settle", {"outcome": "talked"})

    assert (done.status_code, done.json()["state"], done.json()["note"]) == (200, "settled", "已重填")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "settled")
    assert api.post(f"/flags/{flag.pk}/settle", {"outcome": "punish"}).status_code == 422
    assert api.get(f"/flags/{flag.pk}").json()["outcome"] == "correct_report"
    assert api.get(f"/flags/{new_id()}").status_code == 404


def test_a_leader_confirms_devices_and_sees_no_flags(house):
    old, new = "Android WeChat 0a1b2c3d4e5f", "iPhone WeChat 5f4e3d2c1b0a"
    directory.bind_phone(person_id=house.worker.pk, device=old, by=SYSTEM)
    directory.bind_phone(person_id=house.worker.pk, device=new, by=make.worker(house.worker))
    api = house.team_leader.api

    (asked,) = api.get("/phones/new").json()["phones"]
    done = api.post(f"/phones/{asked['id']}/answer", {"own": False})

    assert (asked["person"], asked["device"]) == (str(house.worker.pk), "iPhone WeChat")
    assert done.status_code == 204
    assert api.post(f"/phones/{asked['id']}/answer", {"own": True}).status_code == 409
    assert api.get("/phones/new").json()["phones"] == []
    assert api.get("/flags").status_code == 403
    assert (
        builders.house().team_leader.api.post(f"/phones/{asked['id']}/answer", {"own": True}).status_code
        == 404
    )
