"""The sheet handed back with its faulty cells marked."""

import io

import pytest
from openpyxl import load_workbook

from fugong.directory.workbook import marked_copy, marking, read_roster
from tests import builders_workbook as a
from tests.builders_workbook import HEADER, TODAY, id_number, person, roster_of


def read(data, filename="x.xlsx"):
    return read_roster(data, filename, today=TODAY)


def marked(data, filename="x.xlsx", lang="zh"):
    roster = read(data, filename)
    return roster, marked_copy(data, filename, roster, lang)


def colour(cell):
    return cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else None


def test_each_faulty_cell_of_the_sample_is_coloured_and_says_why():
    data = (a.SAMPLES / "roster_a.xlsx").read_bytes()

    roster, copy = marked(data)

    sheet = load_workbook(io.BytesIO(copy))["花名册"]
    coloured = {cell.coordinate for row in sheet.iter_rows() for cell in row if colour(cell) == "FFC7CE"}
    assert coloured == {fault.cell for fault in roster.faults}
    for fault in roster.faults:
        assert fault.text in sheet[fault.cell].comment.text
        assert fault.remedy in sheet[f"P{fault.row}"].value
    assert (
        str(
            sheet.merged_cells.ranges[0]
            if isinstance(sheet.merged_cells.ranges, list)
            else next(iter(sheet.merged_cells.ranges))
        )
        == "A1:O1"
    )


@pytest.mark.article("G4")
def test_the_marked_sheet_is_read_again_with_the_same_result():
    data = (a.SAMPLES / "roster_a.xlsx").read_bytes()
    roster, copy = marked(data)

    again, copy_of_copy = marked(copy)

    assert again.faults == roster.faults
    assert again.rows == roster.rows
    assert len(load_workbook(io.BytesIO(copy_of_copy)).sheetnames) == 3
    assert read(copy_of_copy).faults == roster.faults


def test_a_mended_cell_is_no_longer_explained():
    _roster, copy = marked(roster_of(person(1, phone="1"), person(2, phone="2")))
    book = load_workbook(io.BytesIO(copy))
    book.active["C2"] = "13800000001"

    _again, copy = marked(a.saved(book))

    sheet = load_workbook(io.BytesIO(copy)).active
    assert sheet["H2"].value is None
    assert "手机号" in sheet["H3"].value


def test_a_number_cell_is_formatted_as_text_for_the_next_typing():
    _roster, copy = marked(roster_of(person(id_number=4.108e17)))

    assert load_workbook(io.BytesIO(copy)).active["B2"].number_format == "@"


def test_a_formula_of_the_sheet_stays_as_it_was():
    _roster, copy = marked(roster_of(person(name="=1+1")))

    sheet = load_workbook(io.BytesIO(copy)).active
    assert sheet["A2"].value == "=1+1"
    assert "公式" in sheet["A2"].comment.text


def test_a_fault_inside_a_merged_range_does_not_break_the_copy():
    data = a.xlsx([HEADER, person(1), person(2, name=None)], merge=["A2:A3"])

    _roster, copy = marked(data)

    assert read(copy).faults[0].cell == "A3"


def test_a_missing_column_is_explained_beside_the_row():
    rows = [["姓名", "身份证号"], ["张三", id_number()]]

    _roster, copy = marked(a.xlsx(rows))

    assert "手机号" in load_workbook(io.BytesIO(copy)).active["C2"].value


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        ((a.SAMPLES / "roster_2003.xls").read_bytes(), "roster.xls"),
        (
            a.csv_file([HEADER, person(1, phone="1"), person(2, name="=1+1"), person(3)], "gb18030"),
            "花名册.csv",
        ),
        (a.ods([HEADER, person(1, phone="1"), person(2)]), "x.ods"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_other_kinds_come_back_as_a_workbook_with_the_same_faults(data, filename, lang):
    roster, copy = marked(data, filename, lang)

    book = load_workbook(io.BytesIO(copy))
    sheet = book.worksheets[0]
    assert roster.faults
    for fault in roster.faults:
        assert colour(sheet[fault.cell]) == "FFC7CE"
        assert fault.in_words(lang)[0] in sheet[fault.cell].comment.text
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert book.sheetnames[1] == marking.EXPLANATIONS[lang]
    assert book.worksheets[1].max_row == len(roster.faults) + 1
    assert [row.id_number for row in read(copy).rows] == [row.id_number for row in roster.rows]


def test_a_very_long_sheet_is_written_as_a_stream(monkeypatch):
    monkeypatch.setattr(marking, "_IN_PLACE_ROWS", 10)
    data = roster_of(*[person(n, phone="1" if n % 7 == 0 else f"138{n:08d}") for n in range(100)])

    roster, copy = marked(data)

    assert [fault.cell for fault in read(copy).faults] == [fault.cell for fault in roster.faults]
