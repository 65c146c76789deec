"""Cases over the API, in the order of the contract: 401, 404 or 403, 409, then what is missing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.builders import Api, House, house
from tests.cases.builders import LOAN, data, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[House]:
    with registered():
        yield house()


def create(here: House, **changes: Any) -> Any:
    body = {"kind": "loan", "enterprise": here.enterprise.uscc, "data": data(**changes)}
    return here.epidemic_officer.api.post("/cases", body)


def move(api: Api, case: str, name: str, version: int, **more: Any) -> Any:
    return api.post(f"/cases/{case}/moves", {"move": name, "version": version, **more})


def asked(here: House) -> str:
    case = create(here).json()["id"]
    assert move(here.principal.api, case, "ask", 1).status_code == 200
    return str(case)


def test_a_new_case_answers_with_the_body_of_reading_it(here: House) -> None:
    made = create(here)

    assert made.status_code == 201
    body = made.json()
    assert (body["kind"], body["enterprise"], body["state"], body["version"]) == (
        "loan", here.enterprise.uscc, "draft", 1,
    )  # fmt: skip
    assert body["data"]["lines"] == [{"item": "口罩", "count": 3}]
    assert body == here.principal.api.get(f"/cases/{body['id']}").json()
    ask = {one["name"]: one for one in body["moves"]}["ask"]
    assert ask["allowed"] is True
    assert ask["why_not"] == ""


@pytest.mark.parametrize(
    "role", ["guard", "team_leader", "bureau_officer", "health_officer", "administrator"]
)
def test_nobody_else_opens_a_case(here: House, role: str) -> None:
    body = {"kind": "loan", "enterprise": here.enterprise.uscc, "data": {}}

    assert here.members[role].api.post("/cases", body).status_code == 403


def test_a_case_for_another_enterprise_or_of_no_kind_is_refused(here: House) -> None:
    other = {"kind": "loan", "enterprise": house().enterprise.uscc, "data": {}}

    assert here.principal.api.post("/cases", other).status_code == 404
    answer = here.principal.api.post("/cases", {"kind": "x", "enterprise": here.enterprise.uscc, "data": {}})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "kind")


def test_a_wrong_value_is_named_by_its_place(here: House) -> None:
    answer = create(here, lines=[{"item": "口罩", "count": 1}, {"item": "酒精", "count": "many"}])

    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "lines[1].count")


@pytest.mark.parametrize("body", [{}, {"move": "grant", "version": 1}, {"version": "x"}, {"data": 7}, []])
def test_another_county_is_told_nothing_whatever_it_sends(here: House, body: Any) -> None:
    case = asked(here)
    stranger = here.other_county_officer.api

    assert stranger.post(f"/cases/{case}/moves", body).status_code == 404
    assert stranger.get(f"/cases/{case}").status_code == 404
    assert stranger.get("/cases").json()["cases"] == []


def test_without_a_token_nothing_is_looked_at(here: House) -> None:
    assert Api().post(f"/cases/{asked(here)}/moves", {}).status_code == 401


def test_an_old_version_is_409_even_where_the_state_no_longer_allows_the_move(here: House) -> None:
    case = asked(here)
    officer = here.bureau_officer.api
    assert move(officer, case, "grant", 2).status_code == 200

    late = move(officer, case, "grant", 2)

    assert (late.status_code, late.json()["error"]["code"]) == (409, "changed")
    again = move(officer, case, "grant", 3)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "state")


def test_a_refused_move_changes_nothing(here: House) -> None:
    case = asked(here)
    before = here.bureau_officer.api.get(f"/cases/{case}").json()

    assert move(here.bureau_officer.api, case, "send_back", 2).json()["error"]["field"] == "comment"
    assert move(here.principal.api, case, "grant", 2).status_code == 403
    assert move(here.bureau_officer.api, case, "none", 2).status_code == 422

    assert here.bureau_officer.api.get(f"/cases/{case}").json() == before


def test_clocks_have_a_due_in_every_state(here: House) -> None:
    case = asked(here)
    officer = here.bureau_officer.api

    def clocks() -> dict[str, str]:
        found = officer.get(f"/cases/{case}").json()["clocks"]
        assert all(one["due"] for one in found)
        return {one["name"]: one["state"] for one in found}

    assert clocks() == {"answer": "running", "advice": "running"}
    assert officer.post(f"/cases/{case}/clocks/answer/pause", {"reason": "等专家意见"}).status_code == 200
    assert clocks()["answer"] == "paused"
    assert officer.post(f"/cases/{case}/clocks/answer/resume").status_code == 200
    assert move(officer, case, "grant", 2).status_code == 200
    assert clocks()["answer"] == "met"


def test_a_file_goes_in_checked_and_comes_out_as_a_download(here: House, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    case = asked(here)
    api = here.bureau_officer.api
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    file = SimpleUploadedFile("依据.pdf", pdf, "application/pdf")

    made = api.client.post(f"/api/v1/cases/{case}/attachments", {"kind": "reason_file", "file": file})
    assert made.status_code == 201, made.content
    lie = SimpleUploadedFile("依据.png", pdf)
    refused = api.client.post(f"/api/v1/cases/{case}/attachments", {"kind": "reason_file", "file": lie})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "file")

    got = here.principal.api.get(f"/cases/{case}/attachments/{made.json()['id']}")
    assert got.content == pdf
    assert got["Content-Disposition"].startswith("attachment")
    done = move(api, case, "refuse", 2, data={"ground": "已满"}, comment="不行")
    assert done.json()["state"] == "refused"


def test_lists_come_in_pages_and_hold_the_own_jurisdiction(here: House) -> None:
    case = asked(here)

    found = here.bureau_officer.api.get("/cases", kind="loan", state="asked").json()
    assert [one["id"] for one in found["cases"]] == [case]
    assert here.bureau_officer.api.get("/cases", since=found["next"]).json()["cases"] == []
    work = here.bureau_officer.api.get("/work").json()
    assert [one["name"] for one in work["work"]] == ["answer"]
    assert work["counts"] == {"mine": 0, "ours": 1, "late": 0, "unassigned": 1}


def test_what_comes_into_sight_later_comes_after_the_cursor(here: House) -> None:
    draft = create(here).json()["id"]
    assert move(here.principal.api, draft, "ask", 1).status_code == 200
    officer = here.bureau_officer.api
    seen = officer.get("/cases").json()

    with registered(replace(LOAN, kind="second")):
        body = {"kind": "second", "enterprise": here.enterprise.uscc, "data": data()}
        older = here.principal.api.post("/cases", body).json()["id"]
        assert move(officer, draft, "send_back", 2, comment="再看").status_code == 200
        after_the_first = officer.get("/cases", since=seen["next"]).json()
        assert move(here.principal.api, older, "ask", 1).status_code == 200

        found = officer.get("/cases", since=after_the_first["next"]).json()

    assert [one["id"] for one in after_the_first["cases"]] == [draft]
    assert [one["id"] for one in found["cases"]] == [older]
    assert here.principal.api.get("/cases", since="0").json()["cases"][0]["id"] == draft
    assert here.principal.api.get("/cases", since=str(older)).status_code == 422


def test_versions_compare(here: House) -> None:
    case = asked(here)
    move(here.bureau_officer.api, case, "send_back", 2, comment="人数")
    move(here.principal.api, case, "ask", 3, data={"people": 9})

    changes = here.bureau_officer.api.get(f"/cases/{case}/changes", old=1, new=2).json()["changes"]

    assert [(one["field"], one["old"], one["new"]) for one in changes] == [("people", "12", "9")]


@pytest.mark.parametrize("more", [{"data": []}, {"data": "x"}, {"comment": 5}, {"move": "nope"}])
def test_an_old_version_comes_before_what_does_not_fit(here: House, more: Any) -> None:
    case = asked(here)

    answer = here.bureau_officer.api.post(f"/cases/{case}/moves", {"move": "grant", "version": 1, **more})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "changed")


def test_a_way_back_that_is_no_address_of_ours_leads_to_the_case(here: House) -> None:
    case = asked(here)

    page = here.bureau_officer.browser.post(f"/cases/{case}/comments/", {"text": "看过", "back": "foo"})

    assert page["Location"] == f"/cases/{case}/"


@pytest.mark.parametrize("tail", ["attachments", "comments", "clocks/answer/pause"])
def test_who_may_is_judged_before_what_was_sent(here: House, tail: str) -> None:
    case = asked(here)

    assert Api("").post(f"/cases/{case}/{tail}", {}).status_code == 401
    assert here.guard.api.post(f"/cases/{case}/{tail}", {}).status_code == 403
    assert here.other_county_officer.api.post(f"/cases/{case}/{tail}", {}).status_code == 404
    assert here.bureau_officer.api.post(f"/cases/{case}/{tail}", {}).status_code == 422


def test_a_closed_case_takes_no_file_whatever_was_sent(here: House) -> None:
    case = asked(here)
    assert move(here.bureau_officer.api, case, "grant", 2).status_code == 200

    refused = here.bureau_officer.api.post(f"/cases/{case}/attachments", {})

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "closed")
