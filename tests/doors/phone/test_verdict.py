"""The verdict page, its fresh code, the request for review, and what the law says while one is kept out."""

import pytest
from django.test import Client

from fugong.core.permissions import SYSTEM
from fugong.screening import actions, queries
from tests.doors.phone.people import a_phone, a_worker, declared

pytestmark = pytest.mark.django_db


def test_an_open_page_fetches_a_fresh_code(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)
    declared(worker)

    first, second = client.get("/me/pass.json").json(), client.get("/me/pass.json").json()

    assert first["verdict"] == "clear"
    assert first["code"].startswith("data:image/svg+xml")
    assert first["code"] != second["code"]
    assert set(first["mark"]) == {"word", "colour", "ink", "colour_name"}
    assert client.get("/me/pass.json")["Cache-Control"].count("no-store") == 1


def test_without_a_report_there_is_no_code(client: Client) -> None:
    a_phone(client, a_worker())

    assert client.get("/me/pass.json").json() == {
        "verdict": "",
        "code": "",
        "until": "",
        "expires": "",
        "mark": {},
    }


@pytest.mark.article("G15")
def test_a_worker_in_isolation_reads_that_the_contract_is_protected(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)
    declared(worker)
    before = client.get("/me/").content.decode()

    actions.place_hold(person=worker.person, by=SYSTEM, kind="isolation", why="复测发热")

    assert "不得随意解除" not in before
    for address in ("/me/", "/me/pass/"):
        page = client.get(address).content.decode()
        assert "不得随意解除" in page
        assert "/articles/G15/" in page


def test_a_verdict_is_contested_once_and_the_answer_is_shown(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)
    declared(worker, temperature="37.6")

    empty = client.post("/me/review/", {"text": " "})
    client.post("/me/review/", {"text": "体温计坏了，复测 36.5"})
    page = client.get("/me/review/").content.decode()

    assert empty.status_code == 422
    (review,) = queries.reviews(worker.actor)
    assert review.state == "open"
    assert "体温计坏了，复测 36.5" in page
    assert "<textarea" not in page

    open_review = queries.review(worker.officer, review.id)
    actions.answer_review(
        review=open_review,
        by=worker.officer,
        corrected=True,
        verdict="clear",
        until=None,
        answer="已现场复测 36.4",
    )
    page = client.get("/me/review/").content.decode()

    assert "已现场复测 36.4" in page
    assert "已更正" in page
