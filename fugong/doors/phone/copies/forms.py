"""The files of a copy: for people, for machines."""

import io
import json
from collections.abc import Callable

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from fugong.core.errors import NotFound
from fugong.doors.phone.copies.told import Tables


def as_json(tables: Tables) -> tuple[str, bytes]:
    """For machines."""
    return "application/json", json.dumps(tables, ensure_ascii=False, indent=2).encode()


def as_workbook(tables: Tables) -> tuple[str, bytes]:
    """For people: a sheet for each table. Everything is written as text, so that nothing is a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        for heading, rows in tables.items():
            sheet = book.add_worksheet(heading[:31])
            columns = list(dict.fromkeys(column for row in rows for column in row)) or [_("没有记录")]
            sheet.set_column(0, len(columns) - 1, 24)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
            for line, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    sheet.write_string(line, place, row.get(column, ""))
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file.getvalue()


FORMS: dict[str, Callable[[Tables], tuple[str, bytes]]] = {"json": as_json, "xlsx": as_workbook}


def check_form(form: str) -> None:
    """Raises NotFound for a form that there is not."""
    if form not in FORMS:
        raise NotFound("no_form", _("没有这种格式。可以下载 xlsx 或 json。"))


def download(tables: Tables, form: str) -> HttpResponse:
    """The file, to be kept."""
    content_type, data = FORMS[form](tables)
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="my-data.{form}"'
    return response
