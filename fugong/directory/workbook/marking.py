"""The same sheet handed back: cells that cannot be taken are coloured and say why, to be mended in place."""

import io
from collections import defaultdict
from typing import Any

from fugong.directory.workbook.cells import Cell, as_text
from fugong.directory.workbook.layout import column_letter
from fugong.directory.workbook.reading import open_book
from fugong.directory.workbook.roster import Roster

__all__ = ["EXPLANATIONS", "marked_copy"]

EXPLANATIONS = {"zh": "核对说明", "en": "What to mend"}
_HEADINGS = {
    "zh": ("行", "单元格", "问题", "怎样改"),
    "en": ("Row", "Cell", "What is wrong", "What to do"),
}
_COLOUR = "FFC7CE"
_INK = "9C0006"
_IN_PLACE_ROWS = 20_000  # beyond that the sheet is written anew as a stream, without its styles
_LISTED = 50_000
_COMMENTED = 5_000  # more comments make Excel itself slow; the colour and the column beside stay


def marked_copy(original: bytes, filename: str, roster: Roster, lang: str = "zh") -> bytes:
    """An .xlsx with the faulty cells of `roster` (read from the same file) coloured and commented.

    A column beside the data and a sheet of their own list the explanations; both are ignored when the
    mended file is read again. Anything but a moderately sized .xlsx is written anew with values only.
    """
    lang = "en" if lang.startswith("en") else "zh"
    book = open_book(original, filename)
    if book.kind == "xlsx" and roster.total <= _IN_PLACE_ROWS:
        return _in_place(original, roster, lang)
    rows = next(sheet for sheet in book.sheets if sheet.title == roster.sheet).rows()
    return _anew(list(rows) if roster.total <= _IN_PLACE_ROWS else rows, roster, lang)


def _by_cell(roster: Roster, lang: str) -> dict[str, list[str]]:
    words: dict[str, list[str]] = defaultdict(list)
    for fault in roster.faults:
        if fault.cell:
            words[fault.cell].append("".join(fault.in_words(lang)))
    return words


def _by_row(roster: Roster, lang: str) -> dict[int, str]:
    words: dict[int, list[str]] = defaultdict(list)
    for fault in roster.faults:
        words[fault.row].append("".join(fault.in_words(lang)))
    return {row: "\n".join(texts) for row, texts in words.items()}


def _listed(roster: Roster, lang: str) -> list[tuple[int, str, str, str]]:
    return [(fault.row, fault.cell, *fault.in_words(lang)) for fault in roster.faults[:_LISTED]]


def _beside(roster: Roster) -> int:
    """The column (from 0) of explanations: that of an earlier marked copy, else the first free one."""
    for guess in roster.columns:
        if guess.heading in EXPLANATIONS.values():
            return guess.index
    return max(guess.index for guess in roster.columns) + 1


def _in_place(original: bytes, roster: Roster, lang: str) -> bytes:
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    book = load_workbook(io.BytesIO(original), keep_links=False)
    sheet = book[roster.sheet]
    fill = PatternFill("solid", fgColor=_COLOUR)
    for place, texts in _by_cell(roster, lang).items():
        cell: Any = sheet[place]
        cell.fill = fill
        if hasattr(cell, "comment") and type(cell).__name__ != "MergedCell":
            cell.comment = Comment("\n".join(texts), "Fugong", height=90, width=320)
    for fault in roster.faults:
        if fault.code == "precision_lost" and fault.cell:
            sheet[fault.cell].number_format = "@"
    column = _beside(roster) + 1
    while any(
        roster.header_row in range(m.min_row, m.max_row + 1) and m.min_col <= column <= m.max_col
        for m in sheet.merged_cells.ranges
    ):
        column += 1
    letter = column_letter(column - 1)
    if sheet.cell(roster.header_row, column).value in EXPLANATIONS.values():
        for row in range(roster.header_row + 1, sheet.max_row + 1):
            old: Any = sheet.cell(row, column)  # what an earlier check said is no longer true
            if old.value is not None and type(old).__name__ != "MergedCell":
                old.value = None
    head: Any = sheet.cell(roster.header_row, column)
    head.value, head.font = EXPLANATIONS[lang], Font(bold=True, color=_INK)
    sheet.column_dimensions[letter].width = 60
    for row, text in _by_row(roster, lang).items():
        beside: Any = sheet.cell(row, column)
        if type(beside).__name__ != "MergedCell":
            beside.value, beside.font, beside.alignment = (
                text,
                Font(color=_INK),
                Alignment(wrap_text=True, vertical="top"),
            )
    for title in EXPLANATIONS.values():
        if title in book.sheetnames and title != roster.sheet:
            del book[title]
    listing = book.create_sheet(EXPLANATIONS[lang])
    listing.append(list(_HEADINGS[lang]))
    for line in _listed(roster, lang):
        listing.append(list(line))
    for place, width in zip("ABCD", (8, 10, 60, 60), strict=True):
        listing.column_dimensions[place].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _anew(rows: Any, roster: Roster, lang: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": not isinstance(rows, list),
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    faulty = book.add_format({"bg_color": f"#{_COLOUR}", "font_color": f"#{_INK}", "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    ink = book.add_format({"font_color": f"#{_INK}", "text_wrap": True})
    sheet = book.add_worksheet(_title(roster.sheet))
    by_cell, by_row, column = _by_cell(roster, lang), _by_row(roster, lang), _beside(roster)
    beyond: dict[int, set[str]] = defaultdict(
        set
    )  # faulty cells by row: blank ones may lie past the row's end
    for fault in roster.faults:
        if fault.cell:
            beyond[fault.row].add(fault.cell)
    commented = 0
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            texts = by_cell.get(f"{column_letter(index)}{number}") if number in by_row else None
            if index != column:
                _write(sheet, number - 1, index, cell, faulty if texts else None, plain, day)
            if texts and commented < _COMMENTED:
                commented += 1
                sheet.write_comment(
                    number - 1, index, "\n".join(texts), {"author": "Fugong", "x_scale": 2.5, "y_scale": 1.2}
                )
        if number in by_row:
            for place in beyond.get(number, ()):
                if _index(place) >= len(row):
                    sheet.write_comment(place, "\n".join(by_cell[place]), {"author": "Fugong"})
            sheet.write_string(number - 1, column, by_row[number], ink)
        elif number == roster.header_row:
            sheet.write_string(number - 1, column, EXPLANATIONS[lang], ink)
    sheet.set_column(column, column, 60)
    listing = book.add_worksheet(
        EXPLANATIONS[lang] if _title(roster.sheet) not in EXPLANATIONS.values() else f"{EXPLANATIONS[lang]} 2"
    )
    listing.write_row(0, 0, _HEADINGS[lang])
    for number, line in enumerate(_listed(roster, lang), 1):
        listing.write_row(number, 0, line)
    listing.set_column(2, 3, 60)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, form: Any, plain: Any, day: Any) -> None:
    from datetime import date

    if isinstance(cell, str) and cell:
        sheet.write_string(row, column, cell, form or plain)  # text stays text: long numbers and “=” included
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, form or day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, form)
    elif cell is not None and cell != "":
        sheet.write_string(row, column, as_text(cell), form or plain)
    elif form:
        sheet.write_blank(row, column, None, form)


def _index(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _title(title: str) -> str:
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip("' ")[:31] or "Sheet1"
