"""One terminal of each protocol at the demonstration's enterprise, with what it saw in the last hours."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from fugong.core import clock
from fugong.directory import choices as people_choices
from fugong.doors.cli.demo import stage
from fugong.gates import actions, choices
from fugong.gates import queries as gate_queries
from fugong.gates.field_map import EXAMPLE
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage
from fugong.screening import queries as screening

PASSED_BY = 10
"""How many workers each of the two that open a gate has let in."""
MEASURED = 4
APART = timedelta(minutes=4)

TERMINALS = (
    (
        "人脸测温一体机（演示）",
        "hikvision",
        actions.Settings(direction=choices.IN, heartbeat_seconds=0),
    ),
    (
        "考勤机（演示）",
        "zkteco",
        actions.Settings(serial="DEMO00000001", by_serial=True, direction=choices.IN, heartbeat_seconds=0),
    ),
    (
        "红外测温仪（演示）",
        "json",
        actions.Settings(meaning=choices.MEANS_READING, heartbeat_seconds=0, field_map=EXAMPLE),
    ),
)
"""None is asked for a heartbeat: nothing beats behind them, and a silence that is told would be a false alarm."""


def fill(enterprise: Any, people: Sequence[Any]) -> None:
    """Make what is missing; a terminal that has told something today is left as it is."""
    system = stage.acting_for(enterprise)
    checkpoint = stage.ensure_tablet(enterprise).checkpoint
    known = {row.device.name: row for row in gate_queries.terminals(system)}
    now = clock.now().replace(microsecond=0)
    fresh = _not_yet_in(people)
    waiting = {"hikvision": fresh[::2], "zkteco": fresh[1::2]}
    for name, protocol, settings in TERMINALS:
        terminal = known.get(name)
        if terminal is None:
            made, _secret = actions.add_terminal(
                checkpoint=checkpoint, by=system, name=name, protocol=protocol, settings=settings
            )
            terminal = gate_queries.terminal(system, made.pk)
        elif terminal.heartbeat_seconds and not terminal.device.withdrawn_at:
            terminal = actions.change_terminal(terminal=terminal, by=system, settings=settings)
        heard = terminal.device.last_seen_at
        if terminal.device.withdrawn_at or (heard and clock.day_of(heard) == clock.today()):
            continue
        told = _passed(now, waiting[protocol], protocol) if protocol in waiting else _measured(now)
        actions.record_terminal_events(terminal=terminal, message=told, received_at=now)


def _not_yet_in(people: Sequence[Any]) -> list[Any]:
    """Workers whom the gate would let in and who have not passed today, the last of the roster first."""
    today = clock.today()
    found: list[Any] = []
    for person in reversed(people):
        if len(found) == 2 * PASSED_BY:
            break
        if person.status != people_choices.ACTIVE or screening.standing(person).verdict != "clear":
            continue
        passages = gate_queries.passages_of(person, limit=1)
        if not passages or clock.day_of(passages[0].happened_at) < today:
            found.append(person)
    return found


def _passed(now: datetime, people: Sequence[Any], protocol: str) -> TerminalMessage:
    chance = random.Random(f"terminal {protocol}")
    events = []
    for place, person in enumerate(people):
        at = now - APART * (PASSED_BY - place) + timedelta(seconds=chance.randrange(60))
        celsius = Decimal(f"{36.1 + chance.random() * 0.8:.1f}")
        number = "" if protocol == "zkteco" else str(5000 + place)
        events.append(
            TerminalEvent(
                at=at,
                written_at=at.isoformat(),
                serial_number=number,
                job_number=person.job_number,
                temperature=celsius,
                direction=choices.IN,
                passed=True,
                live=False,
            )
        )
    return TerminalMessage(tuple(events), pictures=len(events) if protocol == "hikvision" else 0)


def _measured(now: datetime) -> TerminalMessage:
    chance = random.Random("thermometer")
    events = []
    for place in range(MEASURED):
        at = now - APART * (MEASURED - place)
        celsius = Decimal(f"{36.2 + chance.random() * 0.6:.1f}")
        events.append(
            TerminalEvent(at, str(at.timestamp()), str(700 + place), temperature=celsius, live=False)
        )
    return TerminalMessage(tuple(events))
