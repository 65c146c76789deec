"""Vehicles and goods whose time is over: as long ago as passages, and out of the yard."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from fugong.directory.models import Enterprise
from fugong.gates.models import GoodsLot, VehicleStay


def yard_over(enterprise: Enterprise, before: datetime) -> tuple[QuerySet[Any], ...]:
    """What left, was released or voided before a moment. What is still here stays."""
    over = Q(voided_at__lt=before)
    lots = GoodsLot.objects.filter(over | Q(released_at__lt=before), enterprise=enterprise)
    stays = VehicleStay.objects.filter(over | Q(left_at__lt=before), enterprise=enterprise)
    return lots, stays
