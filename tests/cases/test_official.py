"""What an official document says stands where GB/T 9704-2012 puts it, whatever people typed into it."""

import io
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.cases.official import Appendix, Heading, OfficialDocument, Paragraph, Table, layout, write
from fugong.cases.official import texts as wording

BODY = (Heading(1, "企业基本情况"), Paragraph("拟于2020年2月26日复工。"))


def a_document(**changes: Any) -> OfficialDocument:
    says: dict[str, Any] = {
        "title": "关于复工复产备案的报告",
        "issuer": "河南怀川轴承有限公司",
        "to": "焦作市中站区工业和信息化局",
        "number": "怀轴〔2020〕3号",
        "blocks": BODY,
        "signed_by": "河南怀川轴承有限公司",
        "signed_on": date(2020, 2, 24),
    }
    return OfficialDocument(**{**says, **changes})


def opened(**changes: Any) -> Document:
    return docx.Document(io.BytesIO(write(a_document(**changes))))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def paragraph(document: Document, text: str) -> WordParagraph:
    return next(one for one in document.paragraphs if one.text == text)


def face(one: WordParagraph) -> tuple[str | None, float | None]:
    run = one.runs[0]
    return run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt if run.font.size else None


def test_the_page_is_a4_with_a_text_area_of_156_by_225_millimetres() -> None:
    section = opened().sections[0]

    for measured, wanted in (
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 37),
        (section.left_margin, 28),
        (section.right_margin, 26),
        (section.bottom_margin, 35),
    ):
        assert measured is not None
        assert abs(measured - Mm(wanted)) < Mm(0.1)


def test_twenty_two_lines_of_29_points_fit_on_a_page_and_28_characters_on_a_line() -> None:
    document = opened()
    section = document.sections[0]
    assert section.page_height
    assert section.top_margin
    assert section.bottom_margin
    body = document.styles["Body Text"].paragraph_format  # type: ignore[attr-defined]
    closer = (
        paragraph(document, "拟于2020年2月26日复工。")
        .runs[0]
        ._element.rPr.find(qn("w:spacing"))
        .get(qn("w:val"))
    )

    assert (body.line_spacing, body.line_spacing_rule) == (Pt(29), WD_LINE_SPACING.EXACTLY)
    assert 22 * Pt(29) <= section.page_height - section.top_margin - section.bottom_margin < 23 * Pt(29)
    assert 28 * (16 + int(closer) / 20) <= layout.TEXT_WIDTH / 20 < 29 * (16 + int(closer) / 20)
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "580"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("关于复工复产备案的报告", ("方正小标宋简体", 22)),
        ("一、甲", ("黑体", 16)),
        ("（一）乙", ("楷体_GB2312", 16)),
        ("1.丙", ("仿宋_GB2312", 16)),
        ("（1）丁", ("仿宋_GB2312", 16)),
        ("正文。", ("仿宋_GB2312", 16)),
    ],
)
def test_every_part_has_its_typeface_and_size(text: str, wanted: tuple[str, float]) -> None:
    levels = [Heading(level, name) for level, name in enumerate("甲乙丙丁", 1)]
    document = opened(blocks=[*levels, Paragraph("正文。")])

    assert face(paragraph(document, text)) == wanted


def test_headings_are_numbered_by_their_place() -> None:
    levels = [1, 2, 2, 3, 4, 4, 3, 1, 2, 4, 3]
    document = opened(blocks=[Heading(level, "题") for level in levels])

    numbered = [text.removesuffix("题") for text in texts(document) if text.endswith("题")]

    assert numbered == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "（1）",
        "（2）",
        "2.",
        "二、",
        "（一）",
        "（1）",
        "1.",
    ]


def test_chinese_numbers() -> None:
    assert [wording.chinese_number(n) for n in (1, 10, 11, 20, 35, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "三十五",
        "九十九",
    ]


def test_paragraphs_begin_two_characters_in_and_the_recipient_at_the_edge() -> None:
    document = opened(to="焦作市中站区工业和信息化局：")
    indent = document.styles["Body Text"].element.pPr.find(qn("w:ind"))

    assert indent.get(qn("w:firstLineChars")) == "200"
    recipient = paragraph(document, "焦作市中站区工业和信息化局：")
    assert recipient._element.pPr.find(qn("w:ind")) is None
    assert recipient.style
    assert recipient.style.paragraph_format.first_line_indent is None  # type: ignore[attr-defined]


def test_the_parts_follow_one_another_as_the_standard_has_them() -> None:
    document = opened(
        blocks=[Appendix("应急预案", [Heading(1, "总则")]), *BODY],
        attachments=["花名册。"],
        copies_to="区卫健委",
        printed_by="办公室",
    )

    assert texts(document) == [
        "河南怀川轴承有限公司文件",
        "怀轴〔2020〕3号",
        "关于复工复产备案的报告",
        "焦作市中站区工业和信息化局：",
        "一、企业基本情况",
        "拟于2020年2月26日复工。",
        "附件：1.\t应急预案",
        "2.\t花名册",
        "河南怀川轴承有限公司",
        "2020年2月24日",
        "附件1",
        "应急预案",
        "一、总则",
    ]
    assert [row.cells[0].text for row in document.tables[-1].rows] == [
        "抄送：区卫健委。",
        "办公室\t2020年2月24日印发",
    ]


def test_a_letter_without_a_red_head_begins_with_its_title() -> None:
    assert texts(opened(issuer="", number=""))[0] == "关于复工复产备案的报告"


def test_an_appendix_that_the_list_names_keeps_its_number_there() -> None:
    appendices = [Appendix("乙", [Paragraph("乙文")]), Appendix("甲", [Paragraph("甲文")])]

    found = texts(opened(blocks=[*BODY, *appendices], attachments=["甲", "名单", "乙"]))

    assert found[found.index("附件1") :] == ["附件1", "甲", "甲文", "附件3", "乙", "乙文"]


def test_a_single_attachment_has_no_number() -> None:
    found = texts(opened(blocks=[*BODY, Appendix("预案", [Paragraph("文")])]))

    assert "附件：预案" in found
    assert "附件" in found


def test_an_appendix_begins_on_a_page_of_its_own() -> None:
    style = paragraph(opened(blocks=[*BODY, Appendix("预案", [Paragraph("文")])]), "附件").style

    assert style
    assert style.paragraph_format.page_break_before  # type: ignore[attr-defined]


@pytest.mark.parametrize("signer", ["甲厂", "河南怀川轴承有限公司", "一" * 20, "一" * 60])
def test_the_signer_is_centred_over_the_date_which_stands_four_characters_in(signer: str) -> None:
    document = opened(issuer="", signed_by=signer)
    signed, dated = paragraph(document, signer), paragraph(document, "2020年2月24日")

    assert signed.alignment == dated.alignment == WD_ALIGN_PARAGRAPH.CENTER
    left = signed.paragraph_format.left_indent
    assert left is not None
    assert left == dated.paragraph_format.left_indent
    box = Pt(layout.TEXT_WIDTH / 20) - left
    assert box >= min(wording.width_of(signer), 27) * Pt(15.7)
    if wording.width_of(signer) < 12:
        free = (box - wording.width_of("2020年2月24日") * Pt(layout.CHARACTER / 20)) / 2
        assert abs(free - 4 * Pt(layout.CHARACTER / 20)) < Pt(1)


def test_no_signature_stands_alone_on_a_page() -> None:
    document = opened()
    found = list(document.paragraphs)
    last = next(i for i, one in enumerate(found) if one.text == "2020年2月24日")

    assert all(one._element.pPr.find(qn("w:keepNext")) is not None for one in found[last - 4 : last])


def test_page_numbers_stand_outside_right_on_odd_and_left_on_even_pages() -> None:
    document = opened()
    section = document.sections[0]

    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert odd.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert odd.paragraph_format.right_indent == Pt(14)
    assert even.alignment == WD_ALIGN_PARAGRAPH.LEFT
    assert even.paragraph_format.left_indent == Pt(14)
    assert "".join(node.text for node in odd._element.iter(qn("w:t"))) == "— 1 —"
    assert face(odd) == ("宋体", 14)


@pytest.mark.parametrize("draft", [True, False])
def test_a_draft_says_so_on_every_page(draft: bool) -> None:
    section = opened(draft=draft).sections[0]

    assert [
        one.paragraphs[0].text if one.paragraphs else "" for one in (section.header, section.even_page_header)
    ] == (["草稿", "草稿"] if draft else ["", ""])


def test_a_table_repeats_its_headings_and_keeps_rows_whole() -> None:
    table = opened(blocks=[Table(["来源地", "人数"], [["焦作市", "286"], ["字" * 900, "1"]])]).tables[0]

    rows = [row._tr.trPr for row in table.rows]
    assert [row is not None and row.find(qn("w:tblHeader")) is not None for row in rows] == [
        True,
        False,
        False,
    ]
    assert [row is not None and row.find(qn("w:cantSplit")) is not None for row in rows] == [
        True,
        True,
        False,
    ]
    run = table.cell(1, 0).paragraphs[0].runs[0]
    assert (run.font.name, run.font.size) == ("仿宋_GB2312", Pt(12))


@pytest.mark.parametrize("widths", [None, [100, 100, 100], [20, 30, 40]])
def test_a_table_is_never_wider_than_the_text(widths: list[float] | None) -> None:
    table = opened(blocks=[Table(["序号", "说明", "电话"], [["1", "长" * 400, "A" * 400]], widths)]).tables[0]

    columns = [column.width for column in table.columns]
    assert sum(width or 0 for width in columns) <= Pt(layout.TEXT_WIDTH / 20)
    assert all(width and width > Mm(8) for width in columns)


def test_tables_and_headings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError):
        Table(["甲", "乙"], [["1"]])
    with pytest.raises(ValueError):
        Table(["甲", "乙"], [], [10])
    with pytest.raises(ValueError):
        Table([], [])
    with pytest.raises(ValueError):
        Heading(5, "题")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于复工复产备案的报告", ["关于复工复产备案的报告"]),
        (
            "河南怀川轴承有限公司关于申请复工复产备案的报告",
            ["河南怀川轴承有限公司", "关于申请复工复产备案的报告"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_a_long_title_is_broken_before_what_it_is_about(title: str, lines: list[str]) -> None:
    assert wording.title_lines(title) == lines


@given(st.text(alphabet="甲乙丙（）、的ab1", min_size=1, max_size=90))
def test_a_title_loses_nothing_when_broken(title: str) -> None:
    assert "".join(wording.title_lines(title)) == title


def test_the_same_document_is_the_same_bytes_and_names_nobody() -> None:
    first = write(a_document(draft=True))

    assert first == write(a_document(draft=True))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        everything = b"".join(archive.read(name) for name in archive.namelist())
        names = archive.namelist()
    assert b"python-docx" not in everything
    assert not any("thumbnail" in name or "customXml" in name for name in names)
    told = docx.Document(io.BytesIO(first)).core_properties
    assert (told.author, told.last_modified_by, told.language) == ("", "", "zh-CN")
    assert told.title == "关于复工复产备案的报告"
    assert told.created
    assert told.created.date() == date(2020, 2, 24)


def test_lines_become_paragraphs_and_forbidden_characters_go() -> None:
    document = opened(blocks=[Paragraph("甲\x00\x08\x1f\r\n\r\n  乙\ud800\ufffe\u202e<&>\u2028丙")])

    assert texts(document)[4:7] == ["甲", "乙<&>", "丙"]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_whatever_people_type_the_file_opens(text: str) -> None:
    document = opened(
        title=text or "题",
        issuer=text,
        to=text,
        number=text,
        blocks=[
            Heading(1, text),
            Paragraph(text),
            Table([text, "甲"], [[text, text]]),
            Appendix(text, [Paragraph(text)]),
        ],
        attachments=[text],
        signed_by=text,
        copies_to=text,
        printed_by=text,
    )

    assert "2020年2月24日" in texts(document)
