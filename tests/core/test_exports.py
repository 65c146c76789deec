"""What is taken away as a workbook: values that sort and add up, and no cell that is a formula."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from fugong.core.web.exports import last_moment, workbook


def sheet(*values: Any) -> Any:
    response = workbook("名单", ["甲"] * len(values), [values])
    return load_workbook(BytesIO(response.content)).active


def test_numbers_days_and_moments_are_such() -> None:
    row = sheet(12, Decimal("36.6"), 0, date(2020, 2, 24), datetime(2020, 2, 24, 0, 5, 9, 7, tzinfo=UTC))[2]

    assert [cell.value for cell in row[:3]] == [12, 36.6, 0]
    assert [cell.data_type for cell in row] == ["n", "n", "n", "d", "d"]
    assert (row[3].value, row[3].number_format) == (datetime(2020, 2, 24), "yyyy-mm-dd")
    assert (row[4].value, row[4].number_format) == (datetime(2020, 2, 24, 8, 5, 9), "yyyy-mm-dd hh:mm:ss")


@pytest.mark.parametrize("text", ["=1+1", "+8", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_never_becomes_a_formula(text: str) -> None:
    cell = sheet(text)["A2"]

    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_what_only_looks_like_a_number_stays_text() -> None:
    row = sheet("91410802MA0000001X", "00012", 10**17, True, gettext_lazy("是"), date(1899, 1, 1), None)[2]

    assert [cell.value for cell in row[:3]] == ["91410802MA0000001X", "00012", str(10**17)]
    assert {cell.data_type for cell in row[:6]} == {"s"}
    assert row[6].value in (None, "")


def test_a_note_stands_above_the_headings() -> None:
    rows = load_workbook(BytesIO(workbook("名单", ["甲"], [[7]], note="不全").content)).active.values

    assert list(rows) == [("不全",), ("甲",), (7,)]


def test_a_limit_at_midnight_is_of_the_day_that_ends() -> None:
    midnight = datetime(2020, 2, 24, 16, 0, tzinfo=UTC)

    assert sheet(last_moment(midnight))["A2"].value == datetime(2020, 2, 24, 23, 59, 59)
    assert last_moment(midnight.replace(hour=3)) == midnight.replace(hour=3)
    assert last_moment(None) is None
