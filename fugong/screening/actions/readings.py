"""Temperatures taken at a gate: they judge their own passage only, until a person confirms a fever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from fugong.core import events, streams
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Enterprise
from fugong.notices import actions as notices
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening import choices
from fugong.screening.events import FeverReported
from fugong.screening.models import Reading
from fugong.screening.queries.inputs import pack_of


@dataclass(frozen=True, slots=True)
class GateReading:
    """A temperature in °C of a worker at a gate. `id`: the passage's, so that a reading is stored once. `told`: the officer
    was told of it before."""

    person_id: UUID
    celsius: Decimal
    taken_at: datetime
    id: UUID | None = None
    told: bool = False


@transaction.atomic
def record_gate_readings(
    *, enterprise: Enterprise, by: Actor, readings: Sequence[GateReading]
) -> list[Reading]:
    """Store a batch of gate readings; returns those that are new. The officer is told of each fever.

    What is not measured or not plausible is no reading and is passed over. No verdict changes, no pass is revoked. The
    batch's audit row is the caller's: the passages it covers carry the temperatures.
    """
    pack, own = pack_of(enterprise)
    parameters = resolve_parameters(pack.vocabulary, own)
    rows = [
        Reading(
            id=one.id or new_id(),
            person_id=one.person_id,
            taken_at=one.taken_at,
            celsius=str(one.celsius),
            source=choices.BY_GATE,
            is_fever=one.celsius >= as_number(parameters["fever_threshold"]),
            by_id=by.id,
        )
        for one in readings
        if _is_plausible(one.celsius, parameters)
    ]
    told = {one.id for one in readings if one.told}
    stored = streams.append(Reading, enterprise.pk, rows)
    for row in stored:
        if row.is_fever:
            if row.id not in told:
                notices.post(
                    owner_id=enterprise.pk,
                    kind="fever_at_gate",
                    details={"person_id": str(row.person_id), "reading_id": str(row.id)},
                    role=people.EPIDEMIC_OFFICER,
                    by=by,
                )
            events.publish(FeverReported(enterprise.pk, row.person_id, row.id, choices.BY_GATE))
    return stored


def record_gate_reading(
    *,
    enterprise: Enterprise,
    by: Actor,
    person_id: UUID,
    celsius: Decimal,
    taken_at: datetime,
    id: UUID | None = None,
) -> Reading | None:
    """One gate reading; None where it is no plausible temperature, or was stored before."""
    reading = GateReading(person_id, celsius, taken_at, id)
    return next(iter(record_gate_readings(enterprise=enterprise, by=by, readings=[reading])), None)


def _is_plausible(celsius: Decimal, parameters: dict[str, Any]) -> bool:
    if celsius in (parameters.get("not_measured") or ()):
        return False
    return bool(as_number(parameters["plausible_min"]) <= celsius <= as_number(parameters["plausible_max"]))
