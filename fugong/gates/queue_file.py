"""A device's exported queue as a file: what is in it, or in words why it cannot be read.

    {"format": "fugong-gate-queue", "version": 1, "sha256": HEX, "content": TEXT}

`content` is JSON as text, so that its checksum does not hang on how a program writes numbers: `exported_at`,
`enterprise` and `device` (`id`, `name`), `passages` and `entries` as they would be uploaded, with corrected times.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Fault, Invalid
from fugong.core.ids import parse_id7
from fugong.gates.entries import read_entries
from fugong.gates.upload import read_items

FORMAT = "fugong-gate-queue"
VERSION = 1
LARGEST = 20 * 1024 * 1024
"""More than forty thousand passages: no device holds that many."""

MOST_FAULTS = 200
"""Kept and shown; the number of all of them is told."""

PASSAGES = "passages"
ENTRIES = "entries"

_WORKBOOKS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")


@dataclass(frozen=True, slots=True)
class QueueFile:
    """What a file says: who recorded it, and the items of both lists as they stand there, unchecked."""

    enterprise_id: UUID
    device_id: UUID
    device_name: str
    exported_at: datetime | None
    sha256: str
    passages: list[Any]
    entries: list[Any]


@dataclass(frozen=True, slots=True)
class ItemFault:
    """One item that cannot be taken: its list, its number there from 1, what is wrong."""

    list: str
    number: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The items that can be taken, when the first and last of them happened, and the faults of the others."""

    passages: list[Any]
    entries: list[Any]
    first: datetime | None
    last: datetime | None
    faults: list[ItemFault]


def read(data: bytes) -> QueueFile:
    """The file; raises Invalid (field `file`) with what it is instead and what to do."""
    if len(data) > LARGEST:
        raise too_large()
    outer = _outer(data)
    if not isinstance(outer, Mapping) or outer.get("format") != FORMAT:
        raise _invalid(
            "format", _("这不是门岗页面导出的离线记录。请选门岗手机上“导出记录”存下的 .json 文件。")
        )
    version, content, told = outer.get("version"), outer.get("content"), outer.get("sha256")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise _invalid("version", _("文件没有写明格式版本，可能被改过。请在手机上重新导出。"))
    if version > VERSION:
        raise _invalid("version", _("文件来自更新的版本，这里还读不了。请先升级系统。"))
    if not isinstance(content, str) or not isinstance(told, str):
        raise _invalid("content", _("文件里没有记录内容，可能被改过。请在手机上重新导出。"))
    if hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest() != told.lower():
        raise _invalid(
            "checksum", _("校验不符：文件在导出以后被改过或传坏了。请从手机上重新导出，原样传过来。")
        )
    try:
        inner = _json(content)
    except (ValueError, ArithmeticError, RecursionError):
        inner = None
    if not isinstance(inner, Mapping):
        raise _invalid("content", _("记录内容读不出来。请在手机上重新导出。"))
    return QueueFile(
        enterprise_id=_id_of(inner, "enterprise"),
        device_id=_id_of(inner, "device"),
        device_name=_name_of(inner.get("device")),
        exported_at=clock.parse_moment(inner.get("exported_at")),
        sha256=told.lower(),
        passages=_items(inner, PASSAGES),
        entries=_items(inner, ENTRIES),
    )


def check(file: QueueFile) -> Checked:
    """Every item by itself; one that is wrong keeps no other back."""
    faults: list[ItemFault] = []
    moments: list[datetime] = []
    good: dict[str, list[Any]] = {}
    for name, items, reader in (
        (PASSAGES, file.passages, read_items),
        (ENTRIES, file.entries, lambda items: read_entries(items, file.enterprise_id, file.device_id)),
    ):
        good[name] = []
        for number, item in enumerate(items, 1):
            try:
                [told] = reader([item])
            except Fault as fault:
                faults.append(ItemFault(name, number, fault.code, fault.text))
            else:
                good[name].append(item)
                moments.append(told.at)
    return Checked(
        good[PASSAGES], good[ENTRIES], min(moments, default=None), max(moments, default=None), faults
    )


def ids_of(items: Sequence[Any]) -> list[UUID]:
    """The ids of items that were checked."""
    return [found for item in items if (found := parse_id7(item["id"])) is not None]


def too_large() -> Invalid:
    """For a door that knows the size before it reads."""
    return _invalid("too_large", _("文件超过 20 MB，不会是一台手机导出的离线记录。请重新选择。"))


def _outer(data: bytes) -> Any:
    if not data.strip():
        raise _invalid("empty", _("文件是空的（0 字节）。请在手机上重新导出。"))
    if data.startswith(_WORKBOOKS):
        raise _invalid("workbook", _("这是 Office 或压缩文件，不是离线记录。请选手机上导出的 .json 文件。"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _invalid("text", _("文件不是文本，读不出来。请选手机上导出的 .json 文件。")) from None
    try:
        return _json(text)
    except (ValueError, ArithmeticError, RecursionError):
        if FORMAT in text[:200]:
            raise _invalid(
                "cut_off", _("文件不完整，可能没有传完。请重新传一次，或在手机上重新导出。")
            ) from None
        raise _invalid("json", _("文件不是离线记录的格式。请选手机上导出的 .json 文件。")) from None


def _json(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def _id_of(inner: Mapping[str, Any], name: str) -> UUID:
    told = inner.get(name)
    try:
        return UUID(told["id"]) if isinstance(told, Mapping) else _nobody()
    except (KeyError, TypeError, ValueError, AttributeError):
        return _nobody()


def _nobody() -> UUID:
    raise _invalid("content", _("文件没有写明是哪家企业、哪台设备的记录。请在手机上重新导出。"))


def _name_of(told: Any) -> str:
    name = told.get("name") if isinstance(told, Mapping) else ""
    return name[:60] if isinstance(name, str) else ""


def _items(inner: Mapping[str, Any], name: str) -> list[Any]:
    items = inner.get(name, [])
    if not isinstance(items, list):
        raise _invalid("content", _("记录内容读不出来。请在手机上重新导出。"))
    return items


def _invalid(code: str, text: str) -> Invalid:
    return Invalid(code, text, field="file")
