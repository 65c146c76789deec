"""Policies in a real browser: an owner from the first question to the paper, an enterprise from its facts to an application."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fugong.cases.models import Case
from fugong.policies.models import SelfCheck
from tests import builders
from tests.journeys.browser import PHONE_PAGE_BYTES, Visitor, visiting
from tests.policies.builders import placed

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.article("G13"),
]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
DAY = "2020-03-01"

ANSWERS = {
    "region": "410823",
    "industry": "H62",
    "affected_by_epidemic": "是",
    "operating_difficulty": "是",
    "recovery_expected": "是",
    "leases_state_owned_premises": "是",
    "operating_normally": "否",
    "headcount": "60",
    "layoff_rate": "3%",
    "unemployment_premium_paid": "12345.67",
    "monthly_rent": "1.2万",
}
"""A restaurant in Wuzhi; everything else it does not know."""


@pytest.fixture
def owner(browser: Browser, live_server: Any, width: int) -> Iterator[Visitor]:
    with visiting(browser, live_server.url, width) as visitor:
        yield visitor


def fact_of(page: Page) -> str:
    """The question that is open."""
    box = page.locator("form.ask [id^='fact-']:not([id$='-hint']):not([id$='-code'])").first
    return str(box.get_attribute("id")).removeprefix("fact-")


def answer(page: Page, given: str | None) -> None:
    """Answer the open question; None: not known."""
    if given is None:
        page.get_by_role("button", name="不知道").click()
    elif given in ("是", "否"):
        page.get_by_role("button", name=given, exact=True).click()
    else:
        box = page.locator(f"#fact-{fact_of(page)}")
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(given)
        else:
            box.fill(given)
        page.get_by_role("button", name="继续").click()


@WIDTHS
def test_an_owner_answers_sees_why_tries_prints_and_comes_back(
    owner: Visitor, browser: Browser, live_server: Any, width: int
) -> None:
    page = owner.open("/policies/")
    owner.check("policies_start")
    page.get_by_label("找一项政策").fill("房租")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=re.compile("国有经营用房减免房租")).click()
    owner.check("policies_measure")
    owner.open(f"/policies/check/?on={DAY}")
    owner.check("policies_first_question")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("请选一个")
    owner.check("policies_wrong")
    answer(page, ANSWERS["region"])

    second = fact_of(page)
    expect(page.get_by_text(re.compile("已答 1 题"))).to_be_visible()
    answer(page, ANSWERS.get(second))
    page.get_by_role("link", name=re.compile("上一步")).click()
    expect(page.locator(f"#fact-{second}")).to_be_visible()
    expect(page.get_by_text("上次的回答")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=re.compile("看看目前的结果")).click()
    owner.check("policies_results_early")
    page.get_by_role("link", name="继续答题，结论会更清楚").click()
    while "/mine/" not in page.url:
        answer(page, ANSWERS.get(fact_of(page)))

    expect(page.get_by_role("heading", level=1)).to_contain_text("适用")
    rent = page.locator("#m-Y12-rent")
    expect(rent).to_contain_text("24,000 元")
    rent.locator("summary").first.click()
    expect(rent.get_by_text("月租金 12,000 元")).to_be_visible()
    expect(rent.get_by_text("房屋租赁合同")).to_be_visible()
    expect(rent.get_by_role("link", name=re.compile("第12条")).first).to_be_visible()
    owner.check("policies_results")
    where = page.url

    page.get_by_role("link", name=re.compile("我的回答")).click()
    owner.check("policies_answers")
    page.get_by_role("link", name="试一试 受疫情影响").click()
    expect(page.get_by_role("heading", name="如果是“否”")).to_be_visible()
    expect(page.get_by_text("适用 24,000 元")).to_be_visible()
    owner.check("policies_what_if")

    owner.open(where.removeprefix(owner.origin) + "print/")
    expect(page.get_by_alt_text("自测结果的二维码")).to_be_visible()
    expect(page.get_by_text("24,000 元")).to_be_visible()
    owner.check("policies_print")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="screen")

    owner.open(where.removeprefix(owner.origin) + "wrong/?measure=Y12-rent")
    page.get_by_label("请写明应该怎样、为什么").fill("我们还租了一间仓库")
    owner.check("policies_objection")
    page.get_by_role("button", name="送出").click()
    expect(page.get_by_text("我们还租了一间仓库")).to_be_visible()

    with visiting(browser, live_server.url, width, scripts=False) as adviser:
        looked = adviser.open(where.removeprefix(adviser.origin))
        expect(looked.locator("#m-Y12-rent")).to_contain_text("24,000 元")
        looked.get_by_label("按哪一天判断").fill("2021-06-01")
        looked.get_by_role("button", name="按这一天判断").click()
        expect(looked.get_by_text("按2021年6月1日").first).to_be_visible()
        looked.get_by_role("button", name="现在就删除").click()
        expect(looked.get_by_text("这份自测已删除")).to_be_visible()
    assert not SelfCheck.objects.exists()
    if width < 500:
        assert owner.weigh(f"/policies/check/?on={DAY}") <= PHONE_PAGE_BYTES


@WIDTHS
def test_an_enterprise_confirms_its_facts_sees_what_applies_and_applies(
    owner: Visitor, live_server: Any, width: int
) -> None:
    here = builders.house()
    placed(here.enterprise)
    page = owner.open("/policies/ours/")
    page.get_by_label("账号").fill(here.epidemic_officer.account.login)
    page.get_by_label("密码").fill(builders.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/policies/ours/")
    owner.check("policies_ours_before")

    page.get_by_role("link", name="确认企业情况").click()
    expect(page.get_by_text("花名册中在册的人数").first).to_be_visible()
    owner.check("policies_facts")
    page.locator("#fact-fund_rate").fill("5.5")
    page.locator("#fact-monthly_fund_base").fill("8万")
    page.locator("#fact-property_tax_difficulty").select_option("true")
    page.locator("#fact-affected_by_epidemic").select_option("true")
    page.get_by_role("button", name="以上情况属实，确认").click()
    expect(page.get_by_role("alert")).to_contain_text("5.5%")
    expect(page.locator("#fact-monthly_fund_base")).to_have_value("8万")
    owner.check("policies_facts_wrong")
    page.locator("#fact-fund_rate").fill("5.5%")
    page.get_by_role("button", name="以上情况属实，确认").click()

    expect(page.get_by_text(re.compile("已确认 .* 项企业情况"))).to_be_visible()
    relief = page.locator("#m-Y10-property")
    relief.locator("summary").first.click()
    owner.check("policies_ours")
    relief.get_by_role("button", name="申请").click()

    case = Case.objects.get()
    page.wait_for_url(f"**/cases/{case.pk}/fill/**")
    assert case.kind == "application"
    owner.check("policies_application")
