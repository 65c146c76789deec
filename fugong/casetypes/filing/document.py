"""The filing as an official paper: a report to the county's bureau with both plans, the emergency plan as its annex.

It is Chinese whatever the page's language, so its own words are not translated.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from fugong.cases.difference import in_words
from fugong.cases.models import Case
from fugong.cases.official import Appendix, Heading, OfficialDocument, Paragraph, Table
from fugong.cases.official.texts import chinese_date, width_of
from fugong.cases.spec import BUREAU, CLUSTER, HEALTH, Field
from fugong.casetypes.filing.spec import CASE_TYPE
from fugong.core import clock
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise

Plain = Heading | Paragraph | Table
NOTHING = "（未填写）"
LONGEST_TITLE_LINE = 20
"""Characters of 22 points in 156 mm."""

RESUMPTION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("复工复产时间", ("planned_start_on", "site")),
    ("返岗人员数量和来源", ("headcount_total", "headcount_returning", "origins")),
    ("生产计划", ("production_plan",)),
    ("原材料采购和产品销售地", ("materials", "markets")),
    ("物流运输", ("transport",)),
    ("安全生产", ("work_safety",)),
    ("疫情防控措施", ("prevention_measures", "disinfection", "stock")),
)
PREVENTION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("领导体系", ("leadership", "leaders")),
    ("责任分工", ("responsibility", "responsible")),
    ("排查制度", ("screening",)),
    ("日常管控", ("daily_control",)),
    ("后勤保障", ("logistics",)),
    ("应急处置", ("emergency_response",)),
    ("宣传教育", ("education",)),
)
EMERGENCY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("应急组织", ("emergency_organisation",)),
    ("处置步骤", ("emergency_steps",)),
    ("报告程序", ("emergency_reporting",)),
    ("应急物资和场所", ("emergency_supplies",)),
)
"""The parts in the order and the words of G1 and Y2, and the fields that fill each."""


def document(case: Case, data: Mapping[str, Any]) -> OfficialDocument:
    """The report of this filing with the form `data`; marked a draft until the bureau has it."""
    with translation.override(settings.LANGUAGE_CODE):
        return _document(case, data)


def _document(case: Case, data: Mapping[str, Any]) -> OfficialDocument:
    enterprise = case.enterprise
    filed = case.steps.filter(move__in=("submit", "submit_amendment")).order_by("-version").first()
    written_on = clock.day_of(filed.created_at) if filed else clock.today()
    changes = "变更" if case.state in ("amending", "amendment_submitted") else ""
    return OfficialDocument(
        title=_title(f"关于{enterprise.name}", f"复工复产备案{changes}的报告"),
        issuer="",
        to=_recipients(enterprise),
        number=f"备案编号：{case.number}" if case.number else "",
        blocks=[
            Paragraph("根据疫情防控和复工复产有关要求，我单位制定了疫情防控方案、复工复产方案和应急预案，现报告如下，请予备案。"),
            Heading(1, "疫情防控方案"),
            *_parts(PREVENTION, data, 2),
            Heading(1, "复工复产方案"),
            *_parts(RESUMPTION, data, 2),
            Heading(1, "联系方式和承诺"),
            Paragraph(f"联系人：{_said(data, 'contact_person')}，联系电话：{_said(data, 'contact_phone')}。"),
            Paragraph("我单位对以上内容的真实性负责。" if data.get("confirmed_true") else "（尚未确认内容属实）"),
            Appendix(f"{enterprise.name}应急预案", list(_parts(EMERGENCY, data, 1))),
        ],
        signed_by=enterprise.name,
        signed_on=written_on,
        copies_to="、".join(_offices(enterprise, HEALTH)),
        draft=CASE_TYPE.state(case.state).editable,
    )  # fmt: skip


def _title(about: str, what: str) -> str:
    """On two lines it is broken after the enterprise's name, where that leaves a line for each."""
    in_two = width_of(about) <= LONGEST_TITLE_LINE < width_of(about + what)
    return f"{about}\n{what}" if in_two else about + what


def _recipients(enterprise: Enterprise) -> str:
    """The county's bureau, and the cluster where the enterprise sits in one (G1)."""
    names = _offices(enterprise, BUREAU) or [f"{enterprise.region.name}工业和信息化主管部门"]
    return "、".join([*names[:1], *_offices(enterprise, CLUSTER)])


def _offices(enterprise: Enterprise, kind: str) -> list[str]:
    if kind == CLUSTER:
        return [enterprise.cluster.name] if enterprise.cluster else []
    return [one.name for one in directory.authorities([enterprise.region_id]).filter(kind=kind)]


def _parts(
    parts: Sequence[tuple[str, tuple[str, ...]]], data: Mapping[str, Any], level: int
) -> Iterator[Plain]:
    for title, names in parts:
        yield Heading(level, title)
        for name in names:
            field = CASE_TYPE.field(name)
            if field is not None:
                yield from _field(field, data.get(name), title)


def _field(field: Field, value: Any, title: str) -> Iterator[Plain]:
    """A field under its heading; its label is printed where the heading does not say the same."""
    if field.type == "rows":
        yield from _rows(field, value or [])
    elif field.lines > 1:
        text = value or NOTHING
        yield Paragraph(text if field.label == title else f"{field.label}：{text}")
    else:
        yield Paragraph(f"{field.label}：{_words(field, value) or NOTHING}。")


def _rows(field: Field, rows: Sequence[Mapping[str, Any]]) -> Iterator[Plain]:
    if not rows:
        if field.required:
            yield Paragraph(f"{field.label}：{NOTHING}。")
        return
    columns = [one for one in field.fields if any(row.get(one.name) not in (None, "") for row in rows)]
    yield Paragraph(f"{field.label}见下表。")
    yield Table(
        ["序号", *(_heading(one) for one in columns)],
        [
            [str(number), *(_words(one, row.get(one.name), unit=False) for one in columns)]
            for number, row in enumerate(rows, 1)
        ],
    )


def _heading(column: Field) -> str:
    return f"{column.label}（{column.unit}）" if column.unit else str(column.label)


def _words(field: Field, value: Any, *, unit: bool = True) -> str:
    if value is None:
        return ""
    if field.type == "boolean":
        return "是" if value else "否"
    if field.type == "date":
        return chinese_date(date.fromisoformat(value))
    return in_words(field, value) if unit else str(value)


def _said(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or NOTHING)
