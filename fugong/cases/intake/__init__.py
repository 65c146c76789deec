"""Checks what people attach to a case: what a file is, is decided by its content, never by its name.

Taken are PDF, JPEG, PNG, .docx and .xlsx without macros, and the older .doc and .xls without macros,
because they are what people have. Whatever is taken is only ever given out as a download: a PDF may
hold JavaScript or be encrypted, an old spreadsheet may hold macros of before 1997; nothing here opens it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from fugong.cases.intake.content import KINDS, Kind, recognise
from fugong.cases.intake.names import claimed_extension, clean_name, fit
from fugong.core.errors import Invalid, TooLarge

__all__ = ["DEFAULT", "LONGEST", "Checked", "check_attachment"]

DEFAULT = ("pdf", "jpeg", "png", "docx", "xlsx", "doc", "xls")
LONGEST = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept. `name` is safe to give back in a header and on any disk; `data` is what
    is to be kept (pictures are written anew, without metadata), `sha256` its hash in hex."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    sha256: str


def check_attachment(
    name: str, data: bytes, kinds: Sequence[str] = DEFAULT, longest: int = LONGEST
) -> Checked:
    """The file as it may be kept. `kinds` are some of `DEFAULT`, `longest` is in bytes.

    Raises TooLarge (file_too_large) or Invalid (file_empty, file_name_mismatch, file_kind, file_damaged,
    file_macros, file_protected, file_bomb, picture_too_large), always for the field "file".
    """
    if not data:
        raise Invalid("file_empty", _("这个文件是空的。请重新选择文件。"), field="file")
    if len(data) > longest:
        raise TooLarge(
            "file_too_large",
            _("文件有 %(size)s MB，最多 %(most)s MB。请缩小图片，或者拆成几个文件再上传。")
            % {"size": _megabytes(len(data)), "most": _megabytes(longest)},
            field="file",
        )
    cleaned = clean_name(name)
    found = recognise(data)
    claimed = claimed_extension(cleaned)
    if claimed and claimed not in found.extensions:
        raise _mismatch(claimed, found)
    if found.code not in kinds:
        raise _not_taken(found, kinds)
    if found.code in ("jpeg", "png"):
        from fugong.cases.intake.pictures import without_metadata  # here: commands start without Pillow

        data = without_metadata(data, found.code)
    return Checked(
        name=fit(cleaned if claimed else f"{cleaned}.{found.extensions[0]}"),
        media_type=found.media_type,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _mismatch(claimed: str, found: Kind) -> Invalid:
    text = _("文件名是 .%(claimed)s，内容却是%(content)s。") % {"claimed": claimed, "content": found.label}
    if found.media_type:
        remedy = _("如果选对了文件，请把扩展名改成 .%(extension)s 再上传。") % {
            "extension": found.extensions[0]
        }
    else:
        remedy = str(found.remedy) or _("请确认选对了文件。")
    return Invalid("file_name_mismatch", text + remedy, field="file")


def _not_taken(found: Kind, kinds: Sequence[str]) -> Invalid:
    taken = _("、").join(str(KINDS[code].label) for code in kinds)
    text = _("这里不收%(content)s，只收：%(taken)s。") % {"content": found.label, "taken": taken}
    return Invalid("file_kind", text + str(found.remedy), field="file")


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f}".removesuffix(".0")
