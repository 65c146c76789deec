"""A worker's copy of what is kept about them (PIPL 45): everything, in the worker's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.permissions import Actor
from fugong.core.web import say
from fugong.directory import actions as directory
from fugong.directory import queries as directory_queries
from fugong.directory.queries import kept as in_directory
from fugong.doors.phone.copies import gates as at_gates
from fugong.doors.phone.copies.told import MOST, Tables, Told, of, worded
from fugong.doors.phone.copies.told import gather as gather_tables
from fugong.gates import queries as gates
from fugong.gates.queries import kept as in_gates
from fugong.gates.visit_words import ANSWERS
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.screening import queries
from fugong.screening.queries import kept as in_screening

TIME = gettext_lazy("时间")
DAY = gettext_lazy("日期")
KIND = gettext_lazy("种类")
NOTE = gettext_lazy("说明")
RESULT = gettext_lazy("结果")
REASON = gettext_lazy("原因")
STATE = gettext_lazy("状态")
PRESENT = {"active": gettext_lazy("在职"), "left": gettext_lazy("已离职")}
KINDS = {"declaration": gettext_lazy("返岗申报"), "daily": gettext_lazy("每日健康填报")}
HOLDS = {"isolation": gettext_lazy("隔离"), "observation": gettext_lazy("观察")}


@dataclass(frozen=True)
class Worker:
    """The worker, and what several tables are read from, read once."""

    actor: Actor
    who: Any
    opened: Mapping[str, str]

    @cached_property
    def history(self) -> Any:
        return queries.history(self.actor, self.who, limit=MOST)

    @cached_property
    def accounts(self) -> list[Any]:
        return [one.pk for one in in_directory.accounts_of(self.who)]


def gather(actor: Actor, person: Any) -> Tables:
    """Every table of the copy. Reading one's own number and phone is recorded like any other opening."""
    fields = ("name", "id_number", "phone", "address")
    opened = directory.open_values(person=person, by=actor, reason=_("本人下载自己的信息"), fields=fields)
    return gather_tables(TABLES, Worker(actor, person, opened))


def _answers(whose: Worker) -> Iterable[tuple[Any, Any]]:
    return ((one, line) for one in whose.history.reports for line in one.answers)


DIRECTORY = (
    Told(
        "directory.Person",
        gettext_lazy("登记信息"),
        lambda whose: [whose],
        {
            "name": (gettext_lazy("姓名"), lambda whose: whose.opened["name"]),
            "id_number": (gettext_lazy("身份证号"), lambda whose: whose.opened["id_number"]),
            "phone": (gettext_lazy("手机号"), lambda whose: whose.opened["phone"]),
            "address": (gettext_lazy("住址"), lambda whose: whose.opened["address"]),
            "job_number": (gettext_lazy("工号"), lambda whose: whose.who.job_number),
            "team": (gettext_lazy("班组"), lambda whose: whose.who.team_name),
            "job": (gettext_lazy("岗位"), lambda whose: whose.who.job),
            "has_phone": (gettext_lazy("有手机"), lambda whose: whose.who.has_phone),
            "status": (STATE, lambda whose: worded(PRESENT, "status")(whose.who)),
            "left_on": (gettext_lazy("离职日期"), lambda whose: whose.who.left_on),
        },
    ),
    Told(
        "directory.Membership",
        gettext_lazy("班组经历"),
        of(in_directory.memberships),
        {
            "group": (gettext_lazy("班组"), lambda row: row.group.full_name),
            "since": gettext_lazy("开始"),
            "until": gettext_lazy("结束"),
        },
    ),
    Told(
        "directory.ReturnJourney",
        gettext_lazy("返岗行程"),
        of(in_directory.journeys),
        {
            "left_city": gettext_lazy("离开过本市"),
            "destination": gettext_lazy("外出地点"),
            "planned_on": gettext_lazy("计划返岗"),
            "returned_on": gettext_lazy("返回日期"),
            "transport": gettext_lazy("交通工具"),
            "travel": gettext_lazy("假期出行"),
            "gatherings": gettext_lazy("聚集聚会"),
            "health_note": gettext_lazy("健康状况"),
        },
    ),
    Told(
        "directory.Certificate",
        gettext_lazy("健康证明"),
        of(in_directory.certificates),
        {
            "number": gettext_lazy("编号"),
            "issued_on": gettext_lazy("开具日期"),
            "valid_until": gettext_lazy("有效期到"),
        },
    ),
    Told(
        "directory.Account",
        gettext_lazy("登录账号"),
        of(in_directory.accounts_of),
        {
            "login": gettext_lazy("登录名"),
            "name": gettext_lazy("姓名"),
            "last_login": gettext_lazy("最近登录"),
        },
    ),
    Told(
        "directory.Appointment",
        gettext_lazy("担任的职责"),
        of(in_directory.appointments_of),
        {
            "role": (gettext_lazy("职责"), worded(say.ROLES, "role")),
            "+of": (
                gettext_lazy("所在"),
                lambda row: (
                    row.group.full_name if row.group else getattr(row.enterprise or row.authority, "name", "")
                ),
            ),
        },
    ),
    Told(
        "directory.PhoneSession",
        gettext_lazy("登记过的手机"),
        of(in_directory.phones_of),
        {
            "+created_at": gettext_lazy("登记时间"),
            "device": gettext_lazy("手机"),
            "browser": gettext_lazy("浏览器的编号"),
            "last_seen_at": gettext_lazy("最近使用"),
            "+revoked_at": gettext_lazy("退出时间"),
            "asked_at": gettext_lazy("核对时间"),
            "answer": (
                gettext_lazy("是不是本人"),
                worded({"yes": gettext_lazy("是"), "no": gettext_lazy("否")}, "answer"),
            ),
            "answered_at": gettext_lazy("答复时间"),
        },
    ),
)
SCREENING = (
    Told(
        "screening.Report",
        gettext_lazy("填报"),
        _answers,
        {
            "for_day": (DAY, lambda row: row[0].for_day),
            "+recorded_at": (TIME, lambda row: row[0].recorded_at),
            "+kind": (KIND, lambda row: worded(KINDS, "kind")(row[0])),
            "+question": (gettext_lazy("问题"), lambda row: say.text(row[1].text)),
            "answers": (gettext_lazy("回答"), lambda row: say.text(row[1].answer)),
        },
    ),
    Told(
        "screening.Report",
        gettext_lazy("填报从哪里来"),
        lambda whose: whose.history.reports,
        {
            "+recorded_at": TIME,
            "+kind": (KIND, worded(KINDS, "kind")),
            "+entered": gettext_lazy("谁填的"),
            "seconds_open": gettext_lazy("打开后几秒提交"),
            "+device": gettext_lazy("新手机"),
        },
    ),
    Told(
        "screening.Flag",
        gettext_lazy("填报核对"),
        of(queries.flags_of),
        {
            "day": DAY,
            "kind": (KIND, lambda row: say.text(row.title)),
            "details": (gettext_lazy("看到了什么"), lambda row: say.text(row.why)),
            "state": (STATE, lambda row: _("待核对") if row.state == "open" else _("已处理")),
            "outcome": gettext_lazy("处理结果"),
            "note": NOTE,
            "settled_at": TIME,
        },
    ),
    Told(
        "screening.Reading",
        gettext_lazy("体温"),
        lambda whose: whose.history.readings,
        {
            "taken_at": TIME,
            "celsius": gettext_lazy("体温 ℃"),
            "is_fever": gettext_lazy("发热"),
            "+source": gettext_lazy("来源"),
        },
    ),
    Told(
        "gates.TerminalReading",
        gettext_lazy("体温"),
        of(in_gates.readings_of),
        {
            "happened_at": TIME,
            "celsius": gettext_lazy("体温 ℃"),
            "+source": (gettext_lazy("来源"), lambda _row: _("测温终端")),
        },
    ),
    Told(
        "screening.VerdictEntry",
        gettext_lazy("判定"),
        lambda whose: whose.history.verdicts,
        {
            "+recorded_at": TIME,
            "for_day": DAY,
            "verdict": (RESULT, lambda row: say.verdict(row.verdict)),
            "reason": REASON,
            "until": gettext_lazy("到哪天"),
            "grounds": (
                gettext_lazy("依据"),
                lambda row: _("；").join(say.text(one.why) for one in row.reasons),
            ),
            "+articles": (
                gettext_lazy("条款"),
                lambda row: [name for one in row.reasons for name in one.articles],
            ),
            "why": NOTE,
        },
    ),
    Told(
        "screening.Standing",
        gettext_lazy("目前的判定"),
        of(in_screening.standings),
        {
            "for_day": DAY,
            "verdict": (RESULT, lambda row: say.verdict(row.verdict)),
            "reason": REASON,
            "until": gettext_lazy("到哪天"),
            "declared_on": gettext_lazy("申报日期"),
            "reported_for": gettext_lazy("最近一次日报"),
            "evening_for": gettext_lazy("最近一次晚报"),
            "corrected": gettext_lazy("人工更正"),
            "answered_at": gettext_lazy("答复时间"),
            "void_before": gettext_lazy("此前的通行码作废"),
        },
    ),
    Told(
        "screening.Hold",
        gettext_lazy("隔离和观察"),
        lambda whose: whose.history.holds,
        {
            "kind": (KIND, worded(HOLDS, "kind")),
            "reason": REASON,
            "since": gettext_lazy("开始"),
            "until": gettext_lazy("结束"),
            "why": NOTE,
            "lifted_at": gettext_lazy("解除"),
            "lift_why": gettext_lazy("解除的理由"),
        },
    ),
    Told(
        "screening.Review",
        gettext_lazy("人工复核"),
        lambda whose: whose.history.reviews,
        {
            "+asked_at": TIME,
            "text": gettext_lazy("我写的"),
            "state": (STATE, lambda row: _("等答复") if row.state == "open" else _("已答复")),
            "answer": gettext_lazy("答复"),
            "answered_at": gettext_lazy("答复时间"),
        },
    ),
    Told(
        "screening.Consent",
        gettext_lazy("同意"),
        of(in_screening.consents_given),
        {
            "purpose": (gettext_lazy("事项"), lambda row: _purpose(row)),
            "+created_at": TIME,
            "withdrawn_at": gettext_lazy("撤回时间"),
        },
    ),
)
GATES = (
    at_gates.passages(lambda whose: gates.passages_of(whose.who, limit=MOST)),
    at_gates.CORRECTIONS,
    at_gates.NOTES,
    at_gates.FEVERS,
    at_gates.VEHICLES,
    at_gates.ROLL_CALLS,
    Told(
        "gates.Visit",
        gettext_lazy("接待的来访"),
        lambda whose: in_gates.hosted_by(whose.who, whose.accounts),
        {
            "expected_from": gettext_lazy("约定到达"),
            "expected_until": gettext_lazy("约定离开"),
            "name": (gettext_lazy("来访人"), lambda row: str(row.name)),
            "purpose": gettext_lazy("来做什么"),
            "host_named": gettext_lazy("登记的接待人"),
            "answer": (gettext_lazy("答复"), worded(ANSWERS, "answer")),
            "answered_at": gettext_lazy("答复时间"),
            "answer_why": REASON,
        },
    ),
    Told(
        "gates.GuardShift",
        gettext_lazy("值守排班"),
        lambda whose: in_gates.shifts_of(whose.accounts),
        {
            "+checkpoint": (gettext_lazy("卡口"), lambda row: row.checkpoint.name),
            "starts_at": gettext_lazy("开始"),
            "ends_at": gettext_lazy("结束"),
        },
    ),
    Told(
        "gates.DutyTurn",
        gettext_lazy("值守交接"),
        lambda whose: in_gates.turns_of(whose.accounts),
        {
            "+checkpoint": (gettext_lazy("卡口"), lambda row: row.checkpoint.name),
            "taken_at": gettext_lazy("接班"),
            "ended_at": gettext_lazy("交班"),
            "remarks": NOTE,
        },
    ),
)
OTHERS = (
    Told(
        "notices.Notice",
        gettext_lazy("通知"),
        lambda whose: notices.inbox(whose.actor),
        {"+created_at": TIME, "details": (gettext_lazy("内容"), wording.text_of)},
    ),
    Told(
        "directory.Opening",
        gettext_lazy("谁看过我的完整信息"),
        of(directory_queries.openings),
        {
            "+at": TIME,
            "+who": gettext_lazy("谁"),
            "+what": gettext_lazy("看了什么"),
            "reason": gettext_lazy("理由"),
        },
    ),
)
TABLES = (*DIRECTORY, *SCREENING, *GATES, *OTHERS)


def _purpose(row: Any) -> str:
    """What somebody consented to, as the notice names it; a purpose of an older notice stays as it was stored."""
    return next(
        (say.text(one.title) for one in queries.consents(row.person) if one.purpose == row.purpose),
        row.purpose,
    )
