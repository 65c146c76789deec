"""A fault of one cell, and a file that cannot be read: with cause and remedy, never an open personal value."""

import re
from dataclasses import dataclass

from fugong.core.masking import mask_id_number, mask_phone
from fugong.directory.workbook.texts import FAULTS, LABELS, UNREADABLE, Words

__all__ = ["Fault", "UnreadableWorkbook", "shown"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one cell; `row` as Excel counts it, `cell` like "C17", `given` masked already."""

    row: int
    column: str
    code: str
    cell: str
    detail: str = ""
    given: str = ""
    n: int = 0
    day: str = ""

    def in_words(self, lang: str = "zh") -> tuple[str, str]:
        """Cause and remedy in that language."""
        words = FAULTS.get((self.code, self.detail)) or FAULTS[self.code, ""]
        label = LABELS[self.column][_known(lang)]
        return _filled(words, lang, label=label, given=self.given, n=self.n, day=self.day)

    @property
    def text(self) -> str:
        """What is wrong, in Chinese."""
        return self.in_words()[0]

    @property
    def remedy(self) -> str:
        """What to do, in Chinese."""
        return self.in_words()[1]


class UnreadableWorkbook(Exception):
    """A file that cannot be read or understood at all; `code` is a key of `texts.UNREADABLE`."""

    def __init__(self, code: str, *, given: str | dict[str, str] = "", n: int = 0) -> None:
        self.code = code
        self._given = given
        self._n = n
        self.text, self.remedy = self.in_words()
        super().__init__(self.text)

    def in_words(self, lang: str = "zh") -> tuple[str, str]:
        """Cause and remedy in that language."""
        given = self._given if isinstance(self._given, str) else self._given[_known(lang)]
        return _filled(UNREADABLE[self.code], lang, given=given, n=self._n)


def _known(lang: str) -> str:
    return "en" if lang.startswith("en") else "zh"


def _filled(words: Words, lang: str, **values: object) -> tuple[str, str]:
    cause, remedy = words[_known(lang)]
    return cause.format(**values), remedy.format(**values)


_LONG_NUMBER = re.compile(r"[0-9][0-9 ]{8,}[0-9Xx]")


def shown(text: str, column: str = "") -> str:
    """A given value as it may appear in an error text: ID and phone numbers masked, wherever they were typed."""
    if column == "id_number":
        return mask_id_number(text[:24])
    if column == "phone":
        return mask_phone(text[:24])
    short = text if len(text) <= 24 else text[:23] + "…"
    return _LONG_NUMBER.sub(
        lambda found: mask_id_number(found[0]) if len(found[0]) > 11 else mask_phone(found[0]), short
    )
