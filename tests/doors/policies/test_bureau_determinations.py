"""认定 at the officers' desk: the queue, a decision with its effect, corrections, and who may."""

from typing import Any

import pytest
from django.test import Client

from fugong.core.models import AuditRow
from fugong.policies.models import Determination
from tests.builders import House, authority, house, officer
from tests.policies.builders import confirmed, in_march, placed

pytestmark = pytest.mark.django_db
DECIDE = {"value": "yes", "reason": "现场核实", "decided_on": "2020-03-02", "seen": ""}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def here(db: None) -> Any:
    with in_march():
        found = house()
        placed(found.enterprise)
        confirmed(found.enterprise)
        yield found


@pytest.fixture
def clerk(here: House) -> Client:
    return here.bureau_officer.browser


def where(here: House, subject: str = "O8-hours") -> str:
    return f"/policies/bureau/determinations/{here.enterprise.uscc}/{subject}/"


def test_the_queue_names_enterprise_measure_and_age(here: House, clerk: Client) -> None:
    page = clerk.get("/policies/bureau/determinations/")

    found = {one["line"].measure.id for one in page.context["lines"]}
    assert {"O8-hours", "Y19-hours"} <= found
    assert "0 天" in text(page)
    assert here.enterprise.name in text(page)
    assert {"O8-hours"} == {
        one["line"].measure.id
        for one in clerk.get("/policies/bureau/determinations/?measure=O8-hours").context["lines"]
    }
    assert clerk.get("/policies/bureau/determinations/export.xlsx").status_code == 200
    assert here.other_county_officer.browser.get("/policies/bureau/determinations/").context["count"] == 0


def test_a_decision_shows_its_effect_at_once_and_leaves_the_queue(here: House, clerk: Client) -> None:
    done = clerk.post(where(here), DECIDE, follow=True)

    shown = text(done)
    assert "认定已记录" in shown
    assert "可能适用 → 适用" in shown
    assert done.context["shown"].status.code == "eligible"
    waiting = clerk.get("/policies/bureau/determinations/?measure=O8-hours").context["lines"]
    assert waiting == []


def test_a_correction_is_a_new_decision_and_both_stay(here: House, clerk: Client) -> None:
    clerk.post(where(here), DECIDE)
    first = Determination.objects.get()

    done = clerk.post(
        where(here), {**DECIDE, "value": "no", "reason": "看错了", "seen": str(first.pk)}, follow=True
    )

    assert [one.word for one in done.context["past"]] == ["不符合", "符合"]
    assert [one.stands for one in done.context["past"]] == [True, False]
    assert done.context["shown"].status.code == "not_eligible"


def test_the_second_of_two_is_told_and_loses_nothing(here: House, clerk: Client) -> None:
    clerk.post(where(here), DECIDE)

    late = clerk.post(where(here), {**DECIDE, "value": "no", "reason": "我也看过"})

    assert late.status_code == 422
    assert "刚有人作了认定" in text(late)
    assert "我也看过" in text(late)
    assert Determination.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": ""}, "请填写这一项"),
        ({"value": ""}, "请填写这一项"),
        ({"decided_on": "2020-03-03"}, "不能晚于今天"),
        ({"valid_until": "2020-03-01"}, "有效期不能早于认定日期"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    here: House, clerk: Client, change: dict[str, str], said: str
) -> None:
    found = clerk.post(where(here), {**DECIDE, **change})

    assert found.status_code == 422
    assert said in text(found)
    assert not Determination.objects.exists()


def test_a_list_is_decided_too(here: House, clerk: Client) -> None:
    address = where(here, "city_key_list")
    assert "C3-upgrade" in {one.id for one in clerk.get(address).context["measures"]}

    done = clerk.post(address, DECIDE, follow=True)

    assert "认定已记录" in text(done)
    assert done.context["said"].value is True
    sought = clerk.get(f"/policies/bureau/determinations/?uscc={here.enterprise.uscc}&subject=city_key_list")
    assert sought.status_code == 302
    assert "没有这家企业" in text(clerk.get("/policies/bureau/determinations/?uscc=9&subject=city_key_list"))


def test_a_measure_without_such_a_condition_offers_no_form(here: House, clerk: Client) -> None:
    assert "没有要主管部门认定的条件" in text(clerk.get(where(here, "O18-licence")))


def test_a_cluster_sees_but_does_not_decide(here: House) -> None:
    cluster = authority("cluster")
    here.enterprise.cluster = cluster
    here.enterprise.save()
    member = officer(cluster)

    assert "认定由工信部门或指挥部作出" in text(member.browser.get(where(here)))
    assert member.browser.post(where(here), DECIDE).status_code == 403
    assert here.other_county_officer.browser.get(where(here)).status_code == 404
    assert AuditRow.objects.filter(action="directory.refused").count() == 1
