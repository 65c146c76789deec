"""A worker's way: from the poster to the gate, the next day in two taps, kept out with a reason, without network."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.screening import actions, queries
from tests.doors.phone import people
from tests.journeys.browser import PHONE_PAGE_BYTES, Visitor, visiting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def says(page: Page, word: str) -> None:
    """The verdict on the page is this word."""
    expect(page.locator("#state-word")).to_contain_text(word)


def kept(page: Page, wanted: bool) -> None:
    """Wait until the phone keeps the pass, or has forgotten it."""
    deadline = time.monotonic() + 10
    while page.evaluate("caches.match('/me/pass/', {ignoreVary: true}).then(Boolean)") != wanted:
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def comes_from_the_poster(visitor: Visitor, worker: people.Worker) -> None:
    page = visitor.open(f"/p/{worker.enterprise.poster_secret}/")
    visitor.check("poster")
    page.get_by_label("手机号").fill(worker.phone)
    page.get_by_label("身份证号后六位", exact=True).fill(worker.id_last6)
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/me/consent/")


@pytest.mark.article("G4", "G9")
def test_a_worker_comes_from_the_poster_declares_and_has_a_pass(visitor: Visitor) -> None:
    worker = people.a_worker()
    page = visitor.page

    comes_from_the_poster(visitor, worker)
    visitor.check("consent")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="继续").click()
    says(page, "等待")
    visitor.check("home_new")
    page.get_by_role("link", name="填返岗申报").click()

    expect(page.get_by_text("第 1 步，共 7 步")).to_be_visible()
    visitor.check("declaration")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[data-step]:visible").get_by_label("是的").check()
    expect(page.get_by_label("从哪里返回？")).to_be_visible()
    visitor.check("declaration_follows")
    page.locator("[data-step]:visible").get_by_label("没有").check()
    expect(page.get_by_label("从哪里返回？")).to_be_hidden()
    for _step in range(4):
        page.get_by_role("button", name="下一步").click()
        page.locator("[data-step]:visible").get_by_label("没有").check()
    page.go_back()
    expect(page.get_by_text("第 4 步，共 7 步")).to_be_visible()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("干咳").check()
    page.get_by_label("都没有").check()
    expect(page.get_by_label("干咳")).not_to_be_checked()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("今天的体温").fill("3.65")
    page.get_by_role("button", name="提交，看结果").click()
    expect(page.get_by_role("alert")).to_contain_text("小数点")
    visitor.check("declaration_wrong")
    page.get_by_label("今天的体温").fill("36.5")
    page.get_by_role("button", name="提交，看结果").click()

    page.wait_for_url("**/me/pass/")
    page.wait_for_url("**/me/pass/")
    says(page, "通行")
    visitor.check("pass_clear")
    size = page.locator("#state-word").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    code = page.locator("#code").bounding_box()
    assert size >= 28
    assert code is not None
    assert round(code["width"]) == 240
    first = page.locator("#clock").text_content()
    expect(page.locator("#clock")).not_to_have_text(first or "")
    assert queries.standing(worker.person).verdict == "clear"


@pytest.mark.article("G9")
def test_on_the_next_day_two_taps_are_enough(visitor: Visitor) -> None:
    worker = people.a_worker()
    people.declared(worker, days_ago=1)
    with time_machine.travel(clock.now() - timedelta(days=1)):
        actions.submit(
            person=worker.person, by=worker.actor, kind="daily", answers=people.answers_of("daily")
        )
    bind(visitor, worker)
    page = visitor.open("/me/")
    taps = 0

    page.get_by_role("link", name="填今天的健康情况").click()
    taps += 1
    visitor.check("daily")
    expect(page.get_by_text("接触过确诊或疑似病例吗？")).to_be_visible()
    page.keyboard.type("36.6")
    page.get_by_role("button", name="与昨天相同，提交").click()
    taps += 1

    says(page, "通行")
    assert taps == 2


@pytest.mark.article("G8", "G9", "G15")
def test_who_is_kept_out_reads_why_and_asks_a_person(visitor: Visitor) -> None:
    worker = people.a_worker()
    people.declared(worker)
    bind(visitor, worker)
    page = visitor.open("/me/report/?changed=1")
    visitor.check("daily_full")

    trip = page.get_by_role("group", name="刚从外地出差回来吗？")
    trip.get_by_label("是的").check()
    page.get_by_label("哪天回来的？").fill(clock.today().isoformat())
    page.get_by_label("今天的体温").fill("36.6")
    page.get_by_role("button", name="提交，看结果").click()

    says(page, "观察")
    expect(page.get_by_text("还剩 15 天")).to_be_visible()
    visitor.check("pass_observe")
    expect(page.get_by_text("不得随意解除")).to_be_visible()
    page.get_by_role("link", name="《指南》第9条").first.click()
    expect(page.get_by_text("赴外地出差职工返回后，要严格落实隔离措施")).to_be_visible()
    visitor.check("article")
    page.get_by_role("button", name="返回上一页").click()
    page.get_by_role("link", name="结果不对？请人复核").click()
    visitor.check("review")
    page.get_by_label("哪里不对？").fill("我没有出差，点错了。")
    page.get_by_role("button", name="交给防疫专员").click()
    expect(page.get_by_text("正在等防疫专员答复")).to_be_visible()
    (asked,) = queries.reviews(worker.actor)
    actions.answer_review(
        review=queries.review(worker.officer, asked.id),
        by=worker.officer,
        corrected=True,
        verdict="clear",
        until=None,
        answer="已与班组长核实，没有出差。",
    )
    visitor.open("/me/review/")
    expect(page.get_by_text("已与班组长核实，没有出差。")).to_be_visible()
    visitor.check("review_answered")
    visitor.open("/me/")
    visitor.check("home_corrected")
    says(page, "通行")


def test_an_open_pass_is_renewed_and_follows_a_changed_verdict(visitor: Visitor) -> None:
    worker = people.a_worker()
    people.declared(worker)
    bind(visitor, worker)
    page = visitor.open("/me/pass/")
    code = page.locator("#code").get_attribute("src")

    with page.expect_response("**/me/pass.json"):
        page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#code")).not_to_have_attribute("src", code or "")

    actions.place_hold(person=worker.person, by=SYSTEM, kind="isolation", why="复测发热")
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "禁止")
    expect(page.locator("#code")).to_have_count(0)


def test_without_network_the_last_code_is_shown_and_signing_out_forgets_it(visitor: Visitor) -> None:
    worker = people.a_worker()
    people.declared(worker)
    bind(visitor, worker)
    page = visitor.open("/me/pass/")
    kept(page, True)

    visitor.context.set_offline(True)
    page.goto(visitor.origin + "/me/pass/")
    says(page, "通行")
    assert page.locator("#code").evaluate("one => one.complete && one.naturalWidth > 0")
    visitor.picture("pass_offline")

    visitor.context.set_offline(False)
    visitor.open("/me/privacy/")
    visitor.check("privacy")
    page.get_by_role("button", name="退出这部手机").click()
    page.wait_for_url(visitor.origin + "/")
    kept(page, False)


def test_everything_works_without_scripts(browser: Browser, live_server) -> None:  # type: ignore[no-untyped-def]
    worker = people.a_worker()
    with visiting(browser, live_server.url, 360, scripts=False) as visitor:
        page = visitor.open(f"/p/{worker.enterprise.poster_secret}/")
        page.get_by_label("手机号").fill(worker.phone)
        page.get_by_label("身份证号后六位").fill(worker.id_last6)
        page.get_by_role("button", name="下一步").click()
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_role("button", name="继续").click()
        page.get_by_role("link", name="填返岗申报").click()
        visitor.picture("declaration_without_scripts")
        for question in page.get_by_role("group").all():
            first = question.get_by_role("radio")
            if first.count() == 2:
                question.get_by_label("没有").check()
        page.get_by_label("都没有").check()
        page.get_by_label("今天的体温").fill("36.5")
        page.get_by_role("button", name="提交，看结果").click()

        says(page, "通行")
        expect(page.locator("#code")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/me/", "/me/pass/", "/me/declaration/", "/me/report/", "/me/privacy/", "/me/history/"]
)
def test_no_page_weighs_more_than_an_old_phone_can_bear(browser: Browser, live_server, path: str) -> None:  # type: ignore[no-untyped-def]
    worker = people.a_worker()
    people.declared(worker)
    with visiting(browser, live_server.url, 360) as visitor:
        bind(visitor, worker)

        assert visitor.weigh(path) < PHONE_PAGE_BYTES


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/articles/G9/", "/notice/jiaozuo_2020/"])
def test_no_public_page_weighs_more_either(browser: Browser, live_server, path: str) -> None:  # type: ignore[no-untyped-def]
    with visiting(browser, live_server.url, 360) as visitor:
        assert visitor.weigh(path) < PHONE_PAGE_BYTES


@pytest.mark.parametrize("path", ["/me/", "/me/pass/", "/me/report/", "/me/privacy/"])
def test_the_largest_letters_of_wechat_fit(browser: Browser, live_server, path: str) -> None:  # type: ignore[no-untyped-def]
    worker = people.a_worker()
    people.declared(worker)
    with visiting(browser, live_server.url, 360) as visitor:
        bind(visitor, worker)
        page = visitor.open(path)

        page.evaluate(
            "document.documentElement.style.fontSize = '27px'; document.body.style.fontSize = '27px'"
        )

        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        visitor.picture(f"large{path.replace('/', '_')}")


def test_the_other_pages_of_a_worker(visitor: Visitor) -> None:
    worker = people.a_worker()
    people.declared(worker)
    bind(visitor, worker)
    for name, path in (
        ("history", "/me/history/"),
        ("inbox", "/me/inbox/"),
        ("notice", f"/notice/{worker.enterprise.uscc}/"),
    ):
        visitor.open(path)
        visitor.check(name)


@override_settings(DEMONSTRATION=True)
def test_the_start_page_and_signing_in(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.check("start")
    visitor.open("/accounts/login/")
    visitor.check("login")
    visitor.open("/p/never-was-one/")
    visitor.check("poster_gone")
    visitor.open("/me/")
    visitor.check("stranger")


def bind(visitor: Visitor, worker: people.Worker) -> None:
    """This browser is the worker's phone."""
    from django.test import Client

    client = people.a_phone(Client(), worker)
    visitor.context.add_cookies(
        [{"name": name, "value": one.value, "url": visitor.origin} for name, one in client.cookies.items()]
    )
