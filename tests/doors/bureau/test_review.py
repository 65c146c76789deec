"""Plan left, evidence right, and on to the next."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fugong.cases import actions
from fugong.cases.models import Case, Comment, WorkItem
from fugong.core import clock
from tests.builders import House, officer
from tests.casetypes.filing.builders import FULL, filing, move
from tests.doors.bureau.test_inbox import neighbour_of, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(here: House) -> Client:
    return here.bureau_officer.browser


def in_a_row(here: House, *names: str) -> list[Case]:
    """Filings due one after the other."""
    cases = []
    for number, name in enumerate(names):
        case = filing(neighbour_of(here, name), "submitted")
        due = clock.now() + timedelta(days=number + 1)
        WorkItem.objects.filter(case=case, name="review").update(due_at=due)
        cases.append(case)
    return cases


def press(clerk: Client, case: Case, do: str, query: str = "", **typed: Any) -> Any:
    given = {"version": case.version, "comment": "", "do": do, **typed}
    return clerk.post(f"/bureau/review/{case.pk}/{query}", given)


@pytest.mark.article("G1")
def test_the_plan_stands_beside_what_the_system_knows(here: House, clerk: Client) -> None:
    case = filing(here, "submitted")

    page = text(clerk.get(f"/bureau/review/{case.pk}/"))

    assert "职工总数" in page
    assert "不一致" in page
    assert "方案：120人" in page
    assert "还没有指定专人的班组" in page
    assert "开工条件：不能开工" in page
    evidence = page.split('class="review-evidence"')[1].split("review-bar")[0]
    assert str(here.worker.name.reveal()) not in evidence
    assert here.worker.phone.reveal() not in evidence


def test_the_keys_lead_to_the_neighbours_of_the_same_view(here: House, clerk: Client) -> None:
    first, second, third = in_a_row(here, "甲", "乙", "丙")

    page = clerk.get(f"/bureau/review/{second.pk}/?kind=filing")

    assert "第 2 / 3 件" in text(page)
    assert page.context["before"] == f"/bureau/review/{first.pk}/?kind=filing"
    assert page.context["after"] == f"/bureau/review/{third.pk}/?kind=filing"


def test_a_move_goes_on_to_the_next_case_and_the_last_one_back_to_the_inbox(
    here: House, clerk: Client
) -> None:
    first, second = in_a_row(here, "甲", "乙")

    on = press(clerk, first, "move:put_on_file", "?kind=filing")
    end = press(clerk, second, "move:put_on_file", "?kind=filing")

    assert on.url == f"/bureau/review/{second.pk}/?kind=filing"
    assert end.url == "/bureau/?kind=filing"
    assert set(Case.objects.values_list("state", flat=True)) == {"on_file"}


@pytest.mark.article("G1")
def test_a_return_lists_the_sections_that_were_marked(here: House, clerk: Client) -> None:
    case = filing(here, "submitted")

    marked = press(clerk, case, "mark:emergency_plan", **{"mark-emergency_plan": "没有写报告电话。"})
    assert marked.url.endswith("#s-emergency_plan")
    page = text(clerk.get(f"/bureau/review/{case.pk}/"))
    assert "退回时附上已标注的部分" in page
    press(clerk, case, "move:return")

    step = case.steps.get(move="return")
    assert Case.objects.get(pk=case.pk).state == "returned"
    assert step.comment.reveal() == "需补正的部分：\n· 应急预案：没有写报告电话。"
    assert Comment.objects.get().section == "emergency_plan"


def test_marking_keeps_the_opinion_that_is_half_written(here: House, clerk: Client) -> None:
    case = filing(here, "submitted")

    page = press(
        clerk,
        case,
        "mark:declaration",
        comment="总的来说",
        **{"mark-declaration": "电话不对", "mark-emergency_plan": "待写"},
    )

    assert page.status_code == 200
    assert page.context["comment"] == "总的来说"
    assert ">待写</textarea>" in text(page)
    assert ">电话不对</textarea>" not in text(page)
    empty = press(clerk, case, "mark:declaration", comment="总的来说")
    assert empty.status_code == 422
    assert "请写下意见" in text(empty)


def test_a_return_without_a_word_is_refused_at_its_field(here: House, clerk: Client) -> None:
    case = filing(here, "submitted")

    page = press(clerk, case, "move:return")

    assert page.status_code == 422
    assert "请写明理由" in text(page)
    assert Case.objects.get(pk=case.pk).state == "submitted"


def test_declining_asks_first_and_keeps_what_was_typed(here: House, clerk: Client) -> None:
    case = filing(here, "submitted")

    asked = press(clerk, case, "move:decline", comment="不属于本地")
    assert "确定不予备案" in text(asked)
    assert asked.context["comment"] == "不属于本地"
    assert Case.objects.get(pk=case.pk).state == "submitted"
    press(clerk, case, "move:decline", comment="不属于本地", sure="decline")
    assert Case.objects.get(pk=case.pk).state == "declined"


def test_the_second_of_two_officers_is_told_what_happened_and_loses_nothing(
    here: House, clerk: Client
) -> None:
    case = filing(here, "submitted")
    first = officer(here.bureau)
    opened = case.version
    case = move(here, case, "return", by=first, comment="人数不对")
    case = actions.move(
        case=case,
        by=here.epidemic_officer.actor,
        name="submit",
        version=case.version,
        data={**FULL, "headcount_returning": 79},
    )

    case.version = opened
    page = press(clerk, case, "move:put_on_file", comment="材料齐全")

    assert page.status_code == 409
    assert page.context["comment"] == "材料齐全"
    shown = text(page)
    assert "在您打开之后" in shown
    assert "人数不对" in shown
    assert [one.field.name for one in page.context["since"]["changes"]] == ["headcount_returning"]
    case.refresh_from_db()
    assert press(clerk, case, "move:put_on_file").status_code == 302


def test_an_internal_note_is_not_for_the_enterprise(here: House, clerk: Client) -> None:
    case = filing(here, "submitted")

    press(clerk, case, "note", comment="去年停过产")

    assert Comment.objects.get().is_internal
    assert "去年停过产" in text(clerk.get(f"/bureau/review/{case.pk}/"))


def test_the_health_office_guides_from_the_same_page(here: House) -> None:
    case = filing(here, "submitted")

    press(here.health_officer.browser, case, "move:guide", comment="食堂请分时就餐。")

    assert case.steps.filter(move="guide").exists()


def test_what_changed_since_the_last_sending_stands_beside_its_section(here: House, clerk: Client) -> None:
    case = filing(here, "returned")
    case = actions.move(
        case=case,
        by=here.epidemic_officer.actor,
        name="submit",
        version=case.version,
        data={**FULL, "site": "新厂区"},
    )

    page = clerk.get(f"/bureau/review/{case.pk}/")

    assert "与上一次提交相比" in text(page)
    assert "<ins>" in text(page)


@pytest.mark.article("G1")
def test_the_reviewer_sees_what_the_system_noticed_beside_its_section(here: House, clerk: Client) -> None:
    case = filing(here, "submitted", leadership="由【姓名】负总责，【姓名】值班，每天带班检查。")

    page = text(clerk.get(f"/bureau/review/{case.pk}/"))

    section = page.split('id="s-prevention_organisation"')[1].split("</section>")[0]
    assert "△" in section
    assert "【姓名】" in section.split("系统看出的问题")[1]
