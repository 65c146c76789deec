"""A lorry with driver and goods at a gate without network: in, drained, disinfected, parked, goods released, out (G8)."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fugong.core import clock
from fugong.gates import actions
from fugong.gates.models import GateEntry, GoodsLot, VehicleStay
from tests import builders
from tests.journeys.browser import Visitor, visiting
from tests.journeys.test_visitor import Gate

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.article("G8")]


@pytest.fixture
def house() -> builders.House:
    made = builders.house()
    for kind, name, capacity in (("parking", "A区", 1), ("parking", "B区", 2), ("holding", "货棚", 5)):
        actions.create_area(
            enterprise=made.enterprise,
            by=made.epidemic_officer.actor,
            kind=kind,
            name=name,
            capacity=capacity,
        )
    return made


def tab(page: Page, name: str) -> None:
    page.locator(f"[data-tab={name}]").click()
    expect(page.locator(f"#{name}")).to_be_visible()


def press(page: Page, *words: str) -> None:
    for word in words:
        page.locator("main").get_by_role("button", name=word, exact=True).click()


def drained(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("0", timeout=15_000)


def looked_at(visitor: Visitor, name: str) -> None:
    """The page at both widths, with nothing for axe to find."""
    for width, high in ((1280, 800), (360, 740)):
        visitor.width = width
        visitor.page.set_viewport_size({"width": width, "height": high})
        visitor.check(name)


def test_a_lorry_with_driver_and_goods(live_server: Any, browser: Browser, house: builders.House) -> None:
    with visiting(browser, live_server.url, 360) as visitor:
        gate = Gate(visitor, house)
        page = gate.page
        gate.cut = True
        tab(page, "vehicles")
        expect(page.locator("#vehicles-box")).to_contain_text("厂内没有外来车辆")

        press(page, "记车辆进厂", "豫", "H", *"1234")
        expect(page.locator("#vehicles-box button", has_text="下一步")).to_be_disabled()
        looked_at(visitor, "gate-plate")
        press(page, "5", "下一步")
        page.get_by_label("司机姓名").fill("赵建国")
        page.get_by_label("装什么").fill("铝锭")
        expect(page.locator("[aria-pressed=true]", has_text="A区 0/1")).to_be_visible()
        looked_at(visitor, "gate-vehicle-in")
        press(page, "记进厂")
        expect(page.get_by_role("alert").filter(has_text="司机没有来访登记")).to_be_visible()
        press(page, "记进厂")
        row = page.locator("#vehicles-box li")
        expect(row).to_contain_text("豫H12345")
        expect(row).to_contain_text("A区")

        tab(page, "goods")
        press(page, "记货物到厂")
        page.get_by_label("什么货物").fill("铝锭")
        page.get_by_label("数量").fill("18")
        press(page, "吨", "豫H12345")
        looked_at(visitor, "gate-goods-in")
        press(page, "记到厂")
        lot = page.locator("#goods-box li")
        expect(lot).to_contain_text("铝锭 18 吨")
        expect(lot.locator("[data-from]")).to_be_disabled()
        assert not VehicleStay.objects.exists()

        gate.cut = False
        drained(page)
        stay, kept = VehicleStay.objects.get(), GoodsLot.objects.get()
        assert (stay.plate.reveal(), stay.area.name, stay.driver.document()) == (
            "豫H12345",
            "A区",
            {"name": "赵建国"},
        )
        assert (kept.stay, kept.area.name, kept.holding_hours) == (stay, "货棚", 24)
        expect(lot).to_have_count(1)

        press(page, "消毒", "酒精")
        expect(lot).to_contain_text("已消毒")
        expect(page.locator("#note")).to_have_text("已记消毒：铝锭 18 吨。")
        tab(page, "vehicles")
        press(page, "消毒", "含氯消毒液")
        expect(row).to_contain_text("已消毒")
        press(page, "换区域", "B区 0/2")
        expect(row).to_contain_text("B区")
        looked_at(visitor, "gate-vehicles")
        drained(page)
        stay.refresh_from_db()
        assert (stay.disinfected_with, stay.area.name) == ("含氯消毒液", "B区")

        GoodsLot.objects.update(arrived_at=clock.now() - timedelta(hours=25))
        drained(page)
        page.reload()
        expect(page.locator("#ready")).to_be_visible()
        tab(page, "goods")
        press(page, "领走")
        page.get_by_label("谁领走").fill("王五")
        looked_at(visitor, "gate-goods")
        press(page, "记领走")
        expect(page.locator("#goods-box")).to_contain_text("没有隔离存放的货物")

        tab(page, "vehicles")
        press(page, "出厂", "再按一次确认")
        expect(page.locator("#vehicles-box")).to_contain_text("厂内没有外来车辆")
        drained(page)
        stay.refresh_from_db()
        kept.refresh_from_db()
        assert (kept.receiver.reveal(), kept.marks, stay.marks) == ("王五", [], ["no_visit"])
        assert stay.left_at is not None
        assert not GateEntry.objects.exclude(outcome="done").exists()

        press(page, "记车辆进厂", "豫H12345")
        expect(page.locator("#vehicles-box h2")).to_have_text("豫H12345")
