"""A second device of a worker: known by the browser's number, asked about once, answered by whoever is responsible (G9)."""

import pytest

from fugong.core.errors import Conflict, NotAllowed, NotFound
from fugong.core.permissions import SYSTEM
from fugong.directory import actions, queries
from fugong.directory.models import PhoneSession
from tests.screening import builders as make

pytestmark = [pytest.mark.django_db, pytest.mark.article("G9")]

OLD, NEW = "Android WeChat 0a1b2c3d4e5f", "iPhone WeChat 5f4e3d2c1b0a"


@pytest.fixture
def worker():
    return make.person(team=make.team(make.enterprise()))


def bind(worker, device):
    """As the poster does it: the worker says who it is."""
    return actions.bind_phone(person_id=worker.pk, device=device, by=make.worker(worker))


def leader(worker):
    return make.account("team_leader", worker.enterprise, worker.team)


def answer(worker, *, own, by=None):
    (asked,) = queries.new_phones(make.officer(worker))
    session = queries.phone(make.officer(worker), asked.id)
    actions.answer_phone(session=session, by=by or leader(worker), own=own)


def test_the_first_device_is_nobodys_question_and_coming_back_on_it_neither(worker):
    bind(worker, OLD)
    bind(worker, OLD)

    assert queries.new_phones(leader(worker)) == []


def test_a_device_without_a_number_says_nothing(worker):
    bind(worker, OLD)
    bind(worker, "iPhone WeChat")

    assert queries.new_phones(leader(worker)) == []


def test_a_second_device_is_asked_about_once_and_named_without_its_number(worker):
    bind(worker, OLD)
    bind(worker, NEW)
    bind(worker, NEW)

    (asked,) = queries.new_phones(leader(worker))

    assert (asked.person_id, asked.device, asked.team) == (worker.pk, "iPhone WeChat", "机加工车间·一班")
    assert asked.name == "张*"


def test_a_phone_that_was_signed_out_is_still_the_first_one(worker):
    cookie = bind(worker, OLD)
    actions.forget_phone(person=worker, by=make.worker(worker), cookie=cookie)
    bind(worker, NEW)

    assert len(queries.new_phones(leader(worker))) == 1


def test_what_the_system_binds_is_not_asked_about(worker):
    bind(worker, OLD)
    actions.bind_phone(person_id=worker.pk, device=NEW, by=SYSTEM)

    assert queries.new_phones(leader(worker)) == []


def test_after_a_yes_the_device_is_known(worker):
    bind(worker, OLD)
    cookie = bind(worker, NEW)

    answer(worker, own=True)
    bind(worker, NEW)

    assert queries.actor_of_phone(cookie).session_id is not None
    assert queries.new_phones(leader(worker)) == []


def test_after_a_no_the_device_is_signed_out_and_asked_about_again_when_it_comes_back(worker):
    first = bind(worker, OLD)
    cookie, again = bind(worker, NEW), bind(worker, NEW)

    answer(worker, own=False)

    assert queries.actor_of_phone(cookie) is None
    assert queries.actor_of_phone(again) is None
    assert queries.actor_of_phone(first) is not None
    assert queries.new_phones(leader(worker)) == []
    bind(worker, NEW)
    assert len(queries.new_phones(leader(worker))) == 1


def test_the_second_to_answer_is_told_so(worker):
    bind(worker, OLD)
    bind(worker, NEW)
    session = PhoneSession.objects.get(device=NEW)
    actions.answer_phone(session=session, by=leader(worker), own=True)

    with pytest.raises(Conflict):
        actions.answer_phone(session=session, by=make.officer(worker), own=False)

    session.refresh_from_db()
    assert (session.answer, session.revoked_at) == ("yes", None)


def test_only_who_answers_for_the_worker_is_asked_and_nobody_for_oneself(worker):
    bind(worker, OLD)
    bind(worker, NEW)
    session = PhoneSession.objects.get(device=NEW)
    other_team = make.account(
        "team_leader", worker.enterprise, make.team(worker.enterprise, "二班", "装配车间")
    )
    guard = make.account("guard", worker.enterprise)
    stranger = make.officer(make.enterprise())

    for actor in (other_team, guard, stranger, make.worker(worker)):
        assert queries.new_phones(actor) == []
        with pytest.raises(NotAllowed):
            actions.answer_phone(session=session, by=actor, own=True)
    with pytest.raises(NotFound):
        queries.phone(stranger, session.pk)
    assert len(queries.new_phones(make.officer(worker))) == 1
    assert len(queries.new_phones(leader(worker))) == 1


def test_somebody_without_a_team_is_the_officers_question():
    worker = make.person()
    bind(worker, OLD)
    bind(worker, NEW)

    assert len(queries.new_phones(make.officer(worker))) == 1
