"""The officer's quiet list: what was seen in words, settled with a word, never on the worker's page (G9)."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client

from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.directory import actions as directory
from fugong.directory.sign_in import PHONE_COOKIE
from fugong.screening import actions
from fugong.screening.models import Flag, Report
from tests import builders
from tests.doors.phone import people
from tests.screening import builders as make

pytestmark = [pytest.mark.django_db, pytest.mark.article("G9")]
MORNING = datetime(2020, 2, 24, 0, 5, tzinfo=UTC)
OLD, NEW = "Android WeChat 0a1b2c3d4e5f", "iPhone WeChat 5f4e3d2c1b0a"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def house():
    house = builders.house()
    make.declared(house.worker)
    return house


def flagged(house, kind="quick"):
    """A flag of today about the house's worker."""
    details = {"seconds_open": "1", "same_days": "8"}
    return Flag.objects.create(person=house.worker, kind=kind, day=clock.today(), details=details)


def page_of(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_what_will_appear_there(house):
    page = page_of(house.epidemic_officer.browser, "/desk/flags/")

    assert "没有待了解的" in page
    assert "nav-count" not in page


def test_the_list_says_what_was_seen_and_the_menu_how_many_wait(house):
    flag = flagged(house)

    page = page_of(house.epidemic_officer.browser, "/desk/flags/")

    assert "打开填报页 1 秒就提交了" in page
    assert f"/desk/flags/{flag.pk}/" in page
    assert page.count("nav-count") == 2  # beside the page and in the small menu
    assert "如实申报：有 1 条待了解" in page_of(
        house.epidemic_officer.browser, f"/desk/people/{house.worker.pk}/"
    )


def test_filters_narrow_the_list_and_nonsense_is_said_at_its_field(house):
    flagged(house)
    browser = house.principal.browser

    assert "打开填报页" in page_of(browser, f"/desk/flags/?kind=quick&team={house.team.pk}&since=2020-02-24")
    assert "没有符合条件的提示" in page_of(browser, "/desk/flags/?kind=same_answers")
    assert "没有符合条件的提示" in page_of(browser, "/desk/flags/?since=2020-02-25")
    assert "还没有提示" in page_of(browser, "/desk/flags/?state=settled")
    assert "field-error" in page_of(browser, "/desk/flags/?kind=x&team=y&since=z&person=p&after=%00q")


def test_settling_says_what_came_of_it_once(house):
    flag = flagged(house)
    browser = house.epidemic_officer.browser

    assert browser.post(f"/desk/flags/{flag.pk}/", {"note": "问过"}).status_code == 422
    done = browser.post(f"/desk/flags/{flag.pk}/", {"outcome": "talked", "note": "问过本人"}, follow=True)
    again = browser.post(f"/desk/flags/{flag.pk}/", {"outcome": "explained"})

    assert "已记下处理结果" in done.content.decode()
    assert again.status_code == 422
    assert "已经处理过了" in again.content.decode()
    page = page_of(browser, f"/desk/flags/{flag.pk}/")
    assert "已和本人谈过" in page
    assert "问过本人" in page


def test_the_export_holds_what_is_seen(house):
    flagged(house)

    answer = house.epidemic_officer.browser.get("/desk/flags/export.xlsx?state=all")

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][4] == "事项"
    assert rows[1][1:3] == ("张*", house.worker.job_number)
    assert rows[1][4] == "刚打开就提交"


def test_a_sign_the_pack_no_longer_has_is_still_told(house):
    flag = flagged(house, "of_old")

    assert "of_old" in page_of(house.epidemic_officer.browser, f"/desk/flags/{flag.pk}/")


def test_the_officer_answers_for_a_new_device_from_the_list(house):
    directory.bind_phone(person_id=house.worker.pk, device=OLD, by=SYSTEM)
    directory.bind_phone(person_id=house.worker.pk, device=NEW, by=make.worker(house.worker))
    browser = house.epidemic_officer.browser
    session = house.worker.phone_sessions.get(device=NEW)

    assert "iPhone WeChat" in page_of(browser, "/desk/flags/")
    done = browser.post(f"/desk/flags/phones/{session.pk}/", {"own": "no"}, follow=True)
    again = browser.post(f"/desk/flags/phones/{session.pk}/", {"own": "yes"}, follow=True)

    assert "已作废这部手机的登记" in done.content.decode()
    assert "已经确认过了" in again.content.decode()


def test_the_leader_is_asked_on_the_team_page_and_answers_with_one_tap(house):
    directory.bind_phone(person_id=house.worker.pk, device=OLD, by=SYSTEM)
    directory.bind_phone(person_id=house.worker.pk, device=NEW, by=make.worker(house.worker))
    browser = house.team_leader.browser
    session = house.worker.phone_sessions.get(device=NEW)

    assert "是本人的吗" in page_of(browser, "/team/")
    done = browser.post(f"/team/phones/{session.pk}/", {"own": "yes"}, follow=True)

    assert "已确认是本人的手机" in done.content.decode()
    assert "是本人的吗" not in page_of(browser, "/team/")


def test_the_form_carries_when_it_was_opened_without_any_script(client: Client, morning):
    worker = people.a_worker()
    people.a_phone(client, worker)
    people.declared(worker)
    token = client.get("/me/report/").context["opened"]

    morning.shift(timedelta(seconds=5))
    wrong = client.post("/me/report/", {"temperature": "3.6", "opened": token})
    morning.shift(timedelta(seconds=5))
    client.post("/me/report/", {"temperature": "36.6", "same": "1", "opened": wrong.context["opened"]})

    stored = Report.objects.get(kind="daily")
    assert stored.seconds_open == 10
    assert stored.session_id == worker.person.phone_sessions.get().pk


@pytest.mark.parametrize("token", ["", "forged", "another", "old"])
def test_a_report_without_a_good_token_is_taken_and_says_nothing(client: Client, morning, token):
    worker = people.a_worker()
    people.a_phone(client, worker)
    people.declared(worker)
    mine = client.get("/me/report/").context["opened"]
    other = Client()
    people.a_phone(other, people.a_worker(team=worker.team))
    people.declared(people.a_worker())
    given = {"another": mine[:-3] + "abc", "old": mine}.get(token, token)
    if token == "old":
        morning.shift(timedelta(days=1, seconds=1))

    answer = client.post("/me/report/", {"temperature": "36.6", "same": "1", "opened": given})

    assert answer.status_code == 302
    assert Report.objects.get(kind="daily").seconds_open is None


@pytest.mark.parametrize(
    "path", ["/me/", "/me/report/", "/me/pass/", "/me/history/", "/me/inbox/", "/me/privacy/"]
)
def test_a_flag_changes_nothing_on_the_workers_pages(client: Client, path):
    worker = people.a_worker()
    people.a_phone(client, worker)
    people.declared(worker)
    make.daily(worker.person)
    before = client.get(path).content.decode()

    actions.look_at_reports(enterprise=worker.enterprise, day=clock.today())
    Flag.objects.create(person=worker.person, kind="quick", day=clock.today(), details={"seconds_open": "1"})
    after = client.get(path).content.decode()

    assert _plain(after) == _plain(before)


def _plain(page):
    """A page without what differs with every request: the form's token, the code's number."""
    varying = ("csrfmiddlewaretoken", 'name="opened"', "data:image/svg", "nonce")
    return [line for line in page.splitlines() if not any(mark in line for mark in varying)]


def test_the_persons_own_copy_tells_what_was_noted(client: Client):
    worker = people.a_worker()
    client.cookies[PHONE_COOKIE] = directory.bind_phone(person_id=worker.person.pk, device=OLD, by=SYSTEM)
    Flag.objects.create(person=worker.person, kind="quick", day=clock.today(), details={"seconds_open": "1"})

    copy = client.get("/me/privacy/data.json").json()

    assert copy["填报核对"][0]["看到了什么"].startswith("打开填报页 1 秒")
    assert "核对" in client.get("/me/privacy/").content.decode()
    assert "如实填报的核对" in client.get(f"/notice/{worker.enterprise.uscc}/").content.decode()
