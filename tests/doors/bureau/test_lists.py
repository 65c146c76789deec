"""Lists read with addresses typed by hand, and by those who may not; how much they ask of the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fugong.cases.models import WorkItem
from fugong.core import audit, clock
from fugong.resumption import actions as resumption
from fugong.resumption.models import DailyFigure
from tests.builders import House, house
from tests.casetypes.filing.builders import filing
from tests.doors.bureau.test_figures import computed, names
from tests.doors.bureau.test_inbox import neighbour_of, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(here: House) -> Client:
    return here.bureau_officer.browser


@pytest.mark.parametrize(
    "path",
    [
        "/bureau/report/?on=0001-01-01",
        "/bureau/report/?on=9999-12-31",
        "/bureau/report/?on=20261125&format=pdf",
        "/bureau/resumption/?county=999999&cluster=x&sector=%27",
        "/bureau/resumption/?after=nonsense",
        "/bureau/resumption/?before=W251bGxd",
        "/bureau/coverage/?officer=nonsense&show=nonsense",
        "/bureau/coverage/?officer=00000000-0000-0000-0000-000000000000",
    ],
)
def test_an_address_typed_by_hand_breaks_no_page(here: House, clerk: Client, path: str) -> None:
    assert clerk.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/bureau/resumption/?text=%00", "/bureau/coverage/?q=%00", "/resumption/410802/?q=%00"]
)
def test_a_nul_behind_the_address_is_read_over(clerk: Client, path: str) -> None:
    assert clerk.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/bureau/enterprises/%00/", "/resumption/%00/"])
def test_an_address_with_a_nul_is_refused_in_words(clerk: Client, path: str) -> None:
    page = clerk.get(path)

    assert page.status_code == 400
    assert "没有看懂" in text(page)


def test_a_nul_in_a_form_breaks_nothing(here: House, clerk: Client) -> None:
    page = clerk.post("/bureau/contacts/", {"contact_phone": "0391-1234567", "contact_name": "甲\0乙"})
    kept = clerk.post("/bureau/filters/keep/", {"name": "甲\0乙", "view": "box=late"})

    assert page.status_code == 422
    assert kept.status_code in (302, 400)


@pytest.mark.parametrize("uscc", ["91410802MA00000000", "x" * 400])
def test_an_enterprise_that_is_not_there_is_not_found(here: House, clerk: Client, uscc: str) -> None:
    assert clerk.get(f"/bureau/enterprises/{uscc}/").status_code == 404


def test_the_published_list_takes_any_text(here: House) -> None:
    from fugong.directory.models import Region

    Region.objects.filter(pk=here.enterprise.region_id).update(is_reporting_unit=True)
    for typed in ("%27%22%3Cscript%3E", "x" * 500):
        page = Client().get(f"/resumption/{here.enterprise.region_id}/?q={typed}")
        assert page.status_code == 200
        assert "<script>" not in page.content.decode().split("<main")[-1].split("</main")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/bureau/resumption/",
        "/bureau/resumption/export.xlsx",
        "/bureau/report/",
        "/bureau/overview/",
        "/bureau/coverage/",
        "/bureau/contacts/",
    ],
)
def test_enterprises_and_strangers_open_none_of_it(here: House, path: str) -> None:
    assert here.epidemic_officer.browser.get(path).status_code == 403
    assert Client().get(path).status_code == 302


@pytest.mark.article("G2")
def test_every_sectors_number_leads_to_as_many_enterprises(here: House, clerk: Client) -> None:
    """Sections are counted as one, whatever their divisions; so are codes that say no division, or none at all."""
    houses = [here, *(neighbour_of(here, f"第{n}厂") for n in range(6))]
    for one, industry in zip(houses, ["", "C3252", "C32", "D4411", "D45", "C", "C99"], strict=True):
        one.enterprise.industry = industry
        one.enterprise.save()
        filing(one, "submitted")
    WorkItem.objects.filter(ended_at=None).update(due_at=clock.now() - timedelta(days=1))
    computed(*houses)

    lines = clerk.get("/bureau/overview/").context["sectors"]

    assert [(one["name"], one["cells"][0][0]) for one in lines] == [
        ("制造业（没写大类）", 2),
        ("有色金属冶炼和压延加工业", 2),
        ("电力、热力、燃气及水生产和供应业", 2),
        ("未填行业", 1),
    ]
    for line in lines:
        for n, query in line["cells"]:
            assert len(names(clerk.get(f"/bureau/resumption/?{query}"))) == n
        assert line["late"] == line["cells"][0][0]
        assert clerk.get(f"/bureau/?{line['late_query']}").context["count"] == line["late"]
    report = clerk.get("/bureau/report/").context["lines"]
    assert [one["name"] for one in report] == [one["name"] for one in lines]
    assert [one["cells"][0][0] for one in report] == [2, 2, 2, 1]


def test_the_report_says_what_changed_since_the_day_before(here: House, clerk: Client) -> None:
    computed(here)
    yesterday = clock.today() - timedelta(days=1)
    resumption.keep_figures(day=yesterday)
    DailyFigure.objects.filter(day=yesterday).update(headcount_total=100, enterprises=0)

    page = clerk.get("/bureau/report/")

    total: Any = dict(zip(page.context["columns"], page.context["total"]["cells"], strict=True))
    assert total["企业数"] == (1, 1)
    people, change = total["职工总数"]
    assert change == people - 100
    assert "括号内是比前一天增减" in text(page)


def test_what_goes_on_paper_says_its_year_and_no_today(here: House, clerk: Client) -> None:
    computed(here)
    year = f"{clock.today().year}年"

    assert year in text(clerk.get("/bureau/report/"))
    paper = text(clerk.get("/bureau/resumption/?all=1"))
    assert year in paper
    assert "自 今天" not in paper
    assert "自 今天" in text(clerk.get("/bureau/resumption/"))


@pytest.mark.parametrize("path", ["/bureau/resumption/", "/bureau/coverage/?show=all", "/bureau/overview/"])
def test_more_enterprises_ask_no_more_of_the_database(here: House, clerk: Client, path: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get(path).status_code == 200
        return len(seen)

    asked()
    few = asked()
    others = [neighbour_of(here, f"第{n}厂") for n in range(4)]
    computed(here, *others)
    assert asked() <= few


@pytest.mark.django_db(transaction=True)
def test_a_refused_enterprise_is_recorded_outside_a_transaction_too() -> None:
    made = house()
    page = made.other_county_officer.browser.get(f"/bureau/enterprises/{made.enterprise.uscc}/")

    assert page.status_code == 404
    assert audit.rows(made.other_county_officer.actor.authority_id)[0].action == "directory.refused"
