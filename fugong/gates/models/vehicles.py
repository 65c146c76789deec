"""Vehicles from outside: where they stand, who is in them, what was done to them (G8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.models import Record
from fugong.directory.models import Enterprise


class Area(Record):
    """A place set apart for vehicles (`parking`) or for goods (`holding`). `capacity`: how many vehicles or lots."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="areas")
    kind = models.CharField(max_length=7)
    name = models.CharField(max_length=30)
    capacity = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "name"], condition=Q(closed_at=None), name="gates_area_name"
            ),
        ]


class VehicleStay(Record):
    """One vehicle from its way in to its way out; either may be missing where nobody wrote it down (`marks` say so).

    `driver` and `passengers` are `{"person" | "visit": id}` or `{"name": text}`: their own passages stand in the
    record of passages, here is only who came in it. `…_by` is the account of a guard or officer, else a device.
    A row written wrong is voided with a reason and, where it was replaced, named by the new row's `replaces`.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="vehicle_stays")
    plate = SealedField(kind="plate")
    plate_index = models.CharField(max_length=32)
    plate_kind = models.CharField(max_length=10)
    trailer = SealedField(kind="plate")
    trailer_index = models.CharField(max_length=32, blank=True)
    vehicle = models.CharField(max_length=10)
    driver = SealedField(kind="json")
    passengers = SealedField(kind="json")
    cargo = SealedField(kind="text")
    origin = SealedField(kind="text")
    purpose = SealedField(kind="text")
    host = SealedField(kind="name")
    came_at = models.DateTimeField(null=True, blank=True)
    came_by = models.UUIDField(null=True)
    checkpoint_id = models.UUIDField(null=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="stays")
    parked_at = models.DateTimeField(null=True, blank=True)
    disinfected_at = models.DateTimeField(null=True, blank=True)
    disinfected_with = models.CharField(max_length=60, blank=True)
    disinfected_name = SealedField(kind="name")
    disinfected_by = models.UUIDField(null=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.UUIDField(null=True)
    left_checkpoint_id = models.UUIDField(null=True)
    marks = models.JSONField(default=list)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.UUIDField(null=True)
    void_why = SealedField(kind="text")
    replaces = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "plate_index"],
                condition=Q(left_at=None, voided_at=None),
                name="gates_vehicle_once_inside",
            ),
            models.CheckConstraint(
                condition=Q(came_at__isnull=False) | Q(left_at__isnull=False), name="gates_vehicle_somewhen"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "came_at"], name="gates_vehicle_came"),
            models.Index(fields=["enterprise", "left_at"], name="gates_vehicle_left"),
            models.Index(fields=["enterprise", "plate_index", "came_at"], name="gates_vehicle_plate"),
            models.Index(fields=["enterprise", "trailer_index"], name="gates_vehicle_trailer"),
        ]
