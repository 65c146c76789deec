"""What is seen, as a workbook to take away. No cell can become a formula in the program that opens it."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from fugong.core import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
FIRST_YEAR = 1900
"""A spreadsheet knows no earlier day."""

EXACT = 10**15
"""Up to here a spreadsheet keeps every digit of a number."""

RISKY = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(RISKY) else text


def last_moment(due: datetime | None) -> datetime | None:
    """A limit as a cell says it: one at midnight belongs to the day that ends with it."""
    midnight = due is not None and due == clock.day_start(clock.day_of(due))
    return due - timedelta(seconds=1) if due is not None and midnight else due


def workbook(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], *, note: str = ""
) -> HttpResponse:
    """A download `name.xlsx` with one sheet. Numbers, days and moments (in the site's time) are such to the program
    that opens it, so that they sort and add up; everything else is text, numbers written as text too. A `note` stands
    above the headings."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1})
    day = book.add_format({"num_format": DAY, "align": "left"})
    moment = book.add_format({"num_format": MOMENT, "align": "left"})
    top = 1 if note else 0
    if note:
        sheet.write_string(0, 0, neutral(note))
    sheet.write_row(top, 0, [neutral(str(heading)) for heading in headings], bold)
    widths = [len(str(heading)) for heading in headings]
    for place, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            cell = _cell(value)
            widths[column] = max(widths[column], len(str(cell)))
            if isinstance(cell, datetime):
                sheet.write_datetime(place, column, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(place, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(place, column, cell)
            else:
                sheet.write_number(place, column, cell)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(40, 4 + 2 * width))
    sheet.freeze_panes(top + 1, 0)
    book.close()
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _cell(value: Any) -> str | float | date:
    """What a cell holds: a moment without its zone, a day, a number, or text that is no formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.SITE_ZONE).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value if value.year >= FIRST_YEAR else value.isoformat()
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return float(value) if abs(float(value)) <= EXACT else str(value)
    return neutral(str(value))
