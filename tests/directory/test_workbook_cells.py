"""What is mended silently in one cell, and what is not."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.core.identifiers import check_id_number, check_mobile
from fugong.directory.workbook import cells
from fugong.directory.workbook.cells import BadCell, CellError, Formula, PartialDay
from tests.builders_workbook import id_number

DAYS = st.dates(date(1955, 1, 1), date(2099, 12, 31))
SPACES = st.sampled_from(["", " ", "\u3000", "\u00a0", "\t", "\u200b", "\ufeff"])


def wide(text):
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def code_of(read, cell):
    with pytest.raises(BadCell) as caught:
        read(cell)
    return caught.value.code


def outcome(read, cell):
    try:
        read(cell)
    except BadCell as bad:
        return bad.code
    return "taken"


@settings(deadline=None)
@given(DAYS, st.integers(0, 999), st.booleans(), st.booleans(), st.lists(SPACES, min_size=19, max_size=19))
def test_an_id_number_survives_any_typing(born, n, full_width, lower, gaps):
    number = id_number(n, born=born)
    typed = number.lower() if lower else number
    typed = wide(typed) if full_width else typed
    typed = "".join(gap + sign for gap, sign in zip(gaps, typed, strict=False)) + gaps[18]

    read = cells.read_id_number(typed)

    assert read == number
    check_id_number(read)


@settings(deadline=None)
@given(st.integers(13_000_000_000, 19_999_999_999), SPACES)
def test_a_phone_survives_any_typing(number, space):
    forms = [
        number,
        float(number),
        f"{number}",
        f"{number}.0",
        f"+86 {number}",
        f"0086{number}",
        f"86-{number}",
    ]
    forms += [
        wide(str(number)),
        f"{str(number)[:3]}{space}{str(number)[3:7]}-{str(number)[7:]}",
        f"'{number}",
    ]

    for form in forms:
        read = cells.read_mobile(form)
        assert read == str(number)
        check_mobile(read)


@settings(deadline=None)
@given(DAYS)
def test_a_date_is_the_same_in_every_form(day):
    y, m, d = day.year, day.month, day.day
    forms = [
        day,
        datetime(y, m, d, 8, 30),
        (day - date(1899, 12, 30)).days,
        float((day - date(1899, 12, 30)).days),
    ]
    forms += [
        f"{y}-{m:02d}-{d:02d}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y}{m:02d}{d:02d}",
    ]
    forms += [
        int(f"{y}{m:02d}{d:02d}"),
        wide(f"{y}/{m}/{d}"),
        f" {y} 年 {m} 月 {d} 日 ",
        f"{y}-{m:02d}-{d:02d} 08:30:00",
    ]
    forms += [
        f"{y}-{m:02d}-{d:02d}T08:30",
        f"{y}年{m}月{d}日8时30分",
        f"{y}年{m}月{d}日晚",
        f"{y}年{m}月{d}日（已隔离）",
    ]

    assert {cells.read_day(form) for form in forms} == {day}


@settings(deadline=None)
@given(DAYS)
def test_a_date_without_a_year_is_the_latest_not_after_the_reference(day):
    for form in (
        f"{day.month}月{day.day}日",
        f"{day.month}.{day.day}",
        f"{day.month}/{day.day}",
        f"{day.month}-{day.day}",
    ):
        partial = cells.read_day(form)
        assert partial == PartialDay(day.month, day.day)
        assert cells.latest_on_or_before(partial, day) == day
        if (day.month, day.day) != (2, 29):
            assert day - cells.latest_on_or_before(partial, day - timedelta(days=1)) >= timedelta(days=365)


def test_a_plan_without_a_year_is_the_nearest_day():
    assert cells.nearest_to(PartialDay(1, 5), date(2020, 12, 20)) == date(2021, 1, 5)
    assert cells.nearest_to(PartialDay(12, 5), date(2020, 12, 20)) == date(2020, 12, 5)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("二〇二〇年二月三日", date(2020, 2, 3)),
        ("二月十三日", PartialDay(2, 13)),
        ("十二月三十一日", PartialDay(12, 31)),
        ("20.2.3", date(2020, 2, 3)),
        ("2/13/2020", date(2020, 2, 13)),
        ("2月3号", PartialDay(2, 3)),
        ("2月3日返焦", PartialDay(2, 3)),
        ("43864", date(2020, 2, 3)),
        ("无", None),
        ("/", None),
        ("未返焦", None),
        ("　", None),
    ],
)
def test_other_ways_of_writing_a_day(typed, day):
    assert cells.read_day(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "2020.2.31", "2020-13-01", "20200230", 20200230, "2月30日", "2020年2月30日", "年前", "2月", "2020年",
        "2月3日-2月5日", "2月3日、2月5日", 2.3, "02-03-20", "2/3/2020", "0月0日", "2020/2/3/4", True,
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_refused_not_guessed(typed):
    assert code_of(cells.read_day, typed) == "no_such_day"


@pytest.mark.parametrize(
    "cell",
    [
        4.10802198501010012e17,
        410802198501010012,
        "4.10802E+17",
        "4.108E+17",
        "4.10802e17",
        "４.10802E+17",
        1e15,
    ],
)
def test_digits_that_excel_dropped_are_not_invented(cell):
    assert code_of(cells.read_id_number, cell) == "precision_lost"


def test_an_old_number_of_fifteen_digits_has_lost_nothing():
    assert cells.read_id_number(410802850101001.0) == "410802850101001"


@pytest.mark.parametrize(
    "cell",
    [Formula('=CONCAT("a","b")'), "=1+1", "=HYPERLINK(A1)", "@SUM(A1)", "+SUM(A1)", "-cmd(1)", "＝1+1"],
)
def test_a_formula_is_refused_in_every_kind_of_cell(cell):
    for read in (cells.read_name, cells.read_id_number, cells.read_mobile, cells.read_day, cells.read_label):
        assert code_of(read, cell) == "formula"


@pytest.mark.parametrize("cell", [CellError("#N/A"), "#REF!", "#VALUE!"])
def test_an_excel_error_is_no_value(cell):
    assert code_of(cells.read_name, cell) == "formula"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张　三", "张三"),
        (" 李 四 光 ", "李四光"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("John  Smith", "John Smith"),
        ("王\n五", "王五"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names_are_mended(typed, name):
    assert cells.read_name(typed) == name


@pytest.mark.parametrize("blank", [None, "", "  ", "/", "—", "无", "\u3000"])
def test_blank_in_every_way_is_missing(blank):
    for read in (cells.read_name, cells.read_id_number, cells.read_mobile):
        assert code_of(read, blank) == "missing"
    assert cells.read_label(blank) is None


@pytest.mark.parametrize(
    ("typed", "answer"), [("是", True), ("√", True), ("Y", True), ("已离焦", True), (True, True)]
)
def test_yes(typed, answer):
    assert cells.read_choice(typed) is answer


@pytest.mark.parametrize("typed", ["否", "无", "未离焦", "N", "×", "no", False])
def test_no(typed):
    assert cells.read_choice(typed) is False


def test_neither_yes_nor_no():
    assert cells.read_choice(None) is None
    assert code_of(cells.read_choice, "春节后") == "unclear"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for read in (
        cells.read_name, cells.read_id_number, cells.read_mobile, cells.read_day, cells.read_label, cells.read_choice,
    ):  # fmt: skip
        assert outcome(read, text) in {
            "taken",
            "missing",
            "formula",
            "precision_lost",
            "no_such_day",
            "unclear",
        }


@settings(deadline=None)
@given(st.floats() | st.integers() | st.booleans() | st.datetimes() | st.times())
def test_no_value_breaks_a_reader(value):
    for read in (cells.read_name, cells.read_id_number, cells.read_mobile, cells.read_day, cells.read_label):
        assert outcome(read, value) in {"taken", "missing", "formula", "precision_lost", "no_such_day"}
