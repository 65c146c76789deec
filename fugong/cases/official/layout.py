"""The standard's measures, typefaces and styles, and one paragraph of a style.

Lengths are twips (1/20 point) unless a name says otherwise; measures come from the clauses noted beside them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

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
CELL_PADDING = 85  # 1.5 mm

TITLE_FACE, BODY_FACE, BLACK_FACE, KAI_FACE, SONG_FACE = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
HEADING_FACES = (BLACK_FACE, KAI_FACE, BODY_FACE, BODY_FACE)
RED = "FF0000"


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
STYLES = (
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
RUN_FACES = {style.key: (style.face, style.points * 2) for style in STYLES}


def styles() -> str:
    language = '<w:lang w:val="zh-CN" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    size = f'<w:sz w:val="{BODY_PT * 2}"/><w:szCs w:val="{BODY_PT * 2}"/>'
    written = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{face(BODY_FACE)}{size}{language}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{_borders()}</w:tblBorders><w:tblCellMar>{_padding()}</w:tblCellMar></w:tblPr></w:style>"
    ]
    for style in STYLES:
        following = f'<w:next w:val="{style.following}"/>' if style.following else ""
        written.append(
            f'<w:style w:type="paragraph" w:styleId="{style.key}"><w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/>'
            f"{following}<w:qFormat/><w:pPr>{style.properties}</w:pPr><w:rPr>{face(style.face)}"
            f'<w:sz w:val="{style.points * 2}"/><w:szCs w:val="{style.points * 2}"/></w:rPr></w:style>'
        )
    return "".join(written)


def _borders() -> str:
    sides: Iterable[str] = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)


def _padding() -> str:
    high = (("top", 40), ("left", CELL_PADDING), ("bottom", 40), ("right", CELL_PADDING))
    return "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in high)


def paragraph(style: str, *lines: str, properties: str = "", run: str = "", keep: bool = False) -> str:
    """One paragraph; more lines than one are parted by breaks. A run names its typeface itself: it survives pasting."""
    family, half_points = RUN_FACES[style]
    closer = f'<w:spacing w:val="{CLOSER}"/>' if half_points == BODY_PT * 2 else ""
    size = run or f'{closer}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    parts = "<w:br/>".join(_text(line) for line in lines if line)
    content = f"<w:r><w:rPr>{face(family)}{size}</w:rPr>{parts}</w:r>" if parts else ""
    keeping = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keeping}{properties}</w:pPr>{content}</w:p>'


def _text(line: str) -> str:
    return "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in line.split("\t")
    )


def face(face: str) -> str:
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{face}" w:eastAsia="{face}" w:hAnsi="{face}" w:cs="{face}"/>'
    )
