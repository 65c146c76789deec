"""开工: the enterprise's page of the light, as its officer's browser sees it."""

from typing import Any

import pytest

from tests.builders import House, house
from tests.resumption.builders import filed, moved, on_file, ready, sent
from tests.screening import builders as screening

pytestmark = [pytest.mark.django_db, pytest.mark.article("G2")]


@pytest.fixture
def here() -> House:
    return house()


def page(here: House) -> str:
    response: Any = here.epidemic_officer.browser.get("/desk/startup/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_page_says_no_and_leads_to_each_missing_step(here: House) -> None:
    said = page(here)

    assert "严禁开工" in said
    for where in ("/cases/new/filing/", "/cases/new/startup/", "/desk/people/?declared=no", "/articles/G2/"):
        assert where in said


def test_a_returned_plan_is_linked_to_be_mended(here: House) -> None:
    case = moved(filed(here), "return", here.bureau_officer.actor, comment="领导体系没有写清。")

    assert "修改退回的备案" in page(here)
    assert f"/cases/{case.pk}/" in page(here)


def test_while_the_officer_is_awaited_the_page_says_so(here: House) -> None:
    screening.declared(here.worker)
    on_file(here)
    sent(here)

    assert "等待工信部门现场核查" in page(here)
    assert "0391-0000000" in page(here)


def test_with_everything_in_place_the_page_says_yes_and_offers_the_report_of_the_start(here: House) -> None:
    _filing, report = ready(here)

    said = page(here)
    assert "可以开工" in said
    assert f"/cases/{report.pk}/moves/start/" in said
    assert "建议，不影响开工" in said

    moved(report, "start", here.principal.actor)
    assert "报告开工" in page(here)


def test_after_a_lost_condition_the_page_says_stop_and_why(here: House) -> None:
    filing, report = ready(here)
    moved(report, "start", here.principal.actor)

    moved(filing, "withdraw", here.principal.actor, comment="方案要重做")

    said = page(here)
    assert "请立即停产" in said
    assert "失去条件" in said


@pytest.mark.article("G4")
def test_who_has_not_declared_is_listed(here: House) -> None:
    screening.declared(here.worker)
    other = screening.person(team=here.team, job_number="B777")

    said = here.epidemic_officer.browser.get("/desk/people/?declared=no").content.decode()

    assert other.job_number in said
    assert here.worker.job_number not in said
