"""Goods from outside read back: for the guard's page, for the desk, for paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import yard
from fugong.gates.models import Checkpoint, GoodsLot
from fugong.gates.queries import scope
from fugong.gates.queries.passages import rfc3339
from fugong.gates.queries.vehicles import sees_plates
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening.queries.inputs import pack_of

MOST_HELD = 200
HELD = Q(released_at=None, voided_at=None)


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot as the desk shows it. `state` is one of `yard.STATES`; `plate` and `receiver` (for whom it is) as far as the
    reader may see them: who hands goods over must know to whom."""

    lot: GoodsLot
    state: str
    releasable_from: datetime
    plate: str
    receiver: str
    area: str
    checkpoint: str


def goods(
    actor: Actor, *, state: str = "", day: date | None = None, area_id: UUID | None = None
) -> QuerySet[GoodsLot]:
    """The lots of the actor's enterprise that fit, those voided among them where no state is asked for.

    `state`: held (not to be released yet), releasable, released. A day is the one of arrival or release.
    """
    scope.check_can_see_passages(actor)
    rows = GoodsLot.objects.filter(enterprise_id=scope.enterprise_id(actor)).select_related("area", "stay")
    if state == yard.RELEASED:
        rows = rows.filter(released_at__isnull=False, voided_at=None)
    elif state:
        over = Q(disinfected_at__isnull=False, over__lte=clock.now())
        rows = rows.filter(HELD).alias(over=_OVER)
        rows = rows.filter(over) if state == yard.RELEASABLE else rows.exclude(over)
    if day is not None:
        start, end = clock.day_start(day), clock.day_end(day)
        rows = rows.filter(
            Q(arrived_at__gte=start, arrived_at__lt=end) | Q(released_at__gte=start, released_at__lt=end)
        )
    if area_id is not None:
        rows = rows.filter(area_id=area_id)
    return rows


_HOUR = Value(timedelta(hours=1), output_field=DurationField())
_HELD_FOR = ExpressionWrapper(Cast("holding_hours", IntegerField()) * _HOUR, output_field=DurationField())
_OVER = ExpressionWrapper(F("arrived_at") + _HELD_FOR, output_field=DateTimeField())


def lot(actor: Actor, lot_id: UUID) -> GoodsLot:
    """One of them; NotFound for any other."""
    found = goods(actor).filter(pk=lot_id).first()
    if found is None:
        raise NotFound("lot", _("没有这批货物的记录。"))
    return found


def goods_replaced_by(row: GoodsLot) -> UUID | None:
    """The row that stands instead of a voided one."""
    rows = GoodsLot.objects.filter(enterprise_id=row.enterprise_id, replaces=row.pk)
    return rows.values_list("pk", flat=True).first()


def lines_of_goods(lots: Iterable[GoodsLot], actor: Actor) -> list[LotLine]:
    """With area, vehicle and entrance; all of one enterprise."""
    rows = list(lots)
    now, whole = clock.now(), sees_plates(actor)
    gates = {row.checkpoint_id for row in rows if row.checkpoint_id}
    places = dict(Checkpoint.objects.filter(pk__in=gates).values_list("pk", "name"))
    return [
        LotLine(
            lot=row,
            state=yard.state_of(row, now),
            releasable_from=yard.releasable_from(row),
            plate="" if row.stay is None else row.stay.plate.reveal() if whole else str(row.stay.plate),
            receiver=row.receiver_named.reveal() if whole else str(row.receiver_named),
            area=row.area.name if row.area else "",
            checkpoint=places.get(row.checkpoint_id, "") if row.checkpoint_id else "",
        )
        for row in rows
    ]


def holding_hours(enterprise: Enterprise) -> int:
    """How long goods are held after they arrived: the enterprise's own hours, else the pack's."""
    pack, own = pack_of(enterprise)
    return int(as_number(resolve_parameters(pack.vocabulary, own)[yard.HOLDING_HOURS]))


def gate_goods(enterprise_id: UUID) -> list[dict[str, Any]]:
    """The lots that are held, as the guard's page takes them; the oldest first."""
    rows = GoodsLot.objects.filter(HELD, enterprise_id=enterprise_id).select_related("stay")
    return [
        {
            "lot": str(row.pk),
            "what": row.what,
            "quantity": f"{row.quantity.normalize():f}",
            "unit": row.unit,
            "plate": row.stay.plate.reveal() if row.stay else "",
            "receiver": row.receiver_named.reveal(),
            "arrived_at": rfc3339(row.arrived_at),
            "from": rfc3339(yard.releasable_from(row)),
            "area": str(row.area_id) if row.area_id else None,
            "disinfected": row.disinfected_at is not None,
        }
        for row in rows.order_by("arrived_at", "pk")[:MOST_HELD]
    ]
