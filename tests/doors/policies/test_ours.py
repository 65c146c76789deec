"""An enterprise that is signed in: facts with their sources, confirmed once; what applies; applications and objections."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from fugong.cases.models import Case
from fugong.core.permissions import SYSTEM
from fugong.policies import actions
from fugong.policies.models import FactSheet
from tests.builders import House, house
from tests.policies.builders import confirmed, in_march, placed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]


@pytest.fixture
def here() -> Iterator[House]:
    with in_march():
        found = house()
        placed(found.enterprise)
        yield found


def text(response: Any) -> str:
    return response.content.decode()


def form(here: House, **facts: str) -> dict[str, str]:
    """The form as the page shows it, with these boxes changed."""
    page = text(here.epidemic_officer.browser.get("/policies/ours/facts/"))
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    return {"version": version[1], **facts}


def test_what_the_system_knows_stands_in_the_form_with_its_source_and_day(here: House) -> None:
    page = text(here.principal.browser.get("/policies/ours/facts/"))

    assert "企业资料" in page
    assert "制造业（工厂）（C3360）" in page
    assert "花名册中在册的人数" in page
    assert "2020年3月2日" in page


def test_the_rest_is_confirmed_once_and_counts_at_once(here: House) -> None:
    browser = here.epidemic_officer.browser
    done = browser.post(
        "/policies/ours/facts/",
        form(here, unemployment_premium_paid="1.2万", layoff_rate="3%", headcount="1"),
    )
    assert done.status_code == 302, text(done)

    page = text(browser.get("/policies/ours/"))

    assert FactSheet.objects.get().facts.document()["unemployment_premium_paid"] == "12000"
    assert "6,000 元" in page
    assert "上次确认：2020年3月2日" in page


def test_bad_input_is_named_at_its_field_and_everything_typed_is_kept(here: House) -> None:
    browser = here.epidemic_officer.browser
    sent = form(here, unemployment_premium_paid="一万二", layoff_rate="5.2", monthly_rent="8000")

    wrong = browser.post("/policies/ours/facts/", sent)

    assert wrong.status_code == 422
    page = text(wrong)
    assert '<a href="#fact-unemployment_premium_paid">上年实缴失业保险费 “一万二”不是数字' in page
    assert "5.2%" in page
    for typed in ("一万二", "5.2", "8000"):
        assert f'value="{typed}"' in page
    assert not FactSheet.objects.exists()


def test_the_second_of_two_at_the_same_form_is_told_and_loses_nothing(here: House) -> None:
    browser = here.epidemic_officer.browser
    seen = form(here, monthly_rent="8000")
    browser.post("/policies/ours/facts/", {**seen, "monthly_rent": "9000"})

    late = browser.post("/policies/ours/facts/", seen)

    assert late.status_code == 422
    assert "刚被别人改过" in text(late)
    assert 'value="8000"' in text(late)


def test_a_correction_stands_beside_what_the_system_knows_and_can_be_taken_back(here: House) -> None:
    browser = here.epidemic_officer.browser
    browser.post("/policies/ours/facts/", form(here, headcount="35"))
    assert "系统查到的是 1 人" in text(browser.get("/policies/ours/facts/"))

    browser.post("/policies/ours/facts/", form(here, headcount=""))

    assert "headcount" not in FactSheet.objects.get().facts.document()


def test_what_an_authority_decided_cannot_be_typed_over(here: House) -> None:
    actions.determine(
        enterprise=here.enterprise, by=SYSTEM, subject="provincial_key_list", value=True, reason="在名单上"
    )

    page = text(here.epidemic_officer.browser.get("/policies/ours/facts/"))

    assert 'name="provincial_key_list"' not in page
    assert "主管部门认定" in page


def test_an_application_is_started_by_one_press_and_gone_on_with_by_the_second(here: House) -> None:
    confirmed(here.enterprise, unemployment_premium_paid=12000, layoff_rate=0)
    browser = here.epidemic_officer.browser

    first = browser.post("/policies/ours/apply/Y17-refund/")
    again = browser.post("/policies/ours/apply/Y17-refund/")

    case = Case.objects.get()
    assert first["Location"] == again["Location"]
    assert first["Location"].startswith(f"/cases/{case.pk}/fill/")
    assert browser.get(first["Location"]).status_code == 200


def test_what_does_not_apply_is_not_applied_for_but_can_be_objected_to(here: House) -> None:
    confirmed(here.enterprise, unemployment_premium_paid=12000, affected_by_epidemic=False)
    browser = here.principal.browser

    refused = browser.post("/policies/ours/apply/Y17-refund/", follow=True)
    objected = browser.post("/policies/ours/object/Y17-refund/")

    assert "按现在的企业情况不符合" in text(refused)
    case = Case.objects.get()
    assert case.kind == "objection"
    assert objected["Location"].startswith(f"/cases/{case.pk}/fill/")


def test_another_day_is_shown_without_buttons_that_act_today(here: House) -> None:
    page = text(here.epidemic_officer.browser.get("/policies/ours/", {"on": "2020-02-20"}))

    assert "2020年2月20日" in page
    assert "/policies/ours/apply/" not in page


def test_it_is_the_enterprises_page(here: House) -> None:
    for path in ("/policies/ours/", "/policies/ours/facts/"):
        assert here.guard.browser.get(path).status_code == 403
        assert here.bureau_officer.browser.get(path).status_code == 403
        assert here.principal.browser.get(path).status_code == 200
