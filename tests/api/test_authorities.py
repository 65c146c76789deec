"""Authorities through the API: contacts, classes, coverage; each officer within the own jurisdiction."""

import pytest

from tests.builders import PASSWORD, House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> House:
    return house()


@pytest.mark.article("G2")
def test_an_enterprise_reads_how_to_reach_its_offices(here: House) -> None:
    found = here.principal.api.get("/authorities").json()["authorities"]

    assert {one["name"] for one in found} == {here.bureau.name, here.health.name}
    assert {one["contact_phone"] for one in found} == {"0391-0000000"}


def test_an_administrator_sets_an_authority_up_and_appoints_its_officer(here: House) -> None:
    admin = here.administrator.api
    made = admin.post("/authorities", {"kind": "health", "name": "卫健委", "region_code": "410821"})
    assert made.status_code == 201, made.content
    account = {"login": "wei", "name": "卫国", "password": PASSWORD, "role": "health_officer"}

    assert admin.post("/accounts", account).json()["error"]["field"] == "authority"
    officer = admin.post("/accounts", {**account, "authority": made.json()["id"]})

    assert officer.status_code == 201, officer.content
    assert officer.json()["appointments"][0]["authority_name"] == "卫健委"


def test_an_office_changes_what_it_publishes(here: House) -> None:
    officer = here.bureau_officer.api

    changed = officer.patch(f"/authorities/{here.bureau.pk}", {"contact_phone": "0391-2910000"})
    assert changed.json()["contact_phone"] == "0391-2910000"
    assert officer.patch(f"/authorities/{here.bureau.pk}", {"name": "x"}).status_code == 403
    assert officer.patch(f"/authorities/{here.health.pk}", {"contact_phone": "1234567"}).status_code == 403
    away = here.other_county_officer.api.patch(f"/authorities/{here.bureau.pk}", {"contact_phone": "1"})
    assert away.status_code == 404
    old = {"contact_phone": "0391-2910001", "seen_at": "2020-02-24T08:00:00+08:00"}
    assert officer.patch(f"/authorities/{here.bureau.pk}", old).status_code == 409


def test_officers_list_and_class_the_enterprises_of_their_jurisdiction(here: House) -> None:
    uscc, officer, away = here.enterprise.uscc, here.bureau_officer.api, here.other_county_officer.api

    assert [one["uscc"] for one in officer.get("/enterprises").json()["enterprises"]] == [uscc]
    assert away.get("/enterprises").json()["enterprises"] == []
    classed = officer.patch(f"/enterprises/{uscc}/classification", {"size": "small", "is_key": True})
    assert (classed.json()["size"], classed.json()["is_key"]) == ("small", True)
    assert away.patch(f"/enterprises/{uscc}/classification", {"size": "large"}).status_code == 404


@pytest.mark.article("G2")
def test_officers_divide_the_enterprises_between_them(here: House) -> None:
    officer = here.bureau_officer.api
    body = {"account": str(here.bureau_officer.account.pk), "enterprises": [here.enterprise.uscc]}

    assert [one["uscc"] for one in officer.get("/coverage").json()["gaps"]] == [here.enterprise.uscc]
    assert officer.post("/coverage", body).status_code == 204
    seen = officer.get("/coverage").json()
    assert (seen["covered"], seen["gaps"], seen["officers"][0]["enterprises"]) == (1, [], 1)
    assert here.other_county_officer.api.post("/coverage", body).status_code == 404
    assert here.health_officer.api.post("/coverage", body).status_code == 404
    assert officer.post("/coverage/end", body).status_code == 204
    assert officer.get("/coverage").json()["covered"] == 0
