"""The city's officer and the policies: numbers lead to lists, a determination counts at once, a measure is edited and published,
the end of the epidemic dates deadlines, take-up is published without names."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from fugong.policies.models import Determination, MeasureVersion
from tests.journeys.browser import Visitor
from tests.journeys.desk import sign_in
from tests.policies.builders import another, city_officer, confirmed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FUND = {"housing_fund_difficulty": True, "monthly_fund_base": Decimal(100_000), "fund_rate": Decimal("0.1")}


@pytest.mark.article("G13")
def test_from_the_city_s_numbers_to_a_determination(visitor: Visitor) -> None:
    confirmed(another(1), **FUND)
    page = sign_in(visitor, city_officer(), "/policies/bureau/")
    row = page.get_by_role("row").filter(has_text="降低住房公积金缴存比例").first
    expect(row).to_contain_text("每月 5,000 元")
    visitor.check("policies_city")

    row.get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("降低住房公积金缴存比例")
    visitor.check("policies_list")

    page.goto(visitor.origin + "/policies/bureau/determinations/?measure=Y19-hours")
    visitor.check("policies_queue")
    page.locator("[data-rows] tbody a.target").first.click()
    visitor.check("policies_decide")
    page.get_by_label("✓ 符合").check()
    page.get_by_label("理由").fill("经核实，轮班生产。")
    page.get_by_role("button", name="记录认定").click()
    expect(page.get_by_text("认定已记录，已通知企业。")).to_be_visible()
    expect(page.get_by_text("可能适用 → 适用").first).to_be_visible()
    visitor.check("policies_decided")
    assert Determination.objects.get().subject == "Y19-hours"
    assert visitor.faults == []


@pytest.mark.article("G13")
def test_a_measure_is_edited_looked_over_and_published(visitor: Visitor) -> None:
    confirmed(another(1), **FUND)
    page = sign_in(visitor, city_officer(), "/policies/bureau/measures/?q=Y14-fund-rate")
    page.get_by_role("link", name="编辑").first.click()
    visitor.check("policies_edit")
    text = page.get_by_label("全文（YAML）")
    good = text.input_value()
    text.fill(good.replace("effect: ", "effect: no"))
    page.get_by_role("button", name="保存草稿，看影响").click()
    expect(page.get_by_role("heading", name="改好才能发布")).to_be_visible()
    page.locator("[data-line]").first.click()
    expect(text).to_be_focused()
    visitor.check("policies_edit_faults")

    text.fill(good)
    page.get_by_label("名称（中文）").fill("降低公积金缴存比例")
    page.get_by_role("button", name="保存草稿，看影响").click()
    expect(page.get_by_role("heading", name="发布后的影响")).to_be_visible()
    expect(page.get_by_label("全文（YAML）")).to_have_value(
        good.replace("zh: 降低住房公积金缴存比例", "zh: 降低公积金缴存比例", 1)
    )
    page.get_by_label("改了什么、依据什么").fill("名称按部门通行说法。")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("第 1 版已发布")).to_be_visible()
    visitor.check("policies_history")
    assert MeasureVersion.objects.get().note == "名称按部门通行说法。"
    assert visitor.faults == []


@pytest.mark.article("G13")
def test_the_end_of_the_epidemic_dates_deadlines_and_take_up_is_published(visitor: Visitor) -> None:
    page = sign_in(visitor, city_officer(), "/policies/bureau/events/")
    page.get_by_label("哪一天").fill("2020-04-08")
    page.get_by_label("依据").fill("省指挥部公告")
    page.get_by_role("button", name="先看看会变成哪天").click()
    expect(page.get_by_text("2020年7月8日").first).to_be_visible()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记。")).to_be_visible()
    visitor.check("policies_events")

    page.goto(visitor.origin + "/policies/bureau/take-up/")
    page.get_by_role("button", name="公布", exact=True).click()
    expect(page.get_by_role("heading", name="已公布")).to_be_visible()
    visitor.check("policies_take_up")
    page.get_by_role("link", name="公众看到的页面").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("惠企政策办得怎么样")
    visitor.check("policies_published")

    page.goto(visitor.origin + "/policies/bureau/conflicts/")
    expect(page.get_by_text("更优惠").first).to_be_visible()
    visitor.check("policies_conflicts")
    assert visitor.faults == []
