"""How a table of somebody's copy is declared: which columns of which stored table it tells, in which words.

The register of personal data is checked against these declarations: a new column is told here, or left out there with
a reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.fields import Sealed

Word = str | Promise
Column = Word | tuple[Word, Callable[[Any], Any]]
"""What a column is called, and how a row tells it where it is not simply its value."""

BESIDE = "+"
"""Begins the name of a column that is no column of the stored table, or one that says nothing about anybody."""

MOST = 10_000
"""More rows than anybody has before they are deleted; a copy leaves nothing out."""

Tables = dict[str, list[dict[str, str]]]
"""Heading of a table → its rows, column → value as text."""


class Whose(Protocol):
    """Whoever asks for the copy."""

    @property
    def who(self) -> Any:
        """The worker or the visit."""


def of(read: Callable[[Any], Any]) -> Callable[[Whose], Any]:
    """A table that is read by the worker or the visit alone."""
    return lambda whose: read(whose.who)


@dataclass(frozen=True, slots=True)
class Told:
    """A table of the copy. `stored` is the model's label; `rows` finds what is kept about a person, the latest first."""

    stored: str
    heading: Word
    rows: Callable[[Any], Iterable[Any]]
    columns: Mapping[str, Column]

    def told(self, whose: Any) -> list[dict[str, str]]:
        """Its rows in words."""
        return [
            {str(_word(column)): said(_value(row, name, column)) for name, column in self.columns.items()}
            for row in self.rows(whose)
        ]


def gather(tables: Iterable[Told], whose: Any) -> Tables:
    """Everything of these tables, by heading; a heading without rows stays, so that one sees that there is nothing."""
    found: Tables = {}
    for table in tables:
        found.setdefault(str(table.heading), []).extend(table.told(whose))
    return found


def _word(column: Column) -> Word:
    return column[0] if isinstance(column, tuple) else column


def _value(row: Any, name: str, column: Column) -> Any:
    return column[1](row) if isinstance(column, tuple) else getattr(row, name.removeprefix(BESIDE))


def said(value: Any) -> str:
    """A stored value as text: the site's time, plain where it lies sealed, yes or no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Sealed):
        return value.reveal()
    if isinstance(value, datetime):
        return value.astimezone(clock.SITE_ZONE).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return _("、").join(map(said, value))
    return str(value)


def worded(words: Mapping[str, Word], name: str) -> Callable[[Any], str]:
    """A column of codes, in words; a code without a word stays."""
    return lambda row: str(words.get(getattr(row, name) or "", getattr(row, name) or ""))
