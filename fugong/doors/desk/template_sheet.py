"""An empty roster to fill in: the headings that are read without asking, long numbers kept as text."""

import io

import xlsxwriter

from fugong.directory.workbook import FIELDS, REQUIRED
from fugong.directory.workbook.texts import LABELS

ROWS = 1000
AS_TEXT = ("id_number", "phone", "job_number", "certificate")
AS_DAY = ("return_date", "planned_return")
NOTES = {
    "zh": (
        "必填：姓名、身份证号、手机号。其余可以不填。",
        "身份证号、手机号、工号已设为文本格式，请直接输入，不要改成数字。",
        "日期写成 2020-02-03 的样子；已返回的填“返回日期”，还没返回的填“计划返回日期”。",
        "是否离开本市填“是”或“否”。",
        "同一个人（同一身份证号）只留一行；再次导入会更新，不会重复。",
    ),
    "en": (
        "Required: name, ID number, mobile number. The rest may stay blank.",
        "ID, mobile and job numbers are formatted as text: type them as they are.",
        "Days are written 2020-02-03; a return that happened goes into “return”, a plan into “planned return”.",
        "Left the city: yes or no.",
        "One row per person (per ID number); importing again updates, it never doubles.",
    ),
}
TITLES = {"zh": ("花名册", "填写说明"), "en": ("Roster", "How to fill in")}


def sample(language: str) -> bytes:
    """The workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, notes = (book.add_worksheet(title) for title in TITLES[language])
    head = book.add_format({"bold": True, "bg_color": "#e8eef7", "border": 1})
    needed = book.add_format({"bold": True, "bg_color": "#fff2cc", "border": 1})
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for place, name in enumerate(FIELDS):
        sheet.write_string(0, place, LABELS[name][language], needed if name in REQUIRED else head)
        form = formats["text"] if name in AS_TEXT else formats["day"] if name in AS_DAY else None
        sheet.set_column(place, place, 22 if name in ("id_number", "address", "transport") else 14, form)
    choice = FIELDS.index("left_city")
    options = ["是", "否"] if language == "zh" else ["yes", "no"]
    sheet.data_validation(1, choice, ROWS, choice, {"validate": "list", "source": options})
    sheet.freeze_panes(1, 0)
    notes.set_column(0, 0, 90)
    for place, line in enumerate(NOTES[language]):
        notes.write_string(place, 0, line)
    book.close()
    return stream.getvalue()
