"""The .docx around a document's body: styles, section, header, footers; nothing that names a person or an hour."""

import io
import zipfile
from datetime import datetime
from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fugong.cases.official.content import OfficialDocument
from fugong.cases.official.layout import (
    BOTTOM,
    GRID,
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    SMALL_PT,
    SONG_FACE,
    STYLES,
    TOP,
    face,
    paragraph,
    styles,
)
from fugong.cases.official.texts import lines_of

_KEPT_PARTS = ("/officeDocument", "/core-properties", "/styles", "/settings", "/fontTable", "/theme")


def clear(package: Document) -> None:
    """Away with what the library's template brings along: a thumbnail, its maker's name, other styles and lists."""
    for owner in (package.part.package, package.part):
        for key, relation in list(owner.rels.items()):
            if not relation.reltype.endswith(_KEPT_PARTS):
                del owner.rels[key]
    _replace(package.styles.element, styles())
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
            faces = sorted({style.face for style in STYLES})
            fonts = "".join(f'<w:font w:name="{face}"><w:charset w:val="86"/></w:font>' for face in faces)
            relation.target_part._blob = f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _replace(element: Any, content: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:x {nsdecls('w')}>{content}</w:x>"):
        element.append(child)


def set_up(package: Document, document: OfficialDocument) -> None:
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


def fill_header_and_footers(package: Document, draft: bool) -> None:
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
    run = f'<w:rPr>{face(SONG_FACE)}<w:sz w:val="{SMALL_PT * 2}"/><w:szCs w:val="{SMALL_PT * 2}"/></w:rPr>'
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
            _replace(header._element, paragraph("Header", "草稿"))


def without_times(written: io.BytesIO) -> bytes:
    """The archive with every member dated 1980, so that the same document gives the same bytes."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()
