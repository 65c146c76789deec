"""The roster over the API: the same actions as the desk, masked, one change at a time."""

import pytest

from fugong.core import identifiers
from fugong.directory.models import Opening
from tests.builders import House, house
from tests.screening import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> House:
    return house()


def an_id(stem: str = "41080219850101001") -> str:
    return stem + identifiers.id_check_digit(stem)


@pytest.mark.article("G4")
def test_somebody_is_put_on_the_roster_and_shown_masked(here: House) -> None:
    body = {"name": "王建国", "id_number": an_id(), "phone": "13800138000", "team": str(here.team.pk)}

    made = here.epidemic_officer.api.post("/people", body)

    assert made.status_code == 201, made.content
    person = made.json()
    assert (person["name"], person["phone"]) == ("王*", "138****8000")
    assert person["id_number"] == f"410802********{an_id()[-4:]}"
    assert person["team"] == {"id": str(here.team.pk), "name": "一班", "workshop": "机加工车间"}
    assert "建国" not in made.content.decode()


@pytest.mark.article("G4")
def test_the_same_id_number_again_is_409(here: House) -> None:
    body = {"name": "王建国", "id_number": an_id()}
    here.epidemic_officer.api.post("/people", body)

    again = here.epidemic_officer.api.post("/people", body)

    assert again.status_code == 409
    assert again.json()["error"]["field"] == "id_number"


def test_a_correction_based_on_an_older_version_is_409(here: House) -> None:
    officer = here.epidemic_officer.api
    path = f"/people/{here.worker.pk}"
    seen = officer.get(path).json()["updated_at"]

    first = officer.patch(path, {"job": "车工", "seen_at": seen})
    second = officer.patch(path, {"job": "钳工", "seen_at": seen})

    assert first.status_code == 200
    assert second.status_code == 409
    assert second.json()["error"]["code"] == "changed"
    assert officer.get(path).json()["job"] == "车工"


def test_a_correction_leaves_what_was_not_given(here: House) -> None:
    officer = here.epidemic_officer.api
    path = f"/people/{here.worker.pk}"
    before = officer.get(path).json()

    after = officer.patch(path, {"returned_on": "2020-02-20"}).json()

    assert after["journey"]["returned_on"] == "2020-02-20"
    assert {name: after[name] for name in ("name", "phone", "team")} == {
        name: before[name] for name in ("name", "phone", "team")
    }


def test_plain_values_come_only_with_a_reason_that_is_kept(here: House) -> None:
    path = f"/people/{here.worker.pk}/open"

    without = here.epidemic_officer.api.post(path, {"reason": ""})
    opened = here.epidemic_officer.api.post(path, {"reason": "通知其就医", "fields": ["name", "phone"]})

    assert without.status_code == 422
    assert opened.json() == {"values": {"name": "张三丰", "phone": here.worker.phone.reveal()}}
    assert Opening.objects.get(person=here.worker).reason.reveal() == "通知其就医"
    said = here.principal.api.get(f"/people/{here.worker.pk}/openings").json()["openings"]
    assert [(one["what"], one["reason"]) for one in said] == [("姓名、手机号", "通知其就医")]


@pytest.mark.article("G15")
def test_nobody_leaves_while_isolated(here: House) -> None:
    officer = here.epidemic_officer.api
    held = officer.post(f"/people/{here.worker.pk}/holds", {"kind": "isolation", "why": "密切接触者"})
    assert held.status_code == 201

    refused = officer.post(f"/people/{here.worker.pk}/left", {})

    assert refused.status_code in (403, 409)
    assert "不得随意解除" in refused.json()["error"]["text"]
    assert officer.get(f"/people/{here.worker.pk}").json()["status"] == "active"


def test_left_and_back(here: House) -> None:
    officer = here.epidemic_officer.api

    left = officer.post(f"/people/{here.worker.pk}/left", {})
    back = officer.post(f"/people/{here.worker.pk}/back")

    assert left.json()["status"] == "left"
    assert back.json()["status"] == "active"


@pytest.mark.article("G4")
def test_certificates_come_and_go(here: House) -> None:
    officer = here.epidemic_officer.api
    path = f"/people/{here.worker.pk}/certificates"

    made = officer.post(path, {"number": "JZ-2020-1", "issued_on": "2020-02-01", "valid_until": "2021-02-01"})
    mine = made.json()["certificates"][-1]
    gone = officer.delete(f"{path}/{mine['id']}")
    again = officer.delete(f"{path}/{mine['id']}")

    assert (made.status_code, mine["number"], mine["valid_until"]) == (201, "••••", "2021-02-01")
    assert mine["id"] not in {one["id"] for one in gone.json()["certificates"]}
    assert again.status_code == 404


def test_a_list_is_read_page_by_page_and_nobody_twice(here: House) -> None:
    for _ in range(5):
        builders.person(team=here.team)
    officer = here.epidemic_officer.api

    seen, cursor, more = [], "", True
    while more:
        page = officer.get("/people", limit=2, since=cursor).json()
        seen += [one["job_number"] for one in page["people"]]
        cursor, more = page["next"], page["more"]

    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen)


def test_people_are_found_by_exact_name_phone_and_job_number(here: House) -> None:
    officer = here.epidemic_officer.api
    wanted = officer.post("/people", {"name": "王建国", "id_number": an_id(), "phone": "13800138000"}).json()

    for text in ("王建国", an_id(), "13800138000", "8000", wanted["job_number"]):
        found = officer.get("/people", q=text).json()["people"]
        assert wanted["id"] in [one["id"] for one in found], text
    assert officer.get("/people", q="王").json()["people"] == []


@pytest.mark.article("G9")
def test_a_list_says_where_everybody_stands_today(here: House) -> None:
    builders.declared(here.worker)
    builders.daily(here.worker)

    (line,) = here.epidemic_officer.api.get("/people").json()["people"]

    assert (line["verdict"], line["reason"], line["reported"]) == ("clear", "ok", True)


def test_a_leader_sees_the_own_team_only(here: House) -> None:
    other = builders.person(team=builders.team(here.enterprise, "二班"))
    leader = here.team_leader.api

    listed = [one["id"] for one in leader.get("/people").json()["people"]]

    assert listed == [str(here.worker.pk)]
    assert leader.get(f"/people/{other.pk}/standing").status_code == 404
    assert leader.get(f"/people/{here.worker.pk}").status_code == 403


def test_phones_are_signed_out(here: House) -> None:
    phone = here.phone
    assert phone.get("/me/history/").status_code == 200

    gone = here.epidemic_officer.api.delete(f"/people/{here.worker.pk}/phones")

    assert gone.status_code == 204
    assert phone.get("/me/history/").status_code == 401


def test_teams_are_made_and_renamed(here: House) -> None:
    officer = here.epidemic_officer.api
    workshop = officer.post("/groups", {"kind": "workshop", "name": "装配车间"}).json()
    team = officer.post("/groups", {"kind": "team", "name": "甲班", "parent": workshop["id"]}).json()

    renamed = officer.patch(f"/groups/{team['id']}", {"name": "乙班", "seen_at": team["updated_at"]})
    late = officer.patch(f"/groups/{team['id']}", {"name": "丙班", "seen_at": team["updated_at"]})
    taken = officer.post("/groups", {"kind": "workshop", "name": "装配车间"})

    assert (renamed.status_code, late.status_code, taken.status_code) == (200, 409, 409)
    tree = {
        one["name"]: [team["name"] for team in one["teams"]]
        for one in officer.get("/groups").json()["groups"]
    }
    assert tree["装配车间"] == ["乙班"]
    assert [one["name"] for one in here.team_leader.api.get("/groups").json()["groups"]] == ["一班"]
