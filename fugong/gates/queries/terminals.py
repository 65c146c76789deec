"""Terminals: by secret or serial number for the lane, by page for the desk; their readings for the guards beside them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.core.tokens import digest
from fugong.directory.models import Enterprise, Person
from fugong.gates import choices, decision
from fugong.gates.models import Device, Passage, Terminal, TerminalReading
from fugong.gates.queries import scope
from fugong.gates.queries.face_pictures import pictured
from fugong.gates.queries.passages import read_cursor, rfc3339
from fugong.screening.queries.inputs import pack_of

TAKEN_WITHIN = timedelta(minutes=10)
"""How old a reading may be that a guard's page is shown."""

MOST_READINGS = 50
LATEST = 20


def terminal_of_secret(protocol: str, secret: str) -> Terminal | None:
    """The terminal whose address has this secret; None where it is unknown or withdrawn."""
    return _in_use().filter(protocol=protocol, secret_digest=digest(secret)).first() if secret else None


def terminal_of_serial(protocol: str, serial: str) -> Terminal | None:
    """The terminal that is known by its serial number alone; None where none is, or it is withdrawn."""
    return (
        _in_use().filter(protocol=protocol, serial=serial, by_serial=True).first()
        if serial.isprintable() and serial
        else None
    )


def _in_use() -> QuerySet[Terminal]:
    rows = Terminal.objects.select_related("device__checkpoint__enterprise")
    return rows.filter(device__withdrawn_at=None, device__checkpoint__closed_at=None)


def terminals(actor: Actor) -> QuerySet[Terminal]:
    """The terminals of the actor's enterprise by entrance and name, withdrawn ones too."""
    scope.check_can_see_devices(actor)
    rows = Terminal.objects.filter(device__checkpoint__enterprise_id=scope.enterprise_id(actor))
    return rows.select_related("device__checkpoint__enterprise").order_by(
        "device__withdrawn_at", "device__checkpoint__name", "device__name"
    )


def terminal(actor: Actor, terminal_id: UUID) -> Terminal:
    """One of them; NotFound for any other."""
    found = terminals(actor).filter(pk=terminal_id).first()
    if found is None:
        raise NotFound("terminal", _("没有这台终端，或它不属于您的企业。"))
    return found


def clock_tolerance(enterprise: Enterprise) -> timedelta:
    """How far a device's clock may be off before it is said and corrected (pack)."""
    pack, own = pack_of(enterprise)
    own = decision.gate_parameters(pack, own)
    return timedelta(seconds=float(decision.parameter(pack, own, "skew_tolerance_seconds")))


@dataclass(frozen=True, slots=True)
class TerminalLine:
    """One event of a terminal as it was read. `name` is masked; `verdict` empty for a reading, `joined` whether that
    belongs to a passage by now, `has_picture` whether a face picture of it is kept."""

    id: UUID
    recorded_at: datetime
    happened_at: datetime
    name: str
    job_number: str
    direction: str
    celsius: Decimal | None
    verdict: str
    reason: str
    marks: tuple[str, ...]
    joined: bool
    has_picture: bool


def latest_events(actor: Actor, terminal: Terminal) -> list[TerminalLine]:
    """The latest of what a terminal told, newest recorded first."""
    scope.check_can_see_passages(actor)
    owner_id = scope.enterprise_id(actor)
    since = clock.now() - timedelta(days=7)
    passed = list(
        Passage.objects.filter(
            owner_id=owner_id, device_id=terminal.device_id, recorded_at__gte=since
        ).order_by("-seq")[:LATEST]
    )
    measured = list(
        TerminalReading.objects.filter(
            owner_id=owner_id, device_id=terminal.device_id, recorded_at__gte=since
        ).order_by("-seq")[:LATEST]
    )
    rows: list[Passage | TerminalReading] = [*passed, *measured]
    people = {
        person.pk: person
        for person in Person.objects.filter(pk__in={row.person_id for row in rows if row.person_id}).only(
            "name", "job_number"
        )
    }
    with_picture = pictured(owner_id, [row.id for row in rows])
    lines = [_line(row, people, row.id in with_picture) for row in rows]
    return sorted(lines, key=lambda line: line.recorded_at, reverse=True)[:LATEST]


def _line(row: Passage | TerminalReading, people: dict[UUID, Person], has_picture: bool) -> TerminalLine:
    person = people.get(row.person_id) if row.person_id else None
    celsius = row.celsius.reveal()
    scan = row if isinstance(row, Passage) else None
    return TerminalLine(
        id=row.id,
        has_picture=has_picture,
        recorded_at=row.recorded_at,
        happened_at=row.happened_at,
        name=str(person.name) if person else "",
        job_number=person.job_number if person else "",
        direction=scan.direction if scan else "",
        celsius=Decimal(celsius) if celsius else None,
        verdict=scan.verdict if scan else "",
        reason=scan.reason if scan else "",
        marks=tuple(row.marks) if isinstance(row, Passage) else (choices.CLOCK_LOST,) * row.clock_lost,
        joined=not isinstance(row, Passage) and row.passage_id is not None,
    )


def readings_for(device: Device, cursor: str = "") -> dict[str, Any]:
    """`GET /api/v1/gate/readings`: what terminals of the device's entrance measured in the last minutes and no passage
    has yet, oldest first; a guard's page may take one and says so by the entry `temperature.read`."""
    after = read_cursor(cursor)
    since = clock.now() - TAKEN_WITHIN
    rows = TerminalReading.objects.filter(
        owner_id=device.checkpoint.enterprise_id,
        checkpoint_id=device.checkpoint_id,
        seq__gt=after,
        recorded_at__gte=since,
        happened_at__gte=since,
        clock_lost=False,
        passage_id=None,
    ).order_by("-seq")[:MOST_READINGS]
    found = list(rows)[::-1]
    return {
        "readings": [
            {"id": str(row.id), "at": rfc3339(row.happened_at), "temperature": float(row.celsius.reveal())}
            for row in found
        ],
        "next": str(found[-1].seq if found else after),
    }
