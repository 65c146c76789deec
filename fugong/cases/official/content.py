"""What an official document says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4. Its number (一、（一）1.（1）) follows from its place; `text` is without it."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True)
class Paragraph:
    """Running text; each of its lines becomes a paragraph of its own, empty ones none."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table across the text area; its heading row is repeated on every page, its rows stay whole."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths_mm: Sequence[float] | None = None

    def __post_init__(self) -> None:
        for cells in (*self.rows, self.widths_mm if self.widths_mm is not None else self.headings):
            if len(cells) != len(self.headings):
                raise ValueError(f"{len(self.headings)} columns, but {len(cells)} cells")
        if not self.headings:
            raise ValueError("a table has columns")


@dataclass(frozen=True)
class Appendix:
    """An annex bound with the document, beginning on a page of its own (7.3.7); its headings count from 一."""

    title: str
    blocks: Sequence[Heading | Paragraph | Table]


Block = Heading | Paragraph | Table | Appendix


@dataclass(frozen=True, kw_only=True)
class OfficialDocument:
    """What an official document says.

    `issuer` prints the red head ("…文件"), empty: none. `to` is 主送机关, `number` 发文字号 such as 焦防指〔2020〕16号.
    `attachments` names what is listed as 附件: appendices that it does not name are listed before them, and an
    appendix is numbered as it is listed. `copies_to` and `printed_by` print 版记. A newline in `title` breaks its line.
    """

    title: str
    issuer: str
    to: str
    number: str = ""
    blocks: Sequence[Block]
    attachments: Sequence[str] = ()
    signed_by: str
    signed_on: date
    copies_to: str = ""
    printed_by: str = ""
    draft: bool = False
