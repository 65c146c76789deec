"""A worker sees what is kept, takes a copy, and signs the phone out."""

import io

import openpyxl
import pytest
from django.test import Client

from tests.doors.phone.people import a_leader, a_phone, a_worker, declared

pytestmark = pytest.mark.django_db


def test_reports_verdicts_and_passages_are_shown_in_words(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)
    declared(worker)

    page = client.get("/me/history/").content.decode()

    assert "返岗申报" in page
    assert "36.5" in page
    assert "通行" in page


def test_a_reminder_arrives_in_the_inbox_and_is_read_by_opening_it(client: Client) -> None:
    from fugong.screening import actions

    worker = a_worker()
    a_phone(client, worker)
    actions.remind(by=a_leader(worker.team))

    home = client.get("/me/").content.decode()
    inbox = client.get("/me/inbox/").content.decode()
    home_after = client.get("/me/").content.decode()

    assert "1 条没看" in home
    assert "填报" in inbox
    assert "没有新的" in home_after


def test_the_copy_holds_everything_and_no_formula(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)
    declared(worker, holiday_gathering="yes", gathering_details="=1+1")

    data = client.get("/me/privacy/data.json")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/me/privacy/data.xlsx").content))

    assert worker.phone in data.content.decode()
    assert data["Content-Disposition"] == 'attachment; filename="my-data.json"'
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)
    assert client.get("/me/privacy/data.pdf").status_code == 404


def test_numbers_stay_masked_on_the_page_and_taking_the_copy_is_recorded(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)
    client.get("/me/privacy/data.json")

    page = client.get("/me/privacy/").content.decode()

    assert worker.phone not in page
    assert f"{worker.phone[:3]}****{worker.phone[-4:]}" in page
    assert "本人下载" in page


def test_a_phone_that_signs_out_is_nobody(client: Client) -> None:
    worker = a_worker()
    a_phone(client, worker)

    assert client.post("/me/sign-out/")["Location"] == "/"
    assert client.get("/me/").status_code == 401


def test_another_phone_of_the_same_worker_stays_signed_in(client: Client) -> None:
    worker, other = a_worker(), Client()
    a_phone(client, worker)
    a_phone(other, worker)

    client.post("/me/sign-out/")

    assert other.get("/me/").status_code == 200
