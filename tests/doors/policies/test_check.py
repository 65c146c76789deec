"""The self check without sign-in and without a cookie: asked, answered, kept, judged, tried, printed, objected to."""

from typing import Any

import pytest
from django.test import Client

from fugong.policies.models import Remark, SelfCheck

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]
DAY = "2020-03-01"


@pytest.fixture
def browser() -> Client:
    """One that keeps nothing: the secret in the address is all there is."""
    return Client(enforce_csrf_checks=True)


def text(response: Any) -> str:
    return response.content.decode()


def begin(browser: Client, region: str = "410823") -> str:
    """A check begun with its first question; the secret of its link."""
    done = browser.post("/policies/check/", {"on": DAY, "value": region})
    browser.cookies.clear()
    assert done.status_code == 302
    return str(done["Location"]).split("/")[3]


def say(browser: Client, secret: str, **facts: str) -> None:
    for fact, value in facts.items():
        done = browser.post(f"/policies/check/{secret}/{fact}/", {"value": value})
        assert done.status_code == 302, (fact, text(done))


def test_the_start_says_what_it_is_and_lists_every_measure_to_look_through_and_to_find(
    browser: Client,
) -> None:
    page = text(browser.get("/policies/"))
    found = text(browser.get("/policies/", {"q": "房租"}))
    nothing = text(browser.get("/policies/", {"q": "月球"}))

    assert "开始自测" in page
    assert "/policies/Y17-refund/" in page
    assert "/policies/O20-quiet/" in page
    assert "/policies/Y12-rent/" in found
    assert "/policies/Y17-refund/" not in found
    assert "没有找到" in nothing


def test_nothing_is_kept_before_the_first_answer_and_then_only_behind_the_link(browser: Client) -> None:
    first = browser.get("/policies/check/", {"on": DAY})
    assert not SelfCheck.objects.exists()
    assert set(first.cookies) <= {"csrftoken"}  # the form of the language has one; nothing here asks for it

    secret = begin(browser)
    going_on = browser.get(f"/policies/check/{secret}/")

    assert SelfCheck.objects.count() == 1
    assert going_on.status_code == 302
    assert browser.get("/policies/mine/invented/").status_code == 404
    kept = browser.get(f"/policies/mine/{secret}/")
    assert kept["X-Robots-Tag"].startswith("noindex")
    assert kept["Referrer-Policy"] == "no-referrer"
    assert "no-store" in kept["Cache-Control"]


def test_the_log_does_not_tell_the_secret(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    secret = begin(browser)

    browser.get(f"/policies/mine/{secret}/")

    assert "/policies/mine/…/" in caplog.text
    assert secret not in caplog.text


def test_an_answer_that_cannot_be_read_is_told_at_its_box_and_kept_there(browser: Client) -> None:
    secret = begin(browser)

    wrong = browser.post(f"/policies/check/{secret}/headcount/", {"value": "六十来个"})

    assert wrong.status_code == 422
    assert "“六十来个”不是数字" in text(wrong)
    assert 'value="六十来个"' in text(wrong)
    assert browser.post(f"/policies/check/{secret}/layoff_rate/", {"value": "5.5"}).status_code == 422
    assert browser.post("/policies/check/", {"on": DAY}).status_code == 422
    assert SelfCheck.objects.count() == 1


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_of_another_time_is_a_slip(browser: Client, day: str) -> None:
    secret = begin(browser)

    wrong = browser.post(f"/policies/check/{secret}/tax_due_date/", {"value": day})

    tried = browser.get(f"/policies/mine/{secret}/what-if/tax_due_date/", {"value": day})

    assert wrong.status_code == 422
    assert "不是日期" in text(tried)
    assert browser.get(f"/policies/mine/{secret}/").status_code == 200


def test_who_does_not_know_goes_on_and_is_not_asked_again(browser: Client) -> None:
    secret = begin(browser)
    asked = str(browser.get(f"/policies/check/{secret}/")["Location"])

    browser.post(asked, {"value": "?"})

    following = str(browser.get(f"/policies/check/{secret}/")["Location"])
    assert following != asked
    assert "不知道" in text(browser.get(f"/policies/mine/{secret}/answers/"))


def test_back_leads_through_the_answers_given(browser: Client) -> None:
    secret = begin(browser)
    say(browser, secret, exports="true", headcount="60")

    page = text(browser.get(f"/policies/check/{secret}/headcount/"))
    before = text(browser.get(f"/policies/check/{secret}/exports/"))

    assert f'href="/policies/check/{secret}/exports/"' in page
    assert 'value="60"' in page
    assert f'href="/policies/check/{secret}/region/"' in before
    assert 'value="true" aria-pressed="true"' in before


def test_results_say_amount_reason_clause_and_what_is_wanting(browser: Client) -> None:
    secret = begin(browser)
    say(browser, secret, unemployment_premium_paid="12345.67", layoff_rate="3%")

    page = text(browser.get(f"/policies/mine/{secret}/"))

    assert "6,172.84 元" in page
    assert "上年实缴失业保险费 12,345.67 元 × " in page
    assert "/articles/C13/" in page
    assert "市人力资源社会保障局" in page
    assert "失业保险缴费凭证" in page
    assert "参保企业”指上年实际缴纳过失业保险费的企业" in page
    assert f"/policies/check/{secret}/affected_by_epidemic/?to=results" in page


def test_what_does_not_apply_says_what_was_answered_and_which_words_say_no(browser: Client) -> None:
    secret = begin(browser)
    say(browser, secret, unemployment_premium_paid="12345.67", layoff_rate="6%")

    page = text(browser.get(f"/policies/mine/{secret}/"))

    assert "上年裁员率：6%" in page
    assert "未裁员或裁员率低于5%" in page
    assert "只差这一条：须低于 5%，高出 1 个百分点" in page
    assert page.index('<details class="fold">') < page.index('id="m-C13-refund"')


def test_a_change_of_one_answer_leads_back_to_the_results(browser: Client) -> None:
    secret = begin(browser)
    say(browser, secret, layoff_rate="6%")

    done = browser.post(f"/policies/check/{secret}/layoff_rate/", {"value": "3%", "to": "results"})

    assert done["Location"] == f"/policies/mine/{secret}/"


def test_another_answer_is_tried_without_being_kept(browser: Client) -> None:
    secret = begin(browser)
    say(browser, secret, unemployment_premium_paid="12345.67", layoff_rate="6%", affected_by_epidemic="true")

    tried = text(browser.get(f"/policies/mine/{secret}/what-if/layoff_rate/", {"value": "3%"}))
    opposite = text(browser.get(f"/policies/mine/{secret}/what-if/affected_by_epidemic/"))
    wrong = text(browser.get(f"/policies/mine/{secret}/what-if/layoff_rate/", {"value": "三"}))

    assert "如果是“3%”" in tried
    assert "适用 6,172.84 元" in tried
    assert "焦政〔2020〕4号第13条" in tried
    assert "还要知道：" in tried
    assert "变差的" in opposite
    assert "不是比例" in wrong
    assert "只差这一条" in text(browser.get(f"/policies/mine/{secret}/"))


def test_the_day_can_be_another_one(browser: Client) -> None:
    secret = begin(browser)
    say(browser, secret, unemployment_premium_paid="12345.67", layoff_rate="3%")

    browser.post(f"/policies/mine/{secret}/", {"on": "2021-06-01"})
    wrong = browser.post(f"/policies/mine/{secret}/", {"on": "2021-06-31"})

    assert "2021年6月1日" in text(browser.get(f"/policies/mine/{secret}/"))
    assert "请选一个日期" in text(browser.get(str(wrong["Location"])))


def test_the_paper_stands_alone(browser: Client) -> None:
    secret = begin(browser)
    say(browser, secret, unemployment_premium_paid="12345.67", layoff_rate="3%")

    page = text(browser.get(f"/policies/mine/{secret}/print/"))

    for wanted in (
        "惠企政策自测结果",
        "2020年3月1日",
        f"/policies/mine/{secret}/",
        "data:image/svg",
        "6,172.84 元",
    ):
        assert wanted in page
    assert "注册地：武陟县" in page


def test_what_is_wrong_is_said_and_the_answer_stands_at_the_link(browser: Client) -> None:
    secret = begin(browser)
    where = f"/policies/mine/{secret}/wrong/"

    empty = browser.post(where, {"measure": "C13-refund", "text": " "})
    done = browser.post(where, {"measure": "C13-refund", "text": "我们去年没有裁员"})

    assert empty.status_code == 422
    assert done.status_code == 302
    assert Remark.objects.get().measure_id == "C13-refund"
    assert "我们去年没有裁员" in text(browser.get(f"/policies/mine/{secret}/"))
    assert browser.get(where, {"measure": "Z9-none"}).status_code == 404


def test_who_holds_the_link_can_delete_everything(browser: Client) -> None:
    secret = begin(browser)

    done = browser.post(f"/policies/mine/{secret}/delete/")

    assert done.status_code == 302
    assert not SelfCheck.objects.exists()
    assert browser.get(f"/policies/mine/{secret}/").status_code == 404


def test_a_question_that_nobody_is_asked_is_none(browser: Client) -> None:
    secret = begin(browser)

    assert browser.get(f"/policies/check/{secret}/size_class/").status_code == 404
    ended = browser.post(f"/policies/check/{secret}/epidemic_end/", {"value": "2020-03-01"})
    assert ended.status_code == 422


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_measure_has_its_page(browser: Client, language: str) -> None:
    browser.cookies["django_language"] = language
    for measure in ("Y17-refund", "Y6-key-rate", "Y13-arrears", "O8-hours", "Y14-fund-rate", "C3-no-curb"):
        page = browser.get(f"/policies/{measure}/")
        assert page.status_code == 200, measure
        assert f"/articles/{measure.partition('-')[0]}/" in text(page)
    assert browser.get("/policies/Y99-none/").status_code == 404


def test_a_measure_shows_conditions_figures_readings_and_both_clauses_of_what_overlaps(
    browser: Client,
) -> None:
    page = text(browser.get("/policies/Y17-refund/"))

    assert "返还其上年度实际缴纳失业保险费的50%" in page
    assert "5.5%" in page
    assert "R8" in page
    assert "/articles/C13/" in page
    assert "/articles/O6/" in page
    assert "本项更优惠" in page
