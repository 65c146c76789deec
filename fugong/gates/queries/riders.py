"""Who came in with a vehicle and is inside with it, whether or not the person's own gate saw them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from fugong.core.fields import Sealed
from fugong.gates import choices
from fugong.gates.models import Passage, VehicleStay, Visit
from fugong.gates.queries.corrected import standing
from fugong.gates.queries.vehicles import INSIDE

Who = tuple[UUID | None, UUID | None]
"""A worker or a visit: (worker, None), (None, visit)."""

NOBODY: Who = (None, None)


@dataclass(frozen=True, slots=True)
class Rider:
    """Somebody in a vehicle that is inside. `who` is `NOBODY` for one of whom only a `name` was written down."""

    who: Who
    name: Sealed
    stay_id: UUID
    number: int
    plate: Sealed
    since: datetime
    checkpoint_id: UUID | None

    @property
    def reference(self) -> str:
        """What a list names them by who have only a name; the guard's page makes the same of its own entry."""
        return f"{self.stay_id.hex[-12:]}-{self.number}"


def riders(enterprise_id: UUID, at: datetime | None = None) -> list[Rider]:
    """Those in the vehicles that are inside now, or were at a moment; without those whose own way out came after.

    Somebody known stands once, with the vehicle that came last.
    """
    stays = VehicleStay.objects.filter(enterprise_id=enterprise_id, voided_at=None)
    if at is None:
        stays = stays.filter(INSIDE)
    else:
        stays = stays.filter(Q(left_at=None) | Q(left_at__gt=at), came_at__lte=at)
    found = [one for stay in stays.order_by("came_at") for one in people_of(stay)]
    gone = _gone(enterprise_id, found, at)
    known = {one.who: one for one in found if one.who != NOBODY}
    here = [one for one in known.values() if gone.get(one.who, one.since) <= one.since]
    return here + [one for one in found if one.who == NOBODY]


def people_of(stay: VehicleStay) -> Iterator[Rider]:
    """Driver and passengers of one stay, the driver first."""
    assert stay.came_at is not None
    for number, one in enumerate([stay.driver.document() or {}, *(stay.passengers.document() or [])]):
        person, visit = one.get("person"), one.get("visit")
        name = Sealed("name", stay.driver.context, plain=one.get("name", ""))
        if person or visit or name:
            who = (UUID(person) if person else None, UUID(visit) if visit else None)
            yield Rider(who, name, stay.pk, number, stay.plate, stay.came_at, stay.checkpoint_id)


def _gone(enterprise_id: UUID, found: list[Rider], at: datetime | None) -> dict[Who, datetime]:
    """Who went out on foot last, and when: by the last passage of those who passed since the first vehicle came."""
    people = {one.who[0] for one in found if one.who[0]}
    visits = {one.who[1] for one in found if one.who[1]}
    if not people and not visits:
        return {}
    since = min(one.since for one in found if one.who != NOBODY)
    bounds: dict[str, Any] = {"happened_at__lte": at} if at else {}
    passages = standing(
        Passage.objects.filter(
            Q(person_id__in=people) | Q(visit_id__in=visits),
            owner_id=enterprise_id,
            verdict=choices.ALLOW,
            happened_at__gte=since,
            recorded_at__gte=since - choices.CLOCKS_AGREE,
            **bounds,
        ),
        enterprise_id,
    )
    last = {
        (person, visit): (when, direction)
        for person, visit, when, direction in passages.order_by("happened_at", "seq").values_list(
            "person_id", "visit_id", "happened_at", "direction"
        )
    }
    left: dict[Who, datetime] = {
        (None, pk): when
        for pk, when in Visit.objects.filter(pk__in=visits, left_at__isnull=False).values_list(
            "pk", "left_at"
        )
        if when is not None and (at is None or when <= at)
    }
    return left | {who: when for who, (when, direction) in last.items() if direction == choices.OUT}
