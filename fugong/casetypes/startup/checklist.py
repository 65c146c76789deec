"""The pack's list for the look at the site, and the rows that an officer wrote down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fugong.core.web import say
from fugong.packs import load
from fugong.rules import Text

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to look at. A row of the checklist names it by its `id` or by its text in any language.

    `area` is the kind of area it is about, else empty; what `always` applies no site is without.
    """

    id: str
    text: Text
    article: str
    area: str = ""
    always: bool = False

    @property
    def label(self) -> str:
        """The text in the reader's language."""
        return say.text(self.text)


def items(pack: str) -> tuple[ChecklistItem, ...]:
    """What the officer looks at, in order; nothing where the pack has no list."""
    found = load(pack).startup.checklist
    return tuple(ChecklistItem(one.id, one.text, one.article, one.area, one.always) for one in found)


@dataclass(frozen=True)
class Looked:
    """A row as it was written: its place, what it is about (None: nothing of the pack's list), the result."""

    place: int
    said: str
    item: ChecklistItem | None
    result: str


def looked_at(pack: str, rows: Iterable[Mapping[str, Any]]) -> list[Looked]:
    """The rows of a look at the site with the items they name."""
    known: dict[str, ChecklistItem] = {}
    for item in items(pack):
        known |= {" ".join(said.split()): item for said in item.text.values()} | {item.id: item}
    return [
        Looked(place, row["item"], known.get(" ".join(row["item"].split())), row["result"])
        for place, row in enumerate(rows)
    ]


def areas_not_there(pack: str, rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The kinds of area that the look at the site found the enterprise to be without."""
    found = looked_at(pack, rows)
    return frozenset(one.item.area for one in found if one.item and one.result == NOT_APPLICABLE)
