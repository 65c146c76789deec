"""A filing as the bureau prints it: LibreOffice opens the .docx, and its pages are measured and kept to be looked at."""

import subprocess
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from fugong.cases.official import (
    Appendix,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    write,
)
from tests.journeys.browser import OUTPUT

pytestmark = pytest.mark.journey
DOTS_PER_MM = 4.0
DUTIES = (
    "公司成立疫情防控工作领导小组，由总经理王建国任组长，统一指挥疫情防控和复工复产工作。各车间、班组设疫情防控专员，"
    "责任落实到人，做到“一日一测、一日一报、一日一清”，联系电话0391-2100000。"
)
ORIGINS = Table(
    ["序号", "来源地", "返岗人数", "备注"],
    [
        ["1", "河南省焦作市中站区", "286", ""],
        ["2", "河南省焦作市修武县", "94", ""],
        ["3", "河南省焦作市博爱县", "61", ""],
        ["4", "河南省焦作市沁阳市", "33", "含租住厂区宿舍8人"],
        ["5", "河南省新乡市", "12", ""],
        ["6", "河南省信阳市", "3", "返焦后隔离观察14天，期满前不安排上岗"],
        ["7", "湖北省", "0", "未返岗，暂缓返回"],
        ["8", "山西省晋城市", "9", ""],
    ],
)
FILING = OfficialDocument(
    title="河南怀川轴承有限公司关于申请复工复产备案的报告",
    issuer="河南怀川轴承有限公司",
    to="焦作市中站区工业和信息化局、焦作市中站区产业集聚区管理委员会",
    number="怀轴〔2020〕3号",
    blocks=[
        Paragraph("我公司已制定疫情防控方案和复工复产方案，现将有关情况报告如下，请予备案。"),
        Heading(1, "企业基本情况"),
        Paragraph("公司位于焦作市中站区，主要生产汽车轮毂轴承，现有职工498人。拟于2020年2月26日复工。"),
        Heading(1, "疫情防控方案"),
        Heading(2, "领导体系和责任分工"),
        Paragraph(DUTIES),
        Heading(3, "车间责任人"),
        Paragraph(DUTIES),
        Heading(4, "一车间"),
        Paragraph("负责人张伟，班组6个。"),
        Heading(2, "排查制度"),
        Paragraph(DUTIES),
        Heading(1, "返岗人员数量和来源"),
        Paragraph("首批返岗职工498人，来源情况见下表。"),
        ORIGINS,
        Paragraph("以上人员均已通过返岗申报和健康筛查。"),
        Heading(1, "生产计划和物流运输"),
        Paragraph(DUTIES),
        Heading(1, "安全生产"),
        Paragraph("复工前对全部设备进行检修，对特种作业人员进行再培训，经验收合格后方可开机。"),
        Appendix(
            "河南怀川轴承有限公司新型冠状病毒感染的肺炎疫情防控应急预案",
            [
                Heading(1, "适用范围"),
                Paragraph(DUTIES),
                Heading(1, "应急处置"),
                Paragraph("立即隔离至临时观察点，由专人陪护，同时报告中站区卫生健康委员会。"),
                Table(["职务", "姓名"], [["组长", "王建国"], ["副组长", "赵敏"]], [40, 50]),
            ],
        ),
    ],
    attachments=["职工返岗花名册", "防疫物资储备清单及消毒记录"],
    signed_by="河南怀川轴承有限公司",
    signed_on=date(2020, 2, 24),
    copies_to="焦作市中站区卫生健康委员会",
    printed_by="河南怀川轴承有限公司办公室",
)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def printed(document: OfficialDocument, name: str, profile: Path) -> pypdfium2.PdfDocument:
    """What LibreOffice prints; the pages are kept as pictures beside the journeys' other ones."""
    written = profile / f"{name}.docx"
    written.write_bytes(write(document))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(profile / 'user').as_uri()}",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "--outdir", profile, written], check=True, capture_output=True, timeout=180)
    pages = pypdfium2.PdfDocument(written.with_suffix(".pdf").read_bytes())
    OUTPUT.mkdir(exist_ok=True)
    for number in range(len(pages)):
        in_colour(pages[number]).save(OUTPUT / f"{name}-{number + 1}.png")
    return pages


def in_colour(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=DOTS_PER_MM * 25.4 / 72).to_pil()


def picture(page: pypdfium2.PdfPage) -> Image.Image:
    return in_colour(page).convert("L")


def text_of(page: pypdfium2.PdfPage) -> str:
    """Without spaces: some offices set a little room between characters and digits, some do not."""
    return "".join(page.get_textpage().get_text_range().split())


def lines_in_the_text_area(page: pypdfium2.PdfPage) -> list[int]:
    """How many characters each line has, from the top."""
    text = page.get_textpage()
    boxes = [text.get_charbox(index, loose=True) for index in range(text.count_chars())]
    middles = sorted(
        round((bottom + top) / 2)
        for left, bottom, right, top in boxes
        if right > left and bottom > 34 * 72 / 25.4
    )
    return [len(list(line)) for _, line in groupby(middles)][::-1]


def ink(page: Image.Image, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether anything is printed in a part of the page, in mm."""
    low, _ = page.crop(tuple(round(side * DOTS_PER_MM) for side in (left, top, right, bottom))).getextrema()
    return low < 200


def assert_margins_are_white(pages: pypdfium2.PdfDocument) -> None:
    for number in range(len(pages)):
        page = picture(pages[number])
        assert not ink(page, 0, 0, 210, 36.5), f"page {number + 1}, above the text"
        assert not ink(page, 0, 0, 27.5, 297), f"page {number + 1}, left of the text"
        assert not ink(page, 188, 0, 210, 297), f"page {number + 1}, right of the text, past a hanging comma"
        assert not ink(page, 0, 263, 210, 265), f"page {number + 1}, between text and page number"
        assert not ink(page, 0, 274, 210, 297), f"page {number + 1}, below the page number"
        outer, inner = ((150, 184), (28, 60)) if number % 2 == 0 else ((28, 60), (150, 184))
        assert ink(page, outer[0], 265, outer[1], 274), f"page {number + 1} has its number outside"
        assert not ink(page, inner[0], 265, inner[1], 274)


def test_a_filing_prints_as_an_official_document(profile: Path) -> None:
    pages = printed(FILING, "filing", profile)

    assert 5 <= len(pages) <= 6
    found = [text_of(page) for page in pages]
    in_order = [
        "文件",
        "怀轴〔2020〕3号",
        "关于申请",
        "管理委员会：",
        "一、企业",
        "二、疫情",
        "（一）领导",
        "1.车间",
        "三、返岗",
        "山西省",
        "四、生产",
        "五、安全",
        "附件：1.",
        "3.",
        "2020年2月24日",
    ]
    whole, place = "".join(found), 0
    for part in in_order:
        assert part in whole[place:], part
        place = whole.index(part, place)
    assert found.index(next(text for text in found if text.startswith("附件1"))) > 0
    assert "抄送：焦作市中站区卫生健康委员会。" in found[-1]
    assert "2020年2月24日印发" in found[-1]
    assert all(f"—{number}—" in text for number, text in enumerate(found, 1))
    assert_margins_are_white(pages)
    assert len(lines_in_the_text_area(pages[0])) <= 22
    assert ink(picture(pages[len(pages) - 1]), 28, 260, 184, 263), (
        "the last rule lies on the text area's lower edge"
    )


def test_a_full_page_has_22_lines_of_28_characters(profile: Path) -> None:
    pages = printed(replace(FILING, blocks=[Paragraph("字" * 28 * 22 * 3)], attachments=[]), "full", profile)

    assert lines_in_the_text_area(pages[1]) == [28] * 22


def test_the_headings_of_a_long_table_are_on_every_page(profile: Path) -> None:
    rows = [[str(number), f"第{number}车间", "正常"] for number in range(1, 81)]

    pages = printed(
        replace(FILING, blocks=[Table(["序号", "车间名称", "状态"], rows)], attachments=[]), "table", profile
    )

    found = [text_of(page) for page in pages]
    assert [("车间名称" in text) for text in found if "车间正常" in text] == [True] * sum(
        "车间正常" in text for text in found
    )
    assert all("".join(found).count(f"第{number}车间") == 1 for number in range(1, 81))
    assert_margins_are_white(pages)


def test_endless_words_and_a_row_higher_than_a_page_stay_inside_and_whole(profile: Path) -> None:
    word = "Z" * 700
    pages = printed(
        replace(
            FILING,
            title=word[:90],
            to=word[:90],
            number=word[:40],
            blocks=[Heading(1, word[:90]), Paragraph(word), Table(["甲", "乙"], [[word, "长" * 1500]])],
            attachments=[word[:200], "乙"],
            signed_by=word[:90],
            copies_to=word[:90],
            printed_by="办公室",
        ),
        "endless",
        profile,
    )

    assert_margins_are_white(pages)
    assert sum(text_of(page).count("长") for page in pages) == 1500


def test_a_draft_says_so_above_every_page(profile: Path) -> None:
    pages = printed(replace(FILING, draft=True), "draft", profile)

    assert all("草稿" in text_of(page) for page in pages)
    assert all(ink(picture(page), 90, 15, 120, 36) for page in pages)
