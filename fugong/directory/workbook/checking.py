"""Rows into people: each cell mended and checked, every fault of a row listed, nothing guessed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from fugong.core.identifiers import (
    IdentifierError,
    age_on,
    birth_date,
    check_id_number,
    check_mobile,
    region_is_known,
)
from fugong.directory.workbook.cells import (
    BadCell,
    Cell,
    PartialDay,
    as_text,
    latest_on_or_before,
    nearest_to,
    read_choice,
    read_day,
    read_id_number,
    read_label,
    read_mobile,
    read_name,
)
from fugong.directory.workbook.faults import Fault, UnreadableWorkbook, shown
from fugong.directory.workbook.layout import HEAD_ROWS, Layout, filing_date, find_layout
from fugong.directory.workbook.reading import Merges, Sheet, Source, open_book, read_bytes
from fugong.directory.workbook.roster import FIELDS, JOINT, REQUIRED, Roster, RosterRow

__all__ = ["read_roster"]

_LONGEST = 200
_WORKING_AGE = 16  # 《禁止使用童工规定》(国务院令第364号) 第二条; a warning only, so not pack data
# A value merged over several rows, or 同上, stands for each of them; but never who a person is.
_SHARED = frozenset(
    {
        "workshop",
        "team",
        JOINT,
        "job",
        "address",
        "left_city",
        "destination",
        "return_date",
        "planned_return",
        "transport",
        "health",
    }
)
_DITTO = frozenset({"同上", "同前", "〃", "″", '"', "“", "”", "''"})
_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|总人数|人数合计|人数|共\d+人|总数|合计人数|grandtotal|subtotal|total|sum)(?:[::(（].*|\d*人?|人数.*)",
    re.I,
)
_SIGNATURE = re.compile(
    r"(?:填表|制表|填报|审核|审批|复核|统计|经办|批准|上报|主管|分管|单位|企业|部门|车间)?"
    r"(?:人|负责人|领导|单位|日期|时间|签字|签名|盖章|电话|联系电话|联系人|经手人|公章)(?:签字|签名|盖章|\(.*\))*(?:[::].*)?"
)
_NOTE = re.compile(
    r"(?:备注|说明|填表说明|注|注意|注意事项|note|notes)\d*\s*[::].*|(?:填表说明|备注|说明)", re.I
)
_SAMPLE = frozenset({"例", "示例", "样例", "例如", "举例", "范例", "example", "sample"})


def read_roster(
    source: Source,
    filename: str,
    *,
    mapping: Mapping[str, str | None] | None = None,
    today: date,
    keep_rows: bool = True,
) -> Roster:
    """Reads and checks a roster file.

    `mapping` (column letter → field of FIELDS, `workshop_team` or None) corrects how columns are understood;
    remember it under `Roster.signature`. With `keep_rows` false the good rows are only counted.
    Raises UnreadableWorkbook where no roster can be found in the file.
    """
    book = open_book(read_bytes(source), filename)
    sheet, layout = _choose(book.sheets, mapping)
    roster = Roster(sheet.title, layout.header_row, list(layout.columns), layout.signature)
    _Checker(sheet, layout, roster, today, keep_rows).run()
    return roster


def _choose(sheets: Sequence[Sheet], mapping: Mapping[str, str | None] | None) -> tuple[Sheet, Layout]:
    """The sheet with the best header, the first of equals; hidden ones only when no other has any."""
    best: tuple[tuple[bool, int], Sheet, Layout] | None = None
    seen: list[str] = []
    anything = False
    for sheet in sheets:
        head = list(islice(sheet.rows(), HEAD_ROWS))
        filled = [row for row in head if any(cell not in (None, "") for cell in row)]
        anything = anything or bool(filled)
        layout = find_layout(head, mapping)
        if layout:
            rank = (not sheet.hidden, layout.score)
            if best is None or rank > best[0]:
                best = (rank, sheet, layout)
        elif filled:
            seen.append(shown(sheet.title))
    if best:
        return best[1], best[2]
    if not anything:
        raise UnreadableWorkbook("no_rows")
    raise UnreadableWorkbook("no_header", given="、".join(seen[:12]), n=HEAD_ROWS)


@dataclass(slots=True)
class _Fill:
    """The value a merged range or 同上 hands down in one column."""

    ranges: list[tuple[int, int]]
    next: int = 0
    until: int = 0
    value: Cell = None
    above: Cell = None

    def over(self, number: int, cell: Cell) -> Cell:
        while self.next < len(self.ranges) and self.ranges[self.next][0] <= number:
            top, self.until = self.ranges[self.next]
            self.value = cell if top == number else None
            self.next += 1
        if cell is None or cell == "":
            return self.value if number <= self.until else cell
        if isinstance(cell, str) and cell.strip() in _DITTO:
            return self.above
        self.above = cell
        return cell


@dataclass(slots=True)
class _Checker:
    sheet: Sheet
    layout: Layout
    roster: Roster
    today: date
    keep_rows: bool
    columns: list[tuple[int, str, str]] = field(default_factory=list)  # index, letter, field
    letters: dict[str, str] = field(default_factory=dict)
    fills: dict[int, _Fill] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    job_numbers: dict[str, tuple[int, str]] = field(default_factory=dict)
    phones: dict[str, tuple[int, str]] = field(default_factory=dict)
    yearless: list[tuple[RosterRow | None, int, str, PartialDay, str]] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        self.columns = [
            (guess.index, guess.letter, guess.field) for guess in self.layout.columns if guess.field
        ]
        self.letters = {name: letter for _index, letter, name in self.columns}
        merges: Merges = self.sheet.merges()
        self.fills = {
            index: _Fill(merges.get(index, [])) for index, _letter, name in self.columns if name in _SHARED
        }
        headings = {guess.index: guess.heading for guess in self.layout.columns}
        for number, row in enumerate(self.sheet.rows(), 1):
            if number < self.layout.first_row:
                self._note_filing(row)
            else:
                self._row(number, row, headings)
        self._settle_years()
        self.roster.faults.sort(key=lambda fault: (fault.row, _ORDER[fault.column]))
        self.roster.warnings.sort(key=lambda fault: (fault.row, _ORDER[fault.column]))

    def _note_filing(self, row: Sequence[Cell]) -> None:
        if self.roster.filed_on is None:
            self.roster.filed_on = filing_date(row)

    def _row(self, number: int, row: Sequence[Cell], headings: dict[int, str]) -> None:
        width = len(row)
        cells: dict[str, Cell] = {}
        own = 0
        for index, _letter, name in self.columns:
            cell = row[index] if index < width else None
            if isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\xa0"):
                cell = None
            if cell is not None:
                own += 1
            fill = self.fills.get(index)
            cells[name] = fill.over(number, cell) if fill else cell
        if own == 0:
            if any(isinstance(cell, str) and cell.strip() for cell in row):
                self._note_filing(row)
            return
        if self._is_no_person(row, cells, own, headings):
            self._note_filing(row)
            return
        self.roster.total += 1
        self._person(number, cells)

    def _is_no_person(
        self, row: Sequence[Cell], cells: dict[str, Cell], own: int, headings: dict[int, str]
    ) -> bool:
        """A total, a signature line, a note, a repeated header, a heading of a section, a sample."""
        if own < 2 and all(cells.get(name) is None for name in REQUIRED):
            return True
        first = next((cell for cell in row if cell is not None and cell != ""), None)
        if not isinstance(first, str):
            return False
        text = as_text(first).replace(" ", "")
        if text.lower() in _SAMPLE:
            return True
        if sum(c.isdigit() for c in as_text(cells.get("id_number"))) >= 15:
            return False
        if (
            _TOTAL.fullmatch(text)
            or _NOTE.fullmatch(text)
            or (_SIGNATURE.fullmatch(text) and (":" in text or own <= 2))
        ):
            return True
        alone = own == 1 and cells.get("name") is not None
        if alone and (len(text) > 12 or re.search("[:;。,]", text)):
            return True
        return self._repeats_header(row, headings)

    @staticmethod
    def _repeats_header(row: Sequence[Cell], headings: dict[int, str]) -> bool:
        same = sum(
            1
            for index, heading in headings.items()
            if index < len(row) and isinstance(row[index], str) and as_text(row[index]) == heading
        )
        return same >= 2 and same >= sum(1 for cell in row if cell not in (None, "")) / 2

    def _person(self, number: int, cells: dict[str, Cell]) -> None:
        faults: list[Fault] = []
        values: dict[str, object] = {}
        partial: list[tuple[str, PartialDay, str]] = []
        for name, cell in cells.items():
            try:
                value = _READERS[name](cell)
            except BadCell as bad:
                fault = self._fault(number, name, bad.code, bad.detail, bad.given)
                (self.roster.warnings if bad.code == "unclear" else faults).append(fault)
                continue
            if isinstance(value, PartialDay):
                partial.append((name, value, as_text(cell)))
            elif isinstance(value, str):
                values[name] = self._short(number, name, value)
            else:
                values[name] = value
        faults += [self._fault(number, name, "missing") for name in REQUIRED if name not in cells]
        if isinstance(joint := values.pop(JOINT, None), str):
            self._split(joint, values)
        self._check_identity(number, values, faults)
        returned = values.get("return_date")
        if isinstance(returned, date) and returned > self.today:
            faults.append(
                self._fault(
                    number, "return_date", "after_today", "", returned.isoformat(), day=self.today.isoformat()
                )
            )
        self.roster.faults += faults
        person: RosterRow | None = None
        if not faults:
            self.roster.good += 1
            if self.keep_rows:
                person = RosterRow(row=number, **values)  # type: ignore[arg-type]
                self.roster.rows.append(person)
        self.yearless += [(person, number, name, day, given) for name, day, given in partial]

    def _check_identity(self, number: int, values: dict[str, object], faults: list[Fault]) -> None:
        person = values.get("id_number")
        phone = values.get("phone")
        job_number = values.get("job_number")
        if isinstance(person, str):
            self._check_id(number, person, faults)
        who = next(
            (value for value in (person, values.get("name")) if isinstance(value, str)), f"row {number}"
        )
        if isinstance(phone, str):
            try:
                check_mobile(phone)
            except IdentifierError as error:
                detail = "phone" if error.code == "length" else "phone_form"
                faults.append(self._fault(number, "phone", "length", detail, phone, n=len(phone)))
            else:
                row, other = self.phones.setdefault(phone, (number, who))
                if other != who:
                    self.roster.warnings.append(
                        self._fault(number, "phone", "phone_shared", "", phone, n=row)
                    )
        if isinstance(job_number, str):
            row, other = self.job_numbers.setdefault(job_number, (number, who))
            if other != who:
                faults.append(self._fault(number, "job_number", "duplicate", "job_number", job_number, n=row))
        name = values.get("name")
        if isinstance(name, str) and (len(name) > 30 or any(sign.isdigit() for sign in name)):
            self.roster.warnings.append(self._fault(number, "name", "odd_name"))

    def _check_id(self, number: int, person: str, faults: list[Fault]) -> None:
        try:
            check_id_number(person, today=self.today)
        except IdentifierError as error:
            code, detail = error.code, ""
            if code == "length":
                detail = "old_id" if len(person) == 15 and person.isdigit() else "id_number"
            elif code == "characters":
                code, detail = "checksum", "characters"
            elif code == "checksum" and person.endswith("000"):
                code = "precision_lost"  # eighteen digits ending as Excel leaves them
            elif code in ("no_such_day", "after_today"):
                detail = "birth"
            faults.append(
                self._fault(
                    number, "id_number", code, detail, person, n=len(person), day=self.today.isoformat()
                )
            )
            if code == "precision_lost" or len(person) < 15:
                return
        else:
            if not region_is_known(person):
                self.roster.warnings.append(self._fault(number, "id_number", "unknown_region", "", person))
            if (age := age_on(birth_date(person), self.today)) < _WORKING_AGE:
                self.roster.warnings.append(self._fault(number, "id_number", "under_16", "", person, n=age))
        earlier = self.people.setdefault(person, number)
        if earlier != number:
            faults.append(self._fault(number, "id_number", "duplicate", "id_number", person, n=earlier))

    def _short(self, number: int, name: str, value: str) -> str:
        if len(value) > _LONGEST:
            self.roster.warnings.append(self._fault(number, name, "too_long", n=_LONGEST))
            value = value[:_LONGEST]
        return self.words.setdefault(value, value) if name in _SHARED else value

    @staticmethod
    def _split(joint: str, values: dict[str, object]) -> None:
        workshop, team = _split_joint(joint)
        values.setdefault("workshop", workshop)
        values.setdefault("team", team)

    def _settle_years(self) -> None:
        """Dates without a year: the filing date may stand below the rows, so they wait for the end."""
        reference = min(self.roster.filed_on or self.today, self.today)
        for person, number, name, partial, given in self.yearless:
            rule = latest_on_or_before if name == "return_date" else nearest_to
            day = rule(partial, reference)
            if abs((reference - day).days) > 366:
                self.roster.warnings.append(
                    self._fault(number, name, "old_year", "", given, day=day.isoformat())
                )
            if person is not None:
                setattr(person, name, day)

    def _fault(
        self,
        number: int,
        name: str,
        code: str,
        detail: str = "",
        given: str = "",
        *,
        n: int = 0,
        day: str = "",
    ) -> Fault:
        column = "workshop" if name == JOINT else name
        if code == "formula":
            given = given[:1] if detail == "formula" else given
        elif detail != "number":  # what Excel left of a number is no longer anybody's
            given = shown(given, column)
        letter = self.letters.get(name, "")
        return Fault(number, column, code, f"{letter}{number}" if letter else "", detail, given, n, day)


_BY_SIGN = re.compile(r"\s*[/\\|、,;>·—–\-]+\s*|\s+")
_BY_WORD = re.compile(r"(.*?(?:车间|部门|分厂|科室|部|处|科|厂))(.+)")


def _split_joint(joint: str) -> tuple[str, str | None]:
    """一车间/甲班, 一车间-甲班, 一车间 甲班 and 一车间甲班 are all workshop 一车间, team 甲班."""
    parts = [part for part in _BY_SIGN.split(joint, maxsplit=1) if part]
    if len(parts) == 2:
        return parts[0], parts[1]
    found = _BY_WORD.fullmatch(joint)
    return (found[1], found[2]) if found else (joint, None)


def _health(cell: Cell) -> str | None:
    return read_label(cell, keep_none=True)


def _joint(cell: Cell) -> str | None:
    read_label(cell)  # refuses a formula
    return as_text(cell) if read_label(cell) else None


def _certificate(cell: Cell) -> str | None:
    text = read_label(cell)
    return None if text in ("否", "没办", "未办", "未办理", "无证", "没有") else text


_READERS: dict[str, Callable[[Cell], object]] = {
    **dict.fromkeys(FIELDS, read_label),
    "name": read_name,
    "id_number": read_id_number,
    "phone": read_mobile,
    "left_city": read_choice,
    "return_date": read_day,
    "planned_return": read_day,
    "health": _health,
    "certificate": _certificate,
    JOINT: _joint,
}
_ORDER = {name: place for place, name in enumerate(FIELDS)}
