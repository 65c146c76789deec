"""Opens what people upload: .xlsx, .xls of 2003, .ods, CSV in UTF-8 or GB18030; refuses the rest with a reason.

Nothing is trusted: sizes are looked at before anything is unpacked, document type declarations (the door of
external entities) are refused, formulas are kept as formulas, and an .xlsx is read as a stream.
"""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from os import PathLike
from pathlib import PurePath
from typing import IO, Any, cast
from xml.parsers import expat

from fugong.directory.workbook.biff import formula_cells
from fugong.directory.workbook.cells import Cell, Formula
from fugong.directory.workbook.faults import UnreadableWorkbook

__all__ = ["Book", "Merges", "Sheet", "open_book", "read_bytes"]

MAX_FILE = 64 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_PARTS = 5_000
MAX_RATIO = 200  # a part of over 16 MB packed tighter than this is no roster
MAX_CELLS = 10_000_000
MAX_CELLS_AT_ONCE = 4_000_000  # of the kinds that are not read as a stream
MAX_ROWS = 2**20  # no sheet has more; a part that says so would keep a reader counting for ever

Merges = dict[
    int, list[tuple[int, int]]
]  # column from 0 → (first, last row from 1) of ranges over several rows
Source = str | PathLike[str] | bytes | IO[bytes]

_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError, OverflowError, OSError,
    RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, expat.ExpatError,
)  # fmt: skip  # whatever a reader may stumble over in a damaged file; said as `damaged`, never hidden
_PLAIN_TYPES = frozenset({str, int, float, bool, date, datetime, time, timedelta, type(None)})
_OTHER_KINDS = {
    b"%PDF": ("，是 PDF 文件", ": it is a PDF"),
    b"\x89PNG": ("，是图片", ": it is a picture"),
    b"\xff\xd8\xff": ("，是图片", ": it is a picture"),
    b"GIF8": ("，是图片", ": it is a picture"),
    b"Rar!": ("，是压缩包", ": it is an archive"),
    b"7z\xbc\xaf": ("，是压缩包", ": it is an archive"),
    b"\x1f\x8b": ("，是压缩包", ": it is an archive"),
    b"SQLite": ("，是数据库文件", ": it is a database"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

warnings.filterwarnings(
    "ignore", module="openpyxl"
)  # remarks on styles, which would spoil the one line on stderr


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows()` starts anew each time and yields every row from the first, blank ones too."""

    title: str
    hidden: bool
    rows: Callable[[], Iterator[Sequence[Cell]]]
    merges: Callable[[], Merges]


@dataclass(frozen=True, slots=True)
class Book:
    """An opened file; `kind` is `xlsx`, `xls`, `ods` or `csv`."""

    kind: str
    sheets: list[Sheet]


def read_bytes(source: Source) -> bytes:
    """The whole file; raises UnreadableWorkbook `not_found`, `too_large` or `empty_file`."""
    try:
        if isinstance(source, bytes):
            data = source
        elif isinstance(source, str | PathLike):
            with open(source, "rb") as file:
                data = file.read(MAX_FILE + 1)
        else:
            source.seek(0)
            data = source.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableWorkbook("not_found", given=error.strerror or type(error).__name__) from error
    if len(data) > MAX_FILE:
        raise UnreadableWorkbook("too_large", given=f"> {MAX_FILE >> 20} MB")
    if not data:
        raise UnreadableWorkbook("empty_file")
    return data


def open_book(data: bytes, filename: str) -> Book:
    """Opens a file by what it is, whatever it is called. Raises UnreadableWorkbook."""
    for start, (zh, en) in _OTHER_KINDS.items():
        if data.startswith(start):
            raise UnreadableWorkbook("not_a_workbook", given={"zh": zh, "en": en})
    if data.startswith(b"PK"):
        return _open_zip(data)
    if data.startswith(_OLE):
        return _open_ole(data)
    return _open_text(data, filename)


def _open_zip(data: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_dangerous(archive)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or any(name.lower().endswith("xl/workbook.xml") for name in names):
                return _open_xlsx(data)
            kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
            if b"opendocument.spreadsheet" in kind:
                if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise UnreadableWorkbook("password")
                archive.testzip()  # what calamine unpacks is no larger than what was looked at
                _refuse_repetitions(archive)
                return _open_calamine(data, "ods")
            if "xl/workbook.bin" in names:
                archive.testzip()
                return _open_calamine(data, "xlsb")
            if any(name.startswith("word/") for name in names):
                raise UnreadableWorkbook(
                    "not_a_workbook", given={"zh": "，是 Word 文档", "en": ": it is a Word document"}
                )
    except _BROKEN as error:
        raise UnreadableWorkbook("damaged") from error
    raise UnreadableWorkbook("not_a_workbook", given={"zh": "，是压缩包", "en": ": it is an archive"})


def _refuse_dangerous(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise UnreadableWorkbook("unsafe", given={"zh": f"{len(parts)} 个部件", "en": f"{len(parts)} parts"})
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableWorkbook("password")
    unpacked = sum(part.file_size for part in parts)
    tight = any(
        part.file_size > 16 * 2**20 and part.file_size > MAX_RATIO * part.compress_size for part in parts
    )
    if unpacked > MAX_UNPACKED or tight:
        size = f"{unpacked >> 20} MB"
        raise UnreadableWorkbook("unsafe", given={"zh": f"解压后达 {size}", "en": f"{size} when unpacked"})
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(part) as file:
            start = file.read(65_536).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise UnreadableWorkbook(
                "unsafe", given={"zh": "外部实体声明", "en": "a declaration of entities"}
            )


def _refuse_repetitions(archive: zipfile.ZipFile) -> None:
    """An .ods may say one cell a million times over; its reader would write them all out."""
    cells = row_times = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cells, row_times
        kind = tag.rpartition(":")[2]
        if kind == "table-row":
            row_times = int(attributes.get("table:number-rows-repeated", 1))
        elif kind == "table-cell" and "office:value-type" in attributes:
            cells += row_times * int(attributes.get("table:number-columns-repeated", 1))
            if cells > MAX_CELLS_AT_ONCE:
                raise UnreadableWorkbook("too_large", given=f"> {MAX_CELLS_AT_ONCE}")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open("content.xml") as file:
        parser.ParseFile(file)


def _open_xlsx(data: bytes) -> Book:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    sheets = []
    for sheet in book.worksheets:
        path = cast(str, cast(Any, sheet)._worksheet_path)

        def rows(sheet: Any = sheet) -> Iterator[Sequence[Cell]]:
            sheet.reset_dimensions()  # the size a file states is often wrong
            return _guarded(_without_formula_values(sheet.iter_rows(values_only=True)))

        def merges(path: str = path) -> Merges:
            return _xlsx_merges(data, path)

        sheets.append(Sheet(sheet.title, sheet.sheet_state != "visible", rows, merges))
    return Book("xlsx", sheets)


def _without_formula_values(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        if _PLAIN_TYPES.issuperset(map(type, row)):
            yield row
        else:  # array formulas and data tables come as objects
            yield [
                cell
                if type(cell) in _PLAIN_TYPES
                else Formula(f"={getattr(cell, 'text', '') or ''}".replace("==", "="))
                for cell in row
            ]


def _guarded(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The rows; a file that breaks off in the middle is told as damaged, one without end as too large."""
    cells = 0
    try:
        for number, row in enumerate(rows, 1):
            cells += len(row)
            if cells > MAX_CELLS or number > MAX_ROWS:
                raise UnreadableWorkbook("too_large", given=f"{number} × {len(row)}")
            yield row
    except _BROKEN as error:
        raise UnreadableWorkbook("damaged") from error


_MERGE = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']"""
)


def _xlsx_merges(data: bytes, path: str) -> Merges:
    """Merged ranges; the streaming reader does not tell them, so the part is looked through as text."""
    merges: Merges = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path.lstrip("/")) as file:
        rest = b""
        while block := file.read(1 << 20):
            text = rest + block
            end = 0
            for found in _MERGE.finditer(text):
                end = found.end()
                _add_merge(merges, _number(found[1]), int(found[2]), _number(found[3]), int(found[4]))
            rest = text[max(end, len(text) - 200) :]
    return {column: sorted(ranges) for column, ranges in merges.items()}


def _add_merge(merges: Merges, first_column: int, top: int, last_column: int, bottom: int) -> None:
    if bottom > top and last_column - first_column < 100:
        merges.setdefault(first_column, []).append(
            (top, bottom)
        )  # only the first column of a range holds its value


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _open_ole(data: bytes) -> Book:
    directory = data.replace(b"\0", b"")
    if b"EncryptedPackage" in directory or b"EncryptionInfo" in directory:
        raise UnreadableWorkbook("password")
    if b"Workbook" not in directory and b"Book" not in directory:
        raise UnreadableWorkbook("not_a_workbook")
    return _open_calamine(data, "xls")


def _open_calamine(data: bytes, kind: str) -> Book:
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
    except PasswordError as error:
        raise UnreadableWorkbook("password") from error
    except (CalamineError, *_BROKEN) as error:
        raise UnreadableWorkbook("password" if "password" in str(error).lower() else "damaged") from error
    formulas = formula_cells(data) if kind == "xls" else {}
    sheets = []
    for meta in book.sheets_metadata:

        def rows(title: str = meta.name) -> Iterator[Sequence[Cell]]:
            try:
                sheet = book.get_sheet_by_name(title)
                if sheet.total_height * sheet.total_width > MAX_CELLS_AT_ONCE:
                    raise UnreadableWorkbook("too_large", given=f"{sheet.total_height} × {sheet.total_width}")
                values = sheet.to_python(skip_empty_area=False)
            except (CalamineError, *_BROKEN) as error:
                raise UnreadableWorkbook("damaged") from error
            return _guarded(_with_formulas(values, formulas.get(title, frozenset())))

        def merges(title: str = meta.name) -> Merges:
            found: Merges = {}
            for (top, left), (bottom, right) in book.get_sheet_by_name(title).merged_cell_ranges or []:
                _add_merge(found, left, top + 1, right, bottom + 1)
            return {column: sorted(ranges) for column, ranges in found.items()}

        sheets.append(Sheet(meta.name, "Visible" not in str(meta.visible), rows, merges))
    return Book(kind, sheets)


def _with_formulas(
    rows: Iterable[Sequence[Cell]], formulas: frozenset[tuple[int, int]]
) -> Iterator[Sequence[Cell]]:
    at_rows = {row for row, _column in formulas}
    for number, row in enumerate(rows):
        if number in at_rows:
            row = [Formula("=") if (number, column) in formulas else cell for column, cell in enumerate(row)]
        yield row


_QUOTED_NUMBER = re.compile(
    r'="([0-9A-Za-z]*)"'
)  # how some programs keep Excel from mangling a number in CSV


def _open_text(data: bytes, filename: str) -> Book:
    text = _decoded(data)
    start = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<html", "<!doctype html", "<table", "<meta", "<head", "<?xml", "<body", "<style")):
        raise UnreadableWorkbook("web_page")

    delimiter = max(
        ",\t;", key=lambda sign: max(line.count(sign) for line in text[:20_000].splitlines()[:60] or [""])
    )

    def rows() -> Iterator[Sequence[Cell]]:
        def parsed() -> Iterator[Sequence[Cell]]:
            try:
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                    yield [
                        found[1] if cell[:2] == '="' and (found := _QUOTED_NUMBER.fullmatch(cell)) else cell
                        for cell in row
                    ]
            except csv.Error as error:
                raise UnreadableWorkbook("damaged") from error

        return _guarded(parsed())

    return Book("csv", [Sheet(PurePath(filename).stem or "CSV", False, rows, dict)])


def _decoded(data: bytes) -> str:
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f]", text) or not re.search(r"[\w]", text):
            break
        return text
    raise UnreadableWorkbook("not_a_workbook")
