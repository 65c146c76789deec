"""The guard takes over and counts heads without a network; an override, a correction and the day at the desk (G8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from fugong.core import clock
from fugong.gates import actions
from fugong.gates.models import DutyTurn, GateDayReport, Passage, RollCall
from tests import builders
from tests.gates import builders as gates
from tests.journeys.browser import Visitor, visiting
from tests.journeys.tablet import gun, key_in
from tests.journeys.test_vehicles import drained, looked_at, tab
from tests.journeys.test_visitor import Gate

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.article("G8")]


def at_the_desk(visitor: Visitor, house: builders.House, path: str) -> Page:
    session = house.epidemic_officer.browser.cookies[settings.SESSION_COOKIE_NAME].value
    visitor.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.origin}]
    )
    return visitor.open(path)


def test_a_shift_at_the_gate_and_the_day_at_the_desk(live_server: Any, browser: Browser) -> None:
    house = builders.house()
    stranger = gates.worker(house.enterprise, standing=gates.barred("no_certificate"), job_number="B2")
    came_before(house)
    with visiting(browser, live_server.url, 360) as visitor:
        gate = Gate(visitor, house)
        page = gate.page
        gate.cut = True

        tab(page, "duty")
        expect(page.locator("#duty-now")).to_contain_text("没有人接班")
        expect(page.locator("#duty-box")).to_contain_text("在厂 1 人")
        page.locator("#duty-take").click()
        page.locator("#duty-confirm").click()
        expect(page.get_by_role("alert").filter(has_text="先选接班人")).to_be_visible()
        page.locator("#duty-box fieldset button").first.click()
        page.get_by_label("体温计、测温设备").check()
        page.get_by_label("暂留人员、在厂人数已经交接清楚").check()
        looked_at(visitor, "gate-take-over")
        page.locator("#duty-confirm").click()
        expect(page.locator("#duty-now")).to_contain_text("值守")

        page.locator("#duty .dutybox")
        tab(page, "ready")
        gun(page, f"JOB:{stranger.job_number}")
        key_in(page, "365")
        gate.shows("deny")
        page.locator("#let-in").click()
        page.locator("#override-confirm").click()
        expect(page.get_by_role("alert").filter(has_text="先选为什么放行")).to_be_visible()
        page.get_by_role("button", name="其他原因").click()
        page.get_by_label("说明").fill("证明在宿舍，看过照片")
        page.get_by_role("button", name="企业负责人").click()
        looked_at(visitor, "gate-override")
        page.locator("#override-confirm").click()
        gate.shows("allow")
        expect(page.locator("#ready")).to_be_visible()

        tab(page, "duty")
        page.locator("#to-evacuation").click()
        expect(page.locator("#evacuation-count")).to_contain_text("已安全 0 / 共 2")
        page.locator("#duty-box .tickbox input").first.check()
        expect(page.locator("#evacuation-count")).to_contain_text("已安全 1 / 共 2")
        looked_at(visitor, "gate-evacuation")
        page.locator("#evacuation-send").click()
        page.locator("#evacuation-send").click()
        expect(page.locator("#note")).to_contain_text("还差 1")
        assert not DutyTurn.objects.exists()

        gate.cut = False
        drained(page)
        expect(page.locator("#alarm")).to_be_hidden()
        turn, call = DutyTurn.objects.get(), RollCall.objects.get()
        assert (turn.checks, turn.inside, turn.acknowledged) == (["thermometers"], 1, True)
        assert (call.listed, call.safe, len(call.missing)) == (2, 1, 1)

    let_in = Passage.objects.get(person_id=stranger.pk, verdict="allow")
    with visiting(browser, live_server.url, 1280) as visitor:
        page = at_the_desk(visitor, house, "/desk/inbox/")
        page.get_by_role("link", name="门卫放行了").or_(page.locator(f"a[href*='{let_in.id}']")).first.click()
        expect(page.locator("main")).to_contain_text("证明在宿舍，看过照片")
        expect(page.locator("main")).to_contain_text("企业负责人决定")
        looked_at(visitor, "desk-passage")
        page.get_by_label("没有这回事").check()
        page.get_by_label("为什么更正").fill("放行后又请他出去了")
        page.locator("main form", has_text="哪里记错了").get_by_role("button", name="更正").click()
        expect(page.locator("h1")).to_contain_text("已更正")
        for name, path in (
            ("desk-duty", "/desk/duty/"),
            ("desk-inside", "/desk/inside/"),
            ("desk-evacuation", "/desk/inside/evacuation/"),
            ("desk-passages", "/desk/passages/"),
            ("desk-missed", "/desk/passages/missed/"),
        ):
            page = visitor.open(path)
            looked_at(visitor, name)
        expect(visitor.open("/desk/inside/").locator("main")).to_contain_text("现在在厂 1 人")
        page = visitor.open("/desk/day-report/")
        expect(page.locator("main")).to_contain_text("进 1 人次")
        page.get_by_label("说明").fill("正常")
        page.get_by_role("button", name="签发").click()
        expect(page.locator("main")).to_contain_text("数字已固定")
        looked_at(visitor, "desk-day-report")
    assert GateDayReport.objects.get().figures["in"] == 1


def came_before(house: builders.House) -> None:
    """The worker came in yesterday and today, by another gate."""
    device, _token = gates.device(house.enterprise)
    now = clock.now()
    yesterday = clock.day_start(clock.today() - timedelta(days=1)) + timedelta(hours=8)
    for at in (yesterday, now - timedelta(minutes=20)):
        item = gates.item(f"FGB:{house.worker.reference}", at=at.isoformat(), verdict="allow")
        actions.record_passages(device=device, items=[item], device_time=now, received_at=now)
