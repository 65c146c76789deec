"""The county clerk's morning: the inbox by keyboard, one filing sent back with a marked section, the next put on file."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from fugong.cases.models import Case, WorkItem
from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.directory.models import Region
from fugong.resumption import actions as resumption
from tests import builders
from tests.casetypes.filing.builders import filing, move
from tests.journeys.browser import Visitor
from tests.journeys.desk import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def waiting(here: builders.House, *names: str) -> list[Case]:
    """Filings of enterprises of one county, due one after the other."""
    cases = []
    for number, name in enumerate(names):
        other = builders.house()
        other.enterprise.region_id = here.enterprise.region_id
        other.enterprise.name = name
        other.enterprise.save()
        case = filing(other, "submitted")
        due = clock.now() + timedelta(hours=5 * number - 2)
        WorkItem.objects.filter(case=case, name="review").update(due_at=due)
        cases.append(case)
    return cases


@pytest.mark.article("G1")
def test_a_morning_at_the_desk_by_keyboard(visitor: Visitor) -> None:
    here = builders.house()
    first, second, third = waiting(here, "甲轴承厂", "乙轮胎厂", "丙药厂")
    page = sign_in(visitor, here.bureau_officer, "/bureau/")
    expect(page.get_by_role("row").nth(1)).to_contain_text("甲轴承厂")
    expect(page.get_by_role("row").nth(1)).to_contain_text("超时")
    visitor.check("bureau_inbox")

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selected]")).to_have_text("1")
    visitor.check("bureau_inbox_selected")
    page.keyboard.press("a")
    expect(page.get_by_text("1 件交给您")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("甲轴承厂")
    expect(page.get_by_text("第 1 / 3 件")).to_be_visible()
    visitor.check("bureau_review")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.type("返岗人数与花名册不一致。")
    page.locator(".plan-section.here").get_by_role("button", name="标注").click()
    expect(page.get_by_text("退回时附上已标注的部分")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.type("请补正。")
    page.get_by_role("button", name="退回补正").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("乙轮胎厂")
    assert "返岗人数与花名册不一致" in first.steps.get(move="return").comment.reveal()

    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("丙药厂")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("乙轮胎厂")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("下一件、上一件")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="予以备案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("丙药厂")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")
    states = {case.pk: Case.objects.get(pk=case.pk).state for case in (first, second, third)}
    assert list(states.values()) == ["returned", "on_file", "submitted"]


def test_the_second_officer_is_told_and_keeps_the_words(visitor: Visitor) -> None:
    here = builders.house()
    (case,) = waiting(here, "甲轴承厂")
    page = sign_in(visitor, here.bureau_officer, f"/bureau/review/{case.pk}/")
    page.get_by_label("意见", exact=True).fill("材料齐全，同意。")
    move(here, case, "return", by=builders.officer(here.bureau), comment="人数不对")

    page.get_by_role("button", name="予以备案").click()

    expect(page.get_by_role("alert")).to_contain_text("没有办成，您写的都在")
    expect(page.get_by_role("alert")).to_contain_text("人数不对")
    expect(page.get_by_label("意见", exact=True)).to_have_value("材料齐全，同意。")
    visitor.check("bureau_review_conflict")


@pytest.mark.article("G2")
def test_the_jurisdiction_at_a_glance(visitor: Visitor) -> None:
    here = builders.house()
    Region.objects.filter(pk=here.enterprise.region_id).update(is_reporting_unit=True)
    cases = waiting(here, "甲轴承厂", "乙轮胎厂")
    move(here, cases[0], "put_on_file")
    ids = [case.enterprise_id for case in cases]
    resumption.refresh(enterprise_ids=[*ids, here.enterprise.pk], by=SYSTEM, cause="day")
    page = sign_in(visitor, here.bureau_officer, "/bureau/overview/")
    visitor.check("bureau_overview")
    for path, name in (
        ("/bureau/resumption/", "bureau_resumption"),
        ("/bureau/report/", "bureau_report"),
        ("/bureau/coverage/", "bureau_coverage"),
        ("/bureau/contacts/", "bureau_contacts"),
        (f"/bureau/enterprises/{here.enterprise.uscc}/", "bureau_enterprise"),
        (f"/resumption/{here.enterprise.region_id}/", "published_list"),
    ):
        page = visitor.open(path)
        visitor.check(name)
    expect(page.get_by_text("甲轴承厂")).to_be_visible()
