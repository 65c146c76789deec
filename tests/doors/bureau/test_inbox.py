"""The clerk's inbox, as the officer's browser sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fugong.cases.models import Case, Comment, SavedFilter, WorkItem
from fugong.core import clock
from fugong.core.models import AuditRow
from fugong.notices.models import Notice
from tests.builders import House, authority, house, officer
from tests.casetypes.filing.builders import filing, move

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def neighbour_of(here: House, name: str) -> House:
    """Another enterprise of the same county, with a filing of its own to make."""
    other = house()
    other.enterprise.region_id = here.enterprise.region_id
    other.enterprise.name = name
    other.enterprise.save()
    return other


@pytest.fixture
def clerk(here: House) -> Client:
    return here.bureau_officer.browser


def names_in_order(response: Any) -> list[str]:
    return [row["case"].enterprise.name for row in response.context["rows"]]


def test_an_empty_inbox_says_what_will_come(clerk: Client) -> None:
    page = text(clerk.get("/bureau/"))

    assert "没有要办的。企业提交备案或开工报告后" in page


@pytest.mark.article("G1")
def test_the_late_one_stands_first_and_the_numbers_lead_to_their_lists(here: House, clerk: Client) -> None:
    other = neighbour_of(here, "后到的")
    filing(here, "submitted")
    late = filing(other, "submitted")
    filing(neighbour_of(here, "等补正的"), "returned")
    WorkItem.objects.filter(case=late, name="review").update(due_at=clock.now() - timedelta(hours=3))

    page = clerk.get("/bureau/")

    assert names_in_order(page) == ["后到的", here.enterprise.name]
    numbers = {one["label"]: (one["n"], one["query"]) for one in page.context["numbers"]}
    assert numbers["超时"] == (1, "box=late")
    assert numbers["等企业补正、整改"] == (1, "box=waiting")
    assert numbers["今天新到"] == (2, "day=new")
    assert names_in_order(clerk.get("/bureau/?box=late")) == ["后到的"]
    assert names_in_order(clerk.get("/bureau/?box=waiting")) == ["等补正的"]
    assert len(names_in_order(clerk.get("/bureau/?day=new"))) == 2
    assert "超时" in text(page)


def test_filters_narrow_by_kind_name_and_sector(here: House, clerk: Client) -> None:
    other = neighbour_of(here, "万方铝业")
    other.enterprise.industry = "C3252"
    other.enterprise.save()
    filing(here, "submitted")
    filing(other, "submitted")

    assert names_in_order(clerk.get("/bureau/?enterprise=万方")) == ["万方铝业"]
    assert names_in_order(clerk.get("/bureau/?sector=C32")) == ["万方铝业"]
    assert len(names_in_order(clerk.get("/bureau/?kind=filing"))) == 2
    assert names_in_order(clerk.get("/bureau/?kind=startup")) == []
    assert "这里没有要办的" in text(clerk.get("/bureau/?kind=startup"))


def test_pages_go_on_after_the_last_row_also_where_nothing_is_due(
    here: House, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fugong.doors.bureau.inbox.PAGE", 2)
    wanted = []
    for number in range(5):
        case = filing(neighbour_of(here, f"第{number}家"), "submitted")
        due = None if number > 2 else clock.now() + timedelta(days=number + 1)
        WorkItem.objects.filter(case=case, name="review").update(due_at=due)
        wanted.append(f"第{number}家")

    seen, query = [], ""
    for _page in range(3):
        page = clerk.get(f"/bureau/?{query}")
        seen += names_in_order(page)
        last, query = query, page.context["after"]
    back = clerk.get(f"/bureau/?{page.context['before']}")

    assert seen == wanted
    assert query == ""
    assert last
    assert names_in_order(back) == wanted[2:4]
    assert clerk.get("/bureau/?after=nonsense").status_code == 200


def test_the_selected_are_taken_handed_over_and_returned_each_on_its_own(here: House, clerk: Client) -> None:
    one, two = filing(here, "submitted"), filing(neighbour_of(here, "另一家"), "submitted")
    colleague = officer(here.bureau)
    ticked = [f"{case.pk}:{case.version}" for case in (one, two)]

    clerk.post("/bureau/bulk/", {"act": "mine", "case": ticked})
    assert set(WorkItem.objects.filter(name="review").values_list("assigned_to", flat=True)) == {
        here.bureau_officer.account.pk
    }
    assert len(names_in_order(clerk.get("/bureau/?box=mine"))) == 2

    clerk.post("/bureau/bulk/", {"act": "assign", "to": str(colleague.account.pk), "case": ticked[:1]})
    assert WorkItem.objects.get(case=one, name="review").assigned_to == colleague.account.pk

    move(here, two, "return")
    page = text(
        clerk.post(
            "/bureau/bulk/",
            {"act": "move:filing/return", "comment": "请逐班组写明专人。", "case": ticked},
            follow=True,
        )
    )
    assert "已办理“退回补正” 1 件" in page
    assert "另一家：" in page
    assert Case.objects.get(pk=one.pk).state == "returned"


def test_nothing_selected_is_said_and_nothing_done(clerk: Client) -> None:
    assert "还没有选中" in text(clerk.post("/bureau/bulk/", {"act": "mine"}, follow=True))


def test_enterprises_that_keep_one_waiting_are_reminded(here: House, clerk: Client) -> None:
    case = filing(here, "returned")

    page = text(
        clerk.post(
            "/bureau/bulk/", {"act": "remind", "view": "box=waiting", "case": f"{case.pk}:1"}, follow=True
        )
    )

    assert "已提醒 1 家企业" in page
    assert Notice.objects.filter(kind="case_reminder", owner_id=here.enterprise.pk).exists()


def test_a_view_is_kept_by_a_name_and_forgotten_again(clerk: Client) -> None:
    page = text(
        clerk.post(
            "/bureau/filters/keep/", {"name": "铝业", "view": "box=late&sector=C32&bad=1"}, follow=True
        )
    )
    kept = SavedFilter.objects.get()

    assert kept.query == "box=late&sector=C32"
    assert "铝业" in page
    clerk.post("/bureau/filters/forget/", {"filter": str(kept.pk)})
    assert not SavedFilter.objects.exists()


def test_the_view_is_taken_away_as_a_workbook(here: House, clerk: Client) -> None:
    import io

    import openpyxl

    filing(here, "submitted")
    book = openpyxl.load_workbook(io.BytesIO(clerk.get("/bureau/export.xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))

    assert rows[0][0] == "企业"
    assert rows[1][0] == here.enterprise.name
    assert rows[1][5] == "备案审查"


def test_another_county_sees_nothing_and_its_try_is_recorded(here: House) -> None:
    case = filing(here, "submitted")
    elsewhere = here.other_county_officer.browser

    assert names_in_order(elsewhere.get("/bureau/")) == []
    for path in (f"/bureau/review/{case.pk}/", f"/bureau/enterprises/{here.enterprise.uscc}/"):
        assert elsewhere.get(path).status_code == 404
    actions = set(AuditRow.objects.values_list("action", flat=True))
    assert {"cases.refused", "directory.refused"} <= actions
    elsewhere.post("/bureau/bulk/", {"act": "mine", "case": f"{case.pk}:{case.version}"})
    assert WorkItem.objects.get(case=case, name="review").assigned_to is None


def test_the_city_sees_every_county_and_can_tick_nothing(here: House) -> None:
    from fugong.directory.models import Region

    Region.objects.filter(pk=here.enterprise.region_id).update(parent_code="410800", is_reporting_unit=True)
    city = officer(authority("headquarters", "410800"))
    case = filing(here, "submitted")

    page = city.browser.get("/bureau/")

    assert [row["work"] for row in page.context["rows"]] == ["卫健指导意见", "备案审查"]
    assert 'name="case"' not in text(page)
    assert "只读" in text(page)
    assert "要办的事" not in text(page), "what one cannot do does not look like work"
    listed = text(city.browser.get("/cases/"))
    assert 'name="case"' not in listed
    assert "只读" in listed
    assert "由企业所在县（市、区）的部门办理" in text(city.browser.get(f"/bureau/review/{case.pk}/"))


def test_the_health_office_has_its_own_work(here: House) -> None:
    filing(here, "submitted")

    page = here.health_officer.browser.get("/bureau/")

    assert [row["work"] for row in page.context["rows"]] == ["卫健指导意见"]
    assert not Comment.objects.exists()
