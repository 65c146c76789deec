"""From the poster to a bound phone: nobody learns who is on a roster, and no phone is asked twice."""

import pytest
from django.test import Client

from fugong.directory.sign_in import PHONE_COOKIE
from tests.doors.phone.people import Worker, a_worker, an_enterprise

pytestmark = pytest.mark.django_db


def enter(client: Client, worker: Worker, **changed: str):  # type: ignore[no-untyped-def]
    given = {"phone": worker.phone, "id_last6": worker.id_last6, **changed}
    return client.post(f"/p/{worker.enterprise.poster_secret}/", given)


@pytest.mark.article("G9")
def test_phone_number_and_the_last_six_of_the_id_bind_this_phone(client: Client) -> None:
    worker = a_worker()

    answer = enter(client, worker)

    assert answer.status_code == 302
    assert answer["Location"] == "/me/"
    cookie = answer.cookies[PHONE_COOKIE]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 180 * 86400
    assert not cookie["secure"]


def test_the_cookie_is_secure_where_the_page_is(client: Client) -> None:
    worker = a_worker()

    given = {"phone": worker.phone, "id_last6": worker.id_last6}
    answer = client.post(f"/p/{worker.enterprise.poster_secret}/", given, secure=True)

    assert answer.cookies[PHONE_COOKIE]["secure"] is True


def test_a_phone_that_is_bound_goes_on_to_its_page(client: Client) -> None:
    worker = a_worker()
    enter(client, worker)

    assert client.get(f"/p/{worker.enterprise.poster_secret}/")["Location"] == "/me/"


def test_full_width_digits_spaces_and_a_small_x_are_taken(client: Client) -> None:
    worker = a_worker(ends_in_x=True)

    phone = "".join(chr(ord(digit) + 0xFEE0) for digit in worker.phone)
    answer = enter(client, worker, phone=f"{phone[:3]} {phone[3:]}", id_last6=worker.id_last6.lower())

    assert answer.status_code == 302


def test_a_wrong_phone_and_a_wrong_id_get_the_same_answer_and_what_was_typed_stays(client: Client) -> None:
    worker = a_worker()

    wrong_id = enter(client, worker, id_last6="123456")
    unknown_phone = enter(client, worker, phone="13911112222")

    assert wrong_id.status_code == unknown_phone.status_code == 422
    assert wrong_id.context["form"].non_field_errors() == unknown_phone.context["form"].non_field_errors()
    assert worker.phone in wrong_id.content.decode()
    assert PHONE_COOKIE not in wrong_id.cookies


@pytest.mark.parametrize(("phone", "id_last6"), [("", ""), ("1380013", "12"), ("02123456789", "12345A")])
def test_what_cannot_be_right_is_said_at_its_field_and_on_top(
    client: Client, phone: str, id_last6: str
) -> None:
    worker = a_worker()

    page = enter(client, worker, phone=phone, id_last6=id_last6).content.decode()

    assert 'href="#id_phone"' in page
    assert 'href="#id_id_last6"' in page
    assert page.count('aria-invalid="true"') == 2


def test_a_leaked_poster_is_tried_a_few_times_only(client: Client) -> None:
    worker = a_worker()

    answers = [enter(client, worker, id_last6=f"{n:06}") for n in range(40)]

    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert enter(client, worker).status_code == 429, "the right answer does not open it either, for a while"


def test_a_poster_that_was_changed_says_so(client: Client) -> None:
    answer = client.get("/p/never-was-one/")

    assert answer.status_code == 404
    assert "海报" in answer.content.decode()


def test_a_phone_of_another_enterprise_is_asked_who_it_is(client: Client) -> None:
    enter(client, a_worker())
    other = an_enterprise()

    assert client.get(f"/p/{other.poster_secret}/").status_code == 200


def test_a_stranger_at_the_workers_page_is_told_to_scan_the_poster(client: Client) -> None:
    answer = client.get("/me/")

    assert answer.status_code == 401
    assert "海报" in answer.content.decode()
