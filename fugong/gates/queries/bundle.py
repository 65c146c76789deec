"""The state bundle: all that a gate device needs to decide without a network, whole or as what changed."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from fugong.core import clock, secrets
from fugong.gates.decision import gate_parameters
from fugong.gates.models import Device
from fugong.gates.queries.duty import gate_duty, gate_guards
from fugong.gates.queries.fever import gate_holds
from fugong.gates.queries.goods import gate_goods, holding_hours
from fugong.gates.queries.headcount import gate_inside, inside
from fugong.gates.queries.passages import rfc3339
from fugong.gates.queries.thermometers import gate_thermometers
from fugong.gates.queries.vehicles import gate_areas, gate_vehicles
from fugong.gates.queries.visits_at_gate import gate_questions, gate_visits
from fugong.packs import gate, load
from fugong.packs.marks import Mark
from fugong.screening import passes
from fugong.screening import queries as screening
from fugong.screening.queries.inputs import pack_of

OVERLAP = timedelta(seconds=15)
"""A delta reaches this far behind its cursor, on top of what screening adds, so that no late commit is missed."""

DELTAS_FOR = timedelta(days=7)
"""An older cursor is answered with the whole bundle."""

MARKED_DAYS = 2


def bundle(device: Device, since: str = "") -> dict[str, Any]:
    """The bundle of a device's enterprise. `since` is the cursor of the one before; without it, or with one that is
    too old or none of ours, everybody is in it (`full`)."""
    now = clock.now()
    after = _read_cursor(since, now)
    enterprise = device.checkpoint.enterprise
    back_to = None if after is None else after - OVERLAP
    pack, own = pack_of(enterprise)
    own = gate_parameters(pack, own)
    today = clock.day_of(now)
    marks = [passes.second_mark(enterprise, today + timedelta(days=ahead)) for ahead in range(MARKED_DAYS)]
    return {
        "server_time": rfc3339(now),
        "cursor": _cursor(now),
        "full": after is None,
        "enterprise": {"id": str(enterprise.pk), "name": enterprise.name},
        "device": {"id": str(device.pk), "name": device.name},
        "checkpoint": {"id": str(device.checkpoint.pk), "name": device.checkpoint.name},
        "box": secrets.public_box(),
        "keys": [key.public.jwk() for key in secrets.signing_keys()],
        "table": _table(pack.name, tuple(sorted(own.items()))),
        "marks": [_mark(mark) for mark in marks],
        "people": [*screening.gate_people(enterprise.pk, back_to), *gate_visits(enterprise.pk, back_to)],
        "visiting": gate_questions(enterprise),
        "inside": inside(enterprise.pk),
        "guards": gate_guards(enterprise.pk),
        "duty": gate_duty(enterprise.pk),
        **gate_inside(enterprise.pk, back_to),
        "holds": gate_holds(enterprise.pk),
        **gate_thermometers(device.checkpoint),
        "areas": gate_areas(enterprise.pk),
        "vehicles": gate_vehicles(enterprise.pk),
        "goods": gate_goods(enterprise.pk),
        "holding_hours": holding_hours(enterprise),
    }


def _cursor(now: datetime) -> str:
    return str(round(now.timestamp() * 1_000_000))


def _read_cursor(since: str, now: datetime) -> datetime | None:
    if not (since.isascii() and since.isdigit() and len(since) < 18):
        return None
    moment = datetime.fromtimestamp(int(since) / 1_000_000, UTC)
    return moment if now - DELTAS_FOR < moment <= now else None


@lru_cache(maxsize=256)
def _table(pack: str, own: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    return gate.with_parameters(load(pack).gate_decision, dict(own))


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "day": mark.day.isoformat(),
        "word": dict(mark.word),
        "colour": mark.colour.value,
        "colour_name": dict(mark.colour.name),
    }
