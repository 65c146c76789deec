"""A new phone and a report too quick: it counts, the leader says it was somebody else, the officer talks about it (G9)."""

import pytest
from playwright.sync_api import Browser, expect

from fugong.core.permissions import SYSTEM
from fugong.directory import actions as directory
from fugong.screening.models import Flag
from tests import builders
from tests.doors.phone import people
from tests.journeys.browser import visiting
from tests.journeys.desk import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.article("G9")]
OLD = "Android WeChat 0a1b2c3d4e5f"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_report_from_a_strange_phone_counts_and_is_talked_about(
    browser: Browser, live_server, scripts: bool
) -> None:
    worker = people.a_worker()
    people.declared(worker)
    directory.bind_phone(person_id=worker.person.pk, device=OLD, by=SYSTEM)
    leader = builders.member("team_leader", worker.enterprise, worker.team)
    officer = builders.member("epidemic_officer", worker.enterprise, None)

    with visiting(browser, live_server.url, 360, scripts=scripts) as phone:
        page = phone.open(f"/p/{worker.enterprise.poster_secret}/")
        page.get_by_label("手机号").fill(worker.phone)
        page.get_by_label("身份证号后六位", exact=True).fill(worker.id_last6)
        page.get_by_role("button", name="下一步").click()
        page.wait_for_url("**/me/")
        phone.open("/me/report/")
        page.get_by_label("今天的体温").fill("36.5")
        page.locator("button[name=same]").click()
        page.wait_for_url("**/me/pass/")
        expect(page.locator("#state-word")).to_contain_text("通行")
        expect(page.get_by_text("新手机")).to_have_count(0)
    assert set(Flag.objects.values_list("kind", flat=True)) >= {"new_device"}

    width = 360 if scripts else 1280
    with visiting(browser, live_server.url, width) as team:
        sign_in(team, leader, "/team/")
        expect(team.page.get_by_text("新手机，是本人的吗？")).to_be_visible()
        team.check("team_new_phone")
        team.page.get_by_role("button", name="不是本人").click()
        expect(team.page.get_by_text("已作废这部手机的登记")).to_be_visible()
        expect(team.page.get_by_text("新手机，是本人的吗？")).to_have_count(0)

    with visiting(browser, live_server.url, width) as desk:
        sign_in(desk, officer, "/desk/flags/")
        desk.check("flags")
        desk.page.get_by_role("link", name="换了新手机填报").click()
        expect(desk.page.get_by_text("新手机，不是本人的")).to_be_visible()
        desk.check("flag")
        desk.page.get_by_label("已和本人谈过").check()
        desk.page.get_by_label("备注").fill("工友代填，已说明")
        desk.page.get_by_role("button", name="记下结果").click()
        expect(desk.page.get_by_text("已记下处理结果")).to_be_visible()
