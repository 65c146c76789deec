"""One cell at a time: what people type, mended silently where it is certain and refused where it is not.

Mended: full-width characters, spaces (also the ideographic one) and invisible characters, a lower-case x,
numbers stored as floats, dates in their many forms. Never guessed: digits that Excel has already dropped,
a date that does not exist, the value of a formula.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

__all__ = [
    "BadCell",
    "Cell",
    "CellError",
    "Formula",
    "PartialDay",
    "as_text",
    "latest_on_or_before",
    "nearest_to",
    "read_choice",
    "read_day",
    "read_id_number",
    "read_label",
    "read_mobile",
    "read_name",
]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula. Its text is kept, its value never computed nor trusted."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds an Excel error such as #N/A."""

    text: str


Cell = str | int | float | bool | date | datetime | time | timedelta | Formula | CellError | None


class BadCell(ValueError):
    """A cell that cannot be taken; `code` is a code of the contract, `detail` chooses among its texts."""

    def __init__(self, code: str, detail: str = "", given: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.given = given


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys([*range(32), 127, 173, 65279])
    table.update(dict.fromkeys([*range(8203, 8208), *range(8234, 8239), *range(8288, 8293)]))
    table.update(dict.fromkeys([9, 10, 11, 12, 13, 133, 160, 12288, 8239, 8287, *range(8192, 8203)], " "))
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
    return table


_TABLE = _table()
_PLAIN = re.compile(r"[\x20-\x7e\u4e00-\u9fff]*")  # nothing in it needs mending but the ends
_FORMULA = re.compile(r"[=@]|[+\-](?=[A-Za-z0-9(]*\()")
_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_NOTHING = frozenset(
    {
        "",
        "/",
        "//",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "无",
        "暂无",
        "没有",
        "空",
        "N/A",
        "n/a",
        "none",
        "None",
        "null",
    }
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def as_text(cell: Cell) -> str:
    """The cell as mended text: half-width, single spaces, ends stripped; a formula is its text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if not _PLAIN.fullmatch(cell):
            cell = cell.translate(_TABLE)
        return " ".join(cell.split()) if "  " in cell else cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, Formula | CellError):
        return cell.text
    return str(cell)


def _checked_text(cell: Cell) -> str:
    """The mended text of a cell that must hold a plain value; "" where it says nothing. Raises `formula`."""
    if isinstance(cell, Formula):
        raise BadCell("formula", "formula", cell.text)
    if isinstance(cell, CellError):
        raise BadCell("formula", "error", cell.text)
    text = as_text(cell)
    if isinstance(cell, str) and text:
        if text in _ERRORS:
            raise BadCell("formula", "error", text)
        if text[0] in "=@+-" and _FORMULA.match(text):
            raise BadCell("formula", "formula", text)
    return "" if text in _NOTHING else text


def read_name(cell: Cell) -> str:
    """A person's name: no spaces inside a Chinese one, one kind of dot; raises `missing`."""
    text = _checked_text(cell)
    if not text:
        raise BadCell("missing")
    if " " in text and _HAN.search(text):
        text = text.replace(" ", "")
    return re.sub("[•‧・∙]", "·", text)


_ID_NOISE = re.compile(r"[\s'\"`‘’“”\-‐-―]")
_CUT_NUMBER = re.compile(r"[0-9][.,]?[0-9]*[Ee]\+?[0-9]{1,2}")


def read_id_number(cell: Cell) -> str:
    """An ID number as typed, mended, not yet checked; raises `missing`, `formula` or `precision_lost`.

    A number cell of sixteen digits or more has lost its last digits for ever: Excel keeps fifteen.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15:
        raise BadCell("precision_lost", "number", f"{cell:.5E}")
    text = _checked_text(cell)
    if not text:
        raise BadCell("missing")
    text = _ID_NOISE.sub("", text).upper()
    if _CUT_NUMBER.fullmatch(text):
        raise BadCell("precision_lost", "number", text)
    if len(text) == 18 and text[17] in "Х×✕✖":  # a Cyrillic letter, a multiplication sign
        text = text[:17] + "X"
    return re.sub(r"\.0+$", "", text)


def read_mobile(cell: Cell) -> str:
    """A mobile number as typed, mended, not yet checked; raises `missing`, `formula` or `precision_lost`."""
    text = _checked_text(cell)
    if not text:
        raise BadCell("missing")
    text = re.sub(r"\.0+$", "", _ID_NOISE.sub("", text)).strip("()")
    if _CUT_NUMBER.fullmatch(text):
        raise BadCell("precision_lost", "number", text)
    for prefix in ("+86", "0086", "86"):
        if text.startswith(prefix) and len(text) == len(prefix) + 11:
            return text[len(prefix) :]
    return text


def read_label(cell: Cell, *, keep_none: bool = False) -> str | None:
    """Free text such as a workshop or an address; None where nothing is said ("/", "无"), unless `keep_none`."""
    text = _checked_text(cell)
    if not text:
        return "无" if keep_none and as_text(cell) in ("无", "没有") else None
    return text.replace(" ", "") if " " in text and not re.search("[A-Za-z]", text) else text


_YES = frozenset(
    [
        "是",
        "有",
        "已离",
        "已离焦",
        "离焦",
        "离开",
        "外出",
        "已外出",
        "yes",
        "y",
        "true",
        "1",
        "√",
        "✓",
        "✔",
        "☑",
    ]
)
_NO = frozenset(
    [
        "否",
        "无",
        "没有",
        "未",
        "不",
        "未离",
        "未离焦",
        "未离开",
        "没离开",
        "未外出",
        "没外出",
        "不是",
        "no",
        "n",
        "false",
        "0",
        "×",
        "✗",
        "✘",
        "x",
    ]
)


def read_choice(cell: Cell) -> bool | None:
    """Yes or no in the ways people tick it; None where blank. Raises `unclear` (for a warning) and `formula`."""
    if isinstance(cell, bool):
        return cell
    text = as_text(cell).lower().replace(" ", "")
    if text in _NO:
        return False
    if text in _YES:
        return True
    text = _checked_text(cell)
    if not text:
        return None
    raise BadCell("unclear", given=text)


@dataclass(frozen=True, slots=True)
class PartialDay:
    """A date without a year."""

    month: int
    day: int


_TAIL = r"(?P<tail>.*)"
_DAY_FORMS = tuple(
    re.compile(form + _TAIL)
    for form in (
        r"(?P<y>\d{4})\s?[-/.,、年]\s?(?P<m>\d{1,2})\s?[-/.,、月]\s?(?P<d>\d{1,2})(?!\d)[日号]?",
        r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)",
        r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?!\d)",
        r"(?P<yy>\d{2})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)[日号]?",
        r"(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)[日号]?",
    )
)
_TIME_OF_DAY = re.compile(
    r"[T ]*(?:上午|下午|早上?|中午|晚上?|凌晨)?\s?\d{1,2}(?:[:时点]\s?\d{0,2}(?:[:分]\s?\d{0,2}(?:\.\d+)?)?)[分秒Z]?\s?"
)
_WORDS = re.compile(r"[^\d\-/~～至到—]*")
_NOT_YET = re.compile(r"(?:尚?未|没有?|不|暂未|否|待定|不详|不确定).{0,8}")
_CHINESE_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_CHINESE_DAY = re.compile(
    r"(?:([〇零○一二三四五六七八九]{4})年)?([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,4})[日号]"
)
_SERIALS = (20_000, 80_000)  # Excel day numbers of 1954 to 2119


def read_day(cell: Cell) -> date | PartialDay | None:
    """A date in any of the usual forms, a `PartialDay` where no year is given, None where nothing is.

    Raises `no_such_day` for a day the calendar does not have and for text that is no single date.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _SERIALS[0] <= cell < _SERIALS[1]:
        return date(1899, 12, 30) + timedelta(days=int(cell))
    text = _checked_text(cell)
    if not text or _NOT_YET.fullmatch(text):
        return None
    if isinstance(cell, float) and not cell.is_integer():
        raise BadCell("no_such_day", "number", text)  # 2.3 may have been 2.3 or 2.30
    if text.isdigit() and len(text) == 5 and _SERIALS[0] <= int(text) < _SERIALS[1]:
        return date(1899, 12, 30) + timedelta(days=int(text))
    if _CHINESE_DAY.match(text):
        text = _CHINESE_DAY.sub(_in_digits, text, count=1)
    for form in _DAY_FORMS:
        found = form.fullmatch(text)
        if found and _WORDS.fullmatch(_TIME_OF_DAY.sub("", found["tail"], count=1)):
            return _day(found, text)
    raise BadCell("no_such_day", "form", text)


def _day(found: re.Match[str], text: str) -> date | PartialDay:
    groups = found.groupdict()
    month, day = int(groups["m"]), int(groups["d"])
    year = groups.get("y") or (f"20{groups['yy']}" if groups.get("yy") else None)
    if groups.get("yy") and int(groups["yy"]) <= 12:  # 02-03-20: which of them is the year?
        raise BadCell("no_such_day", "form", text)
    if (
        found.re is _DAY_FORMS[2] and month <= 12 and day <= 12 and month != day
    ):  # 2/3/2020: February or March?
        raise BadCell("no_such_day", "form", text)
    if found.re is _DAY_FORMS[2] and month > 12:
        month, day = day, month
    try:
        whole = date(int(year) if year else 2000, month, day)  # 2000 has a 29 February
    except ValueError:
        raise BadCell("no_such_day", "calendar", text) from None
    return whole if year else PartialDay(month, day)


def _in_digits(found: re.Match[str]) -> str:
    year = "".join(str(_CHINESE_DIGITS[digit]) for digit in found[1] or "")
    return f"{year}{'年' if year else ''}{_below_hundred(found[2])}月{_below_hundred(found[3])}日"


def _below_hundred(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE_DIGITS.get(tens, 1) * 10 if ten else 0) + _CHINESE_DIGITS.get(ones, 0)


def latest_on_or_before(partial: PartialDay, limit: date) -> date:
    """The latest day of that month and day which is not after `limit`."""
    return next(day for day in _years_of(partial, limit.year, -1) if day <= limit)


def nearest_to(partial: PartialDay, reference: date) -> date:
    """The day of that month and day nearest to `reference`, either way (for what is planned)."""
    around = [
        latest_on_or_before(partial, reference),
        next(d for d in _years_of(partial, reference.year, 1) if d >= reference),
    ]
    return min(around, key=lambda day: abs(day - reference))


def _years_of(partial: PartialDay, year: int, step: int) -> list[date]:
    days = []
    for candidate in range(year, year + 9 * step, step):
        try:
            days.append(date(candidate, partial.month, partial.day))
        except ValueError:
            continue
    return days
