"""The parts of an official document, in the order and places of the standard."""

import io
from collections.abc import Iterator, Sequence

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fugong.cases.official.content import Appendix, Heading, OfficialDocument, Paragraph, Table
from fugong.cases.official.layout import (
    CHARACTER,
    CHARS_PER_LINE,
    LEFT,
    RED,
    SMALL_PT,
    TEXT_WIDTH,
    TITLE_PT,
    TWIPS_PER_MM,
    paragraph,
)
from fugong.cases.official.package import clear, fill_header_and_footers, set_up, without_times
from fugong.cases.official.tables import write_table
from fugong.cases.official.texts import (
    chinese_date,
    chinese_number,
    lines_of,
    one_line,
    title_lines,
    width_of,
)

HELD_LINES = 6
"""A longer last paragraph is not held with the signature: offices would move the whole of it to the next page."""


def write(document: OfficialDocument) -> bytes:
    """The document as a .docx file. The same document gives the same bytes."""
    package = docx.Document()
    clear(package)
    set_up(package, document)
    fill_header_and_footers(package, document.draft)
    section = package.element.body.sectPr.xml
    body = f"<w:body>{''.join(content(document))}{section}</w:body>"
    # Parsed whole: elements moved into a tree one by one take a time that grows with the square of their number.
    package.part._element = parse_xml(f"<w:document {nsdecls('w', 'r')}>{body}</w:document>")
    written = io.BytesIO()
    package.save(written)
    return without_times(written)


class _Numbers:
    """Counts headings: a heading starts those below it anew."""

    def __init__(self) -> None:
        self.counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (4 - level)
        count = self.counts[level - 1]
        if level <= 2:
            return f"{chinese_number(count)}、" if level == 1 else f"（{chinese_number(count)}）"
        return f"{count}." if level == 3 else f"（{count}）"


def content(document: OfficialDocument) -> Iterator[str]:
    own = [block for block in document.blocks if not isinstance(block, Appendix)]
    appendices = [block for block in document.blocks if isinstance(block, Appendix)]
    listed = [one_line(name) for name in document.attachments]
    listed = [*(name for one in appendices if (name := one_line(one.title)) not in listed), *listed]

    yield from _head(document)
    yield paragraph("Title", *title_lines(document.title))
    yield paragraph("MainRecipient", "", keep=True)
    if to := one_line(document.to).rstrip("：:"):
        yield paragraph("MainRecipient", f"{to}：", keep=True)
    yield from _blocks(own, keep_last=not listed)
    yield from _list_of_attachments(listed)
    yield from _signature(document)
    for appendix in sorted(appendices, key=lambda one: listed.index(one_line(one.title))):
        number = str(listed.index(one_line(appendix.title)) + 1) if len(listed) > 1 else ""
        yield paragraph("AppendixLabel", f"附件{number}", keep=True)
        yield paragraph("MainRecipient", "", keep=True)
        yield paragraph("Title", *title_lines(appendix.title))
        yield paragraph("MainRecipient", "", keep=True)
        yield from _blocks(appendix.blocks)
    yield from _colophon(document)


def _head(document: OfficialDocument) -> Iterator[str]:
    """7.2: the issuer's mark 35 mm below the text area's edge, two lines below it the number, a red rule under that."""
    issuer, number = one_line(document.issuer), one_line(document.number)
    if not issuer:
        if number:
            yield paragraph("DocumentNumber", number, properties='<w:jc w:val="right"/>')
        return
    mark = issuer if issuer.endswith("文件") else f"{issuer}文件"
    size = max(TITLE_PT, min(42, int(TEXT_WIDTH / 20 / width_of(mark))))
    spacing = (
        f'<w:spacing w:before="{round(35 * TWIPS_PER_MM)}" w:line="{round(size * 26)}" w:lineRule="exact"/>'
    )
    run = f'<w:color w:val="{RED}"/><w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
    yield paragraph("IssuerMark", mark, properties=spacing, run=run)
    yield paragraph("DocumentNumber", "")
    yield paragraph("DocumentNumber", "")
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="{RED}"/></w:pBdr>'
    yield paragraph("DocumentNumber", number, properties=rule)
    yield paragraph("DocumentNumber", "")
    yield paragraph("DocumentNumber", "")


def _blocks(blocks: Sequence[Heading | Paragraph | Table], *, keep_last: bool = False) -> Iterator[str]:
    """`keep_last`: the last paragraph stays on a page with what follows, so that no signature stands alone."""
    numbers = _Numbers()
    last = len(blocks) - 1
    for index, block in enumerate(blocks):
        match block:
            case Heading(level, text):
                yield paragraph(f"Heading{level}", numbers.next(level) + one_line(text), keep=True)
            case Paragraph(text):
                lines = lines_of(text)
                for place, line in enumerate(lines, 1):
                    ends = keep_last and index == last and place == len(lines)
                    keep = ends and width_of(line) <= HELD_LINES * CHARS_PER_LINE
                    yield paragraph("BodyText", line, keep=keep)
            case Table():
                yield paragraph("TableGap", "", keep=True)
                yield write_table(block)
                yield paragraph("TableGap", "")


def _list_of_attachments(names: Sequence[str]) -> Iterator[str]:
    """7.3.4: a line below the text, two characters in; names without a closing mark, wrapped lines under the name."""
    if not names:
        return
    yield paragraph("BodyText", "")
    label, hanging = 3.0, 0.0
    if len(names) > 1:
        hanging = 1.5 if len(names) < 10 else 2.0
    left = 2 + label + hanging
    for number, name in enumerate(names, 1):
        text = name.rstrip("。；;，,")
        back = hanging + (label if number == 1 else 0)
        yield paragraph(
            "BodyText",
            ("附件：" if number == 1 else "") + (f"{number}.\t{text}" if hanging else text),
            properties=f'<w:tabs><w:tab w:val="left" w:pos="{round(left * CHARACTER)}"/></w:tabs>'
            f'<w:ind w:leftChars="{round(left * 100)}" w:left="{round(left * CHARACTER)}" '
            f'w:hangingChars="{round(back * 100)}" w:hanging="{round(back * CHARACTER)}"/>',
            keep=number == len(names),
        )


def _signature(document: OfficialDocument) -> Iterator[str]:
    """7.3.5.1: the date four characters from the right, the signer centred over it, room for a seal above and on both.

    Both are centred in one box that ends at the text area's edge; a long name makes the box wider.
    """
    day, signer = chinese_date(document.signed_on), one_line(document.signed_by)
    box = min(max(width_of(day) + 8, width_of(signer) + 2), CHARS_PER_LINE)
    left = round((CHARS_PER_LINE - box) * CHARACTER)
    properties = (
        f'<w:ind w:leftChars="0" w:left="{left}" w:rightChars="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/>'
        '<w:jc w:val="center"/>'
    )
    for text in ("", "", signer):
        yield paragraph("BodyText", text, properties=properties, keep=True)
    yield paragraph("BodyText", day, properties=properties)


def _colophon(document: OfficialDocument) -> Iterator[str]:
    """7.4: at the foot of the last page, between thick rules (0.35 mm) as wide as the text, a thin one (0.25 mm) inside.

    It is a floating table bound to the last paragraph, which is a hair high. LibreOffice lets a table as wide as the
    text float only when it is placed from the page's edge.
    """
    copies, printer = one_line(document.copies_to).rstrip("。"), one_line(document.printed_by)
    if not (copies or printer):
        return
    margin = SMALL_PT * 20
    rows = []
    if copies:
        indent = f'<w:ind w:left="{4 * margin}" w:right="{margin}" w:hanging="{3 * margin}"/>'
        rows.append(paragraph("Colophon", f"抄送：{copies}。", properties=indent))
    if printer:
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - margin}"/></w:tabs>'
        text = f"{printer}\t{chinese_date(document.signed_on)}印发"
        rows.append(
            paragraph("Colophon", text, properties=f'{tab}<w:ind w:left="{margin}" w:right="{margin}"/>')
        )
    rules = (("top", 8), ("bottom", 8), ("insideH", 6))
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>' for side, eighths in rules
    )
    cell = f'<w:tcPr><w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
    yield (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
        f'w:tblpX="{LEFT}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{TEXT_WIDTH}"/></w:tblGrid>'
        + "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>{cell}{row}</w:tc></w:tr>" for row in rows)
        + "</w:tbl>"
    )
    yield paragraph("Gap", "")
