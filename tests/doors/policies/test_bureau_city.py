"""The officers' numbers by measure, each with its list, its workbook and its day."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fugong.directory.models import Enterprise
from tests.builders import house
from tests.policies.builders import another, city_officer, confirmed, in_march, placed

pytestmark = pytest.mark.django_db
REFUND = {
    "unemployment_premium_paid": Decimal("10000.01"),
    "insured_staff": 50,
    "layoff_rate": Decimal("0.03"),
}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def named(number: int, region: str = "410802") -> Enterprise:
    found = another(region=region)
    found.name = f"第{number}家企业"
    found.save()
    return found


def line_of(page: Any, measure_id: str) -> Any:
    return next(
        one for one in (*page.context["lines"], *page.context["over"]) if one.measure.id == measure_id
    )


@pytest.fixture
def clerk(db: None) -> Any:
    """The city's officer, and four enterprises: two get the refund, one lacks a figure, one laid off too many."""
    with in_march():
        one, two = named(1), named(2, region="410821")
        confirmed(one, **REFUND)
        confirmed(two, **{**REFUND, "unemployment_premium_paid": Decimal(2000)})
        confirmed(named(3), **{**REFUND, "layoff_rate": Decimal("0.06")})
        confirmed(named(4), unemployment_premium_paid=Decimal(1), insured_staff=50)
        yield city_officer().browser


def test_each_measure_has_its_numbers_and_each_number_its_list(clerk: Client) -> None:
    page = clerk.get("/policies/bureau/")

    refund = line_of(page, "Y17-refund")
    assert (refund.eligible, refund.unknown, refund.near) == (2, 1, 1)
    assert refund.blocking[0] == ("上年裁员率", 1)
    assert refund.counted == "6,000.01 元"
    shown = text(page)
    assert "上年裁员率 1" in shown
    for status, names in (
        ("eligible", ["第1家企业", "第2家企业"]),
        ("unknown", ["第4家企业"]),
        ("near", ["第3家企业"]),
    ):
        found = clerk.get(f"/policies/bureau/Y17-refund/?status={status}")
        assert [one["row"].name for one in found.context["rows"]] == names
        assert f"status={status}" in shown


def test_the_same_benefit_counts_once(clerk: Client) -> None:
    page = clerk.get("/policies/bureau/")

    assert "6,000.01 元" in page.context["totals"][0]
    city = line_of(page, "C13-refund")
    assert city.eligible == 2
    assert city.counted == ""
    assert city.elsewhere == "6,000.01 元"


def test_how_far_an_enterprise_misses_by(clerk: Client) -> None:
    found = clerk.get("/policies/bureau/C13-refund/?status=near")

    assert [one["by"] for one in found.context["rows"]] == ["上年裁员率 高 1 个百分点"]


@pytest.mark.parametrize(
    ("query", "eligible"),
    [("county=410802", 1), ("sector=C33", 2), ("sector=H", 0), ("county=nowhere", 2)],
)
def test_filters_narrow_the_enterprises(clerk: Client, query: str, eligible: int) -> None:
    assert line_of(clerk.get(f"/policies/bureau/?{query}"), "Y17-refund").eligible == eligible


def test_document_and_kind_choose_the_measures(clerk: Client) -> None:
    page = clerk.get("/policies/bureau/?effect=refund")
    document = next(code for code, _word in page.context["view"].form["document"].field.choices if code)

    found = clerk.get(f"/policies/bureau/?effect=refund&document={document}")

    assert {one.measure.id for one in page.context["lines"]} > {
        one.measure.id for one in found.context["lines"]
    }
    assert all(one.measure.effect == "refund" for one in page.context["lines"])


def test_the_day_is_in_the_address(clerk: Client) -> None:
    before = clerk.get("/policies/bureau/?on=2020-02-12")

    assert line_of(before, "Y17-refund").eligible == 0
    assert "2020年2月12日" in text(before) or "2月12日" in text(before)
    assert clerk.get("/policies/bureau/?on=yesterday").status_code == 200


def test_pages_go_on_and_back(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fugong.doors.policies.bureau_list.PAGE", 1)

    first = clerk.get("/policies/bureau/Y17-refund/")
    second = clerk.get(f"/policies/bureau/Y17-refund/?{first.context['after']}")
    back = clerk.get(f"/policies/bureau/Y17-refund/?{second.context['before']}")

    assert [one["row"].name for one in second.context["rows"]] == ["第2家企业"]
    assert [one["row"].name for one in back.context["rows"]] == ["第1家企业"]
    assert second.context["after"] == ""
    assert clerk.get("/policies/bureau/Y17-refund/?after=xx").status_code == 200


def test_workbooks_hold_what_is_seen(clerk: Client) -> None:
    def rows(path: str) -> list[Any]:
        book = openpyxl.load_workbook(io.BytesIO(clerk.get(path).content))
        return list(book.active.iter_rows(values_only=True))

    listed = rows("/policies/bureau/Y17-refund/export.xlsx?status=eligible")
    assert [(row[0], row[4]) for row in listed[1:]] == [("第1家企业", 5000.01), ("第2家企业", 1000)]
    whole = rows("/policies/bureau/export.xlsx?effect=refund")
    refund = next(row for row in whole if row[0] == "Y17-refund")
    assert refund[6:9] == (2, 1, 1)


def test_a_county_sees_its_own_enterprises(clerk: Client) -> None:
    here = house()
    placed(here.enterprise)

    found = here.other_county_officer.browser.get("/policies/bureau/")

    assert line_of(found, "Y17-refund").eligible == 1
    assert "county" not in found.context["view"].form.fields


def test_an_unknown_measure_is_not_there(clerk: Client) -> None:
    assert clerk.get("/policies/bureau/Y99-nothing/").status_code == 404
