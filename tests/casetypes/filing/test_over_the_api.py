"""The filing as another program files it: data made from `describe`, states walked, errors in the contract's order."""

from typing import Any

import pytest

from fugong.cases.describing import describe
from fugong.casetypes.filing.spec import CASE_TYPE
from tests.builders import Api, House
from tests.casetypes.filing.builders import FULL

pytestmark = [pytest.mark.django_db, pytest.mark.article("G1")]


def create(here: House, **data: Any) -> Any:
    given = {name: value for name, value in {**FULL, **data}.items() if value is not None}
    body = {"kind": "filing", "enterprise": here.enterprise.uscc, "data": given}
    return here.epidemic_officer.api.post("/cases", body)


def move(api: Api, case: dict[str, Any], name: str, **more: Any) -> Any:
    return api.post(f"/cases/{case['id']}/moves", {"move": name, "version": case["version"], **more})


def test_what_describe_names_is_taken_whole() -> None:
    names = {field["name"] for field in describe(CASE_TYPE)["fields"] if field["type"] != "file"}

    assert names == set(FULL)


def test_a_filing_walks_to_on_file_and_its_maker_reads_it_to_the_end(here: House) -> None:
    case = create(here).json()
    assert (case["state"], case["version"]) == ("draft", 1)

    case = move(here.epidemic_officer.api, case, "submit").json()
    case = move(here.health_officer.api, case, "guide", comment="增加通风").json()
    case = move(here.bureau_officer.api, case, "put_on_file").json()

    assert case["state"] == "on_file"
    read = here.epidemic_officer.api.get(f"/cases/{case['id']}").json()
    assert [one["to"] for one in read["history"]] == ["draft", "submitted", "submitted", "on_file"]
    assert {one["name"]: one["state"] for one in read["clocks"]} == {"review": "met", "guidance": "met"}
    assert all(one["due"] for one in read["clocks"])


def test_the_first_thing_missing_is_named_as_describe_names_it(here: House) -> None:
    case = create(here, origins=[{"city": "焦作市", "people": 1}, {"people": 2}]).json()

    refused = move(here.principal.api, case, "submit")

    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == "origins[1].city"
    assert here.principal.api.get(f"/cases/{case['id']}").json()["version"] == 1


def test_errors_come_in_their_order(here: House) -> None:
    case = create(here, site=None).json()
    wrong = {"data": {"site": 5}}

    assert move(Api(), case, "submit", **wrong).status_code == 401
    assert move(here.other_county_officer.api, {**case, "version": 9}, "put_on_file").status_code == 404
    assert move(here.principal.api, {**case, "version": 9}, "amend", **wrong).status_code == 409
    assert move(here.principal.api, case, "amend", **wrong).status_code == 409
    assert move(here.principal.api, case, "submit", **wrong).status_code == 422


def test_every_move_that_is_not_allowed_says_why(here: House) -> None:
    case = move(here.principal.api, create(here).json(), "submit").json()

    for who in (here.bureau_officer, here.health_officer, here.principal):
        seen = who.api.get(f"/cases/{case['id']}").json()["moves"]
        assert {one["name"] for one in seen} >= {one.name for one in CASE_TYPE.moves_from("submitted")}
        assert all(one["allowed"] or one["why_not"] for one in seen)
    bureau = {
        one["name"] for one in here.bureau_officer.api.get(f"/cases/{case['id']}").json()["moves"]
        if one["allowed"]
    }  # fmt: skip
    assert bureau == {"put_on_file", "return", "decline"}
