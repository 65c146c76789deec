"""Somebody from outside: invited, let in by a gate without network; unannounced, until the host says yes; refused (G8)."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from fugong.core import clock, secrets
from fugong.gates import actions, choices, queries
from fugong.gates.models import Passage, VehicleStay, Visit
from tests import builders
from tests.journeys.browser import PHONE_PAGE_BYTES, Visitor, visiting
from tests.journeys.tablet import gun, key_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.article("G8")]


@pytest.fixture
def house() -> builders.House:
    made = builders.house()
    made.worker.name_index = secrets.blind_index("张三丰", "person.name")
    made.worker.save()
    return made


class Gate:
    """A bound tablet whose requests go to the room's own functions, or nowhere where the line is `cut`."""

    def __init__(self, visitor: Visitor, house: builders.House) -> None:
        self.cut = False
        checkpoint = actions.create_checkpoint(
            enterprise=house.enterprise, by=house.epidemic_officer.actor, name="东门"
        )
        _device, ticket = actions.create_device(
            checkpoint=checkpoint, by=house.epidemic_officer.actor, name="平板"
        )
        session = house.guard.browser.cookies[settings.SESSION_COOKIE_NAME].value
        visitor.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.origin}]
        )
        visitor.context.route("**/api/v1/gate/**", self.answer)
        self.page = visitor.open(f"/gate/bind/{ticket}/")
        self.page.get_by_role("button").last.click()
        expect(self.page.locator("#ready")).to_be_visible()

    def answer(self, route: Route) -> None:
        if self.cut:
            route.abort()
            return
        request = route.request
        device = queries.device_of_token(request.headers["authorization"].removeprefix("Bearer "))
        asked, now = urlsplit(request.url), clock.now()
        if asked.path.endswith("state"):
            body: dict[str, Any] = queries.bundle(device, parse_qs(asked.query).get("since", [""])[0])
        else:
            told = json.loads(request.post_data or "{}")
            when: dict[str, Any] = {"device_time": now, "received_at": now}
            if "passages" in told:
                results = actions.record_passages(device=device, items=told["passages"], **when)
            else:
                results = actions.record_entries(device=device, entries=told["entries"], **when)
            body = {"results": results}
        route.fulfill(json=json.loads(json.dumps(body, default=str)))

    def shows(self, verdict: str) -> None:
        expect(self.page.locator("body")).to_have_attribute("data-verdict", verdict)
        expect(self.page.locator("#verdict")).to_be_visible()

    def knows(self, count: int) -> None:
        """Wait until the bundle has so many visitors."""
        self.page.locator("#network-now").click()
        self.page.locator("[data-tab='visits']").click()
        expect(self.page.locator("#visits .yard > li")).to_have_count(count)

    def round(self) -> None:
        """A round with the server, and what it brings."""
        self.page.locator("#network-now").click()
        expect(self.page.locator("body")).to_have_attribute("data-network", "ok")
        expect(self.page.locator("#waiting")).to_have_text("0")


def healthy(page: Page, *, ill: bool = False) -> None:
    """Answer the questions and agree."""
    page.get_by_label("您从哪里来？").select_option("4108")
    for question in ("离开过焦作", "到过重点地区", "接触过确诊"):
        page.get_by_role("group", name=question).get_by_label("没有").check()
    page.get_by_role("group", name="今天有哪些不舒服").get_by_label("干咳" if ill else "都没有").check()
    for box in page.locator("input[name='consent']").all():
        box.check()
    page.get_by_role("button", name="提交，看结果").click()


def scanned(page: Page) -> str:
    """The code on the page, as a scanner reads it: from the pass the server would issue now."""
    from fugong.gates.queries.visits import pass_of

    expect(page.locator("#code")).to_be_visible()
    visit = Visit.objects.select_related("enterprise", "host", "host_account").latest("created_at")
    issued = pass_of(visit)
    assert issued is not None
    return issued.code


def test_invited_a_visitor_is_let_in_by_a_gate_without_network_and_goes(
    browser: Browser, live_server: Any, house: builders.House
) -> None:
    with (
        visiting(browser, live_server.url, 360) as host,
        visiting(browser, live_server.url, 360) as guest,
        visiting(browser, live_server.url, 360) as guard,
    ):
        cookie = house.phone.cookies["fugong_phone"].value
        host.context.add_cookies([{"name": "fugong_phone", "value": cookie, "url": host.origin}])
        page = host.open("/me/visitors/")
        host.check("visits_empty")
        page.get_by_role("link", name="邀请一个人").click()
        host.check("visit_invite")
        page.get_by_label("来访人姓名").fill("赵来客")
        page.get_by_label("来做什么").fill("送检测设备")
        begin = timezone.localtime(clock.now())
        page.get_by_label("几点到").fill(begin.strftime("%Y-%m-%dT%H:%M"))
        page.get_by_label("几点离开").fill((begin + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
        page.get_by_role("button", name="生成邀请链接").click()
        host.check("visit_link")
        link = page.locator("#invitation").input_value().split()[-1]

        phone = guest.open(urlsplit(link).path)
        guest.check("visitor_form")
        assert guest.weigh(urlsplit(link).path) < PHONE_PAGE_BYTES
        phone.get_by_label("手机号").fill("13700001111")
        phone.get_by_label("工作单位").fill("郑州配件")
        healthy(phone)
        code = scanned(phone)
        guest.check("visitor_pass")
        phone.wait_for_function(
            f"caches.match({json.dumps(urlsplit(link).path)}, {{ignoreVary: true}}).then(Boolean)"
        )
        guest.context.set_offline(True)
        phone.reload()
        expect(phone.locator("#code")).to_be_visible()

        gate = Gate(guard, house)
        gate.knows(1)
        guard.check("gate_visits")
        gate.cut = True
        gun(gate.page, code)
        key_in(gate.page, "365")
        gate.shows("allow")
        gate.page.locator("#verdict").click()
        gate.page.locator("[data-tab='visits']").click()
        gate.page.get_by_role("button", name="登记离厂").click()
        gate.page.get_by_role("button", name="再按一次").click()
        gate.shows("allow")
        gate.cut = False
        gate.round()
        assert list(Passage.objects.order_by("seq").values_list("direction", "server_verdict")) == [
            ("in", choices.ALLOW),
            ("out", choices.ALLOW),
        ]
        assert Visit.objects.get().left_at is not None

        guest.context.set_offline(False)
        phone.reload()
        phone.get_by_role("link", name="企业保存了我的哪些信息").click()
        guest.check("visitor_copy")
        phone.get_by_label("手机号").fill("13700001111")
        with phone.expect_download() as download:
            phone.get_by_role("button", name="下载表格").click()
        assert download.value.suggested_filename == "my-data.xlsx"


def test_unannounced_a_visitor_waits_until_the_host_says_yes_and_one_who_is_ill_is_refused(
    browser: Browser, live_server: Any, house: builders.House
) -> None:
    poster = actions.make_poster(enterprise=house.enterprise, by=house.epidemic_officer.actor)
    with (
        visiting(browser, live_server.url, 360) as host,
        visiting(browser, live_server.url, 360) as guest,
        visiting(browser, live_server.url, 1280) as guard,
    ):
        gate = Gate(guard, house)
        phone = guest.open(f"/v/at/{poster.secret}/")
        guest.check("visitor_at_gate")
        for label, text in (
            ("姓名", "钱推销"),
            ("手机号", "13700002222"),
            ("工作单位", "省城办公"),
            ("来做什么", "送样品"),
            ("找谁", "张三丰"),
            ("他的手机号后四位", "一班"),
        ):
            phone.get_by_label(label, exact=label == "手机号").first.fill(text)
        healthy(phone)
        expect(phone.locator("#state-word")).to_contain_text("等接待人答复")
        guest.check("visitor_waits")
        gate.knows(1)
        gun(gate.page, f"FGB:{Visit.objects.get().reference}")
        key_in(gate.page, "365")
        gate.shows("deny")
        gate.page.locator("#verdict").click()

        cookie = house.phone.cookies["fugong_phone"].value
        host.context.add_cookies([{"name": "fugong_phone", "value": cookie, "url": host.origin}])
        page = host.open("/me/visitors/")
        page.get_by_role("link", name="钱*").click()
        host.check("visit_asked")
        page.get_by_role("button", name="同意，我负责接待").click()
        expect(page.get_by_text("已同意")).to_be_visible()
        gun(gate.page, scanned(phone))
        key_in(gate.page, "365")
        gate.shows("allow")
        gate.page.locator("#verdict").click()

        other = guest.context.new_page()
        other.goto(f"{guest.origin}/v/at/{poster.secret}/")
        for name, text in (
            ("name", "孙病人"),
            ("phone", "13700003333"),
            ("employer", "外地公司"),
            ("purpose", "看样品"),
            ("host_name", "张三丰"),
        ):
            other.locator(f"[name='{name}']").fill(text)
        healthy(other, ill=True)
        expect(other.locator("#state-word")).to_contain_text("禁止")
        expect(other.locator("#code")).to_have_count(0)


def test_a_guard_writes_in_a_driver_without_a_phone_while_the_network_is_down(
    browser: Browser, live_server: Any, house: builders.House
) -> None:
    with visiting(browser, live_server.url, 360) as guard:
        gate = Gate(guard, house)
        gate.knows(0)
        gate.cut = True
        page = gate.page
        page.get_by_role("button", name="登记来访").click()
        page.get_by_role("button", name="送货、提货司机").click()
        for label, text in (
            ("姓名", "周师傅"),
            ("工作单位", "顺达物流"),
            ("从哪里来", "洛阳"),
            ("来做什么", "送钢材"),
            ("找谁", "张三丰"),
            ("谁在电话里同意的", "张三丰"),
        ):
            page.locator("#visits").get_by_label(label, exact=True).fill(text)
        guard.check("gate_visit_form")
        page.locator("#visits").get_by_label("手机号", exact=False).first.fill("1370000")
        page.get_by_role("button", name="写好了").click()
        expect(page.locator("#visits [role='alert']")).to_contain_text("5 处要改")
        expect(page.locator("#visits [data-at='phone'] .noted")).to_contain_text("11 位")
        expect(page.locator("#visits .ask .noted")).to_have_count(4)
        page.locator("#visits [data-at='phone'] input").fill("")
        for group in page.locator("#visits .ask fieldset").all():
            group.get_by_role("button", name="没有").or_(
                group.get_by_role("button", name="都没有")
            ).first.click()
        for group in page.locator("#visits .ask fieldset").all():
            expect(group.locator("[aria-pressed='true']")).to_have_count(1)
        expect(page.locator("#visits .noted")).to_have_count(1)
        page.get_by_role("button", name="写好了").click()
        key_in(page, "364")
        gate.shows("allow")
        page.locator("#verdict").click()

        page.locator("[data-tab='vehicles']").click()
        page.get_by_role("button", name="记车辆进厂").click()
        for sign in ("豫", "H", *"12345", "下一步"):
            page.locator("#vehicles").get_by_role("button", name=sign, exact=True).click()
        page.locator("#vehicles .driver").get_by_role("button", name="周*").click()
        guard.check("gate_vehicle_driver")
        page.get_by_role("button", name="记进厂").click()
        gate.cut = False
        gate.round()

        visit, stay = Visit.objects.get(), VehicleStay.objects.get()
        assert (visit.way, visit.answer, visit.host_id) == ("guard", "yes", house.worker.pk)
        passage = Passage.objects.get()
        assert (passage.visit_id, passage.server_verdict, passage.flagged) == (visit.pk, choices.ALLOW, False)
        assert stay.driver.document() == {"visit": str(visit.pk)}

    desk = house.epidemic_officer.browser
    assert f"/desk/vehicles/{stay.pk}/" in desk.get(f"/desk/visits/{visit.pk}/").content.decode()
    assert f"/desk/visits/{visit.pk}/" in desk.get(f"/desk/vehicles/{stay.pk}/").content.decode()
    Visit.objects.update(
        expected_from=clock.now() - timedelta(hours=3), expected_until=clock.now() - timedelta(hours=2)
    )
    listed = desk.get("/desk/visits/?state=overdue").content.decode()
    assert "周*" in listed
    assert "超 2 小时" in listed
