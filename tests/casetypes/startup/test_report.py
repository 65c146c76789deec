"""开工前排查检查报告: its declaration, who makes which move, what is filled in by the system, what is looked at."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fugong.cases import actions, describing, registry
from fugong.cases.forms import InvalidForm
from fugong.cases.spec import called
from fugong.casetypes.startup import checklist
from fugong.casetypes.startup.checklist import items
from fugong.casetypes.startup.spec import CASE_TYPE
from fugong.core import clock, providers
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.packs import available
from tests.builders import House, house
from tests.resumption.builders import confirmed, moved, ready, report, sent, site_check
from tests.screening import builders as screening

pytestmark = [pytest.mark.django_db, pytest.mark.article("G2")]


@pytest.fixture
def here() -> House:
    return house()


def test_the_states_are_those_of_the_gate() -> None:
    said = describing.describe(CASE_TYPE)

    assert said["states"] == ["draft", "sent", "rectifying", "confirmed", "started", "withdrawn"]
    assert said["initial"] == "draft"
    assert {one["name"] for one in said["clocks"]} == {"site_check", "rectification"}


def test_every_pack_has_a_list_for_the_site_and_a_limit_for_each_work() -> None:
    from fugong.packs import load

    for name in available():
        assert len(items(name)) >= 3
        assert set(load(name).clocks["startup"]) == {"site_check", "rectification"}


@pytest.mark.article("G4")
def test_the_numbers_are_filled_in_from_roster_and_screening(here: House) -> None:
    screening.person(team=here.team)
    screening.declared(here.worker, symptoms=["dry_cough"])

    known = called(CASE_TYPE.prefill)(here.enterprise)  # type: ignore[arg-type]

    assert {name: one.value for name, one in known.items()} == {
        "staff_returning": 2,
        "staff_screened": 1,
        "staff_abnormal": 1,
    }
    assert all(one.source and one.url for one in known.values())


@pytest.mark.article("G5")
def test_what_is_weak_is_said_and_holds_nothing_up(here: House) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    rows = [{"kind": "production", "area": "一车间", "done_on": tomorrow, "by": "赵六"}]
    data = report(staff_returning=9, disinfection=rows)

    found = called(CASE_TYPE.check)(here.enterprise, data)  # type: ignore[arg-type]

    assert {"staff_returning", "disinfection", "disinfection[0].done_on"} <= {one.field for one in found}
    assert not any(one.blocks for one in found)
    assert sent(here, staff_returning=9, disinfection=rows).state == "sent"


def test_an_unfinished_report_is_not_sent(here: House) -> None:
    by = here.principal.actor
    case = actions.open_case(kind="startup", enterprise=here.enterprise, by=by, data={"staff_returning": 3})

    with pytest.raises(InvalidForm) as refused:
        moved(case, "send", by)

    assert {"planned_start_on", "disinfection", "safety_checks"} <= {
        one.field for one in refused.value.faults
    }


def test_an_enterprise_has_one_report_at_a_time(here: House) -> None:
    case = sent(here)
    by = here.principal.actor
    with pytest.raises(Conflict):
        actions.open_case(kind="startup", enterprise=here.enterprise, by=by, data={})

    moved(case, "withdraw", by)

    assert actions.open_case(kind="startup", enterprise=here.enterprise, by=by, data={}).state == "draft"


@pytest.mark.parametrize("role", ["epidemic_officer", "principal", "health_officer", "other_county_officer"])
def test_only_the_countys_bureau_confirms(here: House, role: str) -> None:
    with pytest.raises(NotAllowed):
        moved(sent(here), "confirm", here.members[role].actor, site_check(here))


@pytest.mark.parametrize("field", ["checked_on", "checklist", "signed_by"])
def test_a_look_at_the_site_says_when_what_and_who(here: House, field: str) -> None:
    given = site_check(here)
    del given[field]

    with pytest.raises(Invalid) as refused:
        moved(sent(here), "confirm", here.bureau_officer.actor, given)

    assert refused.value.field == field


def test_an_item_is_named_by_its_text_too_and_may_not_apply(here: House) -> None:
    rows = [
        {"item": one.text["en"], "result": "ok" if one.always else "not_applicable"}
        for one in items(here.enterprise.pack)
    ]

    case = moved(sent(here), "confirm", here.bureau_officer.actor, site_check(here, checklist=rows))

    assert case.state == "confirmed"


@pytest.mark.parametrize("item", ["plan_at_hand", "screening_records", "production_area", "safety_records"])
def test_what_applies_to_everybody_cannot_be_waved_through_as_not_applicable(here: House, item: str) -> None:
    given = site_check(here)
    for row in given["checklist"]:
        if row["item"] == item:
            row["result"] = "not_applicable"

    with pytest.raises(Invalid, match="不涉及") as refused:
        moved(sent(here), "confirm", here.bureau_officer.actor, given)

    assert refused.value.code == "always_applies"


def test_a_list_all_of_which_is_not_applicable_confirms_nothing(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tuple(replace(one, always=False) for one in items(here.enterprise.pack))
    monkeypatch.setattr(checklist, "items", lambda _pack: own)
    rows = [{"item": one.id, "result": "not_applicable"} for one in own]

    with pytest.raises(Invalid, match="全部") as refused:
        moved(sent(here), "confirm", here.bureau_officer.actor, site_check(here, checklist=rows))

    assert refused.value.field == "checklist"


@pytest.mark.article("G5")
def test_an_area_without_a_record_is_not_found_in_order(here: House) -> None:
    rows = [one for one in report()["disinfection"] if one["kind"] == "production"]

    with pytest.raises(Invalid, match="生活区域的消杀记录") as refused:
        moved(sent(here, disinfection=rows), "confirm", here.bureau_officer.actor, site_check(here))

    assert (refused.value.code, refused.value.field) == ("not_disinfected", "checklist[3].result")


def test_what_was_found_goes_with_the_request_to_mend_and_the_report_comes_back(here: House) -> None:
    found = site_check(here)
    found["checklist"][0]["result"] = "not_ok"
    case = moved(sent(here), "ask_rectification", here.bureau_officer.actor, found, comment="没有专人负责。")
    assert case.work_items.get(ended_at=None).name == "rectification"

    case = moved(case, "send", here.epidemic_officer.actor)

    assert case.state == "sent"
    assert case.versions.count() == 2


def test_a_condition_found_lost_takes_the_confirmation_back(here: House) -> None:
    case = moved(confirmed(here), "revoke", here.bureau_officer.actor, comment="消杀停了。")

    assert case.state == "rectifying"
    assert registry.find("startup").state(case.state).editable


def test_the_lookup_shows_no_person(here: House) -> None:
    case = sent(here)

    lines = called(CASE_TYPE.public)(case, case.data.document())  # type: ignore[arg-type]

    assert [what for what, _value in lines] == ["计划开工日期"]


def test_where_nobody_computes_the_light_nobody_starts(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _filing, case = ready(here)
    monkeypatch.setitem(providers._providers, "start_bar", {})

    with pytest.raises(Conflict, match="严禁开工"):
        moved(case, "start", here.principal.actor)
