"""A worker's copy of what is kept about them (PIPL 45): everything, in the worker's words, for people or machines."""

import io
import json
from collections.abc import Callable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.core.web import say
from fugong.directory import actions as directory
from fugong.directory import queries as directory_queries
from fugong.gates import queries as gates
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.screening import queries

ALL = 10_000
"""More rows than anybody has before they are deleted; a copy leaves nothing out."""

Tables = dict[str, list[dict[str, str]]]
"""Heading of a table → its rows, column → value as text."""


def gather(actor: Actor, person: Any) -> Tables:
    """Every table of the copy. Reading one's own number and phone is recorded like any other opening."""
    fields = ("name", "id_number", "phone", "address")
    opened = directory.open_values(person=person, by=actor, reason=_("本人下载自己的信息"), fields=fields)
    names = {"name": _("姓名"), "id_number": _("身份证号"), "phone": _("手机号"), "address": _("住址")}
    history = queries.history(actor, person, limit=ALL)
    return {
        _("登记信息"): [
            {_("项目"): names.get(field, field), _("内容"): str(value or "")}
            for field, value in opened.items()
        ]
        + [
            {_("项目"): _("工号"), _("内容"): person.job_number},
            {_("项目"): _("班组"), _("内容"): person.team_name},
            {_("项目"): _("岗位"), _("内容"): person.job},
        ],
        _("填报"): [
            {
                _("日期"): one.for_day.isoformat(),
                _("时间"): _time(one.recorded_at),
                _("种类"): one.kind,
                _("问题"): say.text(line.text),
                _("回答"): say.text(line.answer),
            }
            for one in history.reports
            for line in one.answers
        ],
        _("填报从哪里来"): [
            {
                _("时间"): _time(one.recorded_at),
                _("种类"): one.kind,
                _("谁填的"): one.entered,
                _("打开后几秒提交"): "" if one.seconds_open is None else str(one.seconds_open),
                _("新手机"): one.device,
            }
            for one in history.reports
        ],
        _("填报核对"): [
            {
                _("日期"): one.day.isoformat(),
                _("看到了什么"): say.text(one.why),
                _("处理结果"): one.outcome,
                _("说明"): one.note,
                _("时间"): _time(one.settled_at),
            }
            for one in queries.flags_of(person)
        ],
        _("体温"): [
            {_("时间"): _time(one.taken_at), _("体温 ℃"): str(one.celsius), _("来源"): one.source}
            for one in history.readings
        ],
        _("判定"): [
            {
                _("时间"): _time(one.recorded_at),
                _("结果"): say.verdict(one.verdict),
                _("原因"): _("；").join(say.text(reason.why) for reason in one.reasons),
                _("条款"): _("、").join(article for reason in one.reasons for article in reason.articles),
                _("说明"): one.why,
            }
            for one in history.verdicts
        ],
        _("隔离和观察"): [
            {
                _("种类"): one.kind,
                _("开始"): one.since.isoformat(),
                _("结束"): one.until.isoformat() if one.until else "",
                _("解除"): _time(one.lifted_at),
            }
            for one in history.holds
        ],
        _("进出厂"): [
            {
                _("时间"): _time(one.happened_at),
                _("卡口"): one.checkpoint,
                _("方向"): one.direction,
                _("体温 ℃"): "" if one.celsius is None else str(one.celsius),
                _("结果"): one.verdict,
                _("原因"): one.reason,
            }
            for one in gates.passages_of(person, limit=ALL)
        ],
        _("通知"): [
            {_("时间"): _time(one.created_at), _("内容"): wording.text_of(one)}
            for one in notices.inbox(actor)
        ],
        _("同意"): [
            {
                _("事项"): say.text(one.title),
                _("状态"): _("已同意") if one.given else _("未同意"),
                _("时间"): _time(one.given_at),
            }
            for one in queries.consents(person)
        ],
        _("谁看过我的完整信息"): [
            {_("时间"): _time(one.at), _("谁"): one.who, _("看了什么"): one.what, _("理由"): one.reason}
            for one in directory_queries.openings(person)
        ],
    }


def _time(moment: Any) -> str:
    return moment.astimezone(clock.SITE_ZONE).isoformat(timespec="seconds") if moment else ""


def as_json(tables: Tables) -> tuple[str, bytes]:
    """For machines."""
    return "application/json", json.dumps(tables, ensure_ascii=False, indent=2).encode()


def as_workbook(tables: Tables) -> tuple[str, bytes]:
    """For people: a sheet for each table. Everything is written as text, so that nothing is a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        for heading, rows in tables.items():
            sheet = book.add_worksheet(heading[:31])
            columns = list(rows[0]) if rows else [_("没有记录")]
            sheet.set_column(0, len(columns) - 1, 24)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
            for line, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    sheet.write_string(line, place, row[column])
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file.getvalue()


FORMS: dict[str, Callable[[Tables], tuple[str, bytes]]] = {"json": as_json, "xlsx": as_workbook}
