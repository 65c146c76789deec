"""The pack's list for the look at the site."""

from dataclasses import dataclass

from fugong.core.web import say
from fugong.packs import load
from fugong.rules import Text


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to look at. A row of the checklist names it by its `id` or by its text in any language."""

    id: str
    text: Text
    article: str

    @property
    def label(self) -> str:
        """The text in the reader's language."""
        return say.text(self.text)

    @property
    def names(self) -> frozenset[str]:
        """What a row may call it."""
        return frozenset({self.id, *(" ".join(said.split()) for said in self.text.values())})


def items(pack: str) -> tuple[ChecklistItem, ...]:
    """What the officer looks at, in order; nothing where the pack has no list."""
    found = load(pack).startup.checklist
    return tuple(ChecklistItem(one.id, one.text, one.article) for one in found)
