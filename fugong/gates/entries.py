"""What a guard writes down beside passages: its form, and the register of its kinds.

A kind is declared by the module that can apply it (`gates/actions/<noun>.py`). An entry tells what has happened, so one
of right form is never refused: where it cannot be applied any more it is kept and noted for the officer.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from fugong.core import clock, secrets
from fugong.core.errors import Invalid, TooLarge
from fugong.core.ids import parse_id7
from fugong.core.lines import line
from fugong.core.sealing import SealBroken
from fugong.gates.decision import EARLIEST

MOST_AT_ONCE = 200
"""Entries in one upload."""

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""No moment that a guard writes down lies later, or before the decision's `EARLIEST`."""

LONGEST_DATA = 8_000
"""Characters of one entry's data, as JSON."""

LONGEST_CLOSED = 48_000
"""Characters of a closed box that can hold so much."""

DEEPEST_DATA = 20
"""Lists and objects within one another."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry. `read` takes its data or raises Invalid naming the field; `apply` does it, within a transaction,
    and returns the id of the record concerned. A Fault that `apply` raises undoes it and leaves the entry noted with the
    fault's code; `Noted` keeps what was done and notes the entry all the same. It is handed the `Occasion` of the entry
    (`actions/occasions.py`) and what `read` made of it.
    """

    name: str
    read: Callable[["Fields"], Any]
    apply: Callable[[Any, Any], "UUID | Noted | None"]


@dataclass(frozen=True, slots=True)
class Noted:
    """It is done as far as it can be, and somebody has to look at it: the record concerned, a code, and words."""

    subject_id: UUID | None
    code: str
    text: str


WAITING = "waiting"

SEEN = "noted.seen"
"""The kind of what the desk writes beside a noted entry once somebody has looked at it; no device sends it."""


def waits_for(subject_id: UUID) -> Noted:
    """It speaks of something that is not here yet. Whoever stores that calls `actions.entries.apply_waiting`."""
    return Noted(subject_id, WAITING, _("已记下：等它说的那条记录上传后处理。"))


KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Add a kind; each name once."""
    if kind.name in KINDS:
        raise ValueError(f"{kind.name} is declared twice")
    KINDS[kind.name] = kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a device tells it. `told` is its data as read by its kind, `data` as sent."""

    id: UUID
    given_id: str
    kind: Kind
    at: datetime
    by_id: UUID | None
    told: Any
    data: Mapping[str, Any]


class Fields:
    """The data of an entry, read field by field; each fault names its place. Keys nobody asks for are left alone."""

    def __init__(self, data: Mapping[str, Any], place: str) -> None:
        self._data, self._place = data, place

    def text(self, name: str, *, most: int = 60, required: bool = True) -> str:
        """A line of text without control characters, inner spaces tidied; empty where absent and not required."""
        value = self._data.get(name)
        if value is None or value == "":
            value = ""
        if not isinstance(value, str) or "\x00" in value:
            raise self.fault(name, "text", _("这里要填文字。"))
        return line(
            value.encode("utf-8", "replace").decode(), f"{self._place}.{name}", most, required=required
        )

    def choice(self, name: str, options: Iterable[str], *, required: bool = True) -> str:
        """One of `options`; empty where absent and not required."""
        value = self._data.get(name)
        if value in (None, "") and not required:
            return ""
        if not isinstance(value, str) or value not in set(options):
            raise self.fault(
                name, "choice", _("请从这些里选一个：{options}。").format(options="、".join(options))
            )
        return value

    def flag(self, name: str, *, required: bool = False) -> bool | None:
        """True or false; None where absent and not required."""
        value = self._data.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, bool):
            raise self.fault(name, "boolean", _("这一项只能是 true 或 false。"))
        return value

    def uuid(self, name: str, *, required: bool = True) -> UUID | None:
        """The id of a record; None where absent and not required."""
        value = self._data.get(name)
        if value in (None, "") and not required:
            return None
        try:
            return UUID(value) if isinstance(value, str) else self._no_uuid(name)
        except ValueError:
            return self._no_uuid(name)

    def needed_uuid(self, name: str) -> UUID:
        """The id of a record."""
        found = self.uuid(name)
        return found if found is not None else self._no_uuid(name)

    def integer(
        self, name: str, *, least: int = 0, most: int = 1_000_000, required: bool = True
    ) -> int | None:
        """A whole number within bounds; None where absent and not required."""
        value = self._data.get(name)
        if value is None and not required:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.fault(
                name, "number", _("这里要填 {least} 到 {most} 的整数。").format(least=least, most=most)
            )
        return value

    def celsius(self, name: str, *, required: bool = True) -> Decimal | None:
        """A temperature in °C as measured, 0 to 100; None where absent and not required."""
        value = self._data.get(name)
        if value is None and not required:
            return None
        if isinstance(value, float):
            value = Decimal(repr(value))
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= 100:
            raise self.fault(name, "temperature", _("体温要填数字。"))
        return Decimal(value).quantize(Decimal("0.01"))

    def moment(self, name: str, *, required: bool = True) -> datetime | None:
        """An RFC 3339 moment with offset; None where absent and not required."""
        value = self._data.get(name)
        if value in (None, "") and not required:
            return None
        moment = clock.parse_moment(value)
        if moment is None or not EARLIEST <= moment < LATEST:
            raise self.fault(name, "moment", _("时间要带时区，如 2020-02-24T07:45:12+08:00。"))
        return moment

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A day, YYYY-MM-DD; None where absent and not required."""
        value = self._data.get(name)
        if value in (None, "") and not required:
            return None
        try:
            return date.fromisoformat(value) if isinstance(value, str) else self._no_day(name)
        except ValueError:
            return self._no_day(name)

    def rows(self, name: str, *, most: int = 20) -> list["Fields"]:
        """A list of objects, none where absent."""
        value = self._data.get(name)
        if value is None:
            return []
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > most:
            raise self.fault(name, "rows", _("这里要填一张表，最多 {most} 行。").format(most=most))
        found = []
        for number, row in enumerate(value):
            place = f"{self._place}.{name}[{number}]"
            if not isinstance(row, Mapping):
                raise Invalid("rows", _("这一行不是对象。"), field=place)
            found.append(Fields(row, place))
        return found

    def fault(self, name: str, code: str, text: str) -> Invalid:
        """What is wrong with a field, by its place."""
        return Invalid(code, text, field=f"{self._place}.{name}")

    def _no_uuid(self, name: str) -> UUID:
        raise self.fault(name, "id", _("这里要填记录的编号。"))

    def _no_day(self, name: str) -> date:
        raise self.fault(name, "day", _("日期要写成 2020-02-24。"))


def read_entries(entries: Sequence[Any], enterprise_id: UUID, device_id: UUID) -> list[Entry]:
    """Every entry of a device checked, nothing done. TooLarge by the count alone, then Invalid naming the first bad
    field."""
    if len(entries) > MOST_AT_ONCE:
        raise TooLarge(
            "too_many",
            _("一次最多 {most} 条，这里有 {count} 条。请分批上传。").format(
                most=MOST_AT_ONCE, count=len(entries)
            ),
            field="entries",
        )
    if not entries:
        raise Invalid("empty", _("entries 里一条也没有。"), field="entries")
    whose = f"{enterprise_id} {device_id}"
    return [_read(one, f"entries[{number}]", whose) for number, one in enumerate(entries)]


def _read(entry: Any, place: str, whose: str) -> Entry:
    if not isinstance(entry, Mapping):
        raise Invalid("item", _("这一条不是对象。"), field=place)
    identity = parse_id7(entry.get("id"))
    if identity is None:
        raise Invalid("id", _("id 要是 UUIDv7。"), field=f"{place}.id")
    at = clock.parse_moment(entry.get("at"))
    if at is None:
        raise Invalid("at", _("at 要是带时区的 RFC 3339 时间。"), field=f"{place}.at")
    name = entry.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise Invalid("kind", _("没有这一种记录。"), field=f"{place}.kind")
    data = _open(entry, place, whose) if "closed" in entry else entry.get("data")
    if not isinstance(data, Mapping):
        raise Invalid("data", _("data 要是对象。"), field=f"{place}.data")
    _check_storable(data, f"{place}.data")
    if len(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)) > LONGEST_DATA:
        raise Invalid("too_long", _("这一条太长。"), field=f"{place}.data")
    by_id = Fields(entry, place).uuid("by", required=False)
    return Entry(identity, str(entry["id"]), kind, at, by_id, kind.read(Fields(data, f"{place}.data")), data)


def _check_storable(value: Any, place: str, depth: int = 1) -> None:
    """Refuse a number that is none or beyond all measure, and what lies too deep for a program to follow."""
    if isinstance(value, float | Decimal) and not isfinite(value):
        raise Invalid("number", _("这里要填数字。"), field=place)
    if not isinstance(value, Mapping | list):
        return
    if depth > DEEPEST_DATA:
        raise Invalid("too_deep", _("这一项套得太深。"), field=place)
    parts = value.items() if isinstance(value, Mapping) else enumerate(value)
    for name, part in parts:
        inner = f"{place}.{str(name)[:40]}" if isinstance(value, Mapping) else f"{place}[{name}]"
        _check_storable(part, inner, depth + 1)


def _open(entry: Mapping[str, Any], place: str, whose: str) -> Any:
    """The data of an entry that the device closed before it waited, for that device only (decision 0060)."""
    closed, context = entry["closed"], f"{entry['id']} {entry['kind']} {whose}"
    try:
        if not isinstance(closed, str) or len(closed) > LONGEST_CLOSED:
            raise SealBroken("not a box")
        return json.loads(secrets.open_box(closed, context), parse_float=Decimal)
    except (SealBroken, ValueError, ArithmeticError, RecursionError):
        raise Invalid("closed", _("这一条是封起来的，打不开。"), field=f"{place}.closed") from None
