"""The resumption list, the day's report, the overview, and what anybody may read."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fugong.core.permissions import SYSTEM
from fugong.directory.models import Region
from fugong.resumption import actions as resumption
from fugong.resumption.models import Resumption
from tests.builders import House, authority, officer
from tests.casetypes.filing.builders import filing
from tests.doors.bureau.test_inbox import neighbour_of, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(here: House) -> Client:
    return here.bureau_officer.browser


def computed(*houses: House) -> None:
    resumption.refresh(enterprise_ids=[one.enterprise.pk for one in houses], by=SYSTEM, cause="people")


def names(response: Any) -> list[str]:
    return [row["enterprise"].name for row in response.context["rows"]]


@pytest.fixture
def two(here: House) -> House:
    """Another enterprise: a key one, on file."""
    other = neighbour_of(here, "重点一号")
    other.enterprise.is_key = True
    other.enterprise.industry = "C3252"
    other.enterprise.size = "large"
    other.enterprise.save()
    filing(other, "on_file")
    computed(here, other)
    return other


@pytest.mark.article("G2")
def test_key_enterprises_stand_first_with_what_they_lack(here: House, two: House, clerk: Client) -> None:
    page = clerk.get("/bureau/resumption/")

    assert names(page) == ["重点一号", here.enterprise.name]
    first = page.context["rows"][0]
    assert first["status"] == "on_file"
    assert first["lacking"] == ["开工前人员排查", "消杀安全检查"]
    shown = text(page)
    assert "已备案" in shown
    assert "重点企业" in shown
    assert "✕" in shown
    assert {one["label"]: one["n"] for one in page.context["numbers"]}["已备案"] == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=on_file", 1),
        ("status=not_filed", 1),
        ("key=yes", 1),
        ("key=no", 1),
        ("sector=C32", 1),
        ("size=large", 1),
        ("reached=on_file", 1),
        ("reached=may_start", 0),
        ("text=重点", 1),
        ("text=没有的", 0),
        ("status=nonsense", 2),
    ],
)
def test_filters(two: House, clerk: Client, query: str, found: int) -> None:
    assert len(names(clerk.get(f"/bureau/resumption/?{query}"))) == found


def test_pages_go_on_and_back(
    here: House, two: House, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fugong.doors.bureau.resumption.PAGE", 1)

    first = clerk.get("/bureau/resumption/")
    second = clerk.get(f"/bureau/resumption/?{first.context['after']}")
    back = clerk.get(f"/bureau/resumption/?{second.context['before']}")

    assert names(first) == names(back) == ["重点一号"]
    assert names(second) == [here.enterprise.name]
    assert second.context["after"] == ""


def test_the_list_is_taken_away_as_it_is_seen(two: House, clerk: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(clerk.get("/bureau/resumption/export.xlsx?key=yes").content))
    rows = list(book.active.iter_rows(values_only=True))

    assert [row[0] for row in rows] == ["企业", "重点一号"]
    assert rows[1][10] == "开工前人员排查、消杀安全检查"


def test_another_county_sees_an_empty_list(here: House, two: House) -> None:
    page = here.other_county_officer.browser.get("/bureau/resumption/")

    assert names(page) == []
    assert "辖区还没有企业" in text(page)


def test_the_days_report_on_paper_and_as_a_workbook(here: House, two: House, clerk: Client) -> None:
    page = text(clerk.get("/bureau/report/"))
    book = openpyxl.load_workbook(io.BytesIO(clerk.get("/bureau/report/?format=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))

    assert "企业复工复产日报" in page
    assert here.bureau.name in page
    assert "有色金属冶炼和压延加工业" in page
    assert rows[-1][:5] == ("合计", "", 2, 1, 1)
    assert "这一天没有留下数字" in text(clerk.get("/bureau/report/?on=2020-02-20"))
    assert clerk.get("/bureau/report/?on=nonsense").status_code == 200


def test_the_city_sees_counties_and_sectors_and_each_number_leads_to_its_list(
    here: House, two: House
) -> None:
    Region.objects.filter(pk=here.enterprise.region_id).update(parent_code="410800", is_reporting_unit=True)
    city = officer(authority("bureau", "410800")).browser

    page = city.get("/bureau/overview/")

    county = next(one for one in page.context["counties"] if one["cells"][0][0])
    assert [n for n, _query in county["cells"]] == [2, 1, 1, 0, 0, 0]
    for n, query in county["cells"]:
        assert len(names(city.get(f"/bureau/resumption/?{query}"))) == n
    sector = next(one for one in page.context["sectors"] if "有色" in one["name"])
    assert sector["cells"][2] == (1, "sector=C32&reached=on_file")
    review = next(one for one in page.context["statistics"] if one["type"].kind == "filing")
    assert [(one["figures"].ended, one["late"]) for one in review["lines"]] == [(1, 0)]


def test_a_county_sees_its_own_in_the_overview(here: House, two: House, clerk: Client) -> None:
    assert clerk.get("/bureau/overview/").context["total"]["cells"][0][0] == 2
    elsewhere = here.other_county_officer.browser.get("/bureau/overview/")
    assert elsewhere.context["total"]["cells"][0][0] == 0


@pytest.mark.article("G2")
def test_anybody_reads_which_enterprises_are_on_file_and_whom_to_call_and_no_person(two: House) -> None:
    Region.objects.filter(pk=two.enterprise.region_id).update(is_reporting_unit=True)
    office = authority("bureau", two.enterprise.region_id, name="公布的部门", contact_phone="0391-3333333")
    office.contact_name = "赵敏"
    office.save()
    authority("health", two.enterprise.region_id, name="没公布的部门", published=False)

    page = text(Client().get(f"/resumption/{two.enterprise.region_id}/"))

    assert "重点一号" in page
    assert "0391-3333333" in page
    assert "没公布的部门" not in page
    assert "赵敏" not in page
    assert two.worker.name.reveal() not in page
    assert "清单上没有这家企业" in text(Client().get(f"/resumption/{two.enterprise.region_id}/?q=没有的"))
    assert Client().get("/resumption/999999/").status_code == 404


@pytest.mark.article("G2")
def test_the_published_list_comes_in_pages(two: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fugong.doors.public.published.PAGE", 2)
    Region.objects.filter(pk=two.enterprise.region_id).update(is_reporting_unit=True)
    others = [neighbour_of(two, f"丙{n}厂") for n in range(3)]
    computed(*others)
    Resumption.objects.update(status="on_file")
    address = f"/resumption/{two.enterprise.region_id}/"

    def shown(page: Any) -> list[str]:
        return [one["name"] for one in page.context["lines"]]

    first = Client().get(f"{address}?q=厂")
    second = Client().get(f"{address}?{first.context['after']}")
    assert shown(first) == ["丙0厂", "丙1厂"]
    assert shown(second) == ["丙2厂"]
    assert (first.context["count"], second.context["count"]) == (3, 3)
    assert second.context["after"] == ""
    assert shown(Client().get(f"{address}?{second.context['before']}")) == shown(first)
    assert len(shown(Client().get(f"{address}?after=nonsense"))) == 2
