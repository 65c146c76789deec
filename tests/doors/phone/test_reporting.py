"""The declaration once, then two taps a day; what is unusual is asked for, nothing that was typed is lost."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from fugong.screening import queries
from tests.doors.phone.people import a_phone, a_worker, answers_of, declared

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 2, 24, 0, 5, tzinfo=UTC)  # 8:05 in Jiaozuo
NEXT_MORNING = datetime(2020, 2, 25, 0, 5, tzinfo=UTC)
EVENING = datetime(2020, 2, 24, 12, 0, tzinfo=UTC)  # 20:00


@pytest.mark.article("G4", "G9")
def test_a_declaration_without_anything_unusual_opens_the_gate(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)

    answer = client.post("/me/declaration/", answers_of("declaration"), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/me/pass/"
    assert queries.standing(worker.person).verdict == "clear"
    assert "通行" in page
    assert 'id="code"' in page
    assert 'class="mark"' in page


@pytest.mark.article("G4")
def test_a_faulty_declaration_keeps_every_answer_and_names_each_fault(client: Client) -> None:
    a_phone(client, a_worker())

    answer = client.post("/me/declaration/", answers_of("declaration", left_city="yes", temperature="3.65"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="3.65"' in page
    assert 'href="#id_temperature"' in page
    assert 'href="#id_return_from"' in page
    assert "36.5" in page


def test_every_question_of_the_pack_is_on_the_page_without_scripts(client: Client) -> None:
    a_phone(client, a_worker())

    page = client.get("/me/declaration/").content.decode()

    for question in (
        "left_city",
        "return_from",
        "returned_on",
        "transport",
        "contact",
        "symptoms",
        "temperature",
    ):
        assert f'name="{question}"' in page
    assert "data-show-when" in page
    assert 'label="河南省"' in page


@pytest.mark.article("G9")
def test_on_the_next_day_the_temperature_and_one_tap_are_enough(client: Client) -> None:
    worker = a_worker()
    with time_machine.travel(MORNING):
        a_phone(client, worker)
        declared(worker)
    with time_machine.travel(NEXT_MORNING):
        home = client.get("/me/").content.decode()
        form = client.get("/me/report/").content.decode()
        answer = client.post("/me/report/", {"temperature": "36.4", "same": "1"})

        assert "/me/report/" in home
        assert "没有" in form
        assert answer["Location"] == "/me/pass/"
        assert queries.standing(worker.person).verdict == "clear"
        assert queries.last_answers(worker.person, "daily")["contact"] is False


@pytest.mark.article("G9")
def test_yesterday_is_called_yesterday_and_shown_in_words(client: Client) -> None:
    worker = a_worker()
    with time_machine.travel(MORNING):
        a_phone(client, worker)
        declared(worker)
        client.post(
            "/me/report/", answers_of("daily", outings="yes", outing_details="老家吃饭，6 人") | {"full": "1"}
        )
    with time_machine.travel(NEXT_MORNING):
        page = client.get("/me/report/").content.decode()

    assert "与昨天相同" in page
    assert "老家吃饭，6 人" in page


@pytest.mark.article("G9")
def test_what_changed_opens_the_questions_and_keeps_the_temperature(client: Client) -> None:
    worker = a_worker()
    with time_machine.travel(MORNING):
        a_phone(client, worker)
        declared(worker)
    with time_machine.travel(NEXT_MORNING):
        page = client.post("/me/report/", {"temperature": "36.4", "changed": "1"}).content.decode()

        assert 'value="36.4"' in page
        assert 'name="symptoms"' in page
        assert queries.last_answers(worker.person, "daily") == {}


@pytest.mark.article("G8", "G9")
@pytest.mark.parametrize(
    ("changed", "verdict", "word"),
    [
        ({"temperature": "37.3"}, "barred", "禁止"),
        ({"symptoms": ["dry_cough"]}, "barred", "禁止"),
        ({"business_trip": "yes", "business_trip_returned_on": "2020-02-24"}, "observe", "观察"),
    ],
)
def test_what_bars_is_said_with_its_reason_and_article_and_no_code_is_shown(
    client: Client, changed: dict[str, str], verdict: str, word: str
) -> None:
    worker = a_worker()
    with time_machine.travel(MORNING):
        a_phone(client, worker)
        declared(worker)
    with time_machine.travel(NEXT_MORNING):
        page = client.post(
            "/me/report/", answers_of("daily", **changed) | {"full": "1"}, follow=True
        ).content.decode()

        assert queries.standing(worker.person).verdict == verdict
    assert word in page
    assert "《指南》第" in page
    assert 'id="code"' not in page


def test_a_temperature_that_cannot_be_is_asked_again_beside_yesterdays_answers(client: Client) -> None:
    worker = a_worker()
    with time_machine.travel(MORNING):
        a_phone(client, worker)
        declared(worker)
    with time_machine.travel(NEXT_MORNING):
        answer = client.post("/me/report/", {"temperature": "365", "same": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="365"' in page
    assert 'aria-invalid="true"' in page
    assert 'name="same"' in page


@pytest.mark.article("G9")
def test_the_evening_report_is_offered_after_work_and_not_before(client: Client) -> None:
    worker = a_worker()
    with time_machine.travel(MORNING):
        a_phone(client, worker)
        declared(worker)
        morning = client.get("/me/").content.decode()
    with time_machine.travel(EVENING):
        evening = client.get("/me/").content.decode()
        client.post("/me/report/", {"temperature": "36.6", "same": "1"})
        after = client.get("/me/").content.decode()

    assert "填晚报" not in morning
    assert "填晚报" in evening
    assert "填晚报" not in after


def test_who_has_not_declared_declares_first(client: Client) -> None:
    a_phone(client, a_worker())

    assert client.get("/me/report/")["Location"] == "/me/declaration/"
