"""An officer on a site without network: filled, photographed and signed offline, delivered when the network is back."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from fugong.cases import actions, queries
from fugong.cases.models import Case
from fugong.casetypes.startup.checklist import items
from tests import builders
from tests.journeys.browser import Visitor, visiting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
REPORT: dict[str, Any] = {
    "planned_start_on": "2036-03-02",
    "staff_returning": 80,
    "staff_screened": 80,
    "staff_abnormal": 0,
    "screening_note": "由防疫专员逐人核对，异常人员在隔离室等候。",
    "disinfection": [
        {"kind": kind, "area": area, "done_on": "2026-11-20", "by": "李卫国"}
        for kind, area in (("production", "机加工车间"), ("living", "宿舍"), ("office", "办公楼"))
    ],
    "safety_checks": [{"item": "用电", "result": "ok", "checked_on": "2026-11-20", "by": "李卫国"}],
}


@pytest.fixture
def here(settings: Any, tmp_path: Any) -> builders.House:
    settings.MEDIA_ROOT = tmp_path
    return builders.house()


@pytest.fixture
def case(here: builders.House) -> Case:
    by = here.principal.actor
    opened = actions.open_case(kind="startup", enterprise=here.enterprise, by=by, data=REPORT)
    return actions.move(case=opened, by=by, name="send", version=opened.version)


@pytest.fixture
def officer(
    browser: Browser, live_server: Any, here: builders.House, case: Case, width: int
) -> Iterator[Visitor]:
    """The officer's phone, on the page of the site check."""
    with visiting(browser, live_server.url, width) as visitor:
        page = visitor.open(f"/bureau/site/{case.pk}/")
        page.get_by_label("账号").fill(here.bureau_officer.account.login)
        page.get_by_label("密码").fill(builders.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/site/**")
        yield visitor


def photo() -> FilePayload:
    """A telephone's photo, on its side, with a place in it."""
    made = BytesIO()
    picture = Image.effect_noise((2400, 1800), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(made, "JPEG", exif=exif)
    return {"name": "IMG_20261124.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def choose(page: Page, number: int, word: str) -> None:
    page.locator("[data-item]").nth(number).get_by_role("radio", name=word, exact=True).check()


def all_in_order(page: Page) -> None:
    for number in range(page.locator("[data-item]").count()):
        choose(page, number, "符合")
    page.get_by_label("核查人姓名").fill("赵建国")


def sign(page: Page) -> None:
    canvas = page.locator("canvas")
    canvas.evaluate("one => one.scrollIntoView({block: 'center'})")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + step * 20, box["y"] + 30 + (step % 3) * 20)
    page.mouse.up()


def confirm(page: Page) -> None:
    page.get_by_role("button", name="核查通过").click()


def is_state(case: Case, name: str) -> bool:
    case.refresh_from_db()
    return case.state == name


@WIDTHS
@pytest.mark.article("G2")
def test_a_site_without_network_is_checked_and_delivered_when_it_is_back(
    officer: Visitor, here: builders.House, case: Case
) -> None:
    page = officer.page
    officer.check("site_empty")
    page.get_by_text("企业报告的内容").click()
    expect(page.get_by_text("机加工车间")).to_be_visible()

    officer.context.set_offline(True)
    all_in_order(page)
    page.locator("#photos").set_input_files([photo(), photo()])
    expect(page.get_by_text("等待发送").locator("visible=true")).to_have_count(2)
    sign(page)
    officer.check("site_filled")
    confirm(page)
    expect(page.locator("[data-standing]")).to_have_text("已保存在本机 · 等网络")
    officer.check("site_waiting")
    assert is_state(case, "sent")

    officer.context.set_offline(False)
    expect(page.get_by_role("heading", name="已送达")).to_be_visible()
    expect(page.get_by_text("现场核查通过").first).to_be_visible()
    officer.check("site_delivered")
    assert is_state(case, "confirmed")
    kept = {one.kind: one for one in case.attachments.all()}
    assert sorted(one.kind for one in case.attachments.all()) == ["signature", "site_photo", "site_photo"]
    with Image.open(BytesIO(queries.attachment_data(kept["site_photo"]))) as picture:
        assert picture.size == (1200, 1600), "small, and upright"
    with Image.open(BytesIO(queries.attachment_data(kept["signature"]))) as picture:
        assert picture.convert("L").histogram()[16:18] != [0, 0], "ink on white"

    page.reload()
    expect(page.get_by_text("现在是“现场核查通过”")).to_be_visible()
    officer.check("site_concluded")


@pytest.mark.parametrize("width", [360])
@pytest.mark.article("G2")
def test_an_item_not_met_is_told_on_the_spot_and_leads_to_rectification(officer: Visitor, case: Case) -> None:
    page = officer.page
    confirm(page)
    expect(page.get_by_text("这一项还没有核查。").locator("visible=true")).to_have_count(
        len(items(case.enterprise.pack))
    )
    all_in_order(page)
    choose(page, 2, "不符合")
    page.get_by_label("哪里不符合，怎样整改").locator("visible=true").fill("机加工车间地面有积水")
    confirm(page)
    expect(page.get_by_text("这一项不符合，不能通过。请要求整改。").locator("visible=true")).to_be_visible()
    officer.check("site_not_met")

    page.get_by_text("有不符合的，要求整改").click()
    expect(page.get_by_label("整改要求")).to_have_value(
        "3. 生产区域已清理、消杀，通风良好：机加工车间地面有积水"
    )
    officer.check("site_rectify")
    page.get_by_role("button", name="要求整改").click()

    expect(page.get_by_role("heading", name="已送达")).to_be_visible()
    assert is_state(case, "rectifying")


@pytest.mark.parametrize("width", [360])
def test_what_was_filled_survives_the_page_and_a_lost_answer_is_not_sent_twice(
    officer: Visitor, case: Case
) -> None:
    page = officer.page
    all_in_order(page)
    page.locator("#photos").set_input_files(photo())
    expect(page.locator("[data-photos]").get_by_text("已送达")).to_have_count(1)
    sign(page)
    page.reload()
    expect(page.get_by_label("核查人姓名")).to_have_value("赵建国")
    expect(page.locator("[data-photos] li:visible")).to_have_count(1)
    officer.check("site_restored")

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**/bureau/site/{case.pk}/", lose)
    confirm(page)
    expect(page.locator("[data-standing]")).to_have_text("已保存在本机 · 等网络")
    page.unroute(f"**/bureau/site/{case.pk}/")
    page.get_by_role("button", name="现在再送一次").click()

    expect(page.get_by_role("heading", name="已送达")).to_be_visible()
    assert is_state(case, "confirmed")
    assert case.steps.filter(move="confirm").count() == 1
    assert sorted(one.kind for one in case.attachments.all()) == ["signature", "site_photo"]


@pytest.mark.parametrize("width", [360])
def test_a_photo_taken_back_leaves_the_server_too(officer: Visitor, case: Case) -> None:
    page = officer.page
    page.locator("#photos").set_input_files(photo())
    expect(page.locator("[data-photos]").get_by_text("已送达")).to_have_count(1)
    officer.context.set_offline(True)
    page.get_by_role("button", name="删除 1").click()
    expect(page.locator("[data-photos] li")).to_have_count(0)
    assert case.attachments.filter(removed_at=None).count() == 1

    with page.expect_response("**/files/"):
        officer.context.set_offline(False)

    page.wait_for_timeout(300)
    assert case.attachments.filter(removed_at=None).count() == 0


@WIDTHS
def test_without_javascript_the_page_is_a_form(
    browser: Browser, live_server: Any, here: builders.House, case: Case, width: int
) -> None:
    with visiting(browser, live_server.url, width, scripts=False) as visitor:
        page = visitor.open(f"/bureau/site/{case.pk}/")
        page.get_by_label("账号").fill(here.bureau_officer.account.login)
        page.get_by_label("密码").fill(builders.PASSWORD)
        page.get_by_role("button", name="登录").click()
        visitor.picture("site_plain")
        all_in_order(page)
        page.locator("#photos").set_input_files(photo())
        choose(page, 1, "不符合")
        confirm(page)
        expect(page.get_by_text("有地方要改，填过的内容都在")).to_be_visible()
        visitor.picture("site_plain_wrong")
        expect(page.locator("[data-item]").nth(1).get_by_role("radio", name="不涉及")).to_have_count(0)
        choose(page, 1, "符合")
        confirm(page)
        expect(page.get_by_text("现在是“现场核查通过”").first).to_be_visible()
        assert case.attachments.count() == 1
