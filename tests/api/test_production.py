"""The production plan over the API: the same actions, the same words."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fugong.core import clock
from tests.builders import Api, House, house
from tests.production.builders import ahead

pytestmark = pytest.mark.django_db

ORDER = {"label": "D-1", "product": "端盖", "quantity": 100, "unit": "件"}


@pytest.fixture
def here() -> House:
    return house()


@pytest.fixture
def api(here: House) -> Api:
    return here.epidemic_officer.api


def line(days: int, **values: Any) -> dict[str, Any]:
    return {"day": ahead(days).isoformat(), "staff_planned": 10, "hours_planned": 8, **values}


@pytest.mark.article("G6")
def test_an_order_that_the_plan_does_not_make_in_time_says_so(api: Api) -> None:
    made = api.post("/production/orders", {**ORDER, "due_on": ahead(3).isoformat()})
    api.post("/production/plan", {"lines": [line(1, product="端盖", output_planned=70)]})

    (late,) = api.get("/production").json()["late_orders"]

    assert made.status_code == 201, made.content
    assert (late["planned"], late["short"]) == (70, 30)
    assert "30 件" in late["words"]
    assert "赶工" in late["next"]


@pytest.mark.article("G6")
def test_an_order_is_corrected_by_who_saw_its_last_version(api: Api) -> None:
    made = api.post("/production/orders", {**ORDER, "due_on": ahead(3).isoformat()}).json()
    path = f"/production/orders/{made['id']}"

    done = api.patch(path, {"made": 100, "seen_at": made["updated_at"]})
    late = api.patch(path, {"status": "done", "seen_at": made["updated_at"]})
    closed = api.patch(path, {"status": "done"})

    assert (done.status_code, late.status_code, closed.status_code) == (200, 409, 200)
    assert closed.json()["short"] is None
    assert api.get("/production/orders", status="open").json() == {"orders": []}


@pytest.mark.article("G6")
def test_a_material_that_is_short_is_put_right_and_taken_off(api: Api) -> None:
    made = api.post("/production/materials", {"name": "铝锭", "unit": "吨", "on_hand": 2, "needed": 5}).json()
    path = f"/production/materials/{made['id']}"
    mended = api.patch(path, {"expected": 3, "expected_on": ahead(1).isoformat()}).json()

    assert (made["short"], mended["short"]) == (3, 0)
    assert api.delete(path).status_code == 204
    assert api.get("/production/materials").json() == {"materials": []}


@pytest.mark.article("G6")
def test_rush_work_is_told_with_its_rule_and_numbers_before_and_after_saving(api: Api, here: House) -> None:
    lines = {"lines": [line(1, overtime_hours=4, group=str(here.team.pk))]}

    (asked,) = api.post("/production/plan/check", lines).json()["warnings"]
    nothing = api.get("/production/plan").json()["plan"]
    saved = api.post("/production/plan", lines).json()

    assert nothing == []
    assert saved["created"] == 1
    assert saved["warnings"] == [asked]
    assert (asked["rule"], asked["articles"]) == ("overtime_a_day", ["G6"])
    assert asked["numbers"]["overtime_hours_a_day"] == 4
    assert asked["group_name"] == "机加工车间·一班"
    assert "劳动法" in asked["source"]


def test_a_fault_names_the_line_and_its_field(api: Api) -> None:
    refused = api.post("/production/plan", {"lines": [line(1), line(2, hours_planned=20, overtime_hours=5)]})

    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == "lines[1].overtime_hours"
    assert api.get("/production/plan").json() == {"plan": []}


def test_a_week_is_copied_a_line_removed(api: Api) -> None:
    monday = 7 - clock.today().weekday()
    api.post("/production/plan", {"lines": [line(monday)]})

    done = api.post("/production/plan/copy", {"week": ahead(monday + 7).isoformat()}).json()
    (_first, copy) = api.get("/production/plan", last=ahead(monday + 8).isoformat()).json()["plan"]

    assert (done["copied"], done["kept"]) == (1, 0)
    assert api.delete(f"/production/plan/{copy['id']}").status_code == 204
    assert api.post("/production/plan/copy", {"week": ahead(-20).isoformat()}).status_code == 422


def test_a_sheet_is_taken_whole_or_not_at_all(api: Api) -> None:
    def send(rows: str) -> Any:
        file = SimpleUploadedFile("plan.csv", f"日期,人数,班时\n{rows}".encode())
        return api.client.post("/api/v1/production/plan/import", {"file": file}).json()

    wrong = send(f"{ahead(1)},5,8\n{ahead(2)},五,8\n")
    right = send(f"{ahead(1)},5,8\n{ahead(2)},5,8\n")

    assert [(one["row"], one["column"]) for one in wrong["faults"]] == [(3, "B")]
    assert (wrong["created"], right["created"], right["faults"]) == (0, 2, [])
    assert api.get("/production/plan/template.xlsx").content[:2] == b"PK"


@pytest.mark.article("G6")
def test_the_summary_is_for_the_enterprise_and_the_bureau_that_supervises_it(here: House, api: Api) -> None:
    api.post("/production/plan", {"lines": [line(1, product="端盖")]})
    path = f"/enterprises/{here.enterprise.uscc}/production"

    own, theirs = api.get(path), here.bureau_officer.api.get(path)

    assert own.json() == theirs.json()
    assert own.json()["planned_days"] == 1
    assert house().epidemic_officer.api.get(path).status_code == 404
    assert here.guard.api.get(path).status_code == 403


@pytest.mark.parametrize("role", ["team_leader", "guard", "bureau_officer", "administrator"])
def test_nobody_else_reads_or_writes_the_plan(here: House, role: str) -> None:
    api = here.members[role].api

    assert api.get("/production").status_code == 403
    assert api.post("/production/plan", {"lines": [line(1)]}).status_code == 403
