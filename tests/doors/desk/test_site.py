"""The desk's gates, paper, decisions, settings, accounts and records, as an officer's browser sees them."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fugong.core.permissions import SYSTEM
from fugong.directory import queries as directory
from fugong.gates import actions as gates
from fugong.gates import queries as gate_queries
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
    return str(response.content.decode())


@pytest.mark.article("G8")
def test_an_officer_makes_an_entrance_and_shows_a_devices_code_once(works: House, officer: Client) -> None:
    officer.post("/desk/gates/", {"name": "东门"})
    checkpoint = gate_queries.checkpoints(works.epidemic_officer.actor).get(name="东门")

    shown = officer.post(f"/desk/gates/{checkpoint.pk}/devices/", {"name": "东门平板"})

    assert shown.status_code == 200
    assert "/gate/bind/" in text(shown)
    assert "data:image/svg+xml" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert "待绑定" in text(officer.get("/desk/gates/"))


def test_a_second_entrance_of_one_name_is_said_at_the_field_and_keeps_what_was_typed(officer: Client) -> None:
    officer.post("/desk/gates/", {"name": "东门"})

    again = officer.post("/desk/gates/", {"name": "东门"})

    assert again.status_code == 422
    assert "已有同名的门岗" in text(again)
    assert 'value="东门"' in text(again)


def test_a_withdrawn_device_is_refused_from_then_on(works: House, officer: Client) -> None:
    checkpoint = gates.create_checkpoint(enterprise=works.enterprise, by=SYSTEM, name="西门")
    _made, ticket = gates.create_device(checkpoint=checkpoint, by=SYSTEM, name="手机")
    device, token = gates.bind_device(ticket=ticket, by=SYSTEM)

    officer.post(f"/desk/gates/devices/{device.pk}/withdraw/")

    assert gate_queries.device_of_token(token) is None
    assert "已停用" in text(officer.get("/desk/gates/"))


def test_the_poster_can_be_rotated_and_the_old_one_opens_nothing(works: House, officer: Client) -> None:
    before = works.enterprise.poster_secret
    assert f"/p/{before}/" in text(officer.get("/desk/poster/"))

    officer.post("/desk/poster/rotate/")

    assert directory.enterprise_by_poster(before) is None
    assert before not in text(officer.get("/desk/poster/"))


def test_a_badge_carries_a_reference_and_a_masked_name_only(works: House, officer: Client) -> None:
    page = text(officer.get("/desk/badges/", {"person": str(works.worker.pk)}))

    assert works.worker.job_number in page
    assert str(works.worker.name) in page
    assert works.worker.name.reveal() not in page
    assert works.worker.id_number.reveal() not in page


def test_a_contested_verdict_is_corrected_with_an_answer_the_worker_sees(
    works: House, officer: Client
) -> None:
    builders.certificate(works.worker)
    builders.declared(works.worker, symptoms=["dry_cough"])
    worker = builders.worker(works.worker)
    screening.ask_review(person=works.worker, by=worker, text="只是过敏")
    (line,) = queries.reviews(works.epidemic_officer.actor)

    assert "只是过敏" in text(officer.get("/desk/reviews/"))
    sent = officer.post(f"/desk/reviews/{line.id}/", {"decision": "clear", "answer": "已看过诊断，属过敏。"})

    assert sent.status_code == 302
    assert queries.standing(works.worker).verdict == "clear"
    assert "已看过诊断" in text(officer.get("/desk/reviews/"))


def test_an_answer_without_words_is_refused_at_its_field(works: House, officer: Client) -> None:
    builders.declared(works.worker, symptoms=["dry_cough"])
    screening.ask_review(person=works.worker, by=builders.worker(works.worker), text="只是过敏")
    (line,) = queries.reviews(works.epidemic_officer.actor)

    refused = officer.post(f"/desk/reviews/{line.id}/", {"decision": "clear", "answer": ""})

    assert refused.status_code == 422
    assert queries.reviews(works.epidemic_officer.actor)[0].state == "open"


@pytest.mark.article("G9")
def test_who_has_not_reported_is_reminded_and_a_text_is_ready(works: House, officer: Client) -> None:
    before = text(officer.get("/desk/missing/"))
    assert works.worker.job_number in before

    reminded = text(officer.post("/desk/missing/", {"team": ""}))

    assert 'id="reminder-text"' in reminded
    assert str(works.worker.name) in reminded


@pytest.mark.article("G15")
def test_who_is_observed_stands_in_the_list_until_the_day(works: House, officer: Client) -> None:
    screening.place_hold(
        person=works.worker, by=works.epidemic_officer.actor, kind="observation", why="出差返回"
    )

    page = text(officer.get("/desk/holds/"))

    assert works.worker.job_number in page
    assert "解除为止" in page


@pytest.mark.parametrize(
    ("value", "status"), [("37.0", 302), ("", 302), ("35.9", 422), ("40", 422), ("abc", 422)]
)
def test_the_fever_threshold_is_set_within_bounds(
    works: House, officer: Client, value: str, status: int
) -> None:
    sent = officer.post("/desk/settings/", {"form": "threshold", "fever_threshold": value})

    assert sent.status_code == status
    stored = directory.enterprise_of(works.epidemic_officer.actor).settings.get("fever_threshold")
    assert stored == (37.0 if value == "37.0" else None)


def test_workshops_and_teams_are_added_and_renamed(works: House, officer: Client) -> None:
    officer.post("/desk/settings/", {"form": "group", "name": "新车间"})
    workshop = directory.groups(works.epidemic_officer.actor).get(name="新车间")
    officer.post("/desk/settings/", {"form": "group", "name": "丁班", "parent": str(workshop.pk)})
    officer.post(f"/desk/settings/groups/{workshop.pk}/", {"name": "总装车间"})

    page = text(officer.get("/desk/settings/"))

    assert "总装车间" in page
    assert "丁班" in page
    assert "新车间" not in page


def test_a_principal_makes_an_account_and_its_token_is_shown_once(works: House) -> None:
    principal = works.principal.browser
    made = principal.post(
        "/desk/accounts/",
        {"login": "new-guard", "name": "吴某", "password": "Gate-2020-east", "role": "guard"},
    )
    assert made.status_code == 302
    account = directory.accounts(works.principal.actor).get(login="new-guard")

    principal.post(f"/desk/accounts/{account.pk}/tokens/", {"label": "闸机"})
    once = text(principal.get(f"/desk/accounts/{account.pk}/"))
    twice = text(principal.get(f"/desk/accounts/{account.pk}/"))

    assert "fga_" in once
    assert "fga_" not in twice


def test_a_weak_password_is_refused_with_the_reason(works: House) -> None:
    refused = works.principal.browser.post(
        "/desk/accounts/", {"login": "new-guard", "name": "吴某", "password": "123", "role": "guard"}
    )

    assert refused.status_code == 422
    assert not directory.accounts(works.principal.actor).filter(login="new-guard").exists()


def test_passages_are_listed_and_exported_masked(works: House, officer: Client) -> None:
    checkpoint = gates.create_checkpoint(enterprise=works.enterprise, by=SYSTEM, name="西门")
    device, _ticket = gates.create_device(checkpoint=checkpoint, by=SYSTEM, name="手机")
    from fugong.core import clock
    from fugong.core.ids import new_id

    item = {
        "id": str(new_id()),
        "code": f"JOB:{works.worker.job_number}",
        "temperature": 38.2,
        "direction": "in",
    }
    item |= {"at": clock.now().isoformat(), "verdict": None}
    gates.record_passages(device=device, items=[item], device_time=None, received_at=clock.now())

    page = text(officer.get("/desk/passages/"))
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/desk/passages/export.xlsx").content))
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]

    assert "西门" in page
    assert "暂留" in page
    assert "38.2" in cells
    assert works.worker.name.reveal() not in cells


def test_the_audit_can_be_read_and_verified_by_the_principal_only(works: House, officer: Client) -> None:
    page = text(works.principal.browser.get("/desk/audit/?verify=1"))

    assert "全部完好" in page
    assert officer.get("/desk/audit/").status_code == 403


@pytest.mark.parametrize(
    "path", ["gates", "poster", "reviews", "missing", "holds", "settings", "passages", "inbox"]
)
def test_a_guard_or_a_leader_is_refused_with_a_reason(works: House, path: str) -> None:
    for role in ("guard", "team_leader"):
        refused = getattr(works, role).browser.get(f"/desk/{path}/")
        assert refused.status_code == 403
        assert "岗位不能打开" in text(refused)
