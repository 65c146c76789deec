"""The team leader: who is missing, readings for those without a phone, one reminder; nobody else's people."""

import pytest
from django.test import Client

from fugong.screening import queries
from tests.doors.phone.people import a_team, a_worker, declared, signed_in_leader

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():  # type: ignore[no-untyped-def]
    return a_team()


@pytest.mark.article("G9")
def test_the_leader_sees_how_many_of_how_many_reported(client: Client, team) -> None:  # type: ignore[no-untyped-def]
    declared(a_worker(team=team))
    a_worker(team=team)
    signed_in_leader(client, team)

    page = client.get("/team/").content.decode()

    assert "已报 1 / 应报 2" in page
    assert "还有 1 人没报" in page


@pytest.mark.article("G9")
def test_readings_of_those_without_a_phone_are_taken_in_one_go(client: Client, team) -> None:  # type: ignore[no-untyped-def]
    workers = [a_worker(team=team, has_phone=False) for _ in range(3)]
    leader = signed_in_leader(client, team)
    for worker in workers:
        declared(worker, by=leader, days_ago=1)

    answer = client.post(
        "/team/",
        {
            f"t-{workers[0].person.pk}": "36.4",
            f"t-{workers[1].person.pk}": "37.5",
            f"t-{workers[2].person.pk}": "",
        },
        follow=True,
    )

    page = answer.content.decode()
    assert queries.standing(workers[0].person).verdict == "clear"
    assert queries.standing(workers[1].person).verdict == "barred"
    assert not queries.standing(workers[2].person).reported
    assert "已保存 2 人" in page
    assert "禁止" in page


def test_a_reading_that_cannot_be_is_said_in_its_row_and_the_others_are_saved(client: Client, team) -> None:  # type: ignore[no-untyped-def]
    good, bad = a_worker(team=team, has_phone=False), a_worker(team=team, has_phone=False)
    leader = signed_in_leader(client, team)
    for worker in (good, bad):
        declared(worker, by=leader, days_ago=1)

    answer = client.post("/team/", {f"t-{good.person.pk}": "36.4", f"t-{bad.person.pk}": "365"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{bad.person.pk}"' in page
    assert 'value="365"' in page
    assert queries.standing(good.person).reported


def test_who_has_not_declared_gets_the_declaration_first(client: Client, team) -> None:  # type: ignore[no-untyped-def]
    worker = a_worker(team=team, has_phone=False)
    signed_in_leader(client, team)

    page = client.get("/team/").content.decode()

    assert f"/team/people/{worker.person.pk}/declaration/" in page
    assert f"t-{worker.person.pk}" not in page


def test_one_button_reminds_and_gives_a_text_for_the_group(client: Client, team) -> None:  # type: ignore[no-untyped-def]
    worker = a_worker(team=team)
    signed_in_leader(client, team)

    page = client.post("/team/remind/", follow=True).content.decode()

    assert "已提醒 1 人" in page
    assert "data-copy" in page
    assert worker.name not in page, "names stay masked"
    assert "已提醒" not in client.get("/team/").content.decode()


def test_a_leader_fills_in_for_the_own_team_only(client: Client, team) -> None:  # type: ignore[no-untyped-def]
    other = a_worker(team=a_team(name="二班", enterprise=team.enterprise))
    signed_in_leader(client, team)

    assert client.get(f"/team/people/{other.person.pk}/daily/").status_code in (403, 404)


def test_a_worker_has_no_team_page(client: Client) -> None:
    from tests.doors.phone.people import a_phone

    a_phone(client, a_worker())

    assert client.get("/team/").status_code == 403


def test_a_leader_of_a_workshop_fills_in_for_all_its_teams(client: Client, team) -> None:  # type: ignore[no-untyped-def]
    worker = a_worker(team=team)
    signed_in_leader(client, team.parent)

    assert worker.person.job_number in client.get("/team/").content.decode()
    assert client.get(f"/team/people/{worker.person.pk}/declaration/").status_code == 200
