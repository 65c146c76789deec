"""Goods from outside: held, disinfected, released (G8)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Body, Cursor, Day, Limit, Line, answers, made
from fugong.doors.api.yard_shapes import Disinfected, Kept, Name, Placed, Voided, Why, kept
from fugong.gates import actions, queries

router = Router(tags=["gates"])
officer = Account("epidemic_officer")
staff = Account("epidemic_officer", "principal")


class LotLine(Kept):
    """A lot of goods. `state`: held, releasable once disinfected and `releasable_from` is over, released."""

    what: str
    quantity: Decimal
    unit: str
    sender: str
    origin: str
    receiver_named: str
    note: str
    vehicle: UUID | None
    plate: str
    arrived_at: datetime
    holding_hours: int
    releasable_from: datetime
    released_at: datetime | None
    receiver: str
    state: Literal["held", "releasable", "released"]


class Goods(Schema):
    goods: list[LotLine]
    next: str
    more: bool


class GoodsTold(Body):
    what: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    quantity: Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=3)]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    sender: Line = ""
    origin: Line = ""
    receiver: Name = ""
    note: Annotated[str, StringConstraints(max_length=200)] = ""
    vehicle: UUID | None = None


class GoodsIn(Placed, GoodsTold):
    """A lot and where it is kept."""


class GoodsCorrection(GoodsTold):
    arrived_at: datetime
    why: Why


class Released(Body):
    receiver: Annotated[str, StringConstraints(min_length=1, max_length=30)]


@router.get("/goods", auth=staff, response=answers(Goods))
def list_goods(
    request: HttpRequest,
    state: Literal["held", "releasable", "released"] | None = None,
    day: Day | None = None,
    area: UUID | None = None,
    since: Cursor = "",
    limit: Limit = 100,
) -> Goods:
    """The newest first; `day` is one of arrival or release."""
    actor = actor_of(request)
    rows = queries.goods(actor, state=state or "", day=day, area_id=area)
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    lines = queries.lines_of_goods(found.rows, actor)
    return Goods(goods=[_line(line) for line in lines], next=found.next, more=found.more)


@router.get("/goods/{uuid:id}", auth=staff, response=answers(LotLine))
def show_goods(request: HttpRequest, id: UUID) -> LotLine:
    """One lot."""
    actor = actor_of(request)
    (line,) = queries.lines_of_goods([queries.lot(actor, id)], actor)
    return _line(line)


@router.post("/goods", auth=officer, response=answers(LotLine, 201))
def goods_in(request: HttpRequest, body: GoodsIn) -> Status:
    """They arrived now. 409 where the area is full."""
    actor = actor_of(request)
    row = actions.goods_in(
        enterprise=directory.enterprise_of(actor),
        by=actor,
        told=_told(body),
        area_id=body.area,
        anyway=body.anyway,
    )
    return made(show_goods(request, row.pk))


@router.post("/goods/{uuid:id}/disinfect", auth=officer, response=answers(LotLine))
def disinfect_goods(request: HttpRequest, id: UUID, body: Disinfected) -> LotLine:
    """They were disinfected. 409 where they had been."""
    actor = actor_of(request)
    actions.disinfect_goods(lot=queries.lot(actor, id), by=actor, using=body.using, name=body.name)
    return show_goods(request, id)


@router.post("/goods/{uuid:id}/release", auth=officer, response=answers(LotLine))
def release_goods(request: HttpRequest, id: UUID, body: Released) -> LotLine:
    """Handed over now. 409 before the disinfection, before the holding time is over, or where they were."""
    actor = actor_of(request)
    actions.release_goods(lot=queries.lot(actor, id), by=actor, receiver=body.receiver)
    return show_goods(request, id)


@router.post("/goods/{uuid:id}/void", auth=officer, response=answers(LotLine))
def void_goods(request: HttpRequest, id: UUID, body: Voided) -> LotLine:
    """It was written wrong and does not count; it can still be read."""
    actor = actor_of(request)
    actions.void_goods(lot=queries.lot(actor, id), by=actor, why=body.why)
    return show_goods(request, id)


@router.post("/goods/{uuid:id}/correct", auth=officer, response=answers(LotLine, 201))
def correct_goods(request: HttpRequest, id: UUID, body: GoodsCorrection) -> Status:
    """A right row in place of a wrong one, which is voided."""
    actor = actor_of(request)
    row = actions.correct_goods(
        lot=queries.lot(actor, id),
        by=actor,
        why=body.why,
        told=_told(body),
        arrived_at=body.arrived_at,
    )
    return made(show_goods(request, row.pk))


def _told(body: GoodsTold) -> actions.GoodsTold:
    same = ("what", "quantity", "unit", "sender", "origin", "receiver", "note")
    return actions.GoodsTold(stay_id=body.vehicle, **{name: getattr(body, name) for name in same})


def _line(line: queries.LotLine) -> LotLine:
    lot = line.lot
    state: Any = line.state
    same = ("what", "quantity", "unit", "arrived_at", "holding_hours", "released_at")
    return LotLine(
        sender=lot.sender.reveal(),
        origin=lot.origin.reveal(),
        receiver_named=line.receiver,
        note=lot.note.reveal(),
        vehicle=lot.stay_id,
        plate=line.plate,
        releasable_from=line.releasable_from,
        receiver=str(lot.receiver),
        state=state,
        **{name: getattr(lot, name) for name in same},
        **kept(lot, line, queries.goods_replaced_by(lot) if lot.voided_at else None),
    )
