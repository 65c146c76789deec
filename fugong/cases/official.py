"""Official documents (公文) as .docx in the layout of GB/T 9704-2012: what is said goes in, bytes come out.

The standard binds party and government bodies; an enterprise's report follows it as a template. Its typefaces are
named, never shipped: a computer without them shows its own. A seal's place is left free, no seal is drawn.
Lengths are twips (1/20 point) unless a name says otherwise; measures come from the clauses noted beside them.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

# 5.2: A4, 37 mm above and 28 mm left of a text area of 156 × 225 mm, 22 lines of 28 characters. 22 lines of 29 pt are
# 638 pt, a hair more than 225 mm: the bottom margin gives that hair, or the last line would go to the next page.
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, RIGHT, BOTTOM, LEFT = 2098, 1474, 1980, 1587
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
CHARS_PER_LINE = 28
LINE = 580
BODY_PT, TITLE_PT, SMALL_PT, TABLE_PT = 16, 22, 14, 12  # 三号, 二号, 四号, 小四
CHARACTER = TEXT_WIDTH / CHARS_PER_LINE
GRID = f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>'
CLOSER = int(CHARACTER - BODY_PT * 20) - 1  # set between characters: 28 of 16 pt are wider than 156 mm
TWIPS_PER_MM = 1440 / 25.4

TITLE_FACE, BODY_FACE, BLACK_FACE, KAI_FACE, SONG_FACE = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
HEADING_FACES = (BLACK_FACE, KAI_FACE, BODY_FACE, BODY_FACE)
RED = "FF0000"
HELD_LINES = 6
"""A longer last paragraph is not held with the signature: offices would move the whole of it to the next page."""
FULL_ROWS = 18
"""A row estimated higher than so many table lines may break across pages: it might fit on none."""


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


def write(document: OfficialDocument) -> bytes:
    """The document as a .docx file. The same document gives the same bytes."""
    package = docx.Document()
    _clear(package)
    _set_up(package, document)
    _fill_header_and_footers(package, document.draft)
    body = package.element.body
    section = body.sectPr
    for element in parse_xml(f"<w:body {nsdecls('w')}>{''.join(_content(document))}</w:body>"):
        section.addprevious(element)
    written = io.BytesIO()
    package.save(written)
    return _without_times(written)


# Texts


_NEWLINES = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def lines_of(text: str) -> list[str]:
    """The non-empty lines, without what XML forbids and without marks that turn the direction of writing."""
    cleaned = (_FORBIDDEN.sub("", line.replace("\t", " ")).strip() for line in _NEWLINES.split(text))
    return [line for line in cleaned if line]


def one_line(text: str) -> str:
    return " ".join(lines_of(text))


def chinese_date(day: date) -> str:
    """7.3.5.4: Arabic numerals, months and days without a leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_number(number: int) -> str:
    """1 to 99 as 一 to 九十九."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        raise ValueError(f"{number} headings of a kind")
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")


def width_of(text: str) -> float:
    """The width in full characters: Latin letters and digits take half of one."""
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.5 for character in text)


def title_lines(title: str) -> list[str]:
    """The title's lines, short before long and near in length where it does not say itself where to break (7.3.1)."""
    given = lines_of(title)
    room = int(TEXT_WIDTH / 20 / TITLE_PT)
    if len(given) != 1 or width_of(given[0]) <= room:
        return given
    text = given[0]
    about = text.find("关于")
    if about > 0 and width_of(text[:about]) <= room and width_of(text[about:]) <= room:
        return [text[:about], text[about:]]
    count = int(-(-width_of(text) // (room - 1)))
    cuts = [0, *(_good_cut(text, round(len(text) * part / count)) for part in range(1, count)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if start < end]


def _good_cut(text: str, wanted: int) -> int:
    """A place near `wanted` (two characters either way) that parts neither a word in Latin letters nor a bracket."""

    def badness(place: int) -> float:
        before, after = text[place - 1], text[place]
        bad = abs(place - wanted) + (0 if before in "的和及与、" else 0.8)
        if (
            (before.isascii() and after.isascii())
            or before in "“（《〔〈"
            or after in "的和及与、，。；：”）》〕〉"
        ):
            bad += 9
        return bad

    return min(range(max(1, wanted - 2), min(len(text), wanted + 3)), key=badness)


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


# Content


def _content(document: OfficialDocument) -> Iterator[str]:
    own = [block for block in document.blocks if not isinstance(block, Appendix)]
    appendices = [block for block in document.blocks if isinstance(block, Appendix)]
    listed = [one_line(name) for name in document.attachments]
    listed = [*(name for one in appendices if (name := one_line(one.title)) not in listed), *listed]

    yield from _head(document)
    yield _paragraph("Title", *title_lines(document.title))
    yield _paragraph("MainRecipient", "", keep=True)
    if to := one_line(document.to).rstrip("：:"):
        yield _paragraph("MainRecipient", f"{to}：", keep=True)
    yield from _blocks(own, keep_last=not listed)
    yield from _list_of_attachments(listed)
    yield from _signature(document)
    for appendix in sorted(appendices, key=lambda one: listed.index(one_line(one.title))):
        number = str(listed.index(one_line(appendix.title)) + 1) if len(listed) > 1 else ""
        yield _paragraph("AppendixLabel", f"附件{number}", keep=True)
        yield _paragraph("MainRecipient", "", keep=True)
        yield _paragraph("Title", *title_lines(appendix.title))
        yield _paragraph("MainRecipient", "", keep=True)
        yield from _blocks(appendix.blocks)
    yield from _colophon(document)


def _head(document: OfficialDocument) -> Iterator[str]:
    """7.2: the issuer's mark 35 mm below the text area's edge, two lines below it the number, a red rule under that."""
    issuer, number = one_line(document.issuer), one_line(document.number)
    if not issuer:
        if number:
            yield _paragraph("DocumentNumber", number, properties='<w:jc w:val="right"/>')
        return
    mark = issuer if issuer.endswith("文件") else f"{issuer}文件"
    size = max(TITLE_PT, min(42, int(TEXT_WIDTH / 20 / width_of(mark))))
    spacing = (
        f'<w:spacing w:before="{round(35 * TWIPS_PER_MM)}" w:line="{round(size * 26)}" w:lineRule="exact"/>'
    )
    run = f'<w:color w:val="{RED}"/><w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
    yield _paragraph("IssuerMark", mark, properties=spacing, run=run)
    yield _paragraph("DocumentNumber", "")
    yield _paragraph("DocumentNumber", "")
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="{RED}"/></w:pBdr>'
    yield _paragraph("DocumentNumber", number, properties=rule)
    yield _paragraph("DocumentNumber", "")
    yield _paragraph("DocumentNumber", "")


def _blocks(blocks: Sequence[Heading | Paragraph | Table], *, keep_last: bool = False) -> Iterator[str]:
    """`keep_last`: the last paragraph stays on a page with what follows, so that no signature stands alone."""
    numbers = _Numbers()
    last = len(blocks) - 1
    for index, block in enumerate(blocks):
        match block:
            case Heading(level, text):
                yield _paragraph(f"Heading{level}", numbers.next(level) + one_line(text), keep=True)
            case Paragraph(text):
                lines = lines_of(text)
                for place, line in enumerate(lines, 1):
                    ends = keep_last and index == last and place == len(lines)
                    keep = ends and width_of(line) <= HELD_LINES * CHARS_PER_LINE
                    yield _paragraph("BodyText", line, keep=keep)
            case Table():
                yield _paragraph("TableGap", "", keep=True)
                yield _table(block)
                yield _paragraph("TableGap", "")


def _list_of_attachments(names: Sequence[str]) -> Iterator[str]:
    """7.3.4: a line below the text, two characters in; names without a closing mark, wrapped lines under the name."""
    if not names:
        return
    yield _paragraph("BodyText", "")
    label, hanging = 3.0, 0.0
    if len(names) > 1:
        hanging = 1.5 if len(names) < 10 else 2.0
    left = 2 + label + hanging
    for number, name in enumerate(names, 1):
        text = name.rstrip("。；;，,")
        back = hanging + (label if number == 1 else 0)
        yield _paragraph(
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
        yield _paragraph("BodyText", text, properties=properties, keep=True)
    yield _paragraph("BodyText", day, properties=properties)


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
        rows.append(_paragraph("Colophon", f"抄送：{copies}。", properties=indent))
    if printer:
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - margin}"/></w:tabs>'
        text = f"{printer}\t{chinese_date(document.signed_on)}印发"
        rows.append(
            _paragraph("Colophon", text, properties=f'{tab}<w:ind w:left="{margin}" w:right="{margin}"/>')
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
    yield _paragraph("Gap", "")


def _table(table: Table) -> str:
    headings = [one_line(text) for text in table.headings]
    rows = [[lines_of(text) for text in cells] for cells in table.rows]
    widths = _column_widths(table, headings, rows)
    room = [(width - 2 * CELL_PADDING) / (TABLE_PT * 20) for width in widths]
    centred = [
        all(width_of(line) <= min(room[column], 10) for cells in rows for line in cells[column])
        for column in range(len(headings))
    ]
    written = [_row([[text] for text in headings], widths, [True] * len(widths), heading=True)]
    for cells in rows:
        high = max(sum(-(-width_of(line) // room[i]) for line in lines) for i, lines in enumerate(cells))
        written.append(_row(cells, widths, centred, whole=high <= FULL_ROWS))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(written)}</w:tbl>'
    )


CELL_PADDING = 85  # 1.5 mm
TABLE_WIDTH = TEXT_WIDTH - 2 * CELL_PADDING


def _column_widths(
    table: Table, headings: Sequence[str], rows: Sequence[Sequence[Sequence[str]]]
) -> list[int]:
    """As asked (drawn in when wider than the text area). Else narrow columns get what they hold, the wide share the rest."""
    if table.widths_mm is not None:
        asked = [width * TWIPS_PER_MM for width in table.widths_mm]
        share = min(1.0, TABLE_WIDTH / sum(asked))
        return [int(width * share) for width in asked]
    wants = [
        max(width_of(line) for line in (text, *(line for cells in rows for line in cells[column]))) + 0.5
        for column, text in enumerate(headings)
    ]
    wants = [max(want, 3) * TABLE_PT * 20 + 2 * CELL_PADDING for want in wants]
    if sum(wants) > TABLE_WIDTH:
        narrow = sorted(wants)
        most = next(
            share
            for place in range(len(narrow))
            if (share := (TABLE_WIDTH - sum(narrow[:place])) / (len(narrow) - place)) <= narrow[place]
        )
        wants = [min(want, most) for want in wants]
    return [int(TABLE_WIDTH * want / sum(wants)) for want in wants]


def _row(
    cells: Sequence[Sequence[str]],
    widths: Sequence[int],
    centred: Sequence[bool],
    *,
    heading: bool = False,
    whole: bool = True,
) -> str:
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if heading else "")
    style = "TableHeading" if heading else "TableText"
    written = []
    for lines, width, centre in zip(cells, widths, centred, strict=True):
        centring = '<w:jc w:val="center"/>' if centre else ""
        paragraphs = "".join(_paragraph(style, line, properties=centring) for line in lines or [""])
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
        )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(written)}</w:tr>"


def _paragraph(style: str, *lines: str, properties: str = "", run: str = "", keep: bool = False) -> str:
    """One paragraph; more lines than one are parted by breaks. A run names its typeface itself: it survives pasting."""
    face, half_points = RUN_FACES[style]
    closer = f'<w:spacing w:val="{CLOSER}"/>' if half_points == BODY_PT * 2 else ""
    size = run or f'{closer}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    parts = "<w:br/>".join(_text(line) for line in lines if line)
    content = f"<w:r><w:rPr>{_face(face)}{size}</w:rPr>{parts}</w:r>" if parts else ""
    keeping = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keeping}{properties}</w:pPr>{content}</w:p>'


def _text(line: str) -> str:
    return "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in line.split("\t")
    )


def _face(face: str) -> str:
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{face}" w:eastAsia="{face}" w:hAnsi="{face}" w:cs="{face}"/>'
    )


# The package: styles, section, header and footers


@dataclass(frozen=True)
class _Style:
    key: str
    name: str
    face: str
    points: int
    properties: str = ""
    following: str = ""


_EXACT = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
_TWO_IN = f'<w:ind w:firstLineChars="200" w:firstLine="{round(2 * CHARACTER)}"/>'
_OFF_GRID = (
    '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="{rule}"/>'
)
_STYLES = (
    _Style(
        "Title",
        "Title",
        TITLE_FACE,
        TITLE_PT,
        f'<w:keepNext/><w:snapToGrid w:val="0"/>{_EXACT}<w:jc w:val="center"/>',
        "BodyText",
    ),
    *(
        _Style(
            f"Heading{level}",
            f"heading {level}",
            face,
            BODY_PT,
            f'<w:keepNext/>{_EXACT}{_TWO_IN}<w:outlineLvl w:val="{level - 1}"/>',
            "BodyText",
        )
        for level, face in enumerate(HEADING_FACES, 1)
    ),
    _Style("BodyText", "Body Text", BODY_FACE, BODY_PT, _EXACT + _TWO_IN),
    _Style(
        "IssuerMark",
        "发文机关标志",
        TITLE_FACE,
        42,
        '<w:snapToGrid w:val="0"/><w:jc w:val="center"/>',
        "DocumentNumber",
    ),
    _Style("DocumentNumber", "发文字号", BODY_FACE, BODY_PT, f'{_EXACT}<w:jc w:val="center"/>'),
    _Style("MainRecipient", "主送机关", BODY_FACE, BODY_PT, f'{_EXACT}<w:jc w:val="left"/>', "BodyText"),
    _Style(
        "AppendixLabel",
        "附件标识",
        BLACK_FACE,
        BODY_PT,
        f'<w:pageBreakBefore/>{_EXACT}<w:jc w:val="left"/>',
        "Title",
    ),
    _Style(
        "TableText",
        "表格文字",
        BODY_FACE,
        TABLE_PT,
        _OFF_GRID.format(line=360, rule="exact") + '<w:jc w:val="left"/>',
    ),
    _Style(
        "TableHeading",
        "表格栏目",
        BLACK_FACE,
        TABLE_PT,
        _OFF_GRID.format(line=360, rule="exact") + '<w:jc w:val="center"/>',
    ),
    _Style(
        "Colophon",
        "版记",
        BODY_FACE,
        SMALL_PT,
        _OFF_GRID.format(line=480, rule="exact") + '<w:jc w:val="left"/>',
    ),
    _Style("TableGap", "表格前后", BODY_FACE, 6, _OFF_GRID.format(line=120, rule="exact")),
    _Style("Gap", "空隙", BODY_FACE, 1, _OFF_GRID.format(line=20, rule="exact")),
    _Style(
        "Header",
        "header",
        BLACK_FACE,
        BODY_PT,
        _OFF_GRID.format(line=400, rule="exact") + '<w:jc w:val="center"/>',
    ),
    _Style("Footer", "footer", SONG_FACE, SMALL_PT, _OFF_GRID.format(line=280, rule="exact")),
)
RUN_FACES = {style.key: (style.face, style.points * 2) for style in _STYLES}

_KEPT_PARTS = ("/officeDocument", "/core-properties", "/styles", "/settings", "/fontTable", "/theme")


def _clear(package: Document) -> None:
    """Away with what the library's template brings along: a thumbnail, its maker's name, other styles and lists."""
    for owner in (package.part.package, package.part):
        for key, relation in list(owner.rels.items()):
            if not relation.reltype.endswith(_KEPT_PARTS):
                del owner.rels[key]
    _replace(package.styles.element, _styles())
    settings = (
        '<w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="290"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )
    _replace(package.settings.element, settings)
    for relation in package.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            faces = sorted({style.face for style in _STYLES})
            fonts = "".join(f'<w:font w:name="{face}"><w:charset w:val="86"/></w:font>' for face in faces)
            relation.target_part._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _replace(element: Any, content: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:x {nsdecls('w')}>{content}</w:x>"):
        element.append(child)


def _styles() -> str:
    language = '<w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    size = f'<w:sz w:val="{BODY_PT * 2}"/><w:szCs w:val="{BODY_PT * 2}"/>'
    written = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_face(BODY_FACE)}{size}{language}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{_borders()}</w:tblBorders><w:tblCellMar>{_padding()}</w:tblCellMar></w:tblPr></w:style>"
    ]
    for style in _STYLES:
        following = f'<w:next w:val="{style.following}"/>' if style.following else ""
        written.append(
            f'<w:style w:type="paragraph" w:styleId="{style.key}"><w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/>'
            f"{following}<w:qFormat/><w:pPr>{style.properties}</w:pPr><w:rPr>{_face(style.face)}"
            f'<w:sz w:val="{style.points * 2}"/><w:szCs w:val="{style.points * 2}"/></w:rPr></w:style>'
        )
    return "".join(written)


def _borders() -> str:
    sides: Iterable[str] = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)


def _padding() -> str:
    high = (("top", 40), ("left", CELL_PADDING), ("bottom", 40), ("right", CELL_PADDING))
    return "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in high)


def _set_up(package: Document, document: OfficialDocument) -> None:
    section = package.element.body.sectPr
    _replace(
        section,
        f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" '
        f'w:header="1134" w:footer="1440" w:gutter="0"/>{GRID}',
    )
    told = package.core_properties
    moment = datetime(document.signed_on.year, document.signed_on.month, document.signed_on.day)  # noqa: DTZ001
    told.title, told.language = " ".join(lines_of(document.title))[:250], "zh-CN"
    told.author, told.last_modified_by, told.comments, told.keywords = "", "", "", ""
    told.created, told.modified, told.revision = moment, moment, 1


def _fill_header_and_footers(package: Document, draft: bool) -> None:
    """7.5: page numbers in 四号 宋体 between dashes 7 mm below the text, one character in: right on odd pages, left on even."""
    section = package.sections[0]
    one_in = SMALL_PT * 20
    sides = (
        (section.header, section.footer, f'<w:ind w:right="{one_in}"/><w:jc w:val="right"/>'),
        (
            section.even_page_header,
            section.even_page_footer,
            f'<w:ind w:left="{one_in}"/><w:jc w:val="left"/>',
        ),
    )
    run = f'<w:rPr>{_face(SONG_FACE)}<w:sz w:val="{SMALL_PT * 2}"/><w:szCs w:val="{SMALL_PT * 2}"/></w:rPr>'
    for header, footer, properties in sides:
        footer.is_linked_to_previous = False
        field = f'<w:fldSimple w:instr=" PAGE "><w:r>{run}<w:t>1</w:t></w:r></w:fldSimple>'
        dash = f'<w:r>{run}<w:t xml:space="preserve">{{}}</w:t></w:r>'
        _replace(
            footer._element,
            f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{properties}</w:pPr>{dash.format("— ")}{field}{dash.format(" —")}</w:p>',
        )
        if draft:
            header.is_linked_to_previous = False
            _replace(header._element, _paragraph("Header", "草稿"))


def _without_times(written: io.BytesIO) -> bytes:
    """The archive with every member dated 1980, so that the same document gives the same bytes."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()
