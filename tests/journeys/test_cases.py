"""A filing from the first press to the paper: enterprise, bureau, health office and a passer-by with a telephone."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from fugong.cases.models import Case
from fugong.casetypes.filing.spec import SECTIONS
from tests import builders
from tests.casetypes.filing.builders import FULL, filing
from tests.journeys.browser import Visitor, visiting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def here() -> builders.House:
    return builders.house()


class Desks:
    """Everybody's own browser; each journey must end without faults."""

    def __init__(
        self, browser: Browser, origin: str, width: int, house: builders.House, stack: ExitStack
    ) -> None:
        self.browser, self.origin, self.width, self.house, self.stack = browser, origin, width, house, stack

    def visitor(self, role: str, path: str) -> Visitor:
        """That member's browser, signed in and on `path`."""
        visitor = self.stack.enter_context(visiting(self.browser, self.origin, self.width))
        if role:
            sign_in(visitor.open(path), self.house.members[role])
            visitor.page.wait_for_url(f"**{path}")
        else:
            visitor.open(path)
        return visitor


@pytest.fixture
def desks(browser: Browser, live_server: Any, here: builders.House, width: int) -> Iterator[Desks]:
    with ExitStack() as stack:
        yield Desks(browser, live_server.url, width, here, stack)


def sign_in(page: Page, member: builders.Member) -> None:
    page.get_by_label("账号").fill(member.account.login)
    page.get_by_label("密码").fill(builders.PASSWORD)
    page.get_by_role("button", name="登录").click()


def fill(page: Page, section: Any) -> None:
    """Fill what is still empty of a section."""
    for field in section.fields:
        if field.type == "rows":
            for number, row in enumerate(FULL[field.name]):
                if not page.locator(f'[name="{field.name}-{number}-{field.fields[0].name}"]').count():
                    page.locator(f'button[value="add:{field.name}"]').click()
                for column in field.fields:
                    if column.name in row:
                        put(page, column.type, f"{field.name}-{number}-{column.name}", row[column.name])
        else:
            put(page, field.type, field.name, FULL[field.name])


def put(page: Page, kind: str, name: str, value: Any) -> None:
    box = page.locator(f'[name="{name}"]')
    if kind == "boolean":
        page.locator(f'[name="{name}"][value="{str(value).lower()}"]').check()
    elif not box.input_value():
        box.fill(str(value))


@WIDTHS
@pytest.mark.article("G1", "G2")
def test_a_filing_is_written_sent_back_mended_guided_and_put_on_file(
    desks: Desks, here: builders.House
) -> None:
    enterprise = desks.visitor("epidemic_officer", "/cases/")
    page = enterprise.page
    expect(page.get_by_text("还没有事项")).to_be_visible()
    enterprise.check("cases_empty")
    page.get_by_role("main").get_by_role("link", name="新建复工复产备案").first.click()
    enterprise.check("cases_new")
    page.get_by_role("button", name="开始填写").click()

    expect(page.get_by_label("职工总数")).to_have_value("1")
    expect(page.get_by_text("来自 花名册（在册人员）").first).to_be_visible()
    for section in SECTIONS:
        expect(page.get_by_role("heading", level=1)).to_have_text(str(section.label))
        fill(page, section)
        enterprise.check(f"cases_fill_{section.name}")
        page.get_by_role("button", name=re.compile("^保存并(继续|检查)$")).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("检查并提交")
    enterprise.check("cases_check")
    page.get_by_role("main").get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("已提交").first).to_be_visible()
    enterprise.check("case_submitted")
    case = Case.objects.get()
    at = f"/cases/{case.pk}/"

    bureau = desks.visitor("bureau_officer", "/cases/")
    bureau.check("cases_bureau")
    bureau.page.get_by_role("main").get_by_role("link", name="复工复产备案", exact=True).first.click()
    bureau.check("case_bureau")
    part = bureau.page.locator("section", has=bureau.page.get_by_role("heading", name="复工时间、地点和人员"))
    part.get_by_text("对这一部分提意见").click()
    part.get_by_label("要企业改什么").fill("返岗人数请核对")
    part.get_by_role("button", name="标注").click()
    bureau.page.get_by_role("link", name="退回补正").click()
    expect(bureau.page.get_by_text("返岗人数请核对")).to_be_visible()
    bureau.check("case_return")
    bureau.page.get_by_role("button", name="退回补正", exact=True).click()
    expect(bureau.page.get_by_text("请写明理由").first).to_be_visible()
    bureau.check("case_return_wrong")
    bureau.page.get_by_label("理由或意见").fill("见标注的部分")
    bureau.page.get_by_role("button", name="退回补正", exact=True).click()
    expect(bureau.page.get_by_text("现在是“退回补正”")).to_be_visible()

    page = enterprise.open("/cases/")
    enterprise.check("cases_in_hand")
    page.get_by_role("main").get_by_role("link", name="复工复产备案", exact=True).first.click()
    enterprise.check("case_returned")
    enterprise.open(f"{at}fill/{SECTIONS[0].name}/")
    expect(page.get_by_text("返岗人数请核对")).to_be_visible()
    page.get_by_label("返岗人数").fill("79")
    enterprise.check("cases_fill_remark")
    page.get_by_role("button", name="保存并继续").last.click()
    enterprise.open(f"{at}check/")
    page.get_by_role("main").get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("已提交").first).to_be_visible()

    health = desks.visitor("health_officer", at)
    health.page.get_by_role("link", name="出具指导意见").click()
    health.page.get_by_label("理由或意见").fill("食堂请分时就餐")
    health.page.get_by_role("button", name="出具指导意见", exact=True).click()
    expect(health.page.get_by_text("食堂请分时就餐").first).to_be_visible()
    health.check("case_health")

    bureau.open(at).get_by_role("link", name="予以备案").click()
    bureau.page.get_by_role("button", name="予以备案", exact=True).click()
    case.refresh_from_db()
    assert case.state == "on_file"
    assert case.number
    expect(bureau.page.get_by_text(case.number).first).to_be_visible()
    bureau.check("case_on_file")
    bureau.open(f"{at}compare/")
    expect(bureau.page.locator("ins").filter(has_text=re.compile("9")).first).to_be_visible()
    bureau.check("case_compare")
    for path, name in (
        ("/cases/statistics/filing/", "cases_statistics"),
        ("/cases/kinds/filing/", "cases_kind"),
    ):
        bureau.open(path)
        bureau.check(name)

    page = enterprise.open(f"{at}print/")
    expect(page.get_by_alt_text("查询办理状态的二维码")).to_be_visible()
    enterprise.check("case_print")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="打印").is_visible()
    enterprise.picture("case_print_paper")
    page.emulate_media(media="screen")
    enterprise.open(at)
    with page.expect_download() as download:
        page.get_by_role("link", name="公文（Word）").click()
    assert download.value.suggested_filename.endswith(".docx")

    stranger = desks.visitor("", f"/c/{case.public_secret}/")
    expect(stranger.page.get_by_text("已备案").first).to_be_visible()
    expect(stranger.page.get_by_text(case.number)).to_be_visible()
    assert "李卫国" not in stranger.page.content()
    stranger.check("case_lookup")


@WIDTHS
def test_what_was_typed_outlives_the_session(desks: Desks, here: builders.House) -> None:
    case = filing(here, markets=None)
    path = f"/cases/{case.pk}/fill/resumption_production/"
    visitor = desks.visitor("epidemic_officer", path)
    page = visitor.page
    page.locator("[name=markets]").fill("销往郑州和洛阳，每天一车")
    visitor.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.get_by_role("button", name="保存并继续").last.click()
    sign_in(page, here.epidemic_officer)

    page.wait_for_url(re.compile(re.escape(path)))
    expect(page.locator("[name=markets]")).to_have_value("销往郑州和洛阳，每天一车")
    visitor.check("cases_brought_back")
    page.get_by_role("button", name="保存并继续").last.click()
    page.wait_for_url(re.compile("resumption_safety"))
    case.refresh_from_db()
    assert case.data.document()["markets"] == "销往郑州和洛阳，每天一车"

    here.epidemic_officer.browser.post(path, {"version": case.version, "markets": "改销新乡"})
    visitor.open(path)
    expect(page.locator("[name=markets]")).to_have_value("改销新乡")


@pytest.mark.parametrize("width", [360])
def test_rows_come_and_go_while_typing_and_outlive_the_session(desks: Desks, here: builders.House) -> None:
    case = filing(here)
    path = f"/cases/{case.pk}/fill/resumption_safety/"
    visitor = desks.visitor("epidemic_officer", path)
    page = visitor.page
    page.get_by_role("button", name="再加一行").click()
    expect(page.locator("[name=stock-1-item]")).to_be_focused()
    page.locator("[name=stock-1-item]").fill("测温仪")
    page.locator("[name=stock-1-quantity]").fill("4")
    page.get_by_role("button", name="删去 第1行").click()
    expect(page.locator("[name=stock-0-item]")).to_have_count(0)
    visitor.check("cases_rows")
    visitor.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="再加一行").click()
    page.locator("[name=stock-2-item]").fill("消毒液")
    page.get_by_role("button", name="保存并继续").last.click()

    sign_in(page, here.epidemic_officer)

    page.wait_for_url(re.compile(re.escape(path)))
    expect(page.locator("[name$=-item]").last).to_have_value("消毒液")
    page.locator("[name$=-quantity]").last.fill("20")
    page.get_by_role("button", name="保存并继续").last.click()
    page.wait_for_url(re.compile("prevention_organisation"))
    case.refresh_from_db()
    assert [row["item"] for row in case.data.document()["stock"]] == ["测温仪", "消毒液"]


@pytest.mark.parametrize("width", [360])
def test_every_page_reads_in_english_too(desks: Desks, here: builders.House) -> None:
    case = filing(here, "returned")
    visitor = desks.visitor("principal", "/cases/")
    visitor.page.get_by_role("button", name="English").click()
    at = f"/cases/{case.pk}/"
    for tail in ("", f"fill/{SECTIONS[0].name}/", "check/", "moves/withdraw/", "compare/", "print/"):
        page = visitor.open(at + tail)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        visitor.check(f"case_english_{tail.split('/')[0] or 'case'}")


@pytest.mark.parametrize("width", [1280])
def test_typing_is_kept_without_a_press_and_a_second_window_is_told(
    desks: Desks, here: builders.House
) -> None:
    case = filing(here)
    path = f"/cases/{case.pk}/fill/resumption_production/"
    visitor = desks.visitor("epidemic_officer", path)
    first, second = visitor.page, visitor.context.new_page()
    second.goto(desks.origin + path)

    first.locator("[name=transport]").fill("厂内车队，司机不下车")
    first.locator("[name=markets]").focus()
    expect(first.locator("[data-kept]")).to_contain_text("已保存", timeout=40_000)
    second.locator("[name=materials]").fill("钢材，库存二十天")
    second.get_by_role("button", name="保存并继续").last.click()

    expect(second.get_by_role("alert").first).to_contain_text("刚被别人改过")
    expect(second.locator("[name=materials]")).to_have_value("钢材，库存二十天")
