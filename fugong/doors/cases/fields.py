"""A form's fields as a page shows them, and what was typed as data: both from the case type's own declaration."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from fugong.cases.difference import in_words
from fugong.cases.forms import FormFault
from fugong.cases.overview import CaseView, StepView
from fugong.cases.spec import Field, Section, Sourced
from fugong.core.web import say
from fugong.core.web.answers import Answer, answers, spoken

TELLING = 3
"""How many of a sample's longest passages tell that it stands in a text, though what is in 【】 was filled in."""

SPARE_ROWS = 1
"""Empty rows shown below a table that is still empty."""


@dataclass
class Cell:
    """One box: the field, its name and id on the page, what stands in it, what is wrong with it."""

    field: Field
    name: str
    value: Any = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Its id on the page."""
        return f"f-{self.name}"

    @property
    def text(self) -> str:
        """The value as a box holds it."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value)


@dataclass
class FieldView(Cell):
    """A field of a section: also its rows, where its value came from, and the pack's text to begin with.

    A field that is a file has `files`, those there already.
    `stored` is what somebody else has kept meanwhile, where it differs.
    """

    rows: list[list[Cell]] = field(default_factory=list)
    source: Sourced | None = None
    template: str = ""
    stored: str = ""
    files: list[Any] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether the system knows another value than the one written, be it typed or kept."""
        return self.source is not None and _plain(self.source.value) != _plain(self.value)


def _plain(value: Any) -> Any:
    """A value as a box holds it, so that what was typed and what is kept compare; empty boxes of a row are none."""
    if isinstance(value, list):
        rows = [{name: _plain(one) for name, one in row.items() if _plain(one)} for row in value]
        return [row for row in rows if row]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else " ".join(str(value).split())


def field_views(
    section: Section,
    data: Mapping[str, Any],
    faults: Iterable[FormFault] = (),
    sources: Mapping[str, Sourced] | None = None,
    templates: Mapping[str, Any] | None = None,
    attachments: Iterable[Any] = (),
) -> list[FieldView]:
    """The fields of a section with their values and faults; a table has its rows and, when empty, one to begin with."""
    wrong = {one.field: one.text for one in faults}
    views = []
    for one in section.fields:
        if one.type == "file":
            there = [each for each in attachments if each.row.kind == one.name]
            views.append(FieldView(one, file_name(one.name), error=wrong.get(one.name, ""), files=there))
            continue
        sample = (templates or {}).get(one.name)
        view = FieldView(
            one,
            one.name,
            data.get(one.name),
            wrong.get(one.name, ""),
            source=(sources or {}).get(one.name),
            template="" if begun(data.get(one.name), sample) else say.text(sample),
        )
        if one.type == "rows":
            view.rows = _rows(one, data.get(one.name) or [], wrong)
        views.append(view)
    return views


def file_name(name: str) -> str:
    """What the box of a file field is called on the page."""
    return f"file-{name}"


def begun(written: object, sample: Mapping[str, str] | None) -> bool:
    """Whether a text was begun with the sample, in whichever language: one of its longest passages stands in it."""
    here = _run_on(str(written or ""))
    for text in (sample or {}).values():
        passages = sorted(map(_run_on, re.split(r"[【】。；;.\n]", text)), key=len)
        if any(one and one in here for one in passages[-TELLING:]):
            return True
    return False


def with_sample(written: str, sample: Mapping[str, str] | None, at: str) -> str:
    """A text with the sample put in once: at the cursor (a number of characters), else below what is there."""
    text = written.replace("\r\n", "\n")
    if begun(text, sample):
        return text
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 7 else len(text)
    parts = (text[:place].strip(), say.text(sample), text[place:].strip())
    return "\n".join(one for one in parts if one)


def _run_on(text: str) -> str:
    return "".join(text.split())


def _rows(declared: Field, rows: list[dict[str, Any]], wrong: Mapping[str, str]) -> list[list[Cell]]:
    shown = rows or [{} for _spare in range(SPARE_ROWS)]
    return [
        [
            Cell(
                column,
                f"{declared.name}-{number}-{column.name}",
                row.get(column.name),
                wrong.get(f"{declared.name}[{number}].{column.name}", ""),
            )
            for column in declared.fields
        ]
        for number, row in enumerate(shown)
    ]


def typed(fields: Iterable[Field], post: QueryDict) -> dict[str, Any]:
    """What a page sent, field by field as it was typed; rows in their order, those taken away are gone."""
    data: dict[str, Any] = {}
    for one in fields:
        if one.type == "rows":
            data[one.name] = _typed_rows(one, post)
        elif one.type != "file":
            data[one.name] = post.get(one.name, "")
    return data


def _typed_rows(declared: Field, post: QueryDict) -> list[dict[str, Any]]:
    pattern = re.compile(rf"^{re.escape(declared.name)}-(\d{{1,4}})-(\w+)$")
    rows: dict[int, dict[str, Any]] = {}
    columns = {one.name for one in declared.fields}
    for key in post:
        found = pattern.match(key)
        if found and found.group(2) in columns:
            rows.setdefault(int(found.group(1)), {})[found.group(2)] = post.get(key, "")
    return [rows[number] for number in sorted(rows)]


def stored_beside(views: Iterable[FieldView], data: Mapping[str, Any]) -> None:
    """Where what was typed differs from what is kept by now, put that beside it in words."""
    for view in views:
        kept = data.get(view.name)
        if _plain(kept) != _plain(view.value):
            view.stored = spoken(view.field, kept, in_words) or _("（空）")


def rows_changed(given: Mapping[str, Any], act: str, of: str) -> dict[str, Any] | None:
    """What was typed with a row more (`add:name`) or one less (`drop:name:place`); None for another button."""
    name, _colon, number = of.partition(":")
    rows = given.get(name)
    if not isinstance(rows, list):
        return None
    if act == "add":
        return {**given, name: [*rows, {}]}
    if act == "drop" and number.isascii() and number.isdigit():
        return {**given, name: [row for place, row in enumerate(rows) if place != int(number)]}
    return None


def summary(fields: Iterable[FieldView]) -> list[dict[str, str]]:
    """Every fault in order, for the top of the page: id of its box, label, text."""
    lines = []
    for view in fields:
        if view.error:
            lines.append({"id": view.id, "label": str(view.field.label), "text": view.error})
        for number, row in enumerate(view.rows, start=1):
            lines += [
                {
                    "id": cell.id,
                    "label": f"{view.field.label} {number} · {cell.field.label}",
                    "text": cell.error,
                }
                for cell in row
                if cell.error
            ]
    return lines


def asked(view: CaseView, step: StepView) -> list[Answer]:
    """What a move asked for itself, the officer's site check for one, as it reads in the history."""
    move = view.type.move(step.move)
    found = answers(move.fields, step.data, in_words) if move and step.data else []
    return [one for one in found if one.words or one.rows]


def as_it_reads(section: Section, data: Mapping[str, Any]) -> list[Answer]:
    """A section as it reads."""
    return answers(section.fields, data, in_words)
