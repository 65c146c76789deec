"""What is seen, as a workbook to take away. No cell can become a formula in the program that opens it."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from fugong.core import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(RISKY) else text


def workbook(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download `name.xlsx` with one sheet; days and moments as the site says them, everything else as text."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1})
    sheet.write_row(0, 0, [neutral(str(heading)) for heading in headings], bold)
    widths = [len(str(heading)) for heading in headings]
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            text = _cell(value)
            widths[column] = max(widths[column], len(text))
            sheet.write_string(place, column, text)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(40, 4 + 2 * width))
    sheet.freeze_panes(1, 0)
    book.close()
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(clock.SITE_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | int | float):
        return str(value)
    return neutral(str(value))
