"""Reports, verdicts, holds, reviews and the board over the API."""

import pytest

from tests.builders import House, house
from tests.screening import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> House:
    return house()


def declaration(**changed: object) -> dict[str, object]:
    return {"kind": "declaration", "answers": {**builders.DECLARED, **changed}}


@pytest.mark.article("G9")
def test_a_leader_reports_for_somebody_without_a_phone(here: House) -> None:
    here.worker.has_phone = False
    here.worker.save()
    leader = here.team_leader.api
    path = f"/people/{here.worker.pk}/reports"

    declared = leader.post(path, declaration())
    reported = leader.post(path, {"kind": "daily", "answers": {**builders.NORMAL, "temperature": 37.5}})

    assert declared.status_code == 201, declared.content
    assert reported.status_code == 201, reported.content
    stands = reported.json()
    assert (stands["verdict"], stands["reason"]) == ("barred", "fever")
    assert "37.5" in stands["why"]
    assert stands["reasons"][0]["articles"]


@pytest.mark.article("G9")
def test_the_questionnaire_says_what_is_asked(here: House) -> None:
    asked = here.team_leader.api.get("/questionnaires/daily").json()

    assert asked["kind"] == "daily"
    assert {one["id"] for one in asked["questions"]} >= {"temperature", "symptoms", "contact"}
    assert here.team_leader.api.get("/questionnaires/other").status_code in (404, 422)


@pytest.mark.article("G9")
def test_the_board_counts_and_the_missing_are_named_masked(here: House) -> None:
    builders.declared(here.worker)
    late = builders.person(team=here.team)

    board = here.epidemic_officer.api.get("/today").json()
    missing = here.epidemic_officer.api.get("/missing").json()

    assert (board["expected"], board["reported"], board["missing"], board["inside"]) == (2, 1, 1, 0)
    assert board["teams"][0]["name"] == "一班"
    assert [(one["id"], one["name"]) for one in missing["people"]] == [(str(late.pk), "张*")]
    assert here.team_leader.api.get("/today").json()["inside"] is None


def test_the_missing_are_read_page_by_page(here: House) -> None:
    wanted = {str(here.worker.pk)} | {str(builders.person(team=here.team).pk) for _ in range(4)}
    wanted |= {str(builders.person(team=builders.team(here.enterprise, "二·班")).pk) for _ in range(2)}

    seen, cursor, more = [], "", True
    while more:
        page = here.epidemic_officer.api.get("/missing", limit=2, since=cursor).json()
        seen += [one["id"] for one in page["people"]]
        cursor, more = page["next"], page["more"]

    assert len(seen) == 7
    assert set(seen) == wanted


@pytest.mark.article("G9")
def test_a_reminder_reaches_those_who_have_not_reported(here: House) -> None:
    said = here.team_leader.api.post("/reminders", {}).json()

    assert said["count"] == 1
    assert here.epidemic_officer.api.post("/reminders", {"people": []}).json()["count"] == 0
    assert "还有 1 人没有填报" in said["text"]


@pytest.mark.article("G8", "G9")
def test_a_fever_is_an_alert_once_and_the_cursor_goes_on(here: House) -> None:
    officer = here.epidemic_officer.api
    builders.declared(here.worker)
    before = officer.get("/alerts").json()["next"]
    builders.daily(here.worker, temperature="38.2")

    fresh = officer.get("/alerts", since=before).json()
    again = officer.get("/alerts", since=fresh["next"]).json()

    assert {one["kind"] for one in fresh["alerts"]} == {"fever_reading", "verdict"}
    assert [one["celsius"] for one in fresh["alerts"] if one["kind"] == "fever_reading"] == [38.2]
    assert again["alerts"] == []


@pytest.mark.article("G8")
def test_a_confirmed_fever_isolates_and_lifting_ends_it(here: House) -> None:
    officer = here.epidemic_officer.api
    builders.declared(here.worker)

    confirmed = officer.post(f"/people/{here.worker.pk}/fever", {"why": "复测 38.1 ℃"})
    (hold,) = officer.get(f"/people/{here.worker.pk}/history").json()["holds"]
    (held,) = officer.get("/holds").json()["holds"]
    lifted = officer.post(f"/holds/{hold['id']}/lift", {"why": "医院排除"})
    again = officer.post(f"/holds/{hold['id']}/lift", {"why": "医院排除"})

    assert (confirmed.json()["verdict"], confirmed.json()["isolated"]) == ("barred", True)
    assert (held["person"], held["hold"]["id"]) == (str(here.worker.pk), hold["id"])
    assert lifted.json()["isolated"] is False
    assert officer.get("/holds").json()["holds"] == []
    assert again.status_code == 409


def test_a_verdict_is_corrected_with_a_reason(here: House) -> None:
    officer = here.epidemic_officer.api
    builders.declared(here.worker)
    path = f"/people/{here.worker.pk}/verdict"

    without = officer.post(path, {"verdict": "observe", "why": ""})
    corrected = officer.post(path, {"verdict": "observe", "why": "家人在隔离"})

    assert without.status_code == 422
    assert without.json()["error"]["field"] == "why"
    assert (corrected.json()["verdict"], corrected.json()["corrected"]) == ("observe", True)
    last = officer.get(f"/people/{here.worker.pk}/history").json()["verdicts"][0]
    assert (last["verdict"], last["why"], last["by"]) == (
        "observe",
        "家人在隔离",
        str(here.epidemic_officer.account.pk),
    )


def test_a_review_is_asked_by_the_leader_and_answered_by_the_officer(here: House) -> None:
    here.worker.has_phone = False
    here.worker.save()
    here.team_leader.api.post(f"/people/{here.worker.pk}/reports", declaration(symptoms=["fatigue"]))

    asked = here.team_leader.api.post(f"/people/{here.worker.pk}/reviews", {"text": "只是过敏"})
    twice = here.team_leader.api.post(f"/people/{here.worker.pk}/reviews", {"text": "只是过敏"})
    (waiting,) = here.epidemic_officer.api.get("/reviews", state="open").json()["reviews"]
    answer = {"corrected": True, "answer": "医生证明为过敏", "verdict": "clear"}
    answered = here.epidemic_officer.api.post(f"/reviews/{waiting['id']}/answer", answer)
    late = here.epidemic_officer.api.post(f"/reviews/{waiting['id']}/answer", answer)

    assert asked.status_code == 201, asked.content
    assert twice.status_code == 409
    assert waiting["text"] == "只是过敏"
    assert answered.json()["verdict"] == "clear", answered.content
    assert late.status_code == 409


def test_consent_is_the_workers_own_unless_there_is_no_phone(here: House) -> None:
    leader = here.team_leader.api
    path = f"/people/{here.worker.pk}/consents"
    purposes = [one["purpose"] for one in leader.get(path).json()["consents"]]

    with_phone = leader.post(path, {"purposes": purposes})
    here.worker.has_phone = False
    here.worker.save()
    without = leader.post(path, {"purposes": purposes})
    gone = leader.delete(f"{path}/{purposes[0]}")

    assert with_phone.status_code == 403
    assert all(one["given"] for one in without.json()["consents"])
    assert gone.status_code == 204
    assert leader.get(path).json()["consents"][0]["given"] is False
