"""Orders and materials are entered and corrected."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit
from fugong.core.errors import Conflict, Invalid
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.production import choices, permissions
from fugong.production.actions import checking
from fugong.production.models import Material, Order


@transaction.atomic
def save_order(
    *,
    enterprise: Enterprise,
    by: Actor,
    values: Mapping[str, Any],
    order: Order | None = None,
    seen: datetime | None = None,
) -> Order:
    """A new order, or what is corrected of one: label, product, quantity, made, unit, customer_region, due_on, status.

    Conflict where the label is taken, or the order changed since `seen`. Open orders of one product share a unit.
    """
    permissions.check_can_plan(by, enterprise.pk)
    _lock(enterprise)
    row = _standing(Order, enterprise, order, seen)
    for name, read in _ORDER.items():
        if order is None or name in values:
            setattr(row, name, read(name, values.get(name)))
    if row.made > row.quantity:
        raise Invalid("made", _("已完成的数量比订单数量多。请检查。"), field="made")
    others = Order.objects.filter(enterprise=enterprise).exclude(pk=row.pk)
    if others.filter(label=row.label).exists():
        raise Conflict("label_taken", _("已有同名的订单。请换一个编号或名称。"), field="label")
    if row.status == choices.OPEN:
        same = others.filter(product=row.product, status=choices.OPEN).exclude(unit=row.unit).first()
        if same is not None:
            text = _(
                "产品“{product}”在订单“{label}”里用的单位是“{unit}”。同一产品请用同一单位，才能对照产量。"
            )
            raise Invalid(
                "unit", text.format(product=row.product, label=same.label, unit=same.unit), field="unit"
            )
    return _store(row, order, enterprise, by, "order")


@transaction.atomic
def save_material(
    *,
    enterprise: Enterprise,
    by: Actor,
    values: Mapping[str, Any],
    material: Material | None = None,
    seen: datetime | None = None,
) -> Material:
    """A new material, or what is corrected of one: name, unit, on_hand, needed, needed_on, expected, expected_on,
    supplier_region. Conflict where the name is taken, or it changed since `seen`."""
    permissions.check_can_plan(by, enterprise.pk)
    _lock(enterprise)
    row = _standing(Material, enterprise, material, seen)
    for name, read in _MATERIAL.items():
        if material is None or name in values:
            setattr(row, name, read(name, values.get(name)))
    if Material.objects.filter(enterprise=enterprise, name=row.name).exclude(pk=row.pk).exists():
        raise Conflict("name_taken", _("已有这种原料。请在它那一行更正数量。"), field="name")
    return _store(row, material, enterprise, by, "material")


@transaction.atomic
def remove_material(*, material: Material, by: Actor) -> None:
    """Take a material off the list; what it said stays in the audit."""
    permissions.check_can_plan(by, material.enterprise_id)
    audit.record(
        by=by,
        action="production.remove_material",
        subject="material",
        subject_id=material.pk,
        owner_id=material.enterprise_id,
        name=material.name,
        on_hand=material.on_hand,
        needed=material.needed,
    )
    Material.objects.filter(pk=material.pk).delete()


def _status(field: str, value: object) -> str:
    status = str(value or choices.OPEN)
    if status not in choices.ORDER_STATES:
        raise Invalid("status", _("没有这种状态。"), field=field)
    return status


_ORDER: dict[str, Any] = {
    "label": lambda field, value: checking.text(field, value, 60, required=True),
    "product": lambda field, value: checking.text(field, value, 60, required=True),
    "quantity": lambda field, value: checking.quantity(field, value, above_zero=True),
    "made": lambda field, value: checking.quantity(field, value or 0),
    "unit": lambda field, value: checking.text(field, value, 20, required=True),
    "customer_region": lambda field, value: checking.text(field, value, 60, required=False),
    "due_on": checking.day,
    "status": _status,
}
_MATERIAL: dict[str, Any] = {
    "name": lambda field, value: checking.text(field, value, 60, required=True),
    "unit": lambda field, value: checking.text(field, value, 20, required=True),
    "on_hand": checking.quantity,
    "needed": checking.quantity,
    "needed_on": lambda field, value: checking.day(field, value, required=False),
    "expected": lambda field, value: checking.quantity(field, value or 0),
    "expected_on": lambda field, value: checking.day(field, value, required=False),
    "supplier_region": lambda field, value: checking.text(field, value, 60, required=False),
}


def _lock(enterprise: Enterprise) -> None:
    Enterprise.objects.select_for_update().only("pk").get(pk=enterprise.pk)


def _standing(model: Any, enterprise: Enterprise, row: Any, seen: datetime | None) -> Any:
    """The row to write: a new one, or the stored one as it is now."""
    if row is None:
        return model(enterprise=enterprise)
    stored = model.objects.get(pk=row.pk, enterprise=enterprise)
    checking.unchanged(stored, seen)
    return stored


def _store(row: Any, before: Any, enterprise: Enterprise, by: Actor, subject: str) -> Any:
    if before is None:
        row.save(force_insert=True)
        changed = None
    else:
        stored = type(row).objects.get(pk=row.pk)
        fields = _ORDER if subject == "order" else _MATERIAL
        changed = checking.differences(stored, {name: getattr(row, name) for name in fields})
        if not changed:
            return row
        row.save()
    details = {} if changed is None else {"changed": changed}
    verb = "save" if changed is None else "correct"
    audit.record(
        by=by,
        action=f"production.{verb}_{subject}",
        subject=subject,
        subject_id=row.pk,
        owner_id=enterprise.pk,
        **details,
    )
    return row
