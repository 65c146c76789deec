"""Data of a form, checked against its fields: one rule for pages, API and commands. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases.spec import Field
from fugong.core.errors import Invalid

MOST_ROWS = 200
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
_DECIMAL = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
_YES, _NO = ("true", "yes", "on", "1", "是"), ("false", "no", "off", "0", "否")


@dataclass(frozen=True)
class FormFault:
    """One thing wrong with one field: its place (`origins[1].city`), a stable code, what is wanted and by which article."""

    field: str
    code: str
    text: str
    article: str = ""


class InvalidForm(Invalid):
    """Data that does not fit. The first fault is the error's own; `faults` holds all of them."""

    def __init__(self, faults: Sequence[FormFault]) -> None:
        first = faults[0]
        super().__init__(first.code, first.text, field=first.field, article=first.article or None)
        self.faults = tuple(faults)


class _Refused(Exception):
    def __init__(self, code: str, text: str) -> None:
        self.code, self.text = code, text


def read_data(fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """Clean values of what was given, as JSON keeps them; a field given empty becomes None.

    Raises InvalidForm with every fault: a field there is not, a value of another type or outside its limits. What is
    required and absent is no fault here: see `missing`.
    """
    faults: list[FormFault] = []
    clean = _read_mapping({one.name: one for one in fields}, given, "", faults)
    if faults:
        raise InvalidForm(faults)
    return clean


def _read_mapping(
    known: Mapping[str, Field], given: Mapping[str, Any], at: str, faults: list[FormFault]
) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for name, value in given.items():
        place = f"{at}{name}"
        field = known.get(name)
        if field is None:
            faults.append(
                FormFault(place, "unknown_field", _("没有这一项。请去掉它，我们不收集多余的信息。"))
            )
        elif field.type == "file":
            if not _is_empty(value):
                faults.append(FormFault(place, "file", _("文件请作为附件上传。")))
        elif field.type == "rows":
            clean[name] = _read_rows(field, value, place, faults)
        elif _is_empty(value):
            clean[name] = None
        else:
            try:
                clean[name] = _READERS[field.type](field, value)
            except _Refused as refused:
                faults.append(FormFault(place, refused.code, refused.text))
    return clean


def _read_rows(field: Field, value: Any, place: str, faults: list[FormFault]) -> list[dict[str, Any]] | None:
    if _is_empty(value):
        return None
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        faults.append(FormFault(place, "wrong_type", _("这一项是一张表，每行写各列的值。")))
        return None
    most = min(field.longest, MOST_ROWS)
    if len(value) > most:
        faults.append(FormFault(place, "too_long", _("最多{n}行。").format(n=most)))
        return None
    known = {one.name: one for one in field.fields}
    rows = [_read_mapping(known, row, f"{place}[{number}].", faults) for number, row in enumerate(value)]
    return [row for row in rows if any(one is not None for one in row.values())] or None


def missing(fields: Iterable[Field], data: Mapping[str, Any], names: Iterable[str] = ()) -> list[FormFault]:
    """What is required and empty: of `names`, and every required column of a row that was begun."""
    wanted = set(names)
    faults = []
    for field in fields:
        value = data.get(field.name)
        if field.type == "file":
            continue
        if value is None:
            if field.name in wanted:
                faults.append(FormFault(field.name, "missing", _needed(field), field.article))
        elif field.type == "rows":
            faults += [
                FormFault(
                    f"{field.name}[{number}].{column.name}",
                    "missing",
                    _("“{table}”第{n}行：").format(table=field.label, n=number + 1) + _needed(column),
                    column.article or field.article,
                )
                for number, row in enumerate(value)
                for column in field.fields
                if column.required and row.get(column.name) is None
            ]
    return faults


def _needed(field: Field) -> str:
    return _("请填写“{label}”。").format(label=field.label)


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not plain(value)) or value == []


def plain(text: str) -> str:
    """A text without what nobody sees (control and format characters, U+202E for one), its ends cut."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (one for one in lines if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise _Refused("wrong_type", _("这一项应是文字。"))
    text = plain(value)
    if field.lines == 1:
        text = " ".join(text.split())
    if len(text) > field.longest:
        raise _Refused("too_long", _("写了{given}个字，最多{n}个。").format(given=len(text), n=field.longest))
    return text


def _number(field: Field, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise _Refused("wrong_type", _("这一项应是数字。"))
    if isinstance(value, str):
        written = _half_width(value)
        if not _DECIMAL.fullmatch(written):
            raise _Refused(
                "wrong_type", _("“{given}”不是数字。请写成 1200 或 12.5 的样子。").format(given=value[:40])
            )
        number = Decimal(written.replace(",", ""))
    else:
        number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise _Refused("out_of_range", _("超出了可用的范围。"))
    if field.least is not None and number < field.least:
        raise _Refused("out_of_range", _("不能小于{n}。").format(n=field.least))
    if field.most is not None and number > field.most:
        raise _Refused("out_of_range", _("不能大于{n}。").format(n=field.most))
    return int(number) if number == int(number) else float(number)


def _integer(field: Field, value: Any) -> int:
    number = _number(field, value)
    if not isinstance(number, int):
        raise _Refused("wrong_type", _("这一项应是整数。"))
    return number


def _date(field: Field, value: Any) -> str:
    written = value.isoformat()[:10] if isinstance(value, date) else _half_width(str(value))
    try:
        if not _DAY.fullmatch(written):
            raise ValueError(value)
        day = date.fromisoformat(written)
        if not _EARLIEST <= day <= _LATEST:
            raise ValueError(value)
    except ValueError:
        raise _Refused("no_such_day", _("日期应写成 2020-02-24 的样子，且真有这一天。")) from None
    return written


def _half_width(written: str) -> str:
    """What an input method writes in full width, as everybody reads it."""
    return plain(written).translate(_FULL_WIDTH)


def _boolean(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _Refused("wrong_type", _("这一项只能是“是”或“否”。"))


def _choice(field: Field, value: Any) -> str:
    offered = [one.value for one in field.options]
    if value not in offered:
        raise _Refused("not_offered", _("只能是：{offered}。").format(offered=_("、").join(offered)))
    return str(value)


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "choice": _choice,
}
