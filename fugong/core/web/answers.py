"""A form as it reads, for every door that shows one: with `fugong/answers.html`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Cells = tuple[tuple[str, str], ...]
"""A row of a table: (heading, cell)."""


@dataclass(frozen=True)
class Answer:
    """A field as it reads: its label, its words, and for a table the headings and rows."""

    label: str
    words: str
    headings: tuple[str, ...] = ()
    rows: tuple[Cells, ...] = ()


InWords = Callable[[Any, Any], str]
"""A value of a declared field in words: `fugong.cases.difference.in_words`, which this floor does not know."""


def spoken(declared: Any, value: Any, in_words: InWords) -> str:
    """A value in words; a yes or a no is a word too, not its sign alone."""
    said = in_words(declared, value)
    if not isinstance(value, bool):
        return said
    return f"{said} {_('是') if value else _('否')}"


def answers(fields: Iterable[Any], data: Mapping[str, Any], in_words: InWords) -> list[Answer]:
    """The fields of a section as they read; one that is empty has no words, files are shown elsewhere."""

    def words(declared: Any, value: Any) -> str:
        return spoken(declared, value, in_words)

    found = []
    for one in fields:
        value = data.get(one.name)
        if one.type == "rows" and value:
            rows = tuple(
                tuple((str(column.label), words(column, row.get(column.name))) for column in one.fields)
                for row in value
            )
            found.append(Answer(str(one.label), "", tuple(str(column.label) for column in one.fields), rows))
        elif one.type != "file":
            found.append(Answer(str(one.label), words(one, value)))
    return found
