"""Pages for everybody: the start, articles, the notice, signing in."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory, override_settings

from fugong import packs
from fugong.core.permissions import ANONYMOUS, SYSTEM
from fugong.core.web.errors import csrf_failure
from fugong.directory import actions as directory
from fugong.gates import actions as gates
from tests.doors.phone.people import a_leader_account, a_team, a_worker, an_enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration() -> Path:
    file = Path(settings.FUGONG_HOME) / "demo.json"
    yield file  # type: ignore[misc]
    file.unlink(missing_ok=True)


def test_the_start_page_answers_everybody_and_says_what_it_is(client: Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "复工" in answer.content.decode()
    assert "/accounts/login/" in answer.content.decode()
    assert "/demo/enter/" not in answer.content.decode()


@override_settings(DEMONSTRATION=True)
def test_the_demonstration_offers_each_door_with_one_click(client: Client, demonstration: Path) -> None:
    leader, worker = a_leader_account(a_team()), a_worker()
    demonstration.write_text(
        json.dumps(
            {
                "accounts": {"team_leader": {"login": leader.login}},
                "worker": {"person_id": str(worker.person.pk)},
                "poster_url": f"/p/{worker.enterprise.poster_secret}/",
                "progress": {"done": 5, "total": 14},
            }
        ),
        encoding="utf-8",
    )

    page = client.get("/").content.decode()
    assert "/demo/enter/team_leader/" in page
    assert "/demo/enter/guard/" not in page
    assert "5 / 14" in page

    assert client.post("/demo/enter/team_leader/", follow=True).redirect_chain[-1][0] == "/team/"
    assert client.post("/demo/enter/worker/")["Location"] == "/me/"
    assert client.get("/me/", follow=True).status_code == 200


@override_settings(DEMONSTRATION=True)
def test_the_demonstrations_guard_binds_this_browser_once(client: Client, demonstration: Path) -> None:
    enterprise = an_enterprise()
    system = replace(SYSTEM, enterprise_id=enterprise.pk)
    gates.create_checkpoint(enterprise=enterprise, by=system, name="东门")
    guard = directory.create_account(
        by=SYSTEM,
        login="guard",
        name="王门岗",
        password="Fugong-2020-gate",
        role="guard",
        enterprise=enterprise,
    )
    described = {"accounts": {"guard": {"login": guard.login}}, "enterprise": enterprise.uscc}
    demonstration.write_text(json.dumps(described), encoding="utf-8")

    first = client.post("/demo/enter/guard/", follow=True)
    second = client.post("/demo/enter/guard/", follow=True)

    assert first.redirect_chain[-1][0].startswith("/gate/bind/")
    assert "东门" in first.content.decode()
    assert second.redirect_chain[-1][0] == "/gate/"


@override_settings(DEMONSTRATION=True)
def test_the_demonstration_is_there_before_its_people_are(client: Client) -> None:
    assert client.get("/").status_code == 200


def test_no_door_opens_without_the_demonstration(client: Client, demonstration: Path) -> None:
    leader = a_leader_account(a_team())
    demonstration.write_text(
        json.dumps({"accounts": {"team_leader": {"login": leader.login}}}), encoding="utf-8"
    )

    assert client.post("/demo/enter/team_leader/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_everybody_reads_an_article_as_issued(client: Client) -> None:
    page = client.get("/articles/G15/").content.decode()

    assert "不得随意解除、终止劳动合同" in page
    assert "焦防指〔2020〕16号" in page
    assert client.get("/articles/G99/").status_code == 404


@pytest.mark.parametrize("by_enterprise", [True, False])
def test_the_notice_names_every_question_without_sign_in(client: Client, by_enterprise: bool) -> None:
    which = an_enterprise().uscc if by_enterprise else "jiaozuo_2020"
    pack = packs.load("jiaozuo_2020")

    page = client.get(f"/notice/{which}/").content.decode()

    for questionnaire in pack.questionnaires.values():
        for question in questionnaire.questions:
            assert question.text["zh"] in page
    assert pack.notice.hash in page
    assert client.get("/notice/nobody/").status_code == 404


def test_signing_in_leads_to_the_first_page_of_the_role(client: Client) -> None:
    leader = a_leader_account(a_team(), password="Fugong-2020")

    page = client.get("/accounts/login/").content.decode()
    answer = client.post("/accounts/login/", {"login": leader.login, "password": "Fugong-2020"}, follow=True)

    assert "登录" in page
    assert answer.redirect_chain[-1][0] == "/team/"


def test_a_wrong_password_is_said_and_the_name_stays(client: Client) -> None:
    leader = a_leader_account(a_team())

    page = client.post("/accounts/login/", {"login": leader.login, "password": "nonsense"}).content.decode()

    assert "没有登录成功" in page
    assert f'value="{leader.login}"' in page


def test_the_language_changes_over(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})

    assert 'lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize(("length", "status"), [("2000", 403), (str(200 * 1024 * 1024), 413)])
def test_a_form_cut_off_by_the_proxy_is_told_that_it_is_too_large(
    rf: RequestFactory, length: str, status: int
) -> None:
    request = rf.post("/desk/roster/")
    request.META["CONTENT_LENGTH"] = length
    request.actor, request.user = ANONYMOUS, AnonymousUser()  # type: ignore[attr-defined]

    assert csrf_failure(request).status_code == status
