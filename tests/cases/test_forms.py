"""What is typed into a form: plain numbers and days, in full width or half; nothing that only a programmer reads."""

from datetime import date
from typing import Any

import pytest

from fugong.cases.forms import InvalidForm, read_data
from fugong.cases.spec import Field

FIELDS = (Field("people", "人数", "integer"), Field("stock", "数量", "number"), Field("on", "日期", "date"))


def read(**given: Any) -> dict[str, Any]:
    return read_data(FIELDS, given)


def code(**given: Any) -> str:
    with pytest.raises(InvalidForm) as refused:
        read(**given)
    assert refused.value.field in given
    return refused.value.code


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("１２０", 120),
        ("1,200", 1200),
        ("１，２００", 1200),
        ("-3", -3),
        ("－３", -3),
        (12.0, 12),
        (7, 7),
    ],
)
def test_a_whole_number_as_people_write_it(written: Any, meant: int) -> None:
    assert read(people=written) == {"people": meant}


@pytest.mark.parametrize(
    "written",
    [
        "1_0",
        "1e3",
        "1E3",
        "1,0",
        "12,00",
        "0x10",
        "①",
        "²",
        "١٢",
        "一百",
        "1 2",
        "5.",
        ".5",
        "inf",
        "nan",
        "NaN",
    ],
)
def test_what_is_no_plain_number_is_refused(written: str) -> None:
    assert code(people=written) == "wrong_type"
    assert code(stock=written) == "wrong_type"


@pytest.mark.parametrize("given", [float("inf"), float("nan"), 10**15, "1000000000000000"])
def test_a_number_without_end_is_refused(given: Any) -> None:
    assert code(stock=given) == "out_of_range"


def test_a_fraction_stays_one() -> None:
    assert read(stock="１２．５") == {"stock": 12.5}
    assert code(people="12.5") == "wrong_type"


@pytest.mark.parametrize("written", ["2020-02-24", "２０２０－０２－２４", " 2020-02-24 ", date(2020, 2, 24)])
def test_a_day_as_the_form_asks_for_it(written: Any) -> None:
    assert read(on=written) == {"on": "2020-02-24"}


@pytest.mark.parametrize(
    "written",
    [
        "2020-W10-1",
        "20200224",
        "2020-2-24",
        "2020-02-30",
        "2020/02/24",
        "2020-02-24T00:00",
        "٢٠٢٠-٠٢-٢٤",
        20200224,
        "1020-02-24",
    ],
)
def test_what_is_no_plain_day_is_refused(written: Any) -> None:
    assert code(on=written) == "no_such_day"
