"""Word and Excel files of before 2007: the directory of a compound file ([MS-CFB]), no more."""

import struct

from django.utils.translation import gettext as _

from fugong.core.errors import Invalid

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # larger sector numbers are marks, not sectors
_NONE = 0xFFFFFFFF
_LARGEST_DIRECTORY = 2**20
_MACROS = frozenset({"VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "MACROS"})
_MAIN = {
    "WORDDOCUMENT": "doc",
    "WORKBOOK": "xls",
    "BOOK": "xls",
    "POWERPOINT DOCUMENT": "slides",
}


def kind_of(data: bytes) -> str:
    """ "doc", "xls", "slides" or "other_office"; raises Invalid for macros, a password or damage."""
    try:
        every, top = _names(data)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        raise Invalid(
            "file_damaged", _("这个文件已损坏，打不开。请在电脑上打开原件，另存一份再上传。"), field="file"
        ) from None
    if every & _MACROS:
        raise Invalid(
            "file_macros",
            _("文件里有宏，宏可能带病毒，不能上传。请另存为不含宏的文件，或者导出为 PDF。"),
            field="file",
        )
    if "ENCRYPTEDPACKAGE" in top:
        raise Invalid(
            "file_protected", _("文件设了打开密码，审核的人看不到。请去掉密码再上传。"), field="file"
        )
    return next((code for name, code in _MAIN.items() if name in top), "other_office")


def _names(data: bytes) -> tuple[set[str], set[str]]:
    """The names of all streams and storages in capitals, and of those at the top."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise ValueError("no sector size")
    directory = _chain(data, _fat(data, 1 << shift), struct.unpack_from("<I", data, 48)[0], 1 << shift)
    names: list[str] = []
    links: list[tuple[int, int, int]] = []
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        names.append(directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le").upper())
        links.append(struct.unpack_from("<III", directory, at + 68))
    top: set[str] = set()
    waiting, seen = [links[0][2]], set[int]()
    while waiting:
        entry = waiting.pop()
        if entry == _NONE or entry in seen:
            continue
        seen.add(entry)
        top.add(names[entry])
        waiting += links[entry][:2]
    return set(names), top


def _fat(data: bytes, size: int) -> list[int]:
    count = struct.unpack_from("<I", data, 44)[0]
    more = struct.unpack_from("<I", data, 68)[0]
    sectors = [sector for sector in struct.unpack_from("<109I", data, 76) if sector < _END]
    if count > len(data) // size:
        raise ValueError("more tables than sectors")
    while more < _END and len(sectors) < count:
        entries = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        sectors += [sector for sector in entries[:-1] if sector < _END] or [_END]
        more = entries[-1]
    fat: list[int] = []
    for sector in sectors[:count]:
        fat += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return fat


def _chain(data: bytes, fat: list[int], sector: int, size: int) -> bytes:
    made = bytearray()
    while sector < _END:
        made += data[(sector + 1) * size : (sector + 2) * size]
        if len(made) > _LARGEST_DIRECTORY:
            raise ValueError("the directory does not end")
        sector = fat[sector]
    return bytes(made)
