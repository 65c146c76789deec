"""The office's own pages: what it publishes, who answers for whom, one enterprise in full."""

import pytest
from django.test import Client

from fugong.directory import actions as directory
from fugong.directory.models import Authority, Coverage
from tests.builders import House, officer
from tests.casetypes.filing.builders import filing
from tests.doors.bureau.test_inbox import neighbour_of, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(here: House) -> Client:
    return here.bureau_officer.browser


@pytest.mark.article("G2")
def test_what_an_office_publishes_is_seen_by_the_enterprises_of_its_county(
    here: House, clerk: Client
) -> None:
    given = {
        "contact_phone": "0391-2111111",
        "contact_name": "赵敏",
        "duty_hours": "24小时",
        "published": "on",
    }

    saved = clerk.post("/bureau/contacts/", given, follow=True)

    assert "企业现在看得到" in text(saved)
    assert Authority.objects.get(pk=here.bureau.pk).contact_phone == "0391-2111111"
    seen = text(here.epidemic_officer.browser.get("/desk/contacts/"))
    assert "0391-2111111" in seen
    assert "赵敏" in seen
    elsewhere = text(here.other_county_officer.browser.get("/bureau/contacts/"))
    assert "0391-2111111" not in elsewhere


def test_a_phone_that_is_none_is_refused_at_its_field_and_kept(clerk: Client) -> None:
    page = clerk.post("/bureau/contacts/", {"contact_phone": "请打电话", "published": "on"})

    assert page.status_code == 422
    assert "请填公开的办公电话" in text(page)
    assert "请打电话" in text(page)


@pytest.mark.article("G2")
def test_gaps_stand_first_and_are_closed_together(here: House, clerk: Client) -> None:
    neighbour_of(here, "另一家")
    colleague = officer(here.bureau)
    page = clerk.get("/bureau/coverage/")
    assert page.context["show"] == "gaps"
    assert page.context["gaps"] == 2

    ids = [str(row["enterprise"].pk) for row in page.context["rows"]]
    done = clerk.post(
        "/bureau/coverage/",
        {"enterprise": ids, "to": str(colleague.account.pk), "act": "cover", "view": "show=gaps"},
        follow=True,
    )
    assert "新负责 2 家" in text(done)
    assert Coverage.objects.filter(account=colleague.account).count() == 2
    mine = clerk.get(f"/bureau/coverage/?officer={colleague.account.pk}")
    assert len(mine.context["rows"]) == 2

    clerk.post(
        "/bureau/coverage/", {"enterprise": ids[:1], "to": str(colleague.account.pk), "act": "uncover"}
    )
    assert Coverage.objects.count() == 1


def test_nobody_takes_on_an_enterprise_of_another_county(here: House) -> None:
    other = here.other_county_officer

    page = other.browser.post(
        "/bureau/coverage/",
        {"enterprise": str(here.enterprise.pk), "to": str(other.account.pk), "act": "cover"},
        follow=True,
    )

    assert page.status_code == 200
    assert not Coverage.objects.exists()


def test_an_officer_of_another_office_cannot_be_given_work(here: House, clerk: Client) -> None:
    other = here.other_county_officer

    page = clerk.post(
        "/bureau/coverage/",
        {"enterprise": str(here.enterprise.pk), "to": str(other.account.pk), "act": "cover"},
        follow=True,
    )

    assert "本部门没有这个工作人员" in text(page)
    assert not Coverage.objects.exists()


def test_one_enterprise_in_full(here: House, clerk: Client) -> None:
    directory.cover(
        enterprises=[here.enterprise], account=here.bureau_officer.account, by=here.bureau_officer.actor
    )
    filing(here, "on_file")

    page = text(clerk.get(f"/bureau/enterprises/{here.enterprise.uscc}/"))

    assert "不能开工" in page
    assert "已备案" in page
    assert "人员排查" in page
    assert f"{here.bureau.name} 李*" in page
    assert here.worker.name.reveal() not in page
    health = text(here.health_officer.browser.get(f"/bureau/enterprises/{here.enterprise.uscc}/"))
    assert "生产计划" not in health.split("<main")[1]
