"""Events with the days that hang on them, take-up and its publication, and where documents overlap."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fugong.core import clock
from fugong.policies.models import PolicyEvent, Take, TakeUpPublication
from tests.builders import House, house
from tests.policies.builders import PACK, city_officer, confirmed, in_march, placed

pytestmark = pytest.mark.django_db
EVENTS = "/policies/bureau/events/"
TAKE_UP = "/policies/bureau/take-up/"
REFUND = {"unemployment_premium_paid": Decimal(1000), "insured_staff": 50, "layoff_rate": Decimal("0.03")}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def here(db: None) -> Any:
    with in_march():
        found = house()
        placed(found.enterprise)
        confirmed(found.enterprise, **REFUND)
        yield found


@pytest.fixture
def clerk(here: House) -> Client:
    return city_officer().browser


def taken(here: House, state: str, **more: Any) -> Take:
    return Take.objects.create(
        case_id=uuid4(),
        enterprise=here.enterprise,
        region_code=here.enterprise.region_id,
        pack=PACK,
        measure_id="Y17-refund",
        state=state,
        applied_on=date(2020, 2, 20),
        answer={},
        **more,
    )


def test_an_event_dates_what_hangs_on_it(clerk: Client) -> None:
    assert "还没登记。这些日期在等" in text(clerk.get(EVENTS))
    values = {"key": "epidemic_end", "region_code": "410800", "happened_on": "2020-04-08", "source": "省公告"}

    look = clerk.post(EVENTS, {**values, "do": "look"})
    assert {one.day for one in look.context["look"] if one.measure.id == "Y13-arrears"} == {date(2020, 7, 8)}
    assert not PolicyEvent.objects.exists()
    done = clerk.post(EVENTS, {**values, "do": "declare"}, follow=True)

    assert "已登记" in text(done)
    assert "2020年7月8日" in text(done) or "7月8日" in text(done)
    assert [one.region for one in done.context["places"]]
    back = clerk.post(
        EVENTS, {**values, "happened_on": "", "source": "登记有误", "do": "declare"}, follow=True
    )
    assert "已收回" in text(back)
    assert back.context["places"] == []
    assert len(back.context["past"]) == 2


def test_an_event_needs_its_source_and_a_county_declares_none(here: House, clerk: Client) -> None:
    wrong = clerk.post(EVENTS, {"key": "epidemic_end", "region_code": "410800", "happened_on": "2020-04-08"})
    assert wrong.status_code == 422
    assert "请填写这一项" in text(wrong)

    county = here.bureau_officer.browser
    assert "由市级主管部门登记" in text(county.get(EVENTS))
    assert "由市级主管部门编辑和发布" in text(county.post(EVENTS, {"key": "epidemic_end"}, follow=True))
    assert not PolicyEvent.objects.exists()


def test_take_up_counts_what_became_of_applications(here: House, clerk: Client) -> None:
    taken(here, "granted", decided_on=date(2020, 2, 26), granted_fen=50_000)
    taken(here, "refused", decided_on=date(2020, 2, 24), reason_code="evidence_missing")

    page = clerk.get(TAKE_UP)

    (line,) = page.context["lines"]
    assert (line["take"].applied, line["take"].granted, line["take"].refused, line["take"].days) == (
        2,
        1,
        1,
        5,
    )
    assert "500 元" in text(page)
    assert "status=taken" in text(page)
    assert clerk.get(f"{TAKE_UP}export.xlsx").status_code == 200
    listed = clerk.get("/policies/bureau/Y17-refund/?status=taken")
    assert [one["row"].name for one in listed.context["rows"]] == [here.enterprise.name]
    assert clerk.get("/policies/bureau/").context["lines"]


def test_nothing_is_public_until_the_city_publishes_it_and_no_name_ever(here: House, clerk: Client) -> None:
    taken(here, "granted", decided_on=date(2020, 2, 26), granted_fen=50_000)
    public = Client()
    assert "还没有公布" in text(public.get("/policies/take-up/"))

    clerk.post(f"{TAKE_UP}publish/", {"publish": "yes"})

    shown = text(public.get("/policies/take-up/"))
    assert "失业保险稳岗返还" in shown
    assert here.enterprise.name not in shown
    assert "500" not in shown
    assert public.get("/policies/take-up/?region=nowhere").status_code == 200
    clerk.post(f"{TAKE_UP}publish/", {"publish": "no"})
    assert "还没有公布" in text(public.get("/policies/take-up/"))
    here.bureau_officer.browser.post(f"{TAKE_UP}publish/", {"publish": "yes"})
    assert TakeUpPublication.objects.count() == 2


def test_overlaps_show_both_articles_and_count_nobody_twice(clerk: Client) -> None:
    page = clerk.get("/policies/bureau/conflicts/")

    pair = next(
        one
        for one in page.context["pairs"]
        if {side.measure.id for side in one.sides} == {"Y17-refund", "C13-refund"}
    )
    assert pair.better == "Y17-refund"
    assert (pair.overlap.both, pair.overlap.either) == (1, 1)
    assert pair.doubled == "500 元"
    assert pair.crosses
    shown = text(page)
    for side in pair.sides:
        assert side.measure.quote in shown
    assert page.context["pairs"][0].overlap.both >= page.context["pairs"][-1].overlap.both


def test_the_menu_leads_officers_there(here: House) -> None:
    assert "/policies/bureau/" in text(here.bureau_officer.browser.get("/bureau/"))
    assert here.principal.browser.get("/policies/bureau/").status_code == 403
    assert clock.today() == date(2020, 3, 2)
