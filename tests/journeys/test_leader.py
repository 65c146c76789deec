"""A team leader's morning: who is missing, readings for those without a phone, a reminder for the others."""

import pytest
from playwright.sync_api import expect

from fugong.screening import queries
from tests.doors.phone import people
from tests.journeys.browser import PHONE_PAGE_BYTES, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "Fugong-2020-leader"


@pytest.mark.article("G9")
def test_a_leader_enters_readings_and_reminds_the_others(visitor: Visitor) -> None:
    team = people.a_team()
    account = people.a_leader_account(team, password=PASSWORD)
    leader = people.a_leader(team)
    silent = people.a_worker(team=team)
    well, feverish = (people.a_worker(team=team, has_phone=False) for _one in range(2))
    undeclared = people.a_worker(team=team, has_phone=False)
    for worker in (well, feverish):
        people.declared(worker, by=leader, days_ago=1)
    page = visitor.page

    visitor.open("/team/")
    page.get_by_label("账号").fill(account.login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/team/")
    expect(page.get_by_role("heading", name="还有 4 人没报")).to_be_visible()
    expect(page.get_by_text("已报 0 / 应报 4")).to_be_visible()
    visitor.check("team")

    reading = lambda worker: page.locator(f"[name='t-{worker.person.pk}']")  # noqa: E731
    reading(well).fill("36.4")
    reading(feverish).fill("365")
    page.get_by_role("button", name="保存这些体温").click()
    expect(page.get_by_role("alert")).to_contain_text("36.5")
    visitor.check("team_wrong")
    reading(feverish).fill("37.6")
    page.get_by_role("button", name="保存这些体温").click()
    expect(page.get_by_text("已保存 1 人的体温。")).to_contain_text("禁止")
    visitor.check("team_saved")
    assert queries.standing(well.person).verdict == "clear"
    assert queries.standing(feverish.person).reason == "fever"

    page.get_by_role("link", name=undeclared.person.job_number).click()
    visitor.check("team_declaration")
    for question in page.get_by_role("group").all():
        if question.get_by_role("radio").count() == 2:
            question.get_by_label("没有").check()
    page.get_by_label("都没有").check()
    page.get_by_label("今天的体温").fill("36.3")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/team/")
    assert queries.standing(undeclared.person).verdict == "clear"

    page.get_by_role("button", name="提醒没报的人").click()
    expect(page.get_by_role("heading", name="已提醒 1 人")).to_be_visible()
    visitor.check("team_reminded")
    page.get_by_role("button", name="复制这段话").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert queries.missing(leader)[0].person_id == silent.person.pk
    assert visitor.weigh("/team/") < PHONE_PAGE_BYTES
