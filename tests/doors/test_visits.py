"""Visitors' pages: the link and the gate's poster without login, the host's phone, the officer's desk (G8)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fugong.core import clock, secrets
from fugong.gates import actions, visiting
from fugong.gates.models import GatePoster, Visit
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]

HEALTHY = {
    "came_from": "4108",
    "left_city": "no",
    "stayed_in_key_region": "no",
    "contact": "no",
    "symptoms": ["none"],
    "consent": ["health", "movement"],
}
GUEST = {"name": "赵来客", "phone": "137 0000 1111", "employer": "郑州配件", "purpose": "送检测设备"}


@pytest.fixture
def house():
    made = builders.house()
    made.worker.name_index = secrets.blind_index("张三丰", "person.name")
    made.worker.save()
    return made


@pytest.fixture
def poster(house) -> str:
    made = actions.make_poster(enterprise=house.enterprise, by=house.epidemic_officer.actor)
    return f"/v/at/{made.secret}/"


def times() -> dict[str, str]:
    start = timezone.localtime(clock.now())
    return {
        "since": start.strftime("%Y-%m-%dT%H:%M"),
        "until": (start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
    }


def link_in(response) -> str:
    return re.search(r"http://testserver(/v/[\w-]+/)", response.content.decode())[1]


def asks(poster: str, **changes):
    body = {**GUEST, **HEALTHY, "kind": "visitor", "host_name": "张三丰", "host_hint": "一班", **changes}
    return Client().post(poster, body)


def test_a_worker_invites_and_the_visitor_has_a_pass_without_login(house):
    invited = house.phone.post(
        "/me/visitors/new/", {"kind": "visitor", "name": "赵来客", "purpose": "送检测设备", **times()}
    )
    assert "no-store" in invited["Cache-Control"]
    link = link_in(invited)

    visitor = Client()
    first = visitor.get(link).content.decode()
    assert "工作单位" in first
    assert "送检测设备" not in first, "what is known is neither asked nor shown"
    refused = visitor.post(link, {"phone": "13700001111", "employer": "郑州配件", **HEALTHY, "consent": []})
    assert refused.status_code == 422
    done = visitor.post(link, {"phone": "13700001111", "employer": "郑州配件", **HEALTHY}, follow=True)
    page = done.content.decode()
    assert 'id="code"' in page
    assert "今日暗号" in page
    told = visitor.get(f"{link}state.json").json()
    assert (told["state"], told["verdict"]) == ("expected", "clear")
    assert told["code"].startswith("data:image/svg+xml")
    assert "13700001111" not in page


def test_who_answers_badly_sees_why_and_has_no_pass(house):
    link = link_in(
        house.phone.post("/me/visitors/new/", {"kind": "driver", "name": "周", "purpose": "送货", **times()})
    )
    body = {"phone": "13700001111", "employer": "顺达", **HEALTHY, "symptoms": ["dry_cough"]}
    page = Client().post(link, body, follow=True).content.decode()
    assert "您报告了身体不适" in page
    assert 'id="code"' not in page


def test_unannounced_the_host_says_yes_with_one_tap(house, poster):
    answer = asks(poster)
    link = answer["Location"]
    visitor = Client()
    assert "等接待人答复" in visitor.get(link).content.decode()
    visit = Visit.objects.get()

    phone = house.phone
    assert "等答复" in phone.get("/me/visitors/").content.decode()
    said = phone.post(f"/me/visitors/{visit.pk}/", {"act": "yes"}, follow=True)
    assert "已同意" in said.content.decode()
    assert 'id="code"' in visitor.get(link).content.decode()
    assert phone.post(f"/me/visitors/{visit.pk}/", {"act": "no", "why": "不来了"}).status_code == 409


def test_a_no_is_shown_with_its_reason(house, poster):
    link = asks(poster)["Location"]
    visit = Visit.objects.get()
    assert house.phone.post(f"/me/visitors/{visit.pk}/", {"act": "no", "why": ""}).status_code == 422
    house.phone.post(f"/me/visitors/{visit.pk}/", {"act": "no", "why": "设备改为邮寄"})
    page = Client().get(link).content.decode()
    assert "接待人没有同意" in page
    assert "设备改为邮寄" in page


def test_the_poster_says_the_same_of_known_and_unknown_hosts(house, poster):
    known, unknown = asks(poster), asks(poster, host_name="没有此人")
    assert known.status_code == unknown.status_code == 302
    assert "一班" not in Client().get(poster).content.decode(), "nobody may browse the staff"
    assert {row.host_id for row in Visit.objects.all()} == {house.worker.pk, None}


def test_faults_are_told_and_what_was_typed_stays(poster):
    page = asks(poster, phone="12", symptoms=[])
    text = page.content.decode()
    assert page.status_code == 422
    assert "郑州配件" in text
    assert "11 位手机号" in text


def test_all_faults_are_named_at_once_each_at_its_field(house, poster):
    page = Client().post(poster, {"name": "", "phone": "12", "kind": "visitor", "consent": ["health"]})

    assert page.status_code == 422
    anchors = re.findall(r'<a href="#(\w+)">', page.content.decode())
    told = ["id_name", "id_phone", "id_employer", "id_purpose", "id_host_name"]
    asked = ["id_came_from", "id_left_city", "id_stayed_in_key_region", "id_contact", "id_symptoms"]
    assert anchors == [*told, *asked, "id_consent"]
    for anchor in anchors:
        assert f'id="{anchor}"' in page.content.decode()
        assert f'id="{anchor}_error"' in page.content.decode()
    assert re.search(r'<input[^>]*value="health"[^>]*checked', page.content.decode()), "a tick stays"


def test_the_desk_names_all_faults_of_an_invitation_at_once(house):
    wrong = {**times(), "kind": "visitor", "name": "", "phone": "1", "purpose": "", "host": "X"}
    wrong["until"] = wrong["since"]
    page = house.epidemic_officer.browser.post("/desk/visits/invite/", wrong)
    anchors = re.findall(r'<a href="#id_(\w+)">', page.content.decode())
    assert anchors == ["name", "phone", "purpose", "host", "until"]


def test_who_was_refused_today_and_asks_again_is_let_in_knowingly_only(house, poster):
    first = asks(poster)["Location"]
    visit = Visit.objects.get()
    house.phone.post(f"/me/visitors/{visit.pk}/", {"act": "no", "why": "没有约"})

    second = asks(poster)["Location"]
    page = Client().get(second).content.decode()
    assert "等接待人答复" in page
    assert "谢绝" not in page, "the poster does not tell who registered before"
    assert first != second
    again = Visit.objects.exclude(pk=visit.pk).get()
    for shown in (
        house.phone.get(f"/me/visitors/{again.pk}/"),
        house.epidemic_officer.browser.get(f"/desk/visits/{again.pk}/"),
        house.epidemic_officer.browser.get("/desk/visits/"),
    ):
        assert "已被谢绝，理由：没有约" in shown.content.decode()
    assert house.epidemic_officer.api.get(f"/visits/{again.pk}").json()["refused_today"]["why"] == "没有约"
    assert house.phone.post(f"/me/visitors/{again.pk}/", {"act": "yes"}).status_code == 409
    assert house.epidemic_officer.api.post(f"/visits/{again.pk}/answer", {"yes": True}).status_code == 409

    house.phone.post(f"/me/visitors/{again.pk}/", {"act": "yes", "anyway": "1"})

    assert 'id="code"' in Client().get(second).content.decode()
    assert (
        "之后仍同意进厂" in house.epidemic_officer.browser.get(f"/desk/visits/{again.pk}/").content.decode()
    )


def test_badges_are_printed_for_who_has_a_pass_today(house, poster):
    asks(poster)
    asks(poster, phone="13700002222", name="钱等待")
    visit = Visit.objects.get(phone_index=secrets.blind_index("13700001111", "visit.phone"))
    house.phone.post(f"/me/visitors/{visit.pk}/", {"act": "yes"})
    desk = house.epidemic_officer.browser

    page = desk.get("/desk/visits/badges/").content.decode()

    assert page.count("badge-card") == 1
    assert "不打印" in page
    assert "13700001111" not in page
    assert "赵来客" not in page
    assert "没有可打印的" in desk.get(f"/desk/visits/badges/?visit={house.worker.pk}").content.decode()


def test_the_desks_invitation_can_be_pasted_and_printed(house):
    form = {"kind": "contractor", "name": "李工", "purpose": "修锅炉", "areas": "锅炉房", **times()}
    page = house.epidemic_officer.browser.post("/desk/visits/invite/", form).content.decode()
    assert 'data-copy="#invitation"' in page
    assert "data-print" in page
    assert Visit.objects.get().areas == "锅炉房"


def test_old_links_and_posters_open_nothing(house, poster):
    assert Client().get("/v/no-such-secret-at-all/").status_code == 404
    actions.rotate_poster(poster=GatePoster.objects.get(), by=house.epidemic_officer.actor)
    assert Client().get(poster).status_code == 404


def test_another_workers_guest_is_not_there(house, poster):
    asks(poster, host_name="没有此人")
    assert house.phone.get(f"/me/visitors/{Visit.objects.get().pk}/").status_code == 404


def test_the_officer_finds_answers_corrects_opens_and_exports(house, poster):
    asks(poster, host_name="没有此人")
    visit = Visit.objects.get()
    desk = house.epidemic_officer.browser

    assert "等答复 1" in desk.get("/desk/visits/").content.decode()
    assert "赵*" in desk.post("/desk/visits/", {"q": "13700001111"}).content.decode()
    page = desk.get(f"/desk/visits/{visit.pk}/").content.decode()
    assert "请指定接待人" in page
    assert "13700001111" not in page
    edited = {"purpose": "送设备", "host": house.worker.job_number, **times()}
    assert desk.post(f"/desk/visits/{visit.pk}/edit/", edited).status_code == 302
    assert desk.post(f"/desk/visits/{visit.pk}/edit/", {**edited, "host": "X"}).status_code == 422
    desk.post(f"/desk/visits/{visit.pk}/answer/", {"answer": "yes"})
    opened = desk.post(f"/desk/visits/{visit.pk}/open/", {"reason": "通知其就医"})
    assert "13700001111" in opened.content.decode()
    assert "通知其就医" in desk.get(f"/desk/visits/{visit.pk}/").content.decode()
    assert desk.get("/desk/visits/export.xlsx").content[:2] == b"PK"
    desk.post(f"/desk/visits/{visit.pk}/cancel/", {"why": "不来了"})
    assert visiting.state_of(Visit.objects.get(), clock.now()) == visiting.CANCELLED


def test_the_officer_invites_and_prints_posters(house):
    desk = house.epidemic_officer.browser
    form = {"kind": "contractor", "name": "李工", "purpose": "修锅炉", **times()}
    assert link_in(desk.post("/desk/visits/invite/", form))
    assert Visit.objects.get().host_account_id == house.epidemic_officer.account.pk
    where = desk.post("/desk/visits/posters/make/", {})["Location"]
    assert "来访请扫码登记" in desk.get(where).content.decode()
    assert desk.get("/desk/visits/posters/").status_code == 200


def test_a_notice_leads_each_reader_to_the_own_page(house):
    assert house.epidemic_officer.browser.get("/visits/")["Location"] == "/desk/visits/"
    assert house.phone.get("/visits/")["Location"] == "/me/visitors/"


def test_other_enterprises_do_not_see_it(house, poster):
    asks(poster)
    other = builders.house()
    visit = Visit.objects.get()
    assert other.epidemic_officer.browser.get(f"/desk/visits/{visit.pk}/").status_code == 404
    assert other.epidemic_officer.api.get(f"/visits/{visit.pk}").status_code == 404


def test_the_same_through_the_api(house):
    api = house.epidemic_officer.api
    start = clock.now()
    body = {
        "kind": "visitor",
        "name": "赵来客",
        "purpose": "送检测设备",
        "since": start.isoformat(),
        "until": (start + timedelta(hours=2)).isoformat(),
    }
    made = api.post("/visits", body)
    assert made.status_code == 201
    assert made.json()["url"].startswith("http://testserver/v/")
    identity = made.json()["visit"]["id"]
    assert [one["id"] for one in api.get("/visits").json()["visits"]] == [identity]
    assert api.get(f"/visits/{identity}").json()["state"] == "expected"
    assert api.post(f"/visits/{identity}/answer", {"yes": True}).status_code == 409
    assert api.patch(f"/visits/{identity}", {"purpose": "取样品"}).status_code == 200
    assert api.post(f"/visits/{identity}/open", {"reason": "通知其就医"}).json()["name"] == "赵来客"
    assert api.post(f"/visits/{identity}/cancel", {"why": ""}).json()["state"] == "cancelled"
    assert house.guard.api.get("/visits").status_code == 403
    assert api.post("/visits", {**body, "until": body["since"]}).json()["error"]["field"] == "until"
