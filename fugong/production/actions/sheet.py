"""The plan from a workbook: an empty sheet to fill in, and a filled one read, checked row by row, taken in whole."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Invalid
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.directory.workbook import UnreadableWorkbook
from fugong.directory.workbook.cells import BadCell, as_text, nearest_to, read_day
from fugong.directory.workbook.reading import open_book, read_bytes
from fugong.production import permissions
from fugong.production.actions.plan import MOST_LINES, PlanLine, Planned, check_line, plan
from fugong.production.queries import group_names

SEARCHED_ROWS = 20
"""In how many rows from the top the headings are looked for."""

MOST_FAULTS = 200
MOST_ROWS = 10_000
"""How far down a sheet is read, blank rows included."""

ROWS = 1000

WHOLE = ("全厂", "whole enterprise")
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("日期", "date", "day"),
    "group_id": ("车间、班组", "车间班组", "班组", "车间", "team", "workshop"),
    "product": ("产品", "product"),
    "staff_planned": ("计划人数", "人数", "staff"),
    "hours_planned": ("班时（小时）", "班时", "hours"),
    "overtime_hours": ("加班（小时）", "加班", "加班小时", "overtime"),
    "output_planned": ("计划产量", "产量", "output"),
}
"""Field → the words of its heading, the template's own first (zh), its English last."""

NEEDED = ("day", "staff_planned", "hours_planned")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a row as Excel counts it; `column` is the letter, `label` the heading."""

    row: int
    column: str
    label: str
    text: str


def sheet_columns() -> list[tuple[str, bool]]:
    """(heading, needed) of the template in the reader's language."""
    return [(_heading(name), name in NEEDED) for name in HEADINGS]


def _heading(name: str) -> str:
    return HEADINGS[name][-1] if _english() else HEADINGS[name][0]


def _english() -> bool:
    return (get_language() or "").startswith("en")


def plan_template(owner: UUID) -> bytes:
    """An empty sheet: the headings, and the enterprise's teams to choose from."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, lists = book.add_worksheet(_("生产计划")), book.add_worksheet(_("班组"))
    head = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1})
    needed = book.add_format({"bold": True, "bg_color": "#fff2cc", "border": 1})
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, name in enumerate(HEADINGS):
        sheet.write_string(0, place, _heading(name), needed if name in NEEDED else head)
        sheet.set_column(
            place, place, 24 if name in ("group_id", "product") else 14, as_day if name == "day" else None
        )
    choices = [WHOLE[1] if _english() else WHOLE[0], *(one.name for one in group_names(owner))]
    for place, name in enumerate(choices):
        lists.write_string(place, 0, name)
    source = f"='{lists.get_name()}'!$A$1:$A${len(choices)}"
    place = list(HEADINGS).index("group_id")
    sheet.data_validation(1, place, ROWS, place, {"validate": "list", "source": source})
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def import_plan(
    *, enterprise: Enterprise, by: Actor, file_name: str, data: bytes
) -> tuple[Planned | None, list[RowFault]]:
    """Take a sheet into the plan: (what came of it, no faults), or (None, every fault) and nothing is stored.

    Raises Invalid for a file that cannot be read or has no such headings.
    """
    permissions.check_can_plan(by, enterprise.pk)
    try:
        book = open_book(read_bytes(data), file_name)
        rows = [list(row) for row in islice(_first(book.sheets).rows(), MOST_ROWS)]
    except UnreadableWorkbook as fault:
        text, remedy = fault.in_words("en" if _english() else "zh")
        raise Invalid(fault.code, f"{text} {remedy}", field="file") from fault
    at, columns = _headings(rows)
    lines, faults = _lines(enterprise, rows[at + 1 :], columns, at + 2)
    if faults:
        return None, faults[:MOST_FAULTS]
    if not lines:
        raise Invalid("no_rows", _("表里没有计划。请从标题下一行开始填写。"), field="file")
    return plan(enterprise=enterprise, by=by, lines=lines), []


def _first(sheets: Sequence[Any]) -> Any:
    shown = [sheet for sheet in sheets if not sheet.hidden] or list(sheets)
    if not shown:
        raise Invalid("no_rows", _("表里没有计划。请从标题下一行开始填写。"), field="file")
    return shown[0]


def _headings(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """(row, field → column) of the headings."""
    known = {_plain(word): name for name, words in HEADINGS.items() for word in words}
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = known.get(_plain(as_text(cell)))
            if name and name not in columns:
                columns[name] = place
        if set(NEEDED) <= set(columns):
            return at, columns
    names = _("、").join(_heading(name) for name in NEEDED)
    raise Invalid(
        "no_headings",
        _("没有找到标题行。至少要有这几列：{names}。请用模板填写。").format(names=names),
        field="file",
    )


def _plain(text: str) -> str:
    return "".join(text.split()).casefold().replace("(", "（").replace(")", "）")


def _lines(
    enterprise: Enterprise, rows: Sequence[Sequence[Any]], columns: Mapping[str, int], first: int
) -> tuple[list[PlanLine], list[RowFault]]:
    names = group_names(enterprise.pk)
    by_name: dict[str, list[UUID]] = {}
    for one in names:
        for word in {one.name, one.name.rpartition("·")[2]}:
            by_name.setdefault(_plain(word), []).append(one.id)
    known = {one.id for one in names}
    lines: list[PlanLine] = []
    faults: list[RowFault] = []
    seen: dict[tuple[date, UUID | None], int] = {}
    for number, row in enumerate(rows, first):
        texts = {name: as_text(row[at]).strip() if at < len(row) else "" for name, at in columns.items()}
        if not any(texts.values()):
            continue
        try:
            line = check_line(_line(row, texts, columns, by_name), known)
            if (other := seen.get((line.day, line.group_id))) is not None:
                text = _("与第 {row} 行是同一天、同一班组，只能留一行。").format(row=other)
                raise Invalid("twice", text, field="day")
            if len(lines) >= MOST_LINES:
                text = _("一次最多 {most} 条。").format(most=f"{MOST_LINES:,}")
                raise Invalid("lines", text, field="day")
        except Invalid as fault:
            name = fault.field if fault.field and fault.field in HEADINGS else "day"
            faults.append(RowFault(number, _letter(columns.get(name)), _heading(name), fault.text))
        else:
            seen[line.day, line.group_id] = number
            lines.append(line)
    return lines, faults


def _line(
    row: Sequence[Any],
    texts: Mapping[str, str],
    columns: Mapping[str, int],
    by_name: Mapping[str, list[UUID]],
) -> PlanLine:
    return PlanLine(
        day=_day(row[columns["day"]] if columns["day"] < len(row) else None),
        group_id=_group(texts.get("group_id", ""), by_name),
        staff_planned=_number("staff_planned", texts["staff_planned"]),  # type: ignore[arg-type]
        hours_planned=_number("hours_planned", texts["hours_planned"]),
        overtime_hours=_number("overtime_hours", texts.get("overtime_hours") or "0"),
        product=texts.get("product", ""),
        output_planned=_number("output_planned", texts.get("output_planned") or "0"),
    )


def _day(cell: Any) -> date:
    try:
        read = read_day(cell)
    except BadCell as error:
        raise Invalid("day", _("看不懂这个日期。请写成 2020-02-24。"), field="day") from error
    if read is None:
        raise Invalid("required", _("请填写日期。"), field="day")
    return read if isinstance(read, date) else nearest_to(read, clock.today())


def _group(text: str, by_name: Mapping[str, list[UUID]]) -> UUID | None:
    if not text or _plain(text) in {_plain(word) for word in WHOLE}:
        return None
    found = by_name.get(_plain(text), [])
    if len(found) > 1:
        raise Invalid(
            "group", _("有几个班组都叫“{name}”。请写成“车间·班组”。").format(name=text), field="group_id"
        )
    if not found:
        raise Invalid("group", _("花名册里没有车间或班组“{name}”。").format(name=text), field="group_id")
    return found[0]


def _number(field: str, text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except ArithmeticError:
        number = Decimal("NaN")
    if not text:
        raise Invalid("required", _("请填写这一项。"), field=field)
    if not number.is_finite():
        raise Invalid("number", _("“{text}”不是数字。").format(text=text[:20]), field=field)
    return number


def _letter(place: int | None) -> str:
    letters, left = "", (place or 0) + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
