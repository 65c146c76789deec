"""What an enterprise is told of the policies: each thing once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from fugong.core.permissions import SYSTEM
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.policies import actions, queries, tasks
from fugong.policies.models import Standing
from tests.builders import House, house
from tests.policies.builders import MARCH, PACK, city_officer, confirmed, placed
from tests.policies.test_measures import changed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]


@pytest.fixture
def here() -> House:
    made = house()
    placed(made.enterprise)
    return made


def told(here: House) -> list[str]:
    return [one.kind for one in notices.inbox(here.principal.actor) if one.kind.startswith("policy_")]


def test_what_newly_fits_is_told_in_one_notice_and_never_again(here: House) -> None:
    with time_machine.travel(MARCH, tick=True):
        actions.rematch_all(by=SYSTEM)
        actions.rematch_all(by=SYSTEM)

        assert told(here) == ["policy_fits"]
        (notice,) = notices.inbox(here.principal.actor)
        assert "项" in wording.text_of(notice)
        assert wording.address_of(notice) == "/policies/ours/"


def test_an_inbox_is_read_without_a_question_for_each_notice(
    here: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(MARCH, tick=True):
        actions.rematch_all(by=SYSTEM)
        (notice,) = notices.inbox(here.principal.actor)
        with django_assert_num_queries(0):
            said = wording.text_of(notice)
            with translation.override("en"):
                english = wording.text_of(notice)

        older = notice.details.copy()
        del older["titles"]
        notice.details = older
        assert wording.text_of(notice) == said
        assert english != said


def test_who_sees_the_result_when_confirming_is_not_told_of_it_at_night(here: House) -> None:
    with time_machine.travel(MARCH, tick=True):
        confirmed(here.enterprise)
        actions.rematch_all(by=SYSTEM)

        assert told(here) == []
        assert Standing.objects.get(enterprise=here.enterprise).answers["O10-rates"][0] == "eligible"


def test_a_changed_measure_that_fits_is_told_once(here: House) -> None:
    city = city_officer()
    with time_machine.travel(MARCH, tick=True):
        confirmed(here.enterprise)
        text = changed(queries.version(PACK, "O10-rates", 0).text, "降低费率")
        draft = actions.save_draft(pack=PACK, measure_id="O10-rates", by=city.actor, text=text, version=0)
        actions.publish(draft=draft, by=city.actor, version=1, in_effect_from=date(2020, 3, 2), note="更正")

        actions.rematch_all(by=SYSTEM)
        actions.rematch_all(by=SYSTEM)

        assert told(here) == ["policy_changed"]
        assert "降低费率" in wording.text_of(notices.inbox(here.principal.actor)[0])


def test_a_deadline_that_nears_is_told_once_and_not_to_who_has_applied(here: House) -> None:
    near = MARCH.replace(month=6, day=25)
    with time_machine.travel(near, tick=True):
        confirmed(here.enterprise, receives_employment_subsidy=True)
        assert queries.answered(here.enterprise).answer.of("Y17-extend").deadline == date(2020, 6, 30)
        Standing.objects.update(
            told=[one for one in Standing.objects.get().told if not one.startswith("deadline")]
        )

        actions.rematch_all(by=SYSTEM)
        actions.rematch_all(by=SYSTEM)

        assert told(here) == ["policy_deadline"]
    with time_machine.travel(near - timedelta(days=8), tick=True):
        Standing.objects.all().delete()
        confirmed(here.enterprise)
        assert not any(one.startswith("deadline") for one in Standing.objects.get().told)


def test_the_night_matches_everybody_and_comes_back(here: House) -> None:
    from django_tasks_db.models import DBTaskResult

    tasks.nightly.func()

    assert Standing.objects.filter(enterprise=here.enterprise).exists()
    assert DBTaskResult.objects.filter(task_path=tasks.NIGHTLY, status="READY").count() == 1
