"""Filings and reports before the start for the other enterprises: each somewhere on its way, some late, some sent back.

Every step goes through the actions that everybody uses, told at the time it happened: this runs in a process of its own.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from fugong.cases import actions, queries, registry
from fugong.cases.spec import Field, called
from fugong.casetypes.startup.checklist import items
from fugong.core import clock
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import choices
from fugong.directory import queries as directory
from fugong.doors.cli.demo import stage
from fugong.doors.cli.demo.invented import FEW, InventedEnterprise
from fugong.resumption import queries as resumption

WAYS = (
    ("started", 28),
    ("on_file", 14),
    ("submitted", 10),
    ("may_start", 8),
    ("sent", 8),
    ("returned", 7),
    ("none", 6),
    ("submitted_late", 5),
    ("rectifying", 4),
    ("sent_late", 3),
    ("draft", 3),
    ("suspended", 2),
    ("amending", 1),
    ("declined", 1),
)
"""How far an enterprise has come, and how many of a hundred."""
NEAR = ("submitted_late", "sent", "returned", "submitted", "started")
"""The first officer's own county: something of everything, so that there is work on the desk."""
RETURNED = (
    "应急处置没有写明发现发热人员后由谁送医，请补充。",
    "责任分工没有落实到班组，请逐个班组写明专人。",
    "返岗人员来源与花名册不一致，请核对后重报。",
    "物流运输没有写外来车辆怎样消毒，请补充。",
)
DECLINED = "不属于本县（区）管辖，请向注册地备案。"
GUIDED = "请在车间门口再设一个测温点，食堂分三批就餐，隔离室要有独立卫生间。"
RECTIFY = "宿舍楼消杀没有记录，配电柜门未锁，请整改后重新报告。"
LINES = {
    "leaders": {
        "role": "组长",
        "name": "王厂长",
        "phone": "0391-0000000",
        "duty": "全面负责疫情防控和复工复产",
    },
    "responsible": {"workshop": "机加工车间", "team": "一班", "person": "赵班长"},
    "origins": {"city": "焦作市", "people": 1, "key_region": False},
    "stock": {"item": "一次性医用口罩", "quantity": 2000, "unit": "只"},
}
ONE_OF = 3
"""Of a whole city's enterprises every so-many-th has begun: their cases are most of the time it takes to make one."""
PLAIN = "由防疫专员牵头，各车间、班组按分工落实，每天检查并记录，问题当天整改。"


def fill_filings(enterprises: list[InventedEnterprise]) -> None:
    """Cases of every enterprise but the first, which is left without any. What has cases already is passed over."""
    for one in enterprises:
        enterprise = directory.enterprise_by_uscc(one.uscc)
        if enterprise is not None:
            fill_filing(enterprise, one)


def fill_filing(enterprise: Any, one: InventedEnterprise) -> None:
    """Cases of one enterprise. Its roster and declarations come before: the start-up light reads them."""
    if one.number >= FEW and one.number % ONE_OF:
        return
    if one.number == 0 or any(queries.latest(enterprise.pk, kind).exists() for kind in ("filing", "startup")):
        return
    chance = random.Random(f"way {one.number}")
    _Way(enterprise, chance).go(_way(one, chance))


def _way(one: InventedEnterprise, chance: random.Random) -> str:
    of_county = one.number // 11
    if one.number % 11 == 0 and 1 <= of_county <= len(NEAR):
        return NEAR[of_county - 1]
    way = chance.choices([name for name, _n in WAYS], [n for _name, n in WAYS])[0]
    if not one.is_back and way in ("started", "suspended"):
        return "may_start"
    return way


class _Way:
    """One enterprise's steps, each on its day, in order."""

    def __init__(self, enterprise: Any, chance: random.Random) -> None:
        self.enterprise = enterprise
        self.chance = chance
        self.staff = Actor("account", None, frozenset({choices.EPIDEMIC_OFFICER}), enterprise.pk)
        self.bureau = officer(enterprise.region_id, choices.BUREAU)
        self.health = officer(enterprise.region_id, choices.HEALTH)
        self.case: Any = None

    def go(self, way: str) -> None:
        """Everything up to where this enterprise stands."""
        days = self.chance.randrange(6, 12)
        if way == "draft":
            self._open("filing", 1, _draft)
        elif way in ("submitted", "submitted_late"):
            self._file(self.chance.randrange(0, 2) if way == "submitted" else days + 4)
        elif way == "returned":
            self._file(days)
            self._move("return", self.bureau, 2, comment=self.chance.choice(RETURNED))
        elif way == "declined":
            self._file(days)
            self._move("decline", self.bureau, days - 2, comment=DECLINED)
        elif way != "none":
            self._file(days)
            self._move("guide", self.health, days - 1, comment=GUIDED)
            self._move("put_on_file", self.bureau, days - 1)
            if way == "amending":
                self._move("amend", self.staff, 1)
            elif way != "on_file":
                self._go_on(days, way)

    def _go_on(self, days: int, way: str) -> None:
        filing = self.case
        self._report(days, way)
        if way == "suspended":
            self.case = filing
            self._move("withdraw", self.staff, 0, comment="厂区搬迁，方案需要重做。")

    def _file(self, back: int) -> None:
        self._open("filing", back, _plan)
        self._move("submit", self.staff, back)

    def _report(self, days: int, way: str) -> None:
        back = {"sent": 0, "sent_late": days - 2}.get(way, days - 3)
        self._open("startup", back, _report, back)
        self._move("send", self.staff, back)
        if way in ("sent", "sent_late"):
            return
        checked = max(0, back - 1)
        found = {"checked_on": stage.day_back(checked).isoformat(), "signed_by": "现场核查组"}
        rows = [{"item": one.text["zh"], "result": "ok"} for one in items(self.enterprise.pack)]
        if way == "rectifying":
            rows[3] = {**rows[3], "result": "not_ok", "note": "宿舍楼没有记录"}
            checklist = {**found, "checklist": rows}
            self._move("ask_rectification", self.bureau, checked, data=checklist, comment=RECTIFY)
            return
        self._move("confirm", self.bureau, checked, data={**found, "checklist": rows})
        if way in ("started", "suspended") and resumption.light(self.enterprise).may_start:
            self._move("start", self.staff, max(0, checked - 1))

    def _open(self, kind: str, back: int, form: Callable[..., dict[str, Any]], *more: Any) -> None:
        data = form(self.enterprise, *more)
        with told_at(self._moment(back)):
            self.case = actions.open_case(kind=kind, enterprise=self.enterprise, by=self.staff, data=data)

    def _move(self, name: str, by: Actor, back: int, **given: Any) -> None:
        with told_at(max(self._moment(back), self.case.updated_at + timedelta(minutes=1))):
            self.case = actions.move(case=self.case, by=by, name=name, version=self.case.version, **given)

    def _moment(self, back: int) -> datetime:
        return moment_of(back, self.chance)


def moment_of(back: int, chance: random.Random) -> datetime:
    """In the office hours of the day so many days back, and never ahead."""
    at = time(9 + chance.randrange(7), chance.randrange(60))
    moment = clock.day_start(stage.day_back(back)) + timedelta(hours=at.hour, minutes=at.minute)
    return min(moment, clock.now() - timedelta(minutes=30))


@contextmanager
def told_at(moment: datetime) -> Iterator[None]:
    """What is done inside happened at that moment (but never ahead of now)."""
    ours, django = clock.now, timezone.now
    told = min(moment, ours())
    clock.now = timezone.now = lambda: told
    try:
        yield
    finally:
        clock.now, timezone.now = ours, django


@cache
def officer(region: str, kind: str) -> Actor:
    """The demonstration's officer at that office where there is one, else somebody of the office."""
    office = directory.authorities([region]).filter(kind=kind).first()
    place = next(
        (login for login, _name, at, of in stage.OFFICERS.values() if (at, of) == (kind, region)), None
    )
    account = directory.accounts(SYSTEM).filter(login=place).first() if place else None
    known = directory.actor_of_account(account.pk) if account else None
    return known or Actor(
        "account",
        None,
        frozenset({choices.ROLE_AT[kind]}),
        authority_id=office.pk if office else None,
        authority_kind=kind,
        region_codes=frozenset({region}),
    )


def _plan(enterprise: Any) -> dict[str, Any]:
    """A whole filing: what the system knows, the pack's texts, plain words for the rest."""
    case_type = registry.find("filing")
    known = called(case_type.prefill)(enterprise) if case_type.prefill else {}
    texts = called(case_type.templates)(enterprise.pack) if case_type.templates else {}
    data = {}
    for field in case_type.fields():
        if field.name in known:
            value = known[field.name].value
        elif field.name in texts:
            value = texts[field.name]["zh"].replace("〔", "").replace("〕", "")
        else:
            value = _value(field)
        data[field.name] = _filled(field, value)
    return data


def _filled(field: Field, value: Any) -> Any:
    """Rows that the system began, with every required column."""
    if field.type != "rows":
        return value
    return [
        {
            column.name: row.get(column.name) if row.get(column.name) not in (None, "") else _value(column)
            for column in field.fields
        }
        for row in value
    ]


def _value(field: Field) -> Any:
    if field.name in LINES:
        return [LINES[field.name]]
    return {
        "text": PLAIN[: field.longest] if field.lines > 1 else "见方案附件",
        "integer": 1,
        "number": 1,
        "date": clock.today().isoformat(),
        "boolean": field.name == "confirmed_true",
        "choice": field.options[0].value if field.options else "",
        "rows": [],
        "file": None,
    }[field.type]


def _draft(enterprise: Any) -> dict[str, Any]:
    """Begun, and left."""
    whole = _plan(enterprise)
    return {name: whole[name] for name in list(whole)[:6]}


def _report(enterprise: Any, back: int) -> dict[str, Any]:
    """A whole report, of work done the day before it."""
    done: date = stage.day_back(back + 1)
    known = called(registry.find("startup").prefill)(enterprise)  # type: ignore[arg-type]
    areas = (("production", "一车间、二车间"), ("living", "食堂、宿舍楼"), ("office", "办公楼"))
    return {
        **{name: sourced.value for name, sourced in known.items()},
        "planned_start_on": stage.day_back(back - 2).isoformat(),
        "screening_note": "各班组逐人核对返岗申报和健康证明，异常人员暂不返岗。",
        "disinfection": [
            {"kind": kind, "area": area, "done_on": done.isoformat(), "by": "后勤组"} for kind, area in areas
        ],
        "safety_checks": [
            {"item": item, "result": result, "checked_on": done.isoformat(), "by": "安全员"}
            for item, result in (("设备试车和防护装置", "ok"), ("用电线路", "rectified"), ("消防器材", "ok"))
        ],
    }
