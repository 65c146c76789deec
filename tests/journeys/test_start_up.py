"""The light of an enterprise, seen by both sides: on file, reported, looked at on the site, green; withdrawn, red again."""

from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fugong.cases import registry
from fugong.cases.models import Case
from tests import builders
from tests.journeys.browser import visiting
from tests.resumption import builders as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.article("G2")]


@pytest.fixture
def here(settings: Any, tmp_path: Any) -> builders.House:
    settings.MEDIA_ROOT = tmp_path
    return builders.house()


def test_from_a_filing_on_file_to_may_start_and_back(
    browser: Browser, live_server: Any, here: builders.House
) -> None:
    make.screened(here)
    filed = make.filed(here)
    with ExitStack() as stack:

        def desk(role: str, width: int) -> Page:
            visitor = stack.enter_context(visiting(browser, live_server.url, width))
            page = visitor.open("/home/")
            page.goto(f"{live_server.url}/accounts/login/")
            page.get_by_label("账号").fill(here.members[role].account.login)
            page.get_by_label("密码").fill(builders.PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(lambda address: "login" not in address)
            return page

        enterprise, clerk, phone = (
            desk("principal", 1280),
            desk("bureau_officer", 1280),
            desk("bureau_officer", 360),
        )

        def go(page: Page, path: str) -> None:
            page.goto(live_server.url + path)

        go(enterprise, "/desk/startup/")
        expect(enterprise.get_by_role("heading", name="严禁开工")).to_be_visible()
        go(clerk, f"/cases/{filed.pk}/moves/put_on_file/")
        clerk.get_by_role("button", name="予以备案", exact=True).click()
        expect(clerk.get_by_text("已备案").first).to_be_visible()

        report = _report(enterprise, live_server.url)
        go(phone, f"/bureau/site/{report.pk}/")
        for number in range(phone.locator("[data-item]").count()):
            phone.locator("[data-item]").nth(number).get_by_role("radio", name="符合", exact=True).check()
        phone.get_by_label("核查人姓名").fill("赵建国")
        phone.get_by_role("button", name="核查通过").click()
        expect(phone.get_by_role("heading", name="已送达")).to_be_visible(timeout=15_000)

        go(enterprise, "/desk/startup/")
        expect(enterprise.get_by_role("heading", name="可以开工")).to_be_visible()
        go(enterprise, f"/cases/{filed.pk}/moves/withdraw/")
        enterprise.get_by_label("理由或意见").fill("方案要重写")
        enterprise.get_by_role("button", name="撤回", exact=True).click()
        go(enterprise, "/desk/startup/")
        expect(enterprise.get_by_role("heading", name="严禁开工")).to_be_visible()
        go(clerk, "/desk/inbox/")
        expect(clerk.get_by_text("严禁开工").first).to_be_visible()
        go(clerk, "/bureau/resumption/")
        expect(clerk.get_by_text(here.enterprise.name).first).to_be_visible()


def _report(page: Page, origin: str) -> Case:
    """The report before the start, from the button on the start-up page to handing it in."""
    page.goto(f"{origin}/cases/new/startup/")
    page.get_by_role("button", name="开始填写").click()
    case = Case.objects.get(kind="startup")
    for section in registry.find("startup").sections:
        page.goto(f"{origin}/cases/{case.pk}/fill/{section.name}/")
        for field in section.fields:
            value = make.report().get(field.name)
            if field.type == "rows":
                for number, row in enumerate(value or []):
                    if not page.locator(f'[name="{field.name}-{number}-{field.fields[0].name}"]').count():
                        page.locator(f'button[value="add:{field.name}"]').click()
                    for column in field.fields:
                        if column.name in row:
                            _put(page, column.type, f"{field.name}-{number}-{column.name}", row[column.name])
            elif value is not None:
                _put(page, field.type, field.name, value)
        page.locator('button[value="next"]').last.click()
        page.wait_for_url(
            lambda address, name=section.name: f"/fill/{name}/" not in address.partition("?")[0]
        )
    page.goto(f"{origin}/cases/{case.pk}/check/")
    page.get_by_role("button", name=str(registry.find("startup").move("send").label)).click()  # type: ignore[union-attr]
    expect(page.get_by_text("已报告").first).to_be_visible()
    return case


def _put(page: Page, kind: str, name: str, value: Any) -> None:
    box = page.locator(f'[name="{name}"]')
    if kind == "choice":
        box.select_option(str(value))
    elif kind == "boolean":
        page.locator(f'[name="{name}"][value="{"true" if value else "false"}"]').check()
    else:
        box.fill(str(value))
