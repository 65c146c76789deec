"""What happened to vehicles, one moment after another, as the record tells it beside the passages of people (G8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from fugong.core import secrets
from fugong.core.permissions import Actor
from fugong.core.plates import tidy_plate
from fugong.gates.models import GateEntry, VehicleStay
from fugong.gates.queries import scope
from fugong.gates.queries.vehicles import StayLine, lines_of_vehicles

Kind = Literal["vehicle.in", "vehicle.parked", "vehicle.disinfected", "vehicle.out"]

MOMENTS: dict[Kind, str] = {
    "vehicle.in": "came_at",
    "vehicle.parked": "parked_at",
    "vehicle.disinfected": "disinfected_at",
    "vehicle.out": "left_at",
}
"""What happens to a vehicle, as entries name it, and where a stay keeps when."""

MOST_SEARCHED = 2_000
"""In so many stays, the latest ones, somebody is looked for: who was in a vehicle is sealed."""


@dataclass(frozen=True, slots=True)
class VehicleEvent:
    """One moment of a stay. `kind` is one of `MOMENTS`; `checkpoint` is the entrance's name, for a way out that one's."""

    kind: Kind
    at: datetime
    line: StayLine

    @property
    def checkpoint(self) -> str:
        """Where it was."""
        return self.line.left_checkpoint if self.kind == "vehicle.out" else self.line.checkpoint

    @property
    def area(self) -> str:
        """Where it was sent to stand; empty for what has no place in the yard."""
        stay = self.line.stay
        parked = self.kind == "vehicle.parked" or (
            self.kind == "vehicle.in" and stay.parked_at == stay.came_at
        )
        return self.line.area if parked else ""

    @property
    def using(self) -> str:
        """What it was disinfected with."""
        return self.line.stay.disinfected_with if self.kind == "vehicle.disinfected" else ""

    @property
    def voided(self) -> bool:
        """Whether it was written wrong and counts no more."""
        return self.line.stay.voided_at is not None


def vehicle_events(
    actor: Actor,
    *,
    text: str = "",
    people: Collection[UUID] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    after: datetime | None = None,
    until: datetime | None = None,
    checkpoint_id: UUID | None = None,
    device_id: UUID | None = None,
    direction: str = "",
    mark: str = "",
    limit: int,
) -> list[VehicleEvent]:
    """The latest `limit` moments of vehicles of the actor's enterprise that fit, the newest first.

    From `start` before `end`, later than `after` and not later than `until`. `text` is a whole plate, or the name of
    somebody in the vehicle; `people` are workers and visits it names. `mark`: `flagged`, `corrected` or nothing.
    """
    scope.check_can_see_passages(actor)
    owner_id = scope.enterprise_id(actor)
    stays = VehicleStay.objects.filter(enterprise_id=owner_id)
    if text:
        stays = _named(stays, text, {str(one) for one in people}, start, end)
    if mark == "flagged":
        stays = stays.exclude(marks=[])
    elif mark == "corrected":
        stays = stays.filter(Q(voided_at__isnull=False) | Q(replaces__isnull=False))
    found: list[tuple[datetime, Kind, UUID]] = []
    for kind, column in MOMENTS.items():
        if direction and kind != f"vehicle.{direction}":
            continue
        bounds = {"gte": start, "lt": end, "gt": after, "lte": until}
        given = {f"{column}__{name}": value for name, value in bounds.items() if value is not None}
        rows = stays.filter(**given, **{f"{column}__isnull": False})
        if kind == "vehicle.parked":
            rows = rows.exclude(parked_at=F("came_at"))
        if checkpoint_id is not None:
            at_gate = "left_checkpoint_id" if column == "left_at" else "checkpoint_id"
            rows = rows.filter(**{at_gate: checkpoint_id})
        if device_id is not None:
            told = GateEntry.objects.filter(owner_id=owner_id, device_id=device_id, kind=kind)
            rows = rows.filter(pk__in=told.values("subject_id"))
        found += [(at, kind, pk) for pk, at in rows.order_by(f"-{column}").values_list("pk", column)[:limit]]
    latest = sorted(found, reverse=True)[:limit]
    rows = VehicleStay.objects.filter(enterprise_id=owner_id, pk__in={pk for _at, _kind, pk in latest})
    lines = {line.stay.pk: line for line in lines_of_vehicles(rows.select_related("area"), actor)}
    return [VehicleEvent(kind, at, lines[pk]) for at, kind, pk in latest]


def _named(
    stays: QuerySet[VehicleStay],
    text: str,
    people: Collection[str],
    start: datetime | None,
    end: datetime | None,
) -> QuerySet[VehicleStay]:
    """Of this plate or trailer, or with these people or somebody of this name in it."""
    index = secrets.blind_index(tidy_plate(text), "gates.plate")
    plate = (Q(plate_index=index) | Q(trailer_index=index)) if index else Q(pk=None)
    searched = stays.filter(Q(left_at=None) | Q(left_at__gte=start)) if start else stays
    searched = searched.filter(Q(came_at=None) | Q(came_at__lt=end)) if end else searched
    wanted = {*people, text}
    carrying = [
        pk
        for pk, driver, others in searched.order_by("-created_at").values_list("pk", "driver", "passengers")[
            :MOST_SEARCHED
        ]
        if any(
            wanted.intersection(one.values())
            for one in (driver.document() or {}, *(others.document() or ()))  # type: ignore[attr-defined]
        )
    ]
    return stays.filter(plate | Q(pk__in=carrying))
