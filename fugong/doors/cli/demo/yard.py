"""Vehicles and goods from outside, for the enterprise that the accounts file names: some here, some gone, some to settle."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.directory import choices as roles
from fugong.gates import actions, queries
from fugong.gates.actions import Done, GoodsTold, Named, Told

AREAS = (("parking", "东侧货车位", 4), ("parking", "北侧货车位", 2), ("holding", "隔离货棚", 8))

VEHICLES = (
    # plate, kind, trailer, driver, cargo, from, hours ago in, hours ago disinfected, hours ago out
    ("豫H68215", "lorry", "豫H2036挂", "赵建国", "铝锭 18 吨", "河南巩义", 3.2, 3.0, None),
    ("晋E50917", "lorry", "", "郭文斌", "铸造生铁 10 吨", "山西晋城", 1.1, None, None),
    ("豫HD20816", "van", "", "孙小梅", "快递", "河南焦作", 0.4, 0.3, None),
    ("豫H39A77", "lorry", "", "马国强", "空车提货", "河南郑州", 27.5, 27.3, 25.0),
    ("鲁V8R206", "lorry", "", "于海涛", "空车提货", "山东潍坊", 52.0, 51.8, 49.5),
    ("豫HF51903", "car", "", "冯丽", "设备检修", "河南焦作", 30.0, None, 28.5),
)
GOODS = (
    # what, quantity, unit, from, for, hours ago arrived, disinfected after hours, released after hours, to
    ("铝锭", "18", "吨", "巩义铝业（演示）", "原料库", 3.1, 0.2, None, ""),
    ("快递包裹", "36", "件", "快递网点（演示）", "综合办", 0.4, None, None, ""),
    ("一次性口罩", "120", "箱", "郑州卫材（演示）", "劳保库", 26.0, 0.5, None, ""),
    ("切削液", "24", "桶", "新乡化工（演示）", "机加车间", 54.0, 0.4, 28.0, "刘保管"),
)


def fill(enterprise: Any, checkpoint_id: UUID) -> None:
    """Invent what is missing, all by one entrance; nothing where an area is set apart already."""
    by = Actor("system", roles=frozenset({"system", roles.EPIDEMIC_OFFICER}), enterprise_id=enterprise.pk)
    if queries.areas(by):
        return
    for kind, name, capacity in AREAS:
        actions.create_area(enterprise=enterprise, by=by, kind=kind, name=name, capacity=capacity)
    stays = [enter(enterprise, by, checkpoint_id, *row) for row in VEHICLES]
    for number, (what, quantity, unit, sender, receiver, hours, disinfected, released, to) in enumerate(
        GOODS
    ):
        told = GoodsTold(
            what,
            Decimal(quantity),
            unit,
            sender=sender,
            receiver=receiver,
            stay_id=stays[0].pk if number == 0 else None,
        )
        lot = actions.goods_in(enterprise=enterprise, by=by, told=told, done=ago(hours, checkpoint_id))
        if disinfected is not None:
            actions.disinfect_goods(lot=lot, by=by, using="酒精", done=ago(hours - disinfected))
        if released is not None:
            actions.release_goods(lot=lot, by=by, receiver=to, done=ago(hours - released))


def enter(
    enterprise: Any,
    by: Actor,
    checkpoint_id: UUID,
    plate: str,
    vehicle: str,
    trailer: str,
    driver: str,
    cargo: str,
    origin: str,
    came: float,
    disinfected: float | None,
    left: float | None,
) -> Any:
    """One vehicle and what became of it."""
    told = Told(
        plate=plate, vehicle=vehicle, trailer=trailer, driver=Named(driver), cargo=cargo, origin=origin
    )
    stay = actions.vehicle_in(enterprise=enterprise, by=by, told=told, done=ago(came, checkpoint_id))
    if disinfected is not None:
        actions.disinfect_vehicle(stay=stay, by=by, using="含氯消毒液", done=ago(disinfected))
    if left is not None:
        actions.vehicle_out(stay=stay, by=by, done=ago(left, checkpoint_id))
    return stay


def ago(hours: float, checkpoint_id: UUID | None = None) -> Done:
    """So many hours before now, at an entrance."""
    return Done(at=clock.now() - timedelta(hours=hours), checkpoint_id=checkpoint_id)
