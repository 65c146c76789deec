"""The officer's day: numbers that lead to their lists, and what happens as it happens."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.gates import actions as gates
from fugong.screening import actions as screening
from tests.builders import House, house
from tests.gates import builders as gate_builders
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


def next_of(page: str) -> str:
    found = re.search(r'hx-get="(/desk/feed/[^"]*)"', page)
    assert found is not None
    return found[1]


def test_the_day_says_who_has_reported_and_each_number_leads_to_its_list(
    works: House, officer: Client
) -> None:
    builders.declared(works.worker)
    silent = builders.person(team=works.team)

    page = text(officer.get("/desk/"))

    assert "1 / 2" in page
    for address in ("/desk/people/?day=expected", "/desk/people/?day=reported", "/desk/missing/"):
        assert f'href="{address}"' in page
    reported = text(officer.get("/desk/people/?day=reported"))
    assert works.worker.job_number in reported
    assert silent.job_number not in reported


@pytest.mark.parametrize(
    ("answers", "verdict"), [({}, "clear"), ({"symptoms": ["dry_cough"]}, "barred"), (None, "waiting")]
)
def test_the_number_of_a_verdict_leads_to_those_who_stand_there(
    works: House, officer: Client, answers: dict[str, Any] | None, verdict: str
) -> None:
    if answers is not None:
        builders.declared(works.worker, **answers)

    for code in ("clear", "observe", "barred", "waiting"):
        listed = text(officer.get("/desk/people/", {"day": "expected", "verdict": code}))
        assert (works.worker.job_number in listed) == (code == verdict)


def test_a_verdict_is_a_word_and_a_shape_never_colour_alone(works: House, officer: Client) -> None:
    page = text(officer.get("/desk/"))

    for shape, word in (("✓", "通行"), ("△", "观察"), ("✕", "禁止"), ("○", "等待")):
        assert f'<span aria-hidden="true">{shape}</span> {word}' in page


def test_a_fever_reported_after_the_page_was_opened_comes_by_the_next_question_and_only_once(
    works: House, officer: Client
) -> None:
    builders.declared(works.worker)
    address = next_of(text(officer.get("/desk/")))

    screening.submit(
        person=works.worker,
        by=builders.worker(works.worker),
        kind="daily",
        answers={**builders.NORMAL, "temperature": "38.1"},
    )
    first = text(officer.get(address))
    second = text(officer.get(next_of(first)))

    assert first.count('class="feed-item') == 1
    assert "发热 38.1 ℃" in first
    assert str(works.worker.name) in first
    assert works.worker.name.reveal() not in first
    assert 'class="feed-item' not in second


@pytest.mark.article("G8")
def test_a_refusal_at_a_gate_comes_with_the_gate_and_the_temperature(works: House, officer: Client) -> None:
    builders.declared(works.worker)
    device, _token = gate_builders.device(works.enterprise)
    address = next_of(text(officer.get("/desk/")))
    passage = {
        "id": str(new_id()),
        "code": f"FGB:{works.worker.reference}",
        "temperature": Decimal("37.9"),
        "direction": "in",
        "at": clock.now().isoformat(),
        "verdict": None,
    }

    gates.record_passages(device=device, items=[passage], device_time=None, received_at=clock.now())
    page = text(officer.get(address))

    assert page.count('class="feed-item') == 1
    assert "发热 37.9 ℃" in page
    assert "暂留" in page
    assert device.checkpoint.name in page


def test_a_cursor_that_nobody_gave_starts_with_the_day(officer: Client) -> None:
    assert officer.get("/desk/feed/?since=nonsense-x").status_code == 200


def test_an_enterprise_without_people_is_led_to_the_roster(works: House, officer: Client) -> None:
    works.worker.delete()

    page = text(officer.get("/desk/"))

    assert "还没有花名册" in page
    assert 'href="/desk/roster/"' in page


@pytest.mark.parametrize("role", ["team_leader", "guard", "administrator"])
def test_other_roles_are_refused_with_the_reason(works: House, role: str) -> None:
    response = works.members[role].browser.get("/desk/")

    assert response.status_code == 403
    assert "您的岗位不能打开这一页" in text(response)


def test_the_menu_shows_what_the_role_may_open(works: House) -> None:
    page = text(works.administrator.browser.get("/desk/accounts/"))

    assert 'href="/desk/accounts/"' in page
    assert 'href="/desk/people/"' not in page


@pytest.mark.article("G8")
def test_a_fever_held_at_a_gate_stands_first_until_somebody_decides(works: House, officer: Client) -> None:
    device, _token = gate_builders.device(works.enterprise)
    item = gate_builders.item(f"JOB:{works.worker.job_number}", temperature=38.4)
    gates.record_passages(device=device, items=[item], device_time=None, received_at=clock.now())

    assert "在门岗测到 38.4 ℃" in text(officer.get("/desk/"))

    screening.place_hold(
        person=works.worker, by=works.epidemic_officer.actor, kind="isolation", why="复测仍发热"
    )
    assert "在门岗测到" not in text(officer.get("/desk/"))
