"""Deletion of vehicles and goods whose time is over: as long ago as passages, and out of the yard."""

from datetime import datetime

from django.db.models import Q

from fugong.core.purging import delete_in_batches
from fugong.directory.models import Enterprise
from fugong.gates.models import GoodsLot, VehicleStay


def purge_yard(enterprise: Enterprise, before: datetime) -> int:
    """Delete what left, was released or voided before a moment; returns how many. What is still here stays."""
    over = Q(voided_at__lt=before)
    lots = GoodsLot.objects.filter(over | Q(released_at__lt=before), enterprise=enterprise)
    stays = VehicleStay.objects.filter(over | Q(left_at__lt=before), enterprise=enterprise)
    return sum(delete_in_batches(rows) for rows in (lots, stays))
