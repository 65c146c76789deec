"""Word and Excel files since 2007: a zip archive whose parts say what they are (ECMA-376, part 2).

Nothing the headers say is believed: every part is unpacked, under a ceiling, and thrown away.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from django.utils.translation import gettext as _

from fugong.cases.intake import compound
from fugong.core.errors import Invalid

MOST_UNPACKED = 150 * 2**20
MOST_PARTS = 3_000
MOST_RATIO = 200  # of a part above _SMALL; deflate cannot do more than about 1000
MOST_DEPTH = 2  # a chart in a document brings its table as a file of its own
_SMALL = 8 * 2**20
_LARGEST_DIRECTORY = MOST_PARTS * 400
_LARGEST_MANIFEST = 2**20
_LARGEST_INSIDE = 20 * 2**20
_CHUNK = 64 * 1024
_TYPES, _RELATIONS = "[content_types].xml", "_rels/.rels"
_WORD, _SHEET, _SLIDES = (
    f"application/vnd.openxmlformats-officedocument.{one}.main+xml"
    for one in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
_MAIN = {_WORD: "docx", _SHEET: "xlsx", _SLIDES: "slides"}
_MACRO_PART = re.compile(r"vbaproject|(^|/)macrosheets/")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, ValueError, KeyError, IndexError,
    NotImplementedError, OverflowError,
)  # fmt: skip


@dataclass(slots=True)
class _Budget:
    """How much may still be unpacked of one upload, with everything in it."""

    unpacked: int = MOST_UNPACKED
    parts: int = MOST_PARTS


def kind_of(data: bytes) -> str:
    """ "docx", "xlsx", "slides", "opendocument", "other_office" or "archive" (not looked into).

    Raises Invalid for macros, programs inside, a bomb, a password or damage.
    """
    return _kind_of(data, _Budget(), 1)


def _kind_of(data: bytes, budget: _Budget, depth: int) -> str:
    try:
        _check_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = {one.filename.lower(): one for one in archive.infolist()}
            if len(infos) != len(archive.infolist()):
                raise ValueError("two parts of one name")
        if _TYPES not in infos:
            return "opendocument" if "meta-inf/manifest.xml" in infos and "mimetype" in infos else "archive"
        budget.parts -= len(infos)
        if budget.parts < 0:
            _bomb()
        _check_spans(data, list(infos.values()))
        kind = _main_kind(data, infos, budget)
        for name, info in infos.items():
            _look_into(name, data, info, budget, depth)
    except _BROKEN:
        raise Invalid(
            "file_damaged", _("这个文件已损坏，打不开。请在电脑上打开原件，另存一份再上传。"), field="file"
        ) from None
    return kind


def _check_directory(data: bytes) -> None:
    """Looks at the size of the directory before zipfile makes an object of each of its lines."""
    end = len(data) - 22
    if data[end : end + 4] != b"PK\x05\x06" or data[-2:] != b"\0\0":
        end = data.rfind(b"PK\x05\x06", max(len(data) - 65557, 0))
    if end < 0:
        raise ValueError("no directory")
    sizes = [struct.unpack_from("<I", data, end + 12)[0]]
    if end >= 76 and data[end - 20 : end - 16] == b"PK\x06\x07":
        sizes.append(struct.unpack_from("<Q", data, end - 36)[0])
    if max(size for size in sizes if size != 0xFFFFFFFF or len(sizes) == 1) > _LARGEST_DIRECTORY:
        _bomb()


def _check_spans(data: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """No two parts share bytes (the bomb of overlapping files), none lies beyond the end."""
    reached = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.flag_bits & 1:
            raise Invalid(
                "file_protected", _("文件设了打开密码，审核的人看不到。请去掉密码再上传。"), field="file"
            )
        if info.header_offset < reached:
            _bomb()
        reached = _start(data, info) + info.compress_size
        if reached > len(data):
            raise ValueError("a part is cut off")


def _start(data: bytes, info: zipfile.ZipInfo) -> int:
    signature, name, extra = struct.unpack_from("<4s22xHH", data, info.header_offset)
    if signature != b"PK\x03\x04":
        raise ValueError("no part here")
    return int(info.header_offset + 30 + name + extra)


def _main_kind(data: bytes, infos: dict[str, zipfile.ZipInfo], budget: _Budget) -> str:
    types, defaults = {}, {}
    for tag, given in _elements(data, infos[_TYPES], budget):
        if tag == "Override":
            types[given["PartName"].lstrip("/").lower()] = given["ContentType"]
        elif tag == "Default":
            defaults[given["Extension"].lower()] = given["ContentType"]
    said = " ".join([*types.values(), *defaults.values()]).lower()
    if "vbaproject" in said or "macro" in said or any(_MACRO_PART.search(name) for name in infos):
        _macros()
    for tag, given in _elements(data, infos[_RELATIONS], budget):
        if tag == "Relationship" and given["Type"].endswith("/officeDocument"):
            main = posixpath.normpath(given["Target"]).lstrip("/").lower()
            if main not in infos:
                raise ValueError("the main part is missing")
            return _MAIN.get(types.get(main, defaults.get(main.rpartition(".")[2], "")), "other_office")
    return "other_office"


def _elements(data: bytes, info: zipfile.ZipInfo, budget: _Budget) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small XML part: its name without prefix, its attributes."""
    content = bytearray()
    for chunk in _unpacked(data, info, budget):
        content += chunk
        if len(content) > _LARGEST_MANIFEST:
            _bomb()
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: found.append((tag.rpartition(":")[2], given))
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(bytes(content), True)
    return found


def _refuse_doctype(*_given: object) -> NoReturn:
    raise ValueError("a document type declaration, the door of entities")


def _look_into(name: str, data: bytes, info: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    """Unpacks a part to its end; one that is a file of its own is looked into as well."""
    head, kept = b"", bytearray()
    for chunk in _unpacked(data, info, budget):
        head = head or bytes(chunk[:8])
        if head.startswith((b"PK\x03\x04", compound.MAGIC)):
            kept += chunk
            if len(kept) > _LARGEST_INSIDE:
                _bomb()
    if head.startswith(_PROGRAMS):
        raise Invalid(
            "file_kind", _("文件里嵌着一个程序，不能上传。请删掉它，或者导出为 PDF。"), field="file"
        )
    if head.startswith(compound.MAGIC):
        compound.kind_of(bytes(kept))
    elif kept:
        if depth >= MOST_DEPTH:
            _bomb()
        if _kind_of(bytes(kept), budget, depth + 1) == "archive":
            raise Invalid(
                "file_kind", _("文件里嵌着一个压缩包，不能上传。请删掉它，或者导出为 PDF。"), field="file"
            )


def _unpacked(data: bytes, info: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    """The part in pieces; checked against its own header at the end, against the ceilings all along."""
    start, size, checksum = _start(data, info), 0, 0
    packed = memoryview(data)[start : start + info.compress_size]
    for chunk in _inflated(packed, info.compress_type):
        size += len(chunk)
        budget.unpacked -= len(chunk)
        if budget.unpacked < 0 or (size > _SMALL and size > MOST_RATIO * info.compress_size):
            _bomb()
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if size != info.file_size or checksum != info.CRC:
        raise ValueError("the part is not what its header says")


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    pieces = (packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK))
    if method == zipfile.ZIP_STORED:
        yield from (bytes(piece) for piece in pieces)
        return
    if method != zipfile.ZIP_DEFLATED:
        raise ValueError("packed in a way that office programs do not use")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        waiting: bytes | memoryview = piece
        while not unpacker.eof:
            chunk = unpacker.decompress(waiting, _CHUNK)
            if chunk:
                yield chunk
            waiting = unpacker.unconsumed_tail
            if not waiting and len(chunk) < _CHUNK:
                break
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("the part does not end where it should")


def _macros() -> NoReturn:
    raise Invalid(
        "file_macros",
        _("文件里有宏，宏可能带病毒，不能上传。请另存为不含宏的文件，或者导出为 PDF。"),
        field="file",
    )


def _bomb() -> NoReturn:
    raise Invalid(
        "file_bomb",
        _("文件解开后大得不正常，不能上传。请在电脑上打开原件，另存一份或者导出为 PDF。"),
        field="file",
    )
