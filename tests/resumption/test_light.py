"""开工闸门: the start is forbidden on the three grounds of G2 and no other; a lost ground turns the light back."""

from typing import Any

import pytest

from fugong.cases import actions as cases
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.resumption import queries
from tests.builders import House, house
from tests.resumption.builders import (
    confirmed,
    filed,
    lacking,
    moved,
    on_file,
    ready,
    report,
    screened,
    seen,
    sent,
    site_check,
)
from tests.screening import builders as screening

pytestmark = [pytest.mark.django_db, pytest.mark.article("G2"), pytest.mark.article("Y1")]


@pytest.fixture
def here() -> House:
    return house()


def test_an_enterprise_without_anything_may_not_start_and_is_told_each_missing_step(here: House) -> None:
    view = seen(here)

    assert not view.may_start
    assert [one.id for one in view.conditions] == ["plan", "screening", "safety_check"]
    assert all(
        not one.holds and one.missing and one.article == "G2" and not one.evidence for one in view.conditions
    )


def test_a_plan_counts_from_the_moment_it_is_handed_in_whole(here: House) -> None:
    case = filed(here)

    assert "plan" not in lacking(here)
    assert str(case.pk) in seen(here).conditions[0].evidence[0].url


@pytest.mark.parametrize("move", ["return", "decline"])
def test_a_plan_that_is_returned_or_declined_does_not_count(here: House, move: str) -> None:
    moved(filed(here), move, here.bureau_officer.actor, comment="领导体系没有写清。")

    assert "plan" in lacking(here)


def test_a_draft_is_no_plan(here: House) -> None:
    cases.open_case(kind="filing", enterprise=here.enterprise, by=here.principal.actor, data={})

    assert "plan" in lacking(here)


def test_screening_needs_every_returning_worker_and_the_report(here: House) -> None:
    sent(here)
    assert "screening" in lacking(here)

    screened(here)
    assert "screening" not in lacking(here)

    screening.person(team=here.team)
    assert "screening" in lacking(here)
    assert seen(here).staff == (1, 2)


@pytest.mark.article("G4")
def test_who_comes_back_after_the_planned_start_is_not_waited_for(here: House) -> None:
    from datetime import timedelta

    from fugong.core import clock

    screened(here)
    later = screening.person(team=here.team)
    screening.journey(later, planned_on=clock.today() + timedelta(days=10))
    sent(here)

    assert "screening" not in lacking(here)


def test_the_safety_check_waits_for_the_officers_look_at_the_site(here: House) -> None:
    case = sent(here)
    assert "safety_check" in lacking(here)

    moved(case, "confirm", here.bureau_officer.actor, site_check(here))
    assert "safety_check" not in lacking(here)


@pytest.mark.article("G5")
def test_an_area_without_disinfection_is_named_until_the_officer_finds_that_there_is_none(
    here: House,
) -> None:
    rows = [one for one in report()["disinfection"] if one["kind"] != "living"]
    case = sent(here, disinfection=rows)

    assert disinfection(here) == (False, "没有记录：生活区域")

    moved(case, "confirm", here.bureau_officer.actor, without(here, "living_area"))
    assert "safety_check" not in lacking(here)
    assert disinfection(here) == (True, "没有这类区域：生活区域，已由现场核查确认")


@pytest.mark.article("G5")
def test_a_confirmation_does_not_stand_for_areas_that_nobody_disinfected(here: House) -> None:
    rows = [one for one in report()["disinfection"] if one["kind"] == "production"]
    case = confirmed(here)
    type(case).objects.filter(pk=case.pk).update(data=report(disinfection=rows))

    assert "safety_check" in lacking(here)
    assert disinfection(here) == (False, "没有记录：生活区域、办公区域")


def disinfection(here: House) -> tuple[bool | None, str]:
    part = next(one for one in seen(here).conditions[2].parts if one.id == "disinfection_organised")
    return part.holds, part.detail


def without(here: House, *missing: str) -> dict[str, Any]:
    """The officer's look at a site that is without these."""
    given = site_check(here)
    for row in given["checklist"]:
        if row["item"] in missing:
            row["result"] = "not_applicable"
    return given


@pytest.mark.article("G3")
def test_advice_never_blocks(here: House) -> None:
    ready(here)
    view = seen(here)

    assert view.may_start
    assert any(one.holds is not True for one in view.advice)
    assert all(one.source for one in view.advice)


def test_with_all_three_grounds_the_enterprise_reports_its_start(here: House) -> None:
    _filing, case = ready(here)

    moved(case, "start", here.principal.actor)

    assert seen(here).may_start
    assert seen(here).status == "started"


def test_the_start_is_refused_with_what_is_missing(here: House) -> None:
    case = confirmed(here)

    with pytest.raises(Conflict, match="严禁开工") as refused:
        moved(case, "start", here.principal.actor)

    assert "已制定防疫工作方案" in refused.value.text


def test_a_checklist_with_something_not_in_order_is_not_confirmed(here: House) -> None:
    case = sent(here)
    given = site_check(here)
    given["checklist"][3]["result"] = "not_ok"

    with pytest.raises(Invalid, match="不符合") as refused:
        moved(case, "confirm", here.bureau_officer.actor, given)

    assert refused.value.field == "checklist[3].result"
    case.refresh_from_db()
    assert case.state == "sent"


def test_every_item_of_the_list_has_to_be_looked_at(here: House) -> None:
    case = sent(here)
    given = site_check(here)
    del given["checklist"][2]

    with pytest.raises(Invalid, match="还没有核查") as refused:
        moved(case, "confirm", here.bureau_officer.actor, given)

    assert refused.value.field == "checklist"


def test_a_report_that_is_being_mended_shows_nothing(here: House) -> None:
    screened(here)
    on_file(here)
    moved(sent(here), "ask_rectification", here.bureau_officer.actor, comment="配电柜没有检查。")

    assert lacking(here) == ["screening", "safety_check"]


def test_a_withdrawn_plan_turns_the_light_back(here: House) -> None:
    filing, _case = ready(here)
    assert seen(here).may_start

    moved(filing, "withdraw", here.principal.actor, comment="方案要重做")

    assert lacking(here) == ["plan"]


def test_a_new_hire_after_the_start_does_not_stop_the_factory(here: House) -> None:
    _filing, case = ready(here)
    moved(case, "start", here.principal.actor)

    screening.person(team=here.team)

    assert seen(here).may_start


def test_another_countys_officer_does_not_see_the_light(here: House) -> None:
    for role in ("bureau_officer", "health_officer", "epidemic_officer", "principal"):
        assert queries.startup(here.members[role].actor, here.enterprise)
    for role in ("other_county_officer", "team_leader", "guard"):
        with pytest.raises(NotFound):
            queries.startup(here.members[role].actor, here.enterprise)
