"""Visitors of today at the demonstration's enterprise: expected, waiting for a yes, inside, too long inside, gone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM, Actor
from fugong.core.tokens import new_reference
from fugong.doors.cli.demo import stage
from fugong.gates import actions
from fugong.gates.queries import visits as queries

HEALTHY = {
    "came_from": "4108",
    "left_city": "no",
    "stayed_in_key_region": "no",
    "contact": "no",
    "symptoms": ["none"],
}
INVITED = (
    ("赵来客", "visitor", "郑州仪表有限公司", "送检测设备", 1, 3, True),
    ("孙维修", "contractor", "焦作锅炉维修站", "修二车间锅炉", 2, 6, False),
    ("李客户", "visitor", "洛阳轴承厂", "看样品、签合同", 4, 2, False),
)
"""Name, kind, employer, why, in how many hours, for how many, and whether today's questions are answered."""

WHERE = {"visitor": "办公楼二层", "contractor": "二车间锅炉房"}
"""Where those invited may go."""

AT_GATE = (
    ("周师傅", "driver", "顺达物流", "洛阳", "送钢材", timedelta(hours=3), timedelta(hours=-0.4)),
    ("吴师傅", "driver", "中原快运", "新乡", "提成品", timedelta(minutes=40), timedelta(hours=2)),
    ("郑司机", "driver", "怀庆运输", "武陟", "送包装箱", timedelta(hours=5), timedelta(hours=-4)),
)
"""Name, kind, employer, from where, why, how long ago they came, when they go counted from now; the last one is gone."""


def fill(enterprise: Any, people: Sequence[Any]) -> None:
    """Invent them, where nobody comes today yet."""
    day = clock.today()
    if queries.visits(stage.acting_for(enterprise)).filter(queries.on_day(day)).exists():
        return
    hosts = [person for person in people if person.status == "active"][:6]
    if not hosts:
        return
    now = clock.now().replace(microsecond=0)
    poster = actions.make_poster(enterprise=enterprise, by=SYSTEM)
    for place, (name, kind, employer, why, ahead, hours, told) in enumerate(INVITED):
        since = now + timedelta(hours=ahead)
        guest = actions.Guest(name, f"1370000{place:04d}", employer, "", why, kind)
        stay = actions.Stay(since, since + timedelta(hours=hours), areas=WHERE[kind])
        host = hosts[place % len(hosts)]
        by = Actor("worker", host.pk, frozenset({"worker"}), enterprise.pk, host.pk)
        visit, _secret = actions.invite(enterprise=enterprise, by=by, guest=guest, stay=stay)
        if told:
            actions.fill(visit=visit, guest=guest, answers=HEALTHY)
    host = hosts[0]
    actions.register(
        poster=poster,
        guest=actions.Guest("钱推销", "13700009999", "省城办公用品", "", "推销口罩", "visitor"),
        host_name=host.name.reveal(),
        host_hint=host.phone.reveal()[-4:],
        answers=HEALTHY,
        device="demo",
        address="",
    )
    _at_gate(stage.ensure_tablet(enterprise), host, now)


def _at_gate(device: Any, host: Any, now: datetime) -> None:
    """What the guard wrote in, and how they passed."""
    entries, passages = [], []
    for name, kind, employer, origin, why, ago, until in AT_GATE:
        reference, came, goes = new_reference(), now - ago, now + until
        data = {
            "reference": reference,
            "kind": kind,
            "name": name,
            "employer": employer,
            "origin": origin,
            "purpose": why,
            "host": host.name.reveal(),
            "yes_by": host.name.reveal(),
            "until": goes.isoformat(),
            "answers": [
                {"id": "left_city", "value": "no"},
                {"id": "stayed_in_key_region", "value": "no"},
                {"id": "contact", "value": "no"},
                {"id": "symptoms", "value": ""},
            ],
        }
        entries.append({"id": str(new_id()), "at": came.isoformat(), "kind": "visit.register", "data": data})
        passages.append(_passage(reference, came + timedelta(minutes=1), "in"))
        if name == AT_GATE[-1][0]:
            passages.append(_passage(reference, goes - timedelta(minutes=20), "out"))
    actions.record_entries(device=device, entries=entries, device_time=None, received_at=now)
    actions.record_passages(device=device, items=passages, device_time=None, received_at=now)


def _passage(reference: str, at: datetime, direction: str) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "code": f"FGB:{reference}",
        "temperature": 36.4 if direction == "in" else None,
        "direction": direction,
        "at": at.isoformat(),
        "verdict": None,
    }
