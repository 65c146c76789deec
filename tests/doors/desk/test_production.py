"""The production plan's pages, as an officer's browser sees them."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from fugong.core import clock
from fugong.production.models import Material, Order, PlanDay
from tests.builders import House, house
from tests.production.builders import ahead, line, material, order, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def works() -> House:
    return house()


@pytest.fixture
def officer(works: House) -> Client:
    return works.epidemic_officer.browser


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def typed(works: House, **values: Any) -> dict[str, Any]:
    """The plan form as somebody fills it in."""
    return {
        "group": str(works.team.pk),
        "day": ahead(1).isoformat(),
        "until": "",
        "staff_planned": "12",
        "hours_planned": "8",
        "overtime_hours": "0",
        "product": "端盖",
        "output_planned": "300",
        **values,
    }


def test_an_empty_page_says_what_will_be_here_and_offers_the_first_steps(officer: Client) -> None:
    page = text(officer.get("/desk/production/"))

    assert "没有要处理的" in page
    for address in ("/desk/production/plan/", "/desk/production/orders/", "/desk/production/materials/"):
        assert f'href="{address}"' in page
    assert 'href="/articles/G6/"' in page


@pytest.mark.article("G6")
def test_several_days_are_planned_at_once_and_sundays_left_free(works: House, officer: Client) -> None:
    sent = officer.post("/desk/production/plan/", typed(works, until=ahead(7).isoformat(), rest="on"))

    assert sent.status_code == 302
    days = list(PlanDay.objects.values_list("day", flat=True))
    assert len(days) == 6
    assert all(day.weekday() != 6 for day in days)
    assert "12 人" in text(officer.get("/desk/production/"))


@pytest.mark.article("G6")
def test_rush_work_is_seen_while_typing_and_first_on_the_page_after_saving(
    works: House, officer: Client
) -> None:
    rushed = typed(works, overtime_hours="4")

    looked = text(officer.post("/desk/production/look/", rushed))
    without_script = text(officer.post("/desk/production/plan/", {**rushed, "look": "1"}))
    assert not PlanDay.objects.exists()
    saved = text(officer.post("/desk/production/plan/", rushed, follow=True))

    for page in (looked, without_script, saved):
        assert "每人当天加班 4 小时" in page
        assert "《劳动法》第41条" in page
        assert 'href="/articles/G6/"' in page
    assert 'value="4"' in without_script
    assert "计划已保存" in saved
    assert "赶工" in text(officer.get("/desk/inbox/"))


def test_what_is_typed_wrong_stands_at_its_field_and_is_kept(works: House, officer: Client) -> None:
    refused = officer.post("/desk/production/plan/", typed(works, hours_planned="20", overtime_hours="5"))
    backwards = officer.post("/desk/production/plan/", typed(works, until=ahead(-3).isoformat()))
    empty = officer.post("/desk/production/plan/", {"group": ""})

    assert (refused.status_code, backwards.status_code, empty.status_code) == (422, 422, 422)
    assert "超过 24 小时" in text(refused)
    assert 'value="20"' in text(refused)
    assert "不能早于第一天" in text(backwards)


def test_the_law_is_named_in_the_readers_language(works: House, officer: Client) -> None:
    page = officer.post(
        "/desk/production/look/", typed(works, overtime_hours="4"), headers={"Accept-Language": "en"}
    )

    assert "Labour Law, article 41" in text(page)
    assert "劳动法" not in text(page)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("staff_planned", "-5", "填的是“-5”。请填 0 到 100,000 之间的数。"),
        ("staff_planned", "1000000000000", "请填 0 到 100,000 之间的数。"),
        ("staff_planned", "12.5", "请填整数。"),
        ("staff_planned", "NaN", "请填数字。"),
        ("hours_planned", "99", "请填 0 到 24 之间的数。"),
        ("overtime_hours", "1e12", "请填 0 到 24 之间的数。"),
        ("overtime_hours", "1.25", "小数点后最多 1 位。"),
        ("output_planned", "-3", "请填 0 到 999,999,999.999 之间的数。"),
        ("day", "0001-01-01", "日期离今天超过两年"),
        ("until", "9999-12-31", "日期离今天超过两年"),
    ],
)
def test_nonsense_is_named_at_its_field_while_typing_and_on_saving(
    works: House, officer: Client, field: str, value: str, said: str
) -> None:
    given = typed(works, **{field: value})

    looked = officer.post("/desk/production/look/", given)
    refused = officer.post("/desk/production/plan/", given)

    assert said in text(looked)
    assert refused.status_code == 422
    assert f'href="#id_{field}"' in text(refused)
    assert said in text(refused)
    assert f'value="{value}"' in text(refused)
    assert not PlanDay.objects.exists()


def test_orders_and_materials_refuse_nonsense_at_its_field(officer: Client) -> None:
    given = {"label": "D", "product": "端盖", "quantity": "-3", "unit": "件", "due_on": "3000-01-01"}

    refused = text(officer.post("/desk/production/orders/", given))

    assert "填的是“-3”" in refused
    assert "日期离今天超过两年" in refused
    assert not Order.objects.exists()


def test_a_day_already_written_is_asked_about_before_it_is_replaced(works: House, officer: Client) -> None:
    (row,) = planned(works.enterprise, line(1, works.team, staff_planned=30))
    given = typed(works, until=ahead(3).isoformat())

    asked = officer.post("/desk/production/plan/", given)
    assert asked.status_code == 409
    assert "30 人" in text(asked)
    assert 'value="12"' in text(asked), "what was typed is kept"
    assert PlanDay.objects.get().staff_planned == 30
    token = asked.context["written"].token

    officer.post("/desk/production/plan/", {**given, "fill": token})
    assert sorted(PlanDay.objects.values_list("staff_planned", flat=True)) == [12, 12, 30]

    given["until"] = ""
    PlanDay.objects.filter(pk=row.pk).update(staff_planned=31, updated_at=clock.now())
    again = officer.post("/desk/production/plan/", {**given, "replace": token})
    assert again.status_code == 409, "a line that changed since it was shown is shown again"
    done = officer.post("/desk/production/plan/", {**given, "replace": again.context["written"].token})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.staff_planned == 12


@pytest.mark.article("G6")
def test_a_line_is_corrected_and_the_second_of_two_is_told(works: House, officer: Client) -> None:
    (row,) = planned(works.enterprise, line(1, works.team))
    address = f"/desk/production/plan/{row.pk}/"
    seen = row.updated_at.isoformat()
    values = {"staff_planned": "8", "hours_planned": "8", "overtime_hours": "", "output_planned": ""}

    first = officer.post(address, {**values, "seen": seen})
    second = officer.post(address, {**values, "staff_planned": "9", "seen": seen})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "刚被别人改过" in text(second)
    assert PlanDay.objects.get().staff_planned == 8
    officer.post(f"{address}remove/")
    assert not PlanDay.objects.exists()


@pytest.mark.article("G6")
def test_late_orders_and_short_materials_are_said_with_what_to_do(works: House, officer: Client) -> None:
    officer.post(
        "/desk/production/orders/",
        {"label": "D-7", "product": "端盖", "quantity": "100", "unit": "件", "due_on": ahead(5).isoformat()},
    )
    officer.post(
        "/desk/production/materials/", {"name": "铝锭", "unit": "吨", "on_hand": "2.5", "needed": "4"}
    )

    page = text(officer.get("/desk/production/"))

    assert "计划里没有安排这个产品，差 100 件" in page
    assert "差 1.5 吨" in page
    assert "没有要处理的" not in page


def test_an_order_and_a_material_are_corrected(works: House, officer: Client) -> None:
    row, stock = order(works.enterprise), material(works.enterprise)
    given = text(officer.get(f"/desk/production/orders/{row.pk}/"))
    assert 'value="100"' in given
    officer.post(
        f"/desk/production/orders/{row.pk}/",
        {
            "label": "D-1",
            "product": "端盖",
            "quantity": "100",
            "made": "100",
            "unit": "件",
            "due_on": ahead(5).isoformat(),
            "status": "done",
        },
    )
    officer.post(f"/desk/production/materials/{stock.pk}/remove/")

    assert Order.objects.get().status == "done"
    assert not Material.objects.exists()
    assert "已完成和已取消的订单 1 个" in text(officer.get("/desk/production/"))


@pytest.mark.article("G6")
def test_last_week_is_copied_by_one_button(works: House, officer: Client) -> None:
    monday = 7 - clock.today().weekday()
    planned(works.enterprise, line(monday))

    page = text(officer.post("/desk/production/copy/", {"week": ahead(monday + 7)}, follow=True))
    again = text(officer.post("/desk/production/copy/", {"week": "never"}, follow=True))

    assert "已抄 1 条" in page
    assert "没有可抄的" in again
    assert PlanDay.objects.filter(day=ahead(monday + 7)).exists()


def test_the_plan_is_taken_away_as_a_workbook_and_comes_in_as_one(works: House, officer: Client) -> None:
    planned(works.enterprise, line(1, works.team), line(2))
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/desk/production/export.xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 3
    assert "机加工车间·一班" in rows[1]

    template = officer.get("/desk/production/template.xlsx").content
    sheet = io.BytesIO(template)
    sheet.name = "plan.xlsx"
    refused = officer.post("/desk/production/sheet/", {"file": sheet})
    assert refused.status_code == 422
    assert "没有计划" in text(refused)


def test_a_sheet_with_faults_shows_row_column_and_remedy(officer: Client) -> None:
    sheet = io.BytesIO(f"日期,班组,人数,班时\n{ahead(1)},夜班,5,8\n".encode())
    sheet.name = "plan.csv"

    refused = officer.post("/desk/production/sheet/", {"file": sheet})

    assert refused.status_code == 422
    assert "花名册里没有车间或班组“夜班”" in text(refused)
    assert not PlanDay.objects.exists()


def test_the_page_asks_for_the_same_few_statements_however_much_is_planned(
    works: House, officer: Client, django_assert_max_num_queries: Any
) -> None:
    planned(
        works.enterprise, *[line(day, works.team) for day in range(14)], *[line(day) for day in range(14)]
    )
    for number in range(10):
        order(works.enterprise, label=f"D-{number}")
        material(works.enterprise, name=f"M-{number}")

    with django_assert_max_num_queries(20):
        assert officer.get("/desk/production/").status_code == 200


def test_another_enterprises_plan_is_not_found(works: House) -> None:
    (row,) = planned(works.enterprise, line(1))
    stranger = house().principal.browser

    assert stranger.get(f"/desk/production/plan/{row.pk}/").status_code == 404
    assert stranger.get(f"/desk/production/orders/{order(works.enterprise).pk}/").status_code == 404
