"""The start-up light and the resumption list through the API, to the letter of the contract."""

import pytest

from tests.builders import House, house
from tests.resumption.builders import moved, on_file, ready

pytestmark = [pytest.mark.django_db, pytest.mark.article("G2"), pytest.mark.article("Y1")]


@pytest.fixture
def here() -> House:
    return house()


def path(here: House) -> str:
    return f"/enterprises/{here.enterprise.uscc}/startup"


def test_the_light_has_the_three_grounds_and_advice(here: House) -> None:
    case = on_file(here)

    light = here.principal.api.get(path(here)).json()

    assert set(light) == {"may_start", "conditions", "advice"}
    assert light["may_start"] is False
    assert [one["id"] for one in light["conditions"]] == ["plan", "screening", "safety_check"]
    assert all(set(one) == {"id", "article", "holds", "text", "evidence"} for one in light["conditions"])
    assert light["conditions"][0]["holds"] is True
    assert light["conditions"][0]["evidence"] == [f"/cases/{case.pk}/"]
    assert all(set(one) == {"id", "text", "source"} for one in light["advice"])


def test_from_may_start_to_may_not(here: House) -> None:
    filing, _report = ready(here)
    assert here.bureau_officer.api.get(path(here)).json()["may_start"] is True

    moved(filing, "withdraw", here.principal.actor, comment="方案要重做")

    light = here.bureau_officer.api.get(path(here)).json()
    assert light["may_start"] is False
    assert [one["id"] for one in light["conditions"] if not one["holds"]] == ["plan"]


def test_only_the_enterprise_and_its_own_county_read_the_light(here: House) -> None:
    for role in ("epidemic_officer", "principal", "bureau_officer", "health_officer"):
        assert here.members[role].api.get(path(here)).status_code == 200
    assert here.other_county_officer.api.get(path(here)).status_code == 404
    for role in ("team_leader", "guard", "administrator"):
        assert here.members[role].api.get(path(here)).status_code == 403
    elsewhere = house()
    assert elsewhere.principal.api.get(path(here)).status_code == 404


def test_an_officer_reads_the_list_of_the_own_county_page_by_page(here: House) -> None:
    second = house()
    on_file(here)
    api = here.bureau_officer.api

    first = api.get("/resumption", limit=1).json()
    rest = api.get("/resumption", limit=1, since=first["next"]).json()

    assert first["more"]
    assert not rest["more"]
    seen = [one["uscc"] for page in (first, rest) for one in page["enterprises"]]
    assert sorted(seen) == sorted([here.enterprise.uscc, second.enterprise.uscc])
    assert first["totals"]["enterprises"] == 2
    assert first["totals"]["on_file"] == 1
    assert [one["uscc"] for one in api.get("/resumption", status="on_file").json()["enterprises"]] == [
        here.enterprise.uscc
    ]
    assert here.other_county_officer.api.get("/resumption").json()["enterprises"] == []
    assert here.principal.api.get("/resumption").status_code == 403


def test_figures_and_the_days_report(here: House) -> None:
    on_file(here)
    api = here.bureau_officer.api

    assert api.get("/resumption/overview").json()["total"]["filed"] == 1
    report = api.get("/resumption/report").json()
    assert report["known"] is True
    assert report["total"]["on_file"] == 1
    assert report["total"]["difference"] is None
    assert api.get("/resumption/report", on="2020-02-24").json()["known"] is False
