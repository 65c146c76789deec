"""Where an .xls of 2003 holds formulas: its reader gives values only, and a formula is no value.

Just enough of the compound file ([MS-CFB]) and of BIFF8 ([MS-XLS]) to walk the workbook stream.
"""

import struct
from collections.abc import Iterator

__all__ = ["formula_cells"]

_END = 0xFFFFFFFA  # larger sector numbers are marks, not sectors
_BOF, _EOF, _BOUNDSHEET, _FORMULA, _ARRAY, _BIFF8 = 0x0809, 0x000A, 0x0085, 0x0006, 0x0221, 0x0600


def formula_cells(data: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """Sheet title → (row, column) from 0 of its formula cells. A file whose structure is odd gives none."""
    try:
        stream = _workbook_stream(data)
        return {title: frozenset(_formulas_from(stream, start)) for title, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _workbook_stream(data: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    fat_count, directory = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
    more, _more_count = struct.unpack_from("<II", data, 68)
    fat_sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _END]
    while more < _END and len(fat_sectors) < fat_count:
        entries = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        fat_sectors += [sector for sector in entries[:-1] if sector < _END]
        more = entries[-1]
    fat: list[int] = []
    for sector in fat_sectors[:fat_count]:
        fat += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    entries_data = _chain(data, fat, directory, size)
    for at in range(0, len(entries_data) - 127, 128):
        length = struct.unpack_from("<H", entries_data, at + 64)[0]
        name = entries_data[at : at + max(length - 2, 0)].decode("utf-16-le")
        if name in ("Workbook", "Book"):
            start, total = struct.unpack_from("<II", entries_data, at + 116)
            if total < 4096:
                return b""  # in the mini stream: too small to hold a roster
            return _chain(data, fat, start, size)[:total]
    return b""


def _chain(data: bytes, fat: list[int], sector: int, size: int) -> bytes:
    parts: list[bytes] = []
    while sector < _END and len(parts) <= len(fat):
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = fat[sector]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    wide = False
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            wide = struct.unpack_from("<H", body, 0)[0] == _BIFF8
        elif kind == _BOUNDSHEET and wide:
            start, count, flags = struct.unpack_from("<I", body, 0)[0], body[6], body[7]
            title = (
                body[8 : 8 + 2 * count].decode("utf-16-le")
                if flags & 1
                else body[8 : 8 + count].decode("latin-1")
            )
            yield title, start
        elif kind == _EOF:
            return


def _formulas_from(stream: bytes, start: int) -> Iterator[tuple[int, int]]:
    depth = 0
    for kind, body in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif kind == _FORMULA and depth == 1:
            yield struct.unpack_from("<HH", body, 0)
