"""When, where and by whom something was written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates.models import Device


@dataclass(frozen=True, slots=True)
class Occasion:
    """Of an entry. `device` is None for what the desk writes, `by` then its account.

    `happened_at` is the device's time corrected by its clock's skew; `by_id` the guard named on a device, if any.
    """

    enterprise: Enterprise
    device: Device | None
    by: Actor
    by_id: UUID | None
    entry_id: UUID
    happened_at: datetime
