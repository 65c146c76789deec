"""The notice comes once, each consent is its own, and taking it back is as easy as giving it."""

import pytest
from django.test import Client

from fugong.screening import queries
from tests.doors.phone.people import a_phone, a_worker, answers_of

pytestmark = pytest.mark.django_db


def test_the_notice_comes_before_anything_is_asked_and_no_box_is_ticked(client: Client) -> None:
    a_phone(client, a_worker(), consents=False)

    answer = client.get("/me/", follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/me/consent/"
    assert page.count('type="checkbox"') == 2
    assert "checked" not in page


def test_a_consent_is_kept_one_by_one(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker, consents=False)

    client.post("/me/consent/", {"consent": ["health"]})

    assert {line.purpose: line.given for line in queries.consents(worker.person)} == {
        "health": True,
        "movement": False,
    }


def test_who_declines_is_not_asked_at_every_visit(client: Client) -> None:
    a_phone(client, a_worker(), consents=False)

    client.post("/me/consent/", {})

    assert client.get("/me/").status_code == 200


def test_without_consent_the_questions_are_not_shown_and_answers_not_taken(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker, consents=False)

    assert client.get("/me/declaration/")["Location"] == "/me/consent/"
    answer = client.post("/me/declaration/", answers_of("declaration"))

    assert answer.status_code == 422
    assert not queries.standing(worker.person).declared


def test_a_consent_is_withdrawn_and_given_again_with_one_button_each(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)

    client.post("/me/privacy/consent/", {"withdraw": "health"})
    assert not queries.consents(worker.person)[0].given

    client.post("/me/privacy/consent/", {"give": "health"})
    assert queries.consents(worker.person)[0].given
