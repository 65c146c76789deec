"""Clocks: started with the work, stopped with a reason, and watched: who is late is told, then those above."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from fugong.cases import actions, overview, queries
from fugong.cases.models import WorkItem
from fugong.cases.tasks import watch
from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.permissions import SYSTEM
from fugong.notices import queries as notices
from tests.builders import House, authority, member
from tests.cases.builders import data
from tests.casetypes.filing.builders import filing

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 at the site


def asked(here: House) -> Any:
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())
    return actions.move(case=case, by=by, name="ask", version=1)


def item(case: Any, name: str = "answer") -> WorkItem:
    return WorkItem.objects.select_related("case__enterprise").get(case=case, name=name, ended_at=None)


def state(here: House, case: Any) -> dict[str, str]:
    return {one.item.name: one.state for one in overview.view(here.bureau_officer.actor, case).clocks}


@time_machine.travel(MONDAY, tick=False)
def test_three_working_days_end_at_midnight_of_the_third(here: House) -> None:
    assert item(asked(here)).due_at == clock.day_end(datetime(2026, 11, 26).date())


def test_hours_run_round_the_clock(here: House) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = asked(here)

    assert item(case, "advice").due_at == MONDAY + timedelta(hours=48)


def test_over_the_spring_festival_of_2020_with_its_extension_and_the_make_up_day(here: House) -> None:
    with time_machine.travel(
        datetime(2020, 1, 17, 2, tzinfo=UTC), tick=False
    ):  # a Friday; Sunday 19th is worked
        first = item(asked(here))
        WorkItem.objects.all().delete()
    with time_machine.travel(datetime(2020, 1, 23, 2, tzinfo=UTC), tick=False):  # the last day before it
        actions.move(case=first.case, by=SYSTEM, name="send_back", version=2, comment="再来")
        actions.move(case=first.case, by=SYSTEM, name="ask", version=3)

    assert first.due_at == clock.day_end(datetime(2020, 1, 21).date())
    assert item(first.case).due_at == clock.day_end(datetime(2020, 2, 5).date())


def test_past_the_last_holiday_plan_it_says_that_it_guesses(here: House) -> None:
    with time_machine.travel(datetime(2031, 5, 6, 2, tzinfo=UTC), tick=False):
        case = asked(here)

    assert item(case).is_certain is False
    assert item(case, "advice").is_certain is True


def test_a_stopped_clock_has_what_was_left_when_it_goes_on(here: House) -> None:
    by = here.bureau_officer.actor
    with time_machine.travel(MONDAY, tick=False):
        case = asked(here)
        actions.pause(case=case, by=by, name="answer", reason="等专家意见")
        assert state(here, case)["answer"] == "paused"
    with time_machine.travel(MONDAY + timedelta(days=7), tick=False):
        assert state(here, case)["answer"] == "paused"
        actions.resume(case=case, by=by, name="answer")
        assert state(here, case)["answer"] == "running"

    assert item(case).due_at == clock.day_end(datetime(2026, 12, 3).date())


def test_stopping_needs_a_reason_and_ones_own_running_clock(here: House) -> None:
    case = asked(here)
    with pytest.raises(Invalid):
        actions.pause(case=case, by=here.bureau_officer.actor, name="answer", reason=" ")
    with pytest.raises(NotFound):
        actions.pause(case=case, by=here.bureau_officer.actor, name="advice", reason="不是我的")
    with pytest.raises(NotAllowed):
        actions.pause(case=case, by=here.other_county_officer.actor, name="answer", reason="外县")
    with pytest.raises(Conflict):
        actions.resume(case=case, by=here.bureau_officer.actor, name="answer")


def test_late_work_is_told_to_its_office_once_and_a_paused_one_to_nobody(here: House) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = asked(here)
        before = notices.unread(here.bureau_officer.actor)
    late = item(case)

    with time_machine.travel(late.due_at, tick=False):
        watch.call(str(late.pk))
        watch.call(str(late.pk))
        assert state(here, case)["answer"] == "late"
        assert [one.pk for one in queries.work(here.bureau_officer.actor, "late")] == [late.pk]

    assert notices.unread(here.bureau_officer.actor) == before + 1
    assert notices.inbox(here.bureau_officer.actor)[0].kind == "case_overdue"


def test_long_overdue_work_is_told_to_the_office_above_and_not_again_to_whoever_is_late(here: House) -> None:
    city = member("bureau_officer", None, None, authority("headquarters", "410800"))
    case = filing(here, "submitted")
    late = item(case, "review")

    with time_machine.travel(late.due_at + timedelta(days=30), tick=False):
        watch.call(str(late.pk))

    assert [one.kind for one in notices.inbox(city.actor)] == ["case_escalated"]
    told = [one.kind for one in notices.inbox(here.bureau_officer.actor)]
    assert "case_overdue" in told
    assert "case_escalated" not in told


def test_work_that_was_handed_over_is_told_to_whoever_has_it(here: House) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = asked(here)
    by = here.bureau_officer
    assert actions.assign(cases=[case], by=by.actor, account_id=by.account.pk) == 1
    assert actions.assign(cases=[case], by=by.actor, account_id=by.account.pk) == 0
    assert queries.work(by.actor, "mine").count() == 1

    with pytest.raises(NotFound):
        actions.assign(cases=[case], by=by.actor, account_id=here.health_officer.account.pk)
    case = actions.move(case=case, by=by.actor, name="send_back", version=2, comment="再来")
    case = actions.move(case=case, by=here.principal.actor, name="ask", version=3)
    assert queries.work(by.actor, "mine").count() == 1, "it comes back to whoever had it"


def test_statistics_tell_the_middle_the_ninetieth_and_the_late_share(here: House) -> None:
    for days in (1, 2, 9):
        with time_machine.travel(MONDAY, tick=False):
            case = asked(here)
        with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
            actions.move(case=case, by=here.bureau_officer.actor, name="grant", version=2)

    with time_machine.travel(MONDAY + timedelta(days=10), tick=False):
        found = queries.statistics(here.bureau_officer.actor, "loan")
        elsewhere = queries.statistics(here.other_county_officer.actor, "loan")

    answer = {one.name: one for one in found.work}["answer"]
    assert (answer.ended, answer.median, answer.ninetieth) == (3, timedelta(days=2), timedelta(days=9))
    assert answer.late_share == pytest.approx(1 / 3)
    assert found.by_state["granted"] == 3
    assert {one.ended for one in elsewhere.work} == {0}
