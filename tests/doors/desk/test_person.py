"""One worker at the desk: what is known, what can be done now and why the rest cannot."""

from typing import Any

import pytest
from django.test import Client

from fugong.core import identifiers
from fugong.directory import queries as directory
from fugong.screening import actions as screening
from fugong.screening import queries
from tests.builders import House, house
from tests.screening import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def works() -> House:
    return house()


@pytest.fixture
def officer(works: House) -> Client:
    return works.epidemic_officer.browser


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def move(works: House, name: str) -> str:
    return f"/desk/people/{works.worker.pk}/moves/{name}/"


def a_valid_id() -> str:
    stem = "41080219880203123"
    return stem + identifiers.id_check_digit(stem)


def test_the_page_shows_state_history_and_no_open_value(works: House, officer: Client) -> None:
    builders.declared(works.worker, symptoms=["dry_cough"])

    page = text(officer.get(f"/desk/people/{works.worker.pk}/"))

    assert "禁止" in page
    assert "返岗申报" in page
    for sealed in (works.worker.name, works.worker.phone, works.worker.id_number):
        assert sealed.reveal() not in page


def test_a_verdict_is_corrected_with_a_reason_that_is_recorded(works: House, officer: Client) -> None:
    builders.declared(works.worker, symptoms=["dry_cough"])

    without = officer.post(move(works, "correct"), {"verdict": "clear", "why": ""})
    done = officer.post(move(works, "correct"), {"verdict": "clear", "why": "医院证明为过敏"})

    assert without.status_code == 422
    assert "请写明理由" in text(without)
    assert done.status_code == 302
    assert queries.standing(works.worker).verdict == "clear"
    assert "医院证明为过敏" in text(officer.get(f"/desk/people/{works.worker.pk}/"))


@pytest.mark.article("G8")
def test_a_fever_is_confirmed_and_isolates(works: House, officer: Client) -> None:
    builders.declared(works.worker)

    officer.post(move(works, "fever"), {"why": "现场复测 37.8℃"})

    standing = queries.standing(works.worker)
    assert standing.verdict == "barred"
    assert standing.isolated


def test_a_hold_is_placed_and_lifted(works: House, officer: Client) -> None:
    builders.declared(works.worker)

    officer.post(move(works, "hold"), {"kind": "observation", "why": "同寝室有发热"})
    assert queries.standing(works.worker).observed
    (held,) = queries.history(works.epidemic_officer.actor, works.worker).holds
    officer.post(move(works, "lift"), {"hold": str(held.id), "why": "期满无症状"})

    assert not queries.standing(works.worker).observed


@pytest.mark.article("G15")
def test_somebody_under_observation_cannot_be_marked_as_left_and_the_article_is_linked(
    works: House, officer: Client
) -> None:
    builders.declared(works.worker)
    screening.place_hold(
        person=works.worker, by=works.epidemic_officer.actor, kind="observation", why="同寝室有发热"
    )

    greyed = text(officer.get(f"/desk/people/{works.worker.pk}/"))
    refused = officer.post(move(works, "left"), {})

    assert "不得随意解除、终止劳动合同" in greyed
    assert refused.status_code == 409
    assert "不得随意解除、终止劳动合同" in text(refused)
    assert 'href="/articles/G15/"' in text(refused)
    works.worker.refresh_from_db()
    assert works.worker.status == "active"


def test_a_worker_leaves_and_comes_back(works: House, officer: Client) -> None:
    officer.post(move(works, "left"), {})
    works.worker.refresh_from_db()
    assert works.worker.status == "left"

    officer.post(move(works, "back"), {})

    works.worker.refresh_from_db()
    assert works.worker.status == "active"


@pytest.mark.article("G4")
def test_a_certificate_is_added_and_taken_away(works: House, officer: Client) -> None:
    worker = builders.person(team=works.team, certified=False)
    builders.declared(worker)

    officer.post(f"/desk/people/{worker.pk}/moves/certificate/", {"number": "JZ-2020-1"})
    assert queries.standing(worker).verdict == "clear"
    certificate = worker.certificates.get()
    officer.post(f"/desk/people/{worker.pk}/certificates/{certificate.pk}/remove/")

    assert queries.standing(worker).reason == "no_certificate"


def test_a_certificate_that_ends_before_it_begins_is_said_at_its_field(works: House, officer: Client) -> None:
    given = {"number": "JZ-2020-1", "issued_on": "2020-02-10", "valid_until": "2020-02-01"}

    page = officer.post(move(works, "certificate"), given)

    assert page.status_code == 422
    assert "有效期不能早于开具日期" in text(page)
    assert 'value="JZ-2020-1"' in text(page)


def test_opening_needs_a_reason_and_says_afterwards_who_opened(works: House, officer: Client) -> None:
    address = f"/desk/people/{works.worker.pk}/open/"

    without = officer.post(address, {"fields_wanted": ["name", "phone"], "reason": ""})
    opened = officer.post(address, {"fields_wanted": ["name", "phone"], "reason": "通知其就医"})

    assert without.status_code == 422
    assert works.worker.phone.reveal() not in text(without)
    assert works.worker.phone.reveal() in text(opened)
    assert works.worker.id_number.reveal() not in text(opened)
    assert "no-store" in opened["Cache-Control"]
    assert "通知其就医" in text(officer.get(f"/desk/people/{works.worker.pk}/"))
    assert [line.reason for line in directory.openings(works.worker)] == ["通知其就医"]


def test_a_new_worker_is_put_on_the_roster(works: House, officer: Client) -> None:
    given = {
        "name": "孙小梅",
        "id_number": a_valid_id(),
        "phone": "139 0391 0001",
        "team": str(works.team.pk),
    }

    sent = officer.post("/desk/people/new/", given)

    assert sent.status_code == 302
    (made,) = directory.find_people(works.epidemic_officer.actor, "13903910001")
    assert made.name.reveal() == "孙小梅"
    assert made.team_id == works.team.pk


def test_a_wrong_id_number_is_said_at_its_field_and_keeps_everything(officer: Client) -> None:
    page = officer.post("/desk/people/new/", {"name": "孙小梅", "id_number": "410802198802031230"})

    assert page.status_code == 422
    assert "校验位" in text(page)
    assert 'value="孙小梅"' in text(page)
    assert 'aria-invalid="true"' in text(page)


def test_a_correction_changes_only_what_was_typed(works: House, officer: Client) -> None:
    address = f"/desk/people/{works.worker.pk}/edit/"
    before = works.worker.phone.reveal()
    form = officer.get(address).context
    given = {
        "seen": form["seen"],
        "job": "车工",
        "job_number": works.worker.job_number,
        "team": works.team.pk,
    }

    officer.post(address, given)

    works.worker.refresh_from_db()
    assert works.worker.job == "车工"
    assert works.worker.phone.reveal() == before
    assert works.worker.team_id == works.team.pk


def test_somebody_else_changed_it_meanwhile_and_what_was_typed_stays(works: House, officer: Client) -> None:
    address = f"/desk/people/{works.worker.pk}/edit/"
    seen = officer.get(address).context["seen"]
    works.worker.job = "电工"
    works.worker.save()
    given = {"seen": seen, "job": "车工", "job_number": works.worker.job_number, "team": works.team.pk}

    page = officer.post(address, given)

    assert page.status_code == 409
    assert 'value="车工"' in text(page)
    assert "电工" in text(page)
    works.worker.refresh_from_db()
    assert works.worker.job == "电工"
    again = officer.post(address, {**given, "seen": page.context["seen"]})
    assert again.status_code == 302
    works.worker.refresh_from_db()
    assert works.worker.job == "车工"


def test_a_move_that_does_not_exist_is_not_found(works: House, officer: Client) -> None:
    assert officer.get(move(works, "dance")).status_code == 404
