"""The policies over the API: with and without an account the same actions and the same words as on the pages."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.builders import Api, House, house
from tests.policies.builders import HIT, city_officer, confirmed, in_march, placed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]
REFUND = {"region": "410823", "unemployment_premium_paid": 12345.67, "layoff_rate": 0.03}
ON = "2020-03-01"


@pytest.fixture
def anybody() -> Api:
    return Api()


@pytest.fixture
def here() -> Iterator[House]:
    with in_march():
        found = house()
        placed(found.enterprise)
        yield found


def of(answer: dict[str, Any], measure: str) -> dict[str, Any]:
    return next(one for one in answer["measures"] if one["id"] == measure)


def test_every_measure_is_listed_and_one_is_read_with_its_words(anybody: Api) -> None:
    listed = anybody.get("/policies", on=ON).json()
    one = anybody.get("/policies/Y17-refund", on=ON).json()

    assert {"Y3-power", "C13-refund", "O20-quiet"} <= {line["id"] for line in listed["measures"]}
    assert "返还其上年度实际缴纳失业保险费的50%" in one["quote"]
    assert {"kind": "same_benefit_as", "id": "O6-refund", "article": "O6"} in one["relations"]
    assert "R8" in {reading["id"] for reading in one["readings"]}
    assert one["take_up"] is None
    assert anybody.get("/policies/Y99-none").status_code == 404


def test_anybody_is_answered_and_nothing_is_kept(anybody: Api) -> None:
    answer = anybody.post("/policies/match", {"facts": REFUND, "on": ON}).json()

    refund = of(answer, "C13-refund")
    assert answer["on"] == ON
    assert (refund["status"], refund["amount"]) == ("eligible", {"value": 6172.84, "unit": "yuan"})
    assert refund["deadline"] == "2020-12-31"
    assert all(reason["holds"] for reason in refund["reasons"])
    assert answer["question"] not in (None, *REFUND)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("layoff_rate", 5.2), ("layoff_rate", -0.1), ("revenue", -1), ("revenue", "many"), ("headcount", 2.5),
        ("exports", "yes"), ("tax_due_date", "2020-02-30"), ("moon", True), ("region", "武陟"),
        ("determinations", [1]), ("determinations", {"Z9": True}),
    ],
)  # fmt: skip
def test_a_fact_that_does_not_fit_is_named(anybody: Api, fact: str, value: Any) -> None:
    for path in ("/policies/match", "/policies/checks"):
        wrong = anybody.post(path, {"facts": {**REFUND, fact: value}, "on": ON})

        assert wrong.status_code == 422, path
        assert wrong.json()["error"]["field"] == fact
        assert wrong.json()["error"]["text"]


def test_a_body_that_is_none_is_refused(anybody: Api) -> None:
    for body in ({"facts": []}, {"facts": {}, "on": "2020-02-30"}, {"facts": {}, "more": 1}, {}):
        assert anybody.post("/policies/match", body).status_code == 422, body


def test_a_token_that_is_none_is_not_taken_for_nobody() -> None:
    assert Api("fga_invented").post("/policies/match", {"facts": {}}).status_code == 401


def test_a_check_is_kept_continued_remarked_on_and_deleted_by_its_secret(anybody: Api) -> None:
    made = anybody.post("/policies/checks", {"facts": REFUND, "on": ON})
    assert made.status_code == 201
    path = f"/policies/checks/{made.json()['secret']}"

    more = anybody.patch(path, {"version": 1, "facts": {"exports": None, "layoff_rate": 0.06}})
    late = anybody.patch(path, {"version": 1, "facts": {"exports": True}})
    remark = anybody.post(f"{path}/remarks", {"measure": "C13-refund", "text": "去年没有裁员"})
    read = anybody.get(path).json()

    assert (more.status_code, late.status_code, remark.status_code) == (200, 409, 201)
    assert read["facts"] == {**REFUND, "exports": None, "layoff_rate": 0.06}
    assert of(read, "C13-refund")["status"] == "not_eligible"
    assert read["question"] != "exports"
    assert [one["text"] for one in read["remarks"]] == ["去年没有裁员"]
    assert anybody.delete(path).status_code == 204
    assert anybody.get(path).status_code == 404


def test_an_enterprise_confirms_once_and_is_answered(here: House) -> None:
    api = here.epidemic_officer.api
    before = api.get("/policies/facts").json()
    known = {one["fact"]: one for one in before["facts"]}
    facts = {"unemployment_premium_paid": 12000, "layoff_rate": 0, "affected_by_epidemic": True}

    wrong = api.post("/policies/facts", {"version": 0, "facts": {**facts, "layoff_rate": 5.2}})
    done = api.post("/policies/facts", {"version": before["version"], "facts": facts})
    late = api.post("/policies/facts", {"version": before["version"], "facts": facts})

    assert known["industry"]["value"] == "C3360"
    assert known["industry"]["origin"] == "system"
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "layoff_rate")
    assert (done.status_code, late.status_code) == (200, 409)
    answer = api.get("/policies/ours").json()
    assert of(answer, "C13-refund")["amount"] == {"value": 6000, "unit": "yuan"}


def test_an_enterprise_applies_and_objects(here: House) -> None:
    confirmed(here.enterprise, unemployment_premium_paid=12000, layoff_rate=0)
    api = here.principal.api

    applied = api.post("/policies/Y17-refund/application")
    again = api.post("/policies/Y17-refund/application")
    objected = api.post("/policies/O5-hnte/objection")
    refused = api.post("/policies/Y99-none/application")

    assert (applied.status_code, applied.json()["kind"]) == (201, "application")
    assert again.json()["id"] == applied.json()["id"]
    assert (objected.status_code, objected.json()["kind"]) == (201, "objection")
    assert refused.status_code == 404


def test_an_office_decides_of_its_enterprises_only_and_it_counts_at_once(here: House) -> None:
    confirmed(here.enterprise)
    path = f"/enterprises/{here.enterprise.uscc}"
    body = {"subject": "provincial_key_list", "value": True, "reason": "豫工信〔2020〕1号名单"}

    done = here.bureau_officer.api.post(f"{path}/determinations", body)
    elsewhere = here.other_county_officer.api.post(f"{path}/determinations", body)
    empty = here.bureau_officer.api.post(f"{path}/determinations", {**body, "reason": " "})

    assert (done.status_code, elsewhere.status_code, empty.status_code) == (201, 404, 422)
    assert here.principal.api.post(f"{path}/determinations", body).status_code == 403
    read = here.bureau_officer.api.get(f"{path}/policies").json()
    assert of(read, "Y6-key-rate")["status"] == "eligible"
    (fact,) = [one for one in read["facts"] if one["fact"] == "provincial_key_list"]
    assert (fact["value"], fact["origin"]) == (True, "authority")
    assert len(here.bureau_officer.api.get(f"{path}/determinations").json()["determinations"]) == 1


def test_the_end_of_the_epidemic_dates_deadlines_at_once(here: House, anybody: Api) -> None:
    officer = city_officer()
    facts = {**{key: value for key, value in HIT.items() if isinstance(value, bool)}, "region": "410802"}
    facts |= {"industry": "C33", "headcount": 60, "utility_payment_difficulty": True}
    body = {"key": "epidemic_end", "region": "410800", "happened_on": "2020-03-01", "source": "省指挥部公告"}
    before = of(anybody.post("/policies/match", {"facts": facts, "on": ON}).json(), "Y13-arrears")

    done = officer.api.post("/policies/events", body)
    after = of(anybody.post("/policies/match", {"facts": facts, "on": ON}).json(), "Y13-arrears")

    assert done.status_code == 201, done.content
    assert (before["status"], before["deadline"]) == ("eligible", None)
    assert after["deadline"] == "2020-06-01"
    assert here.bureau_officer.api.post("/policies/events", body).status_code == 403
    assert [one["key"] for one in officer.api.get("/policies/events").json()["events"]] == ["epidemic_end"]


def test_a_remark_is_answered_once_by_the_office(anybody: Api) -> None:
    officer = city_officer()
    secret = anybody.post("/policies/checks", {"facts": REFUND, "on": ON}).json()["secret"]
    anybody.post(f"/policies/checks/{secret}/remarks", {"text": "不对"})

    (remark,) = officer.api.get("/policies/remarks").json()["remarks"]
    done = officer.api.post(f"/policies/remarks/{remark['id']}/answer", {"text": "已更正"})
    again = officer.api.post(f"/policies/remarks/{remark['id']}/answer", {"text": "已更正"})

    assert (done.status_code, again.status_code) == (200, 409)
    assert anybody.get(f"/policies/checks/{secret}").json()["remarks"][0]["answer"] == "已更正"
