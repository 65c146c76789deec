"""A case moves by its table: judged by who, version, state and data in that order, and remembered step by step."""

from dataclasses import replace

import pytest

from fugong.cases import actions, overview, queries
from fugong.cases.forms import InvalidForm
from fugong.core import audit
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.notices import queries as notices
from tests.builders import House
from tests.cases.builders import LOAN, data, registered


def opened(here: House, **changes):
    by = here.epidemic_officer.actor
    return actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data(**changes))


def asked(here: House):
    by = here.epidemic_officer.actor
    return actions.move(case=opened(here), by=by, name="ask", version=1)


def test_a_new_case_is_a_draft_with_its_form_and_one_row_of_history(here):
    case = opened(here)

    view = overview.view(here.epidemic_officer.actor, case)
    assert (case.state, case.version, view.data["people"]) == ("draft", 1, 12)
    assert [step.to_state for step in view.history] == ["draft"]
    assert view.clocks == ()


def test_a_draft_is_seen_by_the_enterprise_alone(here):
    case = opened(here)

    assert queries.case(here.principal.actor, case.pk) == case
    for role in ("bureau_officer", "health_officer", "other_county_officer", "guard"):
        with pytest.raises(NotFound):
            queries.case(here.members[role].actor, case.pk)


def test_handed_in_it_is_the_countys_and_not_another_countys(here):
    case = asked(here)

    assert queries.case(here.bureau_officer.actor, case.pk) == case
    assert queries.case(here.health_officer.actor, case.pk) == case
    with pytest.raises(NotFound):
        actions.look_up(case_id=case.pk, by=here.other_county_officer.actor)
    owner = here.other_county_officer.actor.authority_id
    assert audit.rows(owner)[0].action == "cases.refused"


def test_handing_in_opens_the_work_of_two_departments_with_their_own_clocks(here):
    case = asked(here)

    view = overview.view(here.bureau_officer.actor, case)
    assert {one.item.name: one.state for one in view.clocks} == {"answer": "running", "advice": "running"}
    assert [one.name for one in queries.work(here.bureau_officer.actor)] == ["answer"]
    assert [one.name for one in queries.work(here.health_officer.actor)] == ["advice"]
    assert queries.work(here.other_county_officer.actor).count() == 0
    assert notices.unread(here.bureau_officer.actor) == 1


def test_advice_ends_its_work_and_moves_nothing_else(here):
    case = asked(here)

    case = actions.move(
        case=case, by=here.health_officer.actor, name="advise", version=2, comment="加强通风。"
    )

    view = overview.view(here.health_officer.actor, case)
    assert (case.state, case.version) == ("asked", 3)
    assert {one.item.name: one.state for one in view.clocks} == {"answer": "running", "advice": "met"}
    assert view.history[-1].comment == "加强通风。"


def test_a_return_gives_the_work_to_the_enterprise_and_the_next_try_keeps_a_second_version(here):
    case = asked(here)
    case = actions.move(
        case=case, by=here.bureau_officer.actor, name="send_back", version=2, comment="人数不对"
    )

    assert [one.name for one in queries.work(here.principal.actor)] == ["mend"]
    case = actions.move(
        case=case, by=here.principal.actor, name="ask", version=3, data={"people": 8, "note": "改正"}
    )

    assert [version.data.document()["people"] for version in queries.versions(case)] == [12, 8]
    assert overview.view(here.principal.actor, case).data["purpose"] == "借用会议室"


@pytest.mark.parametrize("role", ["health_officer", "other_county_officer", "principal", "guard"])
def test_who_may_not_is_refused_before_anything_else_is_looked_at(here, role):
    case = asked(here)

    with pytest.raises(NotAllowed):
        actions.move(case=case, by=here.members[role].actor, name="grant", version=99, data={"nonsense": 1})


def test_an_old_version_is_a_conflict_that_says_who_was_faster(here):
    case = asked(here)
    actions.move(case=case, by=here.bureau_officer.actor, name="send_back", version=2, comment="再看")

    with pytest.raises(Conflict, match="退回") as fault:
        actions.move(case=case, by=here.bureau_officer.actor, name="grant", version=2)
    assert fault.value.code == "changed"


def test_a_move_from_another_state_is_a_conflict(here):
    case = opened(here)

    with pytest.raises(Conflict, match="草稿"):
        actions.move(case=case, by=here.bureau_officer.actor, name="grant", version=1)


def test_what_is_missing_is_named_with_its_place_and_nothing_changes(here):
    case = opened(here, lines=[{"item": "口罩", "count": 1}, {"item": "酒精"}], purpose="")

    with pytest.raises(InvalidForm) as fault:
        actions.move(case=case, by=here.principal.actor, name="ask", version=1)

    assert [one.field for one in fault.value.faults] == ["purpose", "lines[1].count"]
    case.refresh_from_db()
    assert (case.state, case.version, case.steps.count()) == ("draft", 1, 1)


def test_a_required_attachment_is_named_by_its_kind(here):
    case = asked(here)

    with pytest.raises(Invalid) as fault:
        actions.move(
            case=case,
            by=here.bureau_officer.actor,
            name="refuse",
            version=2,
            data={"ground": "已满"},
            comment="不行",
        )
    assert fault.value.field == "reason_file"


def test_a_department_does_not_write_into_the_enterprises_form(here):
    case = asked(here)

    with pytest.raises(Invalid) as fault:
        actions.move(case=case, by=here.bureau_officer.actor, name="grant", version=2, data={"people": 1})
    assert fault.value.field == "people"


def test_the_second_open_case_of_a_kind_is_refused(here):
    opened(here)

    with pytest.raises(Conflict):
        opened(here)


def test_saving_a_draft_needs_the_version_it_is_based_on(here):
    case = opened(here)
    by = here.principal.actor
    saved = actions.save(case=case, by=by, version=1, data={"people": 20})

    assert saved.version == 2
    with pytest.raises(Conflict):
        actions.save(case=case, by=by, version=1, data={"people": 30})


def test_a_bulk_move_stops_at_nothing(here):
    ready, not_ready = asked(here), None
    done = actions.bulk_move(cases=[ready], by=here.bureau_officer.actor, name="send_back", comment="")
    assert done[0].fault is not None
    assert done[0].fault.field == "comment"
    done = actions.bulk_move(cases=[ready], by=here.bureau_officer.actor, name="send_back", comment="补材料")
    assert done[0].fault is not_ready


def test_what_nobody_sees_is_not_a_text(here: House) -> None:
    case = opened(here, purpose="\u200b\u0007", lines=[{"item": "\u202e", "count": 1}])

    with pytest.raises(InvalidForm) as fault:
        actions.move(case=case, by=here.principal.actor, name="ask", version=1)

    assert {one.field for one in fault.value.faults} == {"purpose", "lines[0].item"}
    sent = actions.save(case=case, by=here.principal.actor, version=1, data=data())
    sent = actions.move(case=sent, by=here.principal.actor, name="ask", version=2)
    with pytest.raises(Invalid):
        actions.move(
            case=sent, by=here.bureau_officer.actor, name="send_back", version=3, comment=" \u200b\u0007 "
        )


def test_what_is_written_where_a_move_takes_no_reason_is_kept_as_a_remark(here):
    case = opened(here)
    silent = replace(LOAN, moves=(replace(LOAN.moves[0], comment="no"), *LOAN.moves[1:]))

    with registered(silent):
        case = actions.move(
            case=case, by=here.principal.actor, name="ask", version=1, comment="第三页的数字以附件为准"
        )

        view = overview.view(here.bureau_officer.actor, case)
    assert view.history[-1].comment == ""
    assert [one.text for one in view.comments] == ["第三页的数字以附件为准"]
