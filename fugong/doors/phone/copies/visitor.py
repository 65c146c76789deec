"""A visitor's copy of what is kept about a visit (PIPL 45)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong import packs
from fugong.core.web import say
from fugong.doors.phone.copies import gates as at_gates
from fugong.doors.phone.copies.told import MOST, Tables, Told, of, worded
from fugong.doors.phone.copies.told import gather as gather_tables
from fugong.gates import queries, visiting
from fugong.gates.queries import visits
from fugong.gates.visit_words import ANSWERS, KINDS, WAYS
from fugong.screening.queries import answer_lines


@dataclass(frozen=True, slots=True)
class Visitor:
    """The visit whose visitor asks."""

    who: Any


def gather_visit(visit: Any) -> Tables:
    """Every table of the copy."""
    return gather_tables(TABLES, Visitor(visit))


def _answers(whose: Visitor) -> Iterator[tuple[str, Any]]:
    pack = packs.load(whose.who.enterprise.pack)
    for record in visits.records_of(whose.who):
        for line in answer_lines(pack, visiting.QUESTIONNAIRE, record["answers"]):
            yield record["day"], line


TABLES = (
    Told(
        "gates.Visit",
        gettext_lazy("来访登记"),
        of(lambda visit: [visit]),
        {
            "+enterprise": (gettext_lazy("企业"), lambda row: row.enterprise.name),
            "+kind": (gettext_lazy("种类"), worded(KINDS, "kind")),
            "+way": (gettext_lazy("怎样登记"), worded(WAYS, "way")),
            "name": gettext_lazy("姓名"),
            "phone": gettext_lazy("手机号"),
            "employer": gettext_lazy("工作单位"),
            "origin": gettext_lazy("来自"),
            "purpose": gettext_lazy("来做什么"),
            "+host": (gettext_lazy("接待人"), visits.host_name),
            "host_named": gettext_lazy("登记的接待人"),
            "escort": (gettext_lazy("陪同"), lambda row: str(row.escort)),
            "+areas": gettext_lazy("去哪里"),
            "expected_from": gettext_lazy("约定到达"),
            "expected_until": gettext_lazy("约定离开"),
            "answer": (gettext_lazy("答复"), worded(ANSWERS, "answer")),
            "answered_name": (gettext_lazy("谁答复的"), lambda row: str(row.answered_name)),
            "answered_at": gettext_lazy("答复时间"),
            "answer_why": gettext_lazy("原因"),
            "filled_for": gettext_lazy("最近一次填报"),
            "verdict": (gettext_lazy("结果"), lambda row: say.verdict(row.verdict)),
            "reason": gettext_lazy("判定的原因"),
            "arrived_at": gettext_lazy("进厂"),
            "left_at": gettext_lazy("出厂"),
            "void_before": gettext_lazy("此前的通行码作废"),
            "cancelled_at": gettext_lazy("取消时间"),
            "cancel_why": gettext_lazy("取消的理由"),
        },
    ),
    Told(
        "gates.Visit",
        gettext_lazy("填报"),
        _answers,
        {
            "+on": (gettext_lazy("日期"), lambda row: date.fromisoformat(row[0])),
            "+question": (gettext_lazy("问题"), lambda row: say.text(row[1].text)),
            "answers": (gettext_lazy("回答"), lambda row: say.text(row[1].answer)),
        },
    ),
    at_gates.passages(lambda whose: queries.passages_of_visit(whose.who, limit=MOST)),
    at_gates.CORRECTIONS,
    at_gates.NOTES,
    at_gates.FEVERS,
    at_gates.VEHICLES,
    at_gates.ROLL_CALLS,
    Told(
        "gates.VisitOpening",
        gettext_lazy("谁看过我的完整信息"),
        of(visits.openings_of),
        {
            "+created_at": gettext_lazy("时间"),
            "+by": (gettext_lazy("谁"), lambda row: _("企业工作人员") if row.by_id else _("本人")),
            "fields": gettext_lazy("看了什么"),
            "reason": gettext_lazy("理由"),
        },
    ),
)
