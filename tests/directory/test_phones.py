"""From the poster to a bound phone: who is recognised, and what a leaked poster opens (nothing)."""

from datetime import timedelta

import pytest
import time_machine

from fugong.core import clock
from fugong.core.errors import Invalid, NotAllowed, NotFound, TooMany
from fugong.core.tokens import digest
from fugong.directory import actions, queries
from fugong.directory.actions import phones
from fugong.directory.models import Attempt, Enterprise, PhoneSession
from tests.builders_workbook import id_number
from tests.directory import builders as make

pytestmark = pytest.mark.django_db

PHONE = "13800000001"


def recognise(here: Enterprise, phone: str = PHONE, last6: str | None = None, **changes: str):
    values = {"device": "Android WeChat a1", "address": "10.0.0.1", **changes}
    last6 = make.id_of(1)[-6:] if last6 is None else last6
    return actions.recognise(poster_secret=here.poster_secret, phone=phone, id_last6=last6, **values)


def test_the_right_phone_number_and_id_ending_bind_the_phone():
    here = make.enterprise()
    person = make.worker(here)

    cookie, found = recognise(here)

    actor = queries.actor_of_phone(cookie)
    assert found == person
    assert (actor.kind, actor.person_id, actor.enterprise_id) == ("worker", person.pk, here.pk)
    session = PhoneSession.objects.get()
    assert (session.digest, session.device) == (digest(cookie), "Android WeChat a1")
    assert len(make.audited(here, "directory.bind_phone")) == 1


def test_the_last_character_x_may_be_small_and_spaces_do_not_matter():
    here = make.enterprise()
    n = next(n for n in range(1, 100) if id_number(n).endswith("X"))
    person = make.worker(here, id_number=id_number(n))

    _cookie, found = recognise(here, phone=" 138 0000 0001 ", last6=id_number(n)[-6:].lower())

    assert found == person


@pytest.mark.parametrize(
    ("phone", "last6"),
    [(PHONE, "000000"), ("13900000000", None), ("13900000000", "000000"), ("", ""), (PHONE, ""), ("", None)],
)
def test_the_answer_is_the_same_whatever_is_wrong(phone, last6):
    here = make.enterprise()
    make.worker(here)

    with pytest.raises(Invalid) as refused:
        recognise(here, phone, last6)

    assert (refused.value.code, refused.value.field) == ("not_recognised", None)
    assert "手机号和身份证后六位与花名册不符" in refused.value.text


def test_a_worker_of_another_enterprise_is_not_recognised_here():
    make.worker(make.enterprise())

    with pytest.raises(Invalid):
        recognise(make.enterprise())


def test_somebody_without_a_phone_is_never_recognised_by_an_empty_one():
    here = make.enterprise()
    make.worker(here, phone="")

    with pytest.raises(Invalid):
        recognise(here, phone="")


def test_an_old_poster_says_that_there_is_a_newer_one():
    here = make.enterprise()
    make.worker(here)
    actions.rotate_poster(enterprise=here, by=make.officer(here))

    with pytest.raises(NotFound) as gone:
        recognise(here)

    assert "最新的二维码" in gone.value.text


def test_somebody_who_left_is_told_so():
    here = make.enterprise()
    person = make.worker(here)
    actions.mark_left(person=person, by=make.officer(here))

    with pytest.raises(NotAllowed) as refused:
        recognise(here)

    assert refused.value.code == "left"
    assert "防疫专员" in refused.value.text


@pytest.mark.parametrize("kept", ["phone", "device", "address"])
def test_failed_tries_are_limited_by_number_device_and_address_each_alone(kept):
    here = make.enterprise()
    make.worker(here)

    def attempt(n: int, last6: str | None) -> None:
        recognise(
            here,
            phone=PHONE if kept == "phone" or last6 is None else f"139{n:08d}",
            last6=last6,
            device="one" if kept == "device" else f"device {n}",
            address="10.0.0.1" if kept == "address" else f"10.0.1.{n}",
        )

    for n in range(phones.LIMITS[kept]):
        with pytest.raises(Invalid):
            attempt(n, "000000")

    with pytest.raises(TooMany) as refused:
        attempt(0, None)
    assert "10 分钟" in refused.value.text


def test_a_poster_alone_is_limited_too(monkeypatch):
    here, there = make.enterprise(), make.enterprise()
    make.worker(there)
    monkeypatch.setitem(phones.LIMITS, "poster", 8)

    for n in range(8):
        with pytest.raises(Invalid):
            recognise(here, f"139{n:08d}", "000000", device=f"d{n}", address=f"10.0.2.{n}")

    with pytest.raises(TooMany):
        recognise(here, "13700000000", "000000", device="new", address="10.9.9.9")
    recognise(there)


def test_the_limit_ends_after_its_window_and_the_tries_are_deleted():
    here = make.enterprise()
    make.worker(here)
    for _ in range(phones.LIMITS["phone"]):
        with pytest.raises(Invalid):
            recognise(here, last6="000000")

    with time_machine.travel(clock.now() + phones.WINDOW + timedelta(seconds=1), tick=False):
        recognise(here)
    with time_machine.travel(clock.now() + 3 * phones.WINDOW, tick=False):
        actions.purge_attempts()

    assert not Attempt.objects.exists()


def test_those_who_are_recognised_are_not_counted():
    here = make.enterprise()
    make.worker(here)

    for _ in range(phones.LIMITS["address"] + 5):
        recognise(here)

    assert not Attempt.objects.exists()


def test_tries_hold_neither_number_nor_address_in_the_clear():
    here = make.enterprise()
    with pytest.raises(Invalid):
        recognise(here)

    kept = " ".join(Attempt.objects.values_list("key", flat=True))

    assert PHONE not in kept
    assert digest(f"{here.pk} {PHONE}") not in kept  # eleven digits behind a plain digest are soon found
    assert "10.0.0.1" not in kept


def test_a_forgotten_phone_is_nobody_any_more_and_the_others_stay():
    here = make.enterprise()
    person = make.worker(here)
    (lost, _person), (kept, _person) = recognise(here), recognise(here)

    assert actions.forget_phone(person=person, by=make.officer(here), cookie=lost) == 1

    assert queries.actor_of_phone(lost) is None
    assert queries.actor_of_phone(kept).person_id == person.pk


def test_who_leaves_is_signed_out_everywhere():
    here = make.enterprise()
    person = make.worker(here)
    cookie, _person = recognise(here)

    actions.mark_left(person=person, by=make.officer(here))

    assert queries.actor_of_phone(cookie) is None


@pytest.mark.django_db(transaction=True)
def test_tries_sent_all_at_once_are_counted_too():
    here = make.enterprise()
    make.worker(here)

    answers = make.at_once(*[lambda n=n: recognise(here, last6=f"00000{n}") for n in range(8)])

    judged = [answer for answer in answers if isinstance(answer, Invalid)]
    assert {type(answer) for answer in answers} <= {Invalid, TooMany}
    assert len(judged) <= phones.LIMITS["phone"]
