"""The plan from a workbook: the template, a filled one, one with faults."""

import io
from typing import Any

import openpyxl
import pytest

from fugong.core.errors import Invalid
from fugong.production import actions
from fugong.production.models import PlanDay
from tests.builders import House, house
from tests.production.builders import ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> House:
    return house()


def filled(here: House, *rows: list[Any]) -> bytes:
    """The enterprise's own template with these rows in it."""
    book = openpyxl.load_workbook(io.BytesIO(actions.plan_template(here.enterprise.pk)))
    for row in rows:
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def take(here: House, data: bytes, name: str = "计划.xlsx") -> Any:
    return actions.import_plan(
        enterprise=here.enterprise, by=here.epidemic_officer.actor, file_name=name, data=data
    )


@pytest.mark.article("G6")
def test_the_filled_in_template_becomes_the_plan(here: House) -> None:
    data = filled(
        here,
        [ahead(1), "机加工车间·一班", "端盖", 12, 8, 1.5, 300],
        [ahead(1).isoformat(), "", None, "5", "8", None, None],
        [None] * 7,
    )

    done, faults = take(here, data)

    assert faults == []
    assert done.created == 2
    row = PlanDay.objects.get(group=here.team)
    assert (row.staff_planned, row.product, str(row.overtime_hours)) == (12, "端盖", "1.5")
    assert PlanDay.objects.filter(group=None).count() == 1


def test_every_fault_is_told_with_row_and_column_and_nothing_is_taken(here: House) -> None:
    data = filled(
        here,
        [ahead(1), "没有的班", "端盖", 12, 8, 0, 300],
        [ahead(1), "一班", "端盖", "很多", 8, 0, 300],
        ["不是日期", "一班", "端盖", 1, 8, 0, 300],
        [ahead(2), "一班", "端盖", 1, 30, 0, 300],
        [ahead(3), "一班", "", 1, 8, 0, 300],
        [ahead(4), "一班", "端盖", 1, 8, 0, 300],
        [ahead(4), "机加工车间·一班", "端盖", 1, 8, 0, 300],
    )

    done, faults = take(here, data)

    assert done is None
    assert [(one.row, one.column) for one in faults] == [
        (2, "B"),
        (3, "D"),
        (4, "A"),
        (5, "E"),
        (6, "C"),
        (8, "A"),
    ]
    assert not PlanDay.objects.exists()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04broken", "姓名,电话\n张三,1\n".encode()])
def test_a_file_that_is_no_plan_is_refused_with_a_remedy(here: House, data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        take(here, data, "x.csv")

    assert refused.value.field == "file"
    assert refused.value.text


def test_a_text_file_with_the_headings_is_taken_too(here: House) -> None:
    data = f"日期,班组,人数,班时\n{ahead(1)},一班,5,8\n".encode("gb18030")

    done, faults = take(here, data, "计划.csv")

    assert faults == []
    assert done.created == 1
