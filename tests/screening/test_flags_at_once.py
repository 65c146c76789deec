"""What happens to flags and new devices when two come at the same moment (G9)."""

from datetime import timedelta

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.core.permissions import SYSTEM
from fugong.directory import actions as directory
from fugong.screening import actions
from fugong.screening.models import Flag, Report
from tests.directory.builders import at_once
from tests.screening import builders as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.article("G9")]


def test_two_reports_at_once_are_both_taken_and_raise_one_flag():
    worker = make.person()
    make.declared(worker)
    opened = clock.now()

    def send(celsius):
        return actions.submit(
            person=worker,
            by=make.worker(worker),
            kind="daily",
            answers={**make.NORMAL, "temperature": celsius},
            opened_at=opened,
        )

    answers = at_once(lambda: send("36.5"), lambda: send("36.6"))

    assert [answer.verdict for answer in answers] == ["clear", "clear"]
    assert Report.objects.filter(kind="daily").count() == 2
    assert Flag.objects.filter(kind="quick").count() == 1


def test_of_a_yes_and_a_no_at_once_one_stands():
    worker = make.person(team=make.team(make.enterprise()))
    directory.bind_phone(person_id=worker.pk, device="Android WeChat 0a1b2c3d4e5f", by=SYSTEM)
    directory.bind_phone(person_id=worker.pk, device="iPhone WeChat 5f4e3d2c1b0a", by=make.worker(worker))
    session = worker.phone_sessions.get(asked_at__isnull=False)
    leader = make.account("team_leader", worker.enterprise, worker.team)

    answers = at_once(
        lambda: directory.answer_phone(session=session, by=leader, own=True),
        lambda: directory.answer_phone(session=session, by=make.officer(worker), own=False),
    )

    session.refresh_from_db()
    assert sorted(type(answer) is Conflict for answer in answers) == [False, True]
    assert (session.revoked_at is None) is (session.answer == "yes")
    assert session.answered_at - session.asked_at < timedelta(minutes=1)
