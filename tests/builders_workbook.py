"""Roster files of every odd kind, as bytes. All people are invented; their numbers have right check digits."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from fugong.core.identifiers import id_check_digit

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 24)
HEADER = ["姓名", "身份证号", "手机号", "车间", "班组", "返焦日期", "健康证明编号"]


def id_number(n: int = 1, *, region: str = "410802", born: date | str = date(1985, 1, 1)) -> str:
    """A valid number; different `n` below 1000 are different people."""
    day = born if isinstance(born, str) else born.strftime("%Y%m%d")
    first = f"{region}{day}{n % 1000:03d}"
    return first + id_check_digit(first)


def person(n: int = 1, **changes: Any) -> list[Any]:
    """One row under HEADER; `changes` by field name."""
    values: dict[str, Any] = {
        "name": "王建国",
        "id_number": id_number(n, born=date(1980, 1, 1) + timedelta(days=n // 1000)),
        "phone": f"138{n:08d}",
        "workshop": "一车间",
        "team": "甲班",
        "return_date": None,
        "certificate": None,
    }
    return list({**values, **changes}.values())


def xlsx(
    rows: Iterable[Sequence[Any]],
    *,
    merge: Sequence[str] = (),
    title: str = "花名册",
    before: dict[str, list[list[Any]]] | None = None,
    after: dict[str, list[list[Any]]] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    """A workbook with one roster sheet and others before and after it."""
    book = Workbook()
    book.remove(book.active)
    for name, content in {**(before or {}), title: list(rows), **(after or {})}.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
        if name == title:
            for cells in merge:
                sheet.merge_cells(cells)
        if name in hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roster_of(*people: Sequence[Any], header: Sequence[str] = HEADER, **kinds: Any) -> bytes:
    """An .xlsx whose header is in row 1, so that the first person is in row 2."""
    return xlsx([header, *people], **kinds)


def csv_file(rows: Iterable[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """CSV as Excel writes it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def ods(rows: Iterable[Sequence[Any]]) -> bytes:
    """The least that is an OpenDocument spreadsheet; texts only."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell or ""}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="花名册">{lines}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/'
        'vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part put in or replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def part_of(workbook: bytes, name: str) -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(name)


def bomb() -> bytes:
    """A small workbook that unpacks to half a gigabyte."""
    return with_part(roster_of(person()), "xl/media/image1.xml", b"0" * (500 * 2**20))


def with_entity(workbook: bytes) -> bytes:
    """The workbook with an external entity in its sheet."""
    name = "xl/worksheets/sheet1.xml"
    sheet = part_of(workbook, name)
    declaration = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return with_part(workbook, name, declaration + sheet[sheet.index(b"<worksheet") :])
