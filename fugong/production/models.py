"""What production is planned by (G6): orders, materials, and the plan of each day. Nothing here is about a person."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.models import Record
from fugong.directory.models import Enterprise, Group
from fugong.production import choices


class Order(Record):
    """An order to be made by a day. `label` is the enterprise's own name for it; of the customer the region only.

    `made` is what is ready of `quantity` already, in the same `unit`.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="orders")
    label = models.CharField(max_length=60)
    product = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    made = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0))
    unit = models.CharField(max_length=20)
    customer_region = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    status = models.CharField(max_length=20, default=choices.OPEN)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "label"], name="production_order_label"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "status", "due_on"], name="production_order_due"),
        ]


class Material(Record):
    """A material: what is there, what the open orders need and by when, and the delivery that is expected.

    `needed_on` empty: by the first day on which an open order is due.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=20)
    on_hand = models.DecimalField(max_digits=12, decimal_places=3)
    needed = models.DecimalField(max_digits=12, decimal_places=3)
    needed_on = models.DateField(null=True, blank=True)
    expected = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0))
    expected_on = models.DateField(null=True, blank=True)
    supplier_region = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="production_material_name"),
        ]


class PlanDay(Record):
    """What a workshop or team, or the whole enterprise (no group), is to do on a day.

    `hours_planned` are shift hours without overtime, `overtime_hours` come on top, both for each of the staff.
    `output_planned` is in the unit of the orders of that product.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="plan_days")
    day = models.DateField()
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_days"
    )
    product = models.CharField(max_length=60, blank=True)
    staff_planned = models.PositiveIntegerField()
    hours_planned = models.DecimalField(max_digits=4, decimal_places=1)
    overtime_hours = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(0))
    output_planned = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "day", "group"],
                condition=Q(group__isnull=False),
                name="production_plan_group",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "day"], condition=Q(group=None), name="production_plan_whole"
            ),
        ]
