"""Goods from outside: set apart, disinfected, handed over after the time of holding (G8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Enterprise
from fugong.gates.models.vehicles import Area, VehicleStay


class GoodsLot(Record):
    """A lot of goods. It may be released once it is disinfected and `holding_hours` after it arrived are over.

    `…_by` is the account of a guard or officer, else a device. Written wrong: voided with a reason, and the row that
    stands instead names it in `replaces`.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="goods_lots")
    what = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=12)
    sender = SealedField(kind="text")
    origin = SealedField(kind="text")
    receiver_named = SealedField(kind="name")
    note = SealedField(kind="text")
    arrived_at = models.DateTimeField()
    arrived_by = models.UUIDField(null=True)
    checkpoint_id = models.UUIDField(null=True)
    stay = models.ForeignKey(
        VehicleStay, null=True, blank=True, on_delete=models.SET_NULL, related_name="goods_lots"
    )
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="lots")
    holding_hours = models.PositiveIntegerField()
    disinfected_at = models.DateTimeField(null=True, blank=True)
    disinfected_with = models.CharField(max_length=60, blank=True)
    disinfected_name = SealedField(kind="name")
    disinfected_by = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.UUIDField(null=True)
    receiver = SealedField(kind="name")
    marks = models.JSONField(default=list)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.UUIDField(null=True)
    void_why = SealedField(kind="text")
    replaces = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="gates_goods_some"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "released_at", "arrived_at"], name="gates_goods_held"),
            models.Index(fields=["enterprise", "arrived_at"], name="gates_goods_arrived"),
        ]
