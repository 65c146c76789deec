"""The filing (G1): handed in, guided, returned, put on file or declined; amended without losing what is on file."""

import io

import docx
import pytest
from django.utils import translation

from fugong.cases import actions, official, overview, queries
from fugong.cases.forms import InvalidForm
from fugong.cases.spec import called
from fugong.casetypes.filing import on_file
from fugong.casetypes.filing.document import EMERGENCY, PREVENTION, RESUMPTION
from fugong.casetypes.filing.spec import CASE_TYPE
from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.notices import queries as notices
from tests.builders import House, Member, authority, house, officer
from tests.casetypes.filing import builders
from tests.casetypes.filing.builders import FULL, filing, move

pytestmark = pytest.mark.article("G1")


def open_work(case) -> set[str]:
    return set(case.work_items.filter(ended_at=None).values_list("name", flat=True))


@pytest.mark.parametrize("state", list(builders.WAYS))
def test_every_state_is_reached_without_a_file(here: House, state: str) -> None:
    case = filing(here, state)

    declared = CASE_TYPE.state(state)
    assert case.state == state
    assert case.is_open == (declared.phase != "done")
    assert set(builders.WAYS) == {one.name for one in CASE_TYPE.states}
    if declared.work:
        assert declared.work in open_work(case)
    else:
        assert open_work(case) == set()


def test_every_part_that_the_article_lists_is_a_field_with_its_article() -> None:
    for part in (PREVENTION, RESUMPTION, EMERGENCY):
        for title, names in part:
            for name in names:
                field = CASE_TYPE.field(name)
                assert field is not None, (title, name)
                assert field.article, name
    printed = {
        name for part in (PREVENTION, RESUMPTION, EMERGENCY) for _title, names in part for name in names
    }
    assert printed | {"contact_person", "contact_phone", "confirmed_true"} == {
        f.name for f in CASE_TYPE.fields()
    }


def test_handed_in_it_is_the_work_of_bureau_and_health_office_at_once(here: House) -> None:
    case = filing(here, "submitted")

    assert open_work(case) == {"review", "guidance"}
    for role in ("bureau_officer", "health_officer"):
        assert queries.case(here.members[role].actor, case.pk) == case
        assert notices.unread(here.members[role].actor) == 1
    view = overview.view(here.bureau_officer.actor, case)
    assert {one.item.name: one.state for one in view.clocks} == {"review": "running", "guidance": "running"}


def test_an_enterprise_in_a_cluster_files_with_the_cluster_too(here: House) -> None:
    clerk = builders.in_a_cluster(here)
    case = filing(here, "submitted")
    assert open_work(case) == {"review", "guidance", "receipt"}
    assert notices.unread(clerk.actor) == 1

    case = move(here, case, "receive", by=clerk)

    assert (case.state, open_work(case)) == ("submitted", {"review", "guidance"})
    with pytest.raises(Conflict, match="收悉"):
        move(here, case, "receive", by=clerk)
    with pytest.raises(NotAllowed):
        move(here, case, "put_on_file", by=clerk)


def test_outside_a_cluster_there_is_nothing_to_receive(here: House) -> None:
    case = filing(here, "submitted")

    for who in (here.bureau_officer, officer(authority("cluster", here.enterprise.region_id))):
        with pytest.raises(NotAllowed):
            move(here, case, "receive", by=who)


def test_guidance_of_the_health_office_runs_beside_the_review(here: House) -> None:
    case = filing(here, "submitted")

    case = move(here, case, "guide", comment="食堂分时段用餐，增加通风。")

    assert (case.state, open_work(case)) == ("submitted", {"review"})
    last = overview.view(here.principal.actor, case).history[-1]
    assert (last.move, last.comment) == ("guide", "食堂分时段用餐，增加通风。")
    assert notices.unread(here.principal.actor) >= 1
    with pytest.raises(NotAllowed):
        move(here, case, "guide", by=here.bureau_officer)


def test_the_bureau_may_put_it_on_file_before_the_guidance(here: House) -> None:
    case = filing(here, "on_file")

    assert open_work(case) == set()
    states = {one.item.name: one.state for one in overview.view(here.bureau_officer.actor, case).clocks}
    assert states == {"review": "met", "guidance": "met"}


def test_returned_it_waits_for_the_enterprise_alone_and_is_then_everybodys_again(here: House) -> None:
    case = filing(here, "returned")
    assert open_work(case) == {"correction"}

    case = move(here, case, "submit", headcount_returning=81)

    assert open_work(case) == {"review", "guidance"}
    numbers = [one.data.document()["headcount_returning"] for one in queries.versions(case)]
    assert numbers == [80, 81]


@pytest.mark.parametrize("name", ["return", "decline"])
def test_a_refusal_needs_its_reason(here: House, name: str) -> None:
    case = filing(here, "submitted")

    with pytest.raises(Invalid) as fault:
        move(here, case, name, comment=" ")

    assert fault.value.field == "comment"


def test_numbers_count_by_county_and_year_and_a_refused_move_takes_none(here: House) -> None:
    year = clock.today().year
    first = filing(here, "on_file")
    refused = filing(here, "submitted")
    with pytest.raises(Conflict):
        actions.move(case=refused, by=here.bureau_officer.actor, name="put_on_file", version=1)
    second = move(here, refused, "put_on_file")
    assert [first.number, second.number] == [f"410802-{year}-0001", f"410802-{year}-0002"]

    first = move(here, first, "amend")
    first = move(here, first, "submit_amendment")
    first = move(here, first, "accept_amendment")

    assert first.number == f"410802-{year}-0001"


def test_while_an_amendment_is_looked_at_the_version_on_file_stands(here: House) -> None:
    case = filing(here, "amending")

    case = move(here, case, "submit_amendment", planned_start_on="2036-04-01")
    case = move(here, case, "return_amendment")
    case = move(here, case, "submit_amendment", planned_start_on="2036-05-01")

    assert (on_file.data_of(case) or {})["planned_start_on"] == "2036-03-02"
    case = move(here, case, "accept_amendment")
    assert (on_file.data_of(case) or {})["planned_start_on"] == "2036-05-01"
    assert case.versions.count() == 3


def test_a_cancelled_amendment_brings_back_what_is_on_file(here: House) -> None:
    case = filing(here, "amending")
    case = move(here, case, "submit_amendment", headcount_total=999)
    case = move(here, case, "return_amendment")
    case = actions.save(case=case, by=here.principal.actor, version=case.version, data={"site": "别处"})

    case = move(here, case, "cancel_amendment")

    case.refresh_from_db()
    assert (case.state, case.is_open) == ("on_file", False)
    assert case.data.document() == FULL
    assert on_file.data_of(case) == FULL


def test_nothing_is_on_file_before_it_was_put_there(here: House) -> None:
    assert on_file.data_of(filing(here, "submitted")) is None
    assert on_file.data_of(filing(here, "declined")) is None


@pytest.mark.parametrize("state", ["submitted", "returned", "on_file", "amending", "amendment_submitted"])
def test_the_enterprise_withdraws_with_a_reason(here: House, state: str) -> None:
    case = filing(here, state)
    with pytest.raises(Invalid):
        move(here, case, "withdraw", comment="")

    case = move(here, case, "withdraw", by=here.principal, comment="订单取消")

    assert (case.state, case.is_open, open_work(case)) == ("withdrawn", False, set())


def test_who_is_judged_first_then_version_then_state_then_data(here: House) -> None:
    case = filing(here, "draft", site=None)
    nobody: list[Member] = [here.guard, here.team_leader, here.bureau_officer, here.other_county_officer]
    for who in nobody:
        with pytest.raises(NotAllowed):
            actions.move(case=case, by=who.actor, name="submit", version=99, data={"site": 1})

    by = here.principal.actor
    with pytest.raises(Conflict, match="第1版"):
        actions.move(case=case, by=by, name="amend", version=99, data={"site": 1})
    with pytest.raises(Conflict, match="草稿"):
        actions.move(case=case, by=by, name="amend", version=1, data={"site": 1})
    with pytest.raises(InvalidForm) as fault:
        actions.move(case=case, by=by, name="submit", version=1)
    assert fault.value.field == "site"


@pytest.mark.article("G2")
def test_another_county_sees_nothing_of_it(here: House) -> None:
    case = filing(here, "submitted")

    with pytest.raises(NotFound):
        actions.look_up(case_id=case.pk, by=here.other_county_officer.actor)
    assert not queries.cases(here.other_county_officer.actor).exists()
    with pytest.raises(NotAllowed):
        move(here, case, "put_on_file", by=here.other_county_officer)


def test_what_is_missing_is_told_with_its_place(here: House) -> None:
    rows = [{"city": "焦作市", "people": 1}, {"people": 2}]
    case = filing(here, "draft", origins=rows, confirmed_true=False)

    with pytest.raises(Invalid) as fault:
        move(here, case, "submit")
    assert fault.value.field == "origins[1].city"
    with pytest.raises(Invalid) as fault:
        move(here, case, "submit", origins=rows[:1])
    assert fault.value.field == "confirmed_true"


def test_an_enterprise_may_have_several_filings_open(here: House) -> None:
    filing(here)
    filing(here)

    assert queries.cases(here.principal.actor).count() == 2


# The paper


def text_of(document: docx.document.Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.article("Y2")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_report_has_every_part_and_the_emergency_plan_as_its_annex(here: House, language: str) -> None:
    builders.in_a_cluster(here)
    case = filing(here, "on_file")

    with translation.override(language):
        said = called(CASE_TYPE.document)(case, case.data.document())
    written = docx.Document(io.BytesIO(official.write(said)))

    text = text_of(written)
    for part in (PREVENTION, RESUMPTION, EMERGENCY):
        for title, _names in part:
            assert title in text
    for value in (
        "河南省焦作市",
        "王建国",
        "机加工车间",
        "口罩",
        "2036年3月2日",
        case.number,
        "赵敏",
        "解放区产业集聚区",
    ):
        assert value in text
    assert f"关于{here.enterprise.name}复工复产备案的报告" in text.replace("\n", "")
    assert f"{here.enterprise.name}应急预案" in text.replace("\n", "")
    assert here.bureau.name in said.to
    assert not said.draft


def test_a_paper_that_is_not_handed_in_says_that_it_is_a_draft(here: House) -> None:
    case = filing(here, "draft", stock=None, leaders=None)

    said = called(CASE_TYPE.document)(case, case.data.document())

    assert said.draft
    assert "草稿" in docx.Document(io.BytesIO(official.write(said))).sections[0].header.paragraphs[0].text


def test_the_public_lines_name_no_person(here: House) -> None:
    case = filing(here, "amending")
    case = actions.save(
        case=case, by=here.principal.actor, version=case.version, data={"planned_start_on": "2036-07-07"}
    )

    lines = [(str(a), str(b)) for a, b in called(CASE_TYPE.public)(case, case.data.document())]

    values = [value for _label, value in lines]
    assert here.enterprise.name in values
    assert case.number in values
    assert "变更中" in values
    assert not any(name in "".join(values) for name in ("王建国", "李卫国", "赵敏"))
    assert any("2036" in value and "3月2日" in value for value in values)


def test_two_enterprises_of_a_county_share_its_numbers(here: House) -> None:
    other = house()

    assert filing(here, "on_file").number.endswith("-0001")
    assert filing(other, "on_file").number.endswith("-0002")


def test_a_refused_amendment_is_not_read_as_what_is_on_file(here: House) -> None:
    case = filing(here, "amending")
    case = move(here, case, "submit_amendment", site="没有同意的新厂区")
    case = move(here, case, "return_amendment")

    assert overview.view(here.bureau_officer.actor, case).data["site"] == FULL["site"]
    assert overview.view(here.principal.actor, case).data["site"] == "没有同意的新厂区"
