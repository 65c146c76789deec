"""Places set apart for vehicles and goods from outside (G8: 划定外来车辆停车位)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fugong.core import audit, clock, streams
from fugong.core.errors import Conflict, Invalid
from fugong.core.lines import tidy
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import permissions, yard
from fugong.gates.models import Area, GateEntry

MOST = 100_000


@transaction.atomic
def create_area(*, enterprise: Enterprise, by: Actor, kind: str, name: str, capacity: int) -> Area:
    """A new place for `capacity` vehicles or lots. Conflict for a name that is taken."""
    permissions.check_can_manage(by, enterprise.pk)
    alone(enterprise.pk)
    if kind not in yard.AREAS:
        raise Invalid("kind", _("请选择区域的用途。"), field="kind")
    row = Area(enterprise=enterprise, kind=kind, name=_name(name), capacity=_capacity(capacity))
    _check_name_free(row)
    row.save(force_insert=True)
    _record(by, "gates.create_area", row)
    return row


@transaction.atomic
def change_area(*, area: Area, by: Actor, name: str, capacity: int) -> Area:
    """Another name or capacity. What stands there stays."""
    permissions.check_can_manage(by, area.enterprise_id)
    alone(area.enterprise_id)
    area.name, area.capacity = _name(name), _capacity(capacity)
    _check_name_free(area)
    area.save(update_fields=["name", "capacity", "updated_at"])
    _record(by, "gates.change_area", area)
    return area


@transaction.atomic
def close_area(*, area: Area, by: Actor) -> Area:
    """No vehicle or lot is sent there any more. Conflict while something is there."""
    permissions.check_can_manage(by, area.enterprise_id)
    alone(area.enterprise_id)
    if area.closed_at is None:
        taken = area.stays.filter(INSIDE).count() + area.lots.filter(HELD).count()
        if taken:
            raise Conflict("taken", _("这里还有 {n} 辆车或批货，先移走再停用。").format(n=taken))
        area.closed_at = clock.now()
        area.save(update_fields=["closed_at", "updated_at"])
        _record(by, "gates.close_area", area)
    return area


INSIDE = Q(left_at=None, voided_at=None)
"""Vehicles that stand in the yard."""

HELD = Q(released_at=None, voided_at=None)
"""Lots that are held."""


def alone(enterprise_id: UUID) -> None:
    """Put the writers of an enterprise's gates in order, the desk's and the devices', until the transaction ends."""
    streams.lock_head(enterprise_id, GateEntry._meta.label_lower)


def occupied(enterprise_id: UUID, kind: str) -> list[tuple[Area, int]]:
    """Every open area of a kind and how many vehicles or lots are there, by name."""
    count = (
        Count("stays", filter=Q(stays__left_at=None, stays__voided_at=None, stays__id__isnull=False))
        if kind == yard.PARKING
        else Count("lots", filter=Q(lots__released_at=None, lots__voided_at=None, lots__id__isnull=False))
    )
    rows = Area.objects.filter(enterprise_id=enterprise_id, kind=kind, closed_at=None)
    return [(row, row.taken) for row in rows.annotate(taken=count).order_by("name")]


def choose(enterprise_id: UUID, kind: str, wanted: UUID | None) -> tuple[Area | None, str, str]:
    """Where something is put: the area, a mark or nothing, and where the wanted one is full the words for it.

    Without a wish the first with room; where all are full none, and it is marked. To be called `alone`.
    """
    rows = occupied(enterprise_id, kind)
    free = [row for row, taken in rows if taken < row.capacity]
    if wanted is None:
        return (free[0], "", "") if free else (None, yard.NO_SPACE if rows else "", "")
    row, taken = next(((row, taken) for row, taken in rows if row.pk == wanted), (None, 0))
    if row is None:
        raise Invalid("area", _("没有这个区域，或已停用。"), field="area")
    return (row, "", "") if row in free else (row, yard.OVER_CAPACITY, full_text(row, taken, free))


def open_area(enterprise_id: UUID, kind: str, area_id: UUID | None) -> UUID | None:
    """The area a device named, where there is such a one still; None lets the first with room be found."""
    rows = Area.objects.filter(enterprise_id=enterprise_id, kind=kind, closed_at=None)
    return area_id if area_id is not None and rows.filter(pk=area_id).exists() else None


def full_text(area: Area, taken: int, free: Sequence[Area]) -> str:
    """That an area is full, and which one has room."""
    said = _("{name}已满（{taken}/{capacity}）。").format(name=area.name, taken=taken, capacity=area.capacity)
    return said + (_("{name}还有空位。").format(name=free[0].name) if free else _("其他区域也满了。"))


def _name(name: str) -> str:
    found = tidy(name)
    if not found or len(found) > 30 or not found.isprintable():
        raise Invalid("name", _("名称要填 1 到 30 个字。"), field="name")
    return found


def _capacity(capacity: int) -> int:
    if not 1 <= capacity <= MOST:
        raise Invalid("capacity", _("容量要填 1 到 {most} 的整数。").format(most=MOST), field="capacity")
    return capacity


def _check_name_free(row: Area) -> None:
    same = Area.objects.filter(enterprise_id=row.enterprise_id, kind=row.kind, name=row.name, closed_at=None)
    if same.exclude(pk=row.pk).exists():
        raise Conflict("name", _("已有同名的区域。"), field="name")


def _record(by: Actor, action: str, row: Area) -> None:
    audit.record(
        by=by,
        action=action,
        subject="area",
        subject_id=row.pk,
        owner_id=row.enterprise_id,
        kind=row.kind,
        capacity=row.capacity,
    )
