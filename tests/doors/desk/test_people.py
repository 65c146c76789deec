"""The roster as a list: filters, search, pages, choosing, taking away."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fugong.core import secrets
from fugong.directory import queries as directory
from fugong.doors.desk import people as view
from fugong.notices import queries as notices
from tests.builders import House, house
from tests.doors.phone.people import a_worker
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


def test_the_list_is_masked(works: House, officer: Client) -> None:
    page = text(officer.get("/desk/people/?c=phone&c=id_number"))

    assert str(works.worker.name) in page
    assert str(works.worker.phone) in page
    for sealed in (works.worker.name, works.worker.phone, works.worker.id_number):
        assert sealed.reveal() not in page


@pytest.mark.parametrize("what", ["name", "id_number", "phone", "last4", "job_number"])
def test_one_is_found_by_an_exact_value_which_stays_out_of_the_address(
    works: House, officer: Client, what: str
) -> None:
    worker = a_worker(team=works.team)
    person = worker.person
    person.name_index = secrets.blind_index("赵铁柱", "person.name")
    person.id_index = secrets.blind_index(worker.id_number, "person.id_number")
    person.phone_last4_index = secrets.blind_index(worker.phone[-4:], "person.phone_last4")
    person.save()
    typed = {
        "name": "赵铁柱",
        "id_number": worker.id_number,
        "phone": worker.phone,
        "last4": worker.phone[-4:],
        "job_number": person.job_number,
    }[what]

    found = officer.post("/desk/people/", {"q": typed})

    assert found.status_code == 302
    assert found["Location"] == f"/desk/people/{person.pk}/"


def test_nobody_found_keeps_what_was_typed_and_says_how_to_search(officer: Client) -> None:
    page = officer.post("/desk/people/", {"q": "李"})

    assert page.status_code == 404
    assert 'value="李"' in text(page)
    assert "没有找到" in text(page)


def test_pages_follow_each_other_without_a_gap_or_a_double(
    works: House, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "PAGE", 3)
    numbers = sorted(
        [works.worker.job_number, *(builders.person(team=works.team).job_number for _n in range(6))]
    )

    seen: list[str] = []
    address = "/desk/people/?sort=number"
    while address:
        response = officer.get(address)
        seen += [row.record.person.job_number for row in response.context["table"].rows]
        address = f"?{response.context['after']}" if response.context["after"] else ""
        address = address and f"/desk/people/{address}"

    assert seen == numbers
    back = officer.get(f"/desk/people/?{response.context['before']}")
    assert [row.record.person.job_number for row in back.context["table"].rows] == numbers[3:6]


def test_those_who_left_are_shown_only_when_asked_for(works: House, officer: Client) -> None:
    left = builders.person(team=works.team, status="left")

    assert left.job_number not in text(officer.get("/desk/people/"))
    assert left.job_number in text(officer.get("/desk/people/?status=left"))


def test_the_export_holds_what_is_seen_masked_and_no_formula(works: House, officer: Client) -> None:
    works.worker.job = "=HYPERLINK(1)"
    works.worker.save()
    builders.person(team=builders.team(works.enterprise, "二班"))

    response = officer.get("/desk/people/export.xlsx", {"team": str(works.team.pk)})

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert len(rows) == 2
    assert str(works.worker.name) in rows[1]
    assert "'=HYPERLINK(1)" in rows[1]
    assert works.worker.phone.reveal() not in str(rows)


def test_the_ticked_are_reminded_and_only_those_who_have_not_reported(works: House, officer: Client) -> None:
    silent, other = (builders.person(team=works.team) for _n in range(2))
    builders.declared(works.worker)

    page = officer.post(
        "/desk/people/bulk/", {"person": [str(works.worker.pk), str(silent.pk)], "act": "remind"}
    )

    assert "已提醒 1 人" in text(page)
    assert notices.unread(builders.worker(silent)) == 1
    assert notices.unread(builders.worker(other)) == 0


def test_the_ticked_are_moved_to_another_team(works: House, officer: Client) -> None:
    there = builders.team(works.enterprise, "二班")

    officer.post("/desk/people/bulk/", {"person": [str(works.worker.pk)], "act": "move", "to": str(there.pk)})

    assert directory.person(works.epidemic_officer.actor, works.worker.pk).team_id == there.pk


def test_badges_of_the_ticked_are_one_click_away(works: House, officer: Client) -> None:
    sent = officer.post("/desk/people/bulk/", {"person": [str(works.worker.pk)], "act": "badges"})

    assert sent["Location"] == f"/desk/badges/?person={works.worker.pk}"


def test_somebody_of_another_enterprise_is_neither_listed_nor_moved_nor_opened(
    works: House, officer: Client
) -> None:
    stranger = builders.person()

    assert stranger.job_number not in text(officer.get("/desk/people/?status=all"))
    assert officer.get(f"/desk/people/{stranger.pk}/").status_code == 404
    assert officer.post(f"/desk/people/{stranger.pk}/open/", {"reason": "看看"}).status_code == 404
    officer.post(
        "/desk/people/bulk/", {"person": [str(stranger.pk)], "act": "move", "to": str(works.team.pk)}
    )
    stranger.refresh_from_db()
    assert stranger.team_id is None


@pytest.mark.parametrize(
    "query", ["after=nonsense", "before=%00", "team=nonsense", "verdict=x", "sort=x", "found=x", "c=x"]
)
def test_an_address_that_was_broken_on_its_way_still_shows_a_list(officer: Client, query: str) -> None:
    assert officer.get(f"/desk/people/?{query}").status_code == 200
