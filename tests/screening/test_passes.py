"""The pass code: for whom, until when, and the second mark of its day."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine

from fugong.core import codes, secrets
from fugong.core.codes import keys_by_kid
from fugong.screening import passes
from tests.screening import builders as make

SITE = ZoneInfo("Asia/Shanghai")

pytestmark = pytest.mark.django_db


def clear_at(moment: datetime):
    with time_machine.travel(moment, tick=False):
        worker = make.person(team=make.team(make.enterprise()), name="司马光")
        make.declared(worker)
        return worker, passes.issue(worker)


@pytest.mark.article("G9")
def test_a_pass_says_who_may_enter_until_when_and_nothing_personal():
    worker, issued = clear_at(datetime(2020, 2, 24, 7, 30, tzinfo=SITE))

    read = codes.read_pass(issued.code, keys_by_kid(key.public for key in secrets.signing_keys()))

    assert (read.enterprise, read.reference) == (worker.enterprise_id, worker.reference)
    assert (read.masked_name, read.team, read.verdict, read.reason) == (
        "司*",
        "机加工车间·一班",
        "clear",
        "ok",
    )
    assert read.expires == datetime(2020, 2, 24, 16, tzinfo=UTC), "24:00 in Shanghai"
    assert read.issued == datetime(2020, 2, 23, 23, 30, tzinfo=UTC)
    assert read.pass_id == issued.pass_id


@pytest.mark.parametrize(("minute", "expires"), [(29, (25, 0, 0)), (31, (25, 0, 1)), (59, (25, 0, 29))])
def test_a_pass_of_the_last_half_hour_still_holds_thirty_minutes(minute, expires):
    _worker, issued = clear_at(datetime(2020, 2, 24, 23, minute, tzinfo=SITE))

    assert issued.expires == datetime(2020, 2, *expires, tzinfo=SITE)


def test_the_second_mark_is_of_the_enterprise_and_the_day():
    one, other = make.enterprise(), make.enterprise()
    other.mark_secret = "another secret"
    days = [date(2020, 2, 24) + timedelta(days=ahead) for ahead in range(30)]

    marks = [
        (passes.second_mark(one, day).word["zh"], passes.second_mark(one, day).colour.code) for day in days
    ]

    assert marks == [
        (passes.second_mark(one, day).word["zh"], passes.second_mark(one, day).colour.code) for day in days
    ]
    assert all(today[0] != tomorrow[0] for today, tomorrow in pairwise(marks))
    assert marks != [
        (passes.second_mark(other, day).word["zh"], passes.second_mark(other, day).colour.code)
        for day in days
    ]


def test_revocations_of_one_second_revoke_every_pass_before_them():
    now = datetime(2020, 2, 24, 1, 2, 3, 400000, tzinfo=UTC)
    first = codes.void_from(now, None)
    second = codes.void_from(now, first)

    assert codes.revoked(now.replace(microsecond=0), first)
    assert codes.revoked(first, second), "a pass dated after the first is gone with the second"
    assert not codes.revoked(second, second)
