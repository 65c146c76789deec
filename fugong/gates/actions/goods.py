"""Goods from outside: set apart on arrival, disinfected, handed over when the time of holding is over (G8)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.ids import new_id
from fugong.core.lines import line
from fugong.core.permissions import Actor
from fugong.core.plates import tidy_plate
from fugong.core.web import say
from fugong.directory.models import Enterprise
from fugong.gates import entries, permissions, yard
from fugong.gates.actions.areas import alone, choose, open_area
from fugong.gates.actions.occasions import Occasion
from fugong.gates.actions.vehicle_entries import stay_of
from fugong.gates.actions.vehicles import NOW, Done, inside_at, moment, plate_index, who
from fugong.gates.entries import Fields, Noted
from fugong.gates.models import GoodsLot, VehicleStay
from fugong.gates.queries.goods import holding_hours

MOST = Decimal("999999999")


@dataclass(frozen=True, slots=True)
class GoodsTold:
    """What is told of a lot. `receiver`: for whom it is, `stay_id`: the vehicle it came with."""

    what: str
    quantity: Decimal
    unit: str
    sender: str = ""
    origin: str = ""
    receiver: str = ""
    note: str = ""
    stay_id: UUID | None = None


@transaction.atomic
def goods_in(
    *,
    enterprise: Enterprise,
    by: Actor,
    told: GoodsTold,
    done: Done = NOW,
    area_id: UUID | None = None,
    anyway: bool = False,
) -> GoodsLot:
    """Goods arrived; without `area_id` they go to the first holding area with room. Conflict: full, unless `anyway`."""
    permissions.check_can_record(by, enterprise.pk)
    alone(enterprise.pk)
    row = GoodsLot(pk=done.id or new_id(), enterprise=enterprise, holding_hours=holding_hours(enterprise))
    _set_told(row, told)
    row.arrived_at, row.arrived_by, row.checkpoint_id = moment(done), who(by, done), done.checkpoint_id
    area, mark, text = choose(enterprise.pk, yard.HOLDING, area_id)
    if text and not anyway:
        raise Conflict("area_full", text, field="area")
    row.area, row.marks = area, [mark] if mark else []
    row.save(force_insert=True)
    _record(by, "gates.goods_in", row)
    return row


@transaction.atomic
def disinfect_goods(*, lot: GoodsLot, by: Actor, using: str, name: str = "", done: Done = NOW) -> GoodsLot:
    """Disinfected with `using`, by `name` where it was not the guard. Conflict where it was, or is released."""
    permissions.check_can_record(by, lot.enterprise_id)
    alone(lot.enterprise_id)
    row, at = _fresh(lot), moment(done)
    if row.disinfected_at is not None:
        raise Conflict("disinfected", _("这批货物已经消毒过。"))
    if row.released_at is not None and row.released_at < at:
        raise Conflict("released", _("这批货物已经领走。"))
    row.disinfected_at, row.disinfected_by = at, who(by, done)
    row.disinfected_with, row.disinfected_name = (
        line(using, "using", 60, required=True),
        line(name, "name", 30),
    )
    row.marks = [mark for mark in row.marks if mark != yard.DIRTY]
    row.save(
        update_fields=[
            "disinfected_at",
            "disinfected_by",
            "disinfected_with",
            "disinfected_name",
            "marks",
            "updated_at",
        ]
    )
    _record(by, "gates.goods_disinfected", row)
    return row


@transaction.atomic
def release_goods(
    *, lot: GoodsLot, by: Actor, receiver: str, done: Done = NOW, happened: bool = False
) -> GoodsLot:
    """Handed over to `receiver`. Conflict where it is, before disinfection and before the holding time is over.

    `happened`: a device tells that it was handed over all the same; then it is marked for the officer.
    """
    permissions.check_can_record(by, lot.enterprise_id)
    alone(lot.enterprise_id)
    row, at = _fresh(lot), moment(done)
    if row.released_at is not None:
        raise Conflict("released", _("这批货物已经领走。"))
    marks = _too_early(row, at, happened)
    row.released_at, row.released_by = at, who(by, done)
    row.receiver = line(receiver, "receiver", 30, required=True)
    row.marks = [*row.marks, *marks]
    row.save(update_fields=["released_at", "released_by", "receiver", "marks", "updated_at"])
    _record(by, "gates.goods_released", row)
    return row


def _too_early(row: GoodsLot, at: datetime, happened: bool) -> list[str]:
    marks = []
    if row.disinfected_at is None:
        if not happened:
            raise Conflict("not_disinfected", _("还没有消毒，不能领走。"), article="G8")
        marks.append(yard.DIRTY)
    over = yard.releasable_from(row)
    if at < over:
        if not happened:
            text = _("静置 {n} 小时未满，{when} 起可以领走。")
            raise Conflict(
                "too_early",
                text.format(n=row.holding_hours, when=say.moment(over)),
                article="G8",
            )
        marks.append(yard.EARLY)
    return marks


@transaction.atomic
def void_goods(*, lot: GoodsLot, by: Actor, why: str) -> GoodsLot:
    """It was written wrong and counts no more; the row stays to be read."""
    permissions.check_can_manage(by, lot.enterprise_id)
    alone(lot.enterprise_id)
    row = _fresh(lot)
    row.voided_at, row.voided_by, row.void_why = clock.now(), by.id, line(why, "why", 200, required=True)
    row.save(update_fields=["voided_at", "voided_by", "void_why", "updated_at"])
    _record(by, "gates.void_goods", row)
    return row


@transaction.atomic
def correct_goods(*, lot: GoodsLot, by: Actor, why: str, told: GoodsTold, arrived_at: datetime) -> GoodsLot:
    """The right row in place of a wrong one, which is voided. Area, disinfection and release are taken over."""
    permissions.check_can_manage(by, lot.enterprise_id)
    if arrived_at > clock.now():
        raise Invalid("future", _("这个时间还没有到。"), field="arrived_at")
    old = void_goods(lot=lot, by=by, why=why)
    row = GoodsLot(pk=new_id(), enterprise=old.enterprise, replaces=old.pk)
    for column in KEPT:
        setattr(row, column, getattr(old, column))
    row.receiver, row.disinfected_name = old.receiver.reveal(), old.disinfected_name.reveal()
    row.marks = [mark for mark in old.marks if mark in (yard.DIRTY, yard.EARLY)]
    _set_told(row, told)
    row.stay_id = old.stay_id if told.stay_id is None else row.stay_id
    row.arrived_at = arrived_at
    row.save(force_insert=True)
    _record(by, "gates.correct_goods", row, replaces=str(old.pk))
    return row


KEPT = (
    "area_id",
    "holding_hours",
    "disinfected_at",
    "disinfected_with",
    "disinfected_by",
    "released_at",
    "released_by",
    "arrived_by",
    "checkpoint_id",
)
"""What a corrected row takes over."""


def _set_told(row: GoodsLot, told: GoodsTold) -> None:
    row.what, row.unit = (
        line(told.what, "what", 60, required=True),
        line(told.unit, "unit", 12, required=True),
    )
    if not told.quantity.is_finite() or not 0 < told.quantity <= MOST:
        raise Invalid("quantity", _("数量要大于 0。"), field="quantity")
    row.quantity = told.quantity.quantize(Decimal("0.001"))
    if not row.quantity:
        raise Invalid("quantity", _("数量最多三位小数。"), field="quantity")
    row.sender, row.origin = line(told.sender, "sender", 60), line(told.origin, "origin", 60)
    row.receiver_named, row.note = line(told.receiver, "receiver", 30), line(told.note, "note", 200)
    stays = VehicleStay.objects.filter(enterprise_id=row.enterprise_id)
    row.stay = stays.filter(pk=told.stay_id).first() if told.stay_id else None


def _fresh(lot: GoodsLot) -> GoodsLot:
    row = GoodsLot.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=lot.pk)
    if row.voided_at is not None:
        raise Conflict("voided", _("这条记录已经作废。"))
    return row


def _record(by: Actor, action: str, row: GoodsLot, **details: object) -> None:
    audit.record(
        by=by, action=action, subject="goodslot", subject_id=row.pk, owner_id=row.enterprise_id, **details
    )


# What a guard writes down


@dataclass(frozen=True, slots=True)
class _Arrived:
    told: GoodsTold
    plate: str
    area_id: UUID | None


@dataclass(frozen=True, slots=True)
class _Changed:
    lot_id: UUID | None
    using: str = ""
    name: str = ""


def _read_in(data: Fields) -> _Arrived:
    text = data.text("quantity", most=14)
    try:
        quantity = Decimal(text)
    except InvalidOperation as error:
        raise data.fault("quantity", "number", _("数量要填数字。")) from error
    if not quantity.is_finite() or not Decimal("0.001") <= quantity <= MOST:
        raise data.fault("quantity", "number", _("数量要大于 0。"))
    told = GoodsTold(
        what=data.text("what"),
        quantity=quantity,
        unit=data.text("unit", most=12),
        sender=data.text("sender", required=False),
        origin=data.text("origin", required=False),
        receiver=data.text("receiver", most=30, required=False),
        note=data.text("note", most=200, required=False),
        stay_id=data.uuid("stay", required=False),
    )
    return _Arrived(told, data.text("plate", most=20, required=False), data.uuid("area", required=False))


def _read_disinfected(data: Fields) -> _Changed:
    return _Changed(data.uuid("lot"), data.text("using"), data.text("name", most=30, required=False))


def _read_released(data: Fields) -> _Changed:
    return _Changed(data.uuid("lot"), name=data.text("receiver", most=30))


def _apply_in(occasion: Occasion, told: _Arrived) -> UUID:
    enterprise = occasion.enterprise
    alone(enterprise.pk)
    stay = stay_of(enterprise.pk, told.told.stay_id)
    if stay is None and told.plate:
        index = plate_index(tidy_plate(told.plate))
        stay = inside_at(enterprise.pk, index, occasion.happened_at)
    values = {name: getattr(told.told, name) for name in GoodsTold.__slots__}
    row = goods_in(
        enterprise=enterprise,
        by=occasion.by,
        told=GoodsTold(**{**values, "stay_id": stay.pk if stay else None}),
        done=_done(occasion, occasion.entry_id),
        area_id=open_area(enterprise.pk, yard.HOLDING, told.area_id),
        anyway=True,
    )
    return row.pk


def _apply_disinfected(occasion: Occasion, told: _Changed) -> UUID:
    lot = _lot(occasion, told)
    return disinfect_goods(lot=lot, by=occasion.by, using=told.using, name=told.name, done=_done(occasion)).pk


def _apply_released(occasion: Occasion, told: _Changed) -> UUID | Noted:
    row = release_goods(
        lot=_lot(occasion, told),
        by=occasion.by,
        receiver=told.name,
        done=_done(occasion),
        happened=True,
    )
    if yard.DIRTY in row.marks:
        return Noted(row.pk, yard.DIRTY, _("没有消毒就领走了，请防疫专员处理。"))
    if yard.EARLY in row.marks:
        return Noted(row.pk, yard.EARLY, _("静置时间未满就领走了，请防疫专员处理。"))
    return row.pk


def _lot(occasion: Occasion, told: _Changed) -> GoodsLot:
    rows = GoodsLot.objects.filter(enterprise=occasion.enterprise)
    found = rows.filter(pk=told.lot_id).first() if told.lot_id else None
    while found is not None and found.voided_at is not None:
        found = rows.filter(replaces=found.pk).first()
    if found is None:
        raise NotFound("lot", _("没有这批货物的记录。"))
    return found


def _done(occasion: Occasion, new: UUID | None = None) -> Done:
    device = occasion.device
    return Done(
        at=occasion.happened_at,
        checkpoint_id=device.checkpoint_id if device else None,
        by_id=occasion.by_id or (device.pk if device else occasion.by.id),
        id=new,
    )


entries.declare(entries.Kind("goods.in", _read_in, _apply_in))
entries.declare(entries.Kind("goods.disinfected", _read_disinfected, _apply_disinfected))
entries.declare(entries.Kind("goods.released", _read_released, _apply_released))
