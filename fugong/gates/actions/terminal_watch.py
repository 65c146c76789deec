"""What is done every minute for terminals: temperatures join scans, silence is told once and its end too."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit
from fugong.core.errors import Conflict, NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices as people
from fugong.directory.models import Enterprise
from fugong.gates import choices, decision
from fugong.gates.actions.fever import hold_of_passage, measured_by_terminal
from fugong.gates.actions.nameless import joined_passage, taken_over
from fugong.gates.actions.occasions import Occasion
from fugong.gates.entries import Fields, Kind, Noted, declare, waits_for
from fugong.gates.models import Passage, Terminal, TerminalReading
from fugong.notices import actions as notices
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening.actions import GateReading, record_gate_readings
from fugong.screening.queries.inputs import pack_of

JOINED_WITHIN = timedelta(hours=24)
"""How long a reading waits for a scan that was kept on a phone without network."""

AT_A_TIME = 500
LEAST_SILENCE = timedelta(minutes=3)
"""Devices are noted as heard once a minute, so a shorter silence says nothing."""


def join_readings(*, enterprise: Enterprise, now: datetime) -> int:
    """Join temperatures that came without a scan to scans without a temperature; returns how many.

    Only where there is no doubt: within the pack's seconds one reading and one scan at the entrance, or a scan of the
    person whom the terminal named. Nothing that was decided changes: the passage stays as it is, the reading names it.
    A reading whose time is an estimate joins nothing. A fever becomes a reading of the person, like one measured by
    hand. It waits until the seconds are over on both sides.
    """
    pack, own = pack_of(enterprise)
    within = timedelta(
        seconds=float(as_number(resolve_parameters(pack.vocabulary, own)["terminal_join_seconds"]))
    )
    waiting = TerminalReading.objects.filter(
        owner_id=enterprise.pk,
        passage_id=None,
        clock_lost=False,
        recorded_at__gte=now - JOINED_WITHIN,
        happened_at__lte=now - within,
    )
    readings = list(waiting.order_by("seq")[:AT_A_TIME])
    if not readings:
        return 0
    passages = _scans(enterprise.pk, readings, within)
    pairs = _pairs(readings, passages, within)
    if not pairs:
        return 0
    threshold = decision.parameter(pack, decision.gate_parameters(pack, own), "fever_threshold")
    by = Actor("system", roles=frozenset({"system"}), enterprise_id=enterprise.pk, name="system")
    joined = 0
    with transaction.atomic():
        for reading, passage in pairs:
            joined += _join(reading, passage, threshold, enterprise, by, now)
        if joined:
            audit.record(
                by=by,
                action="gates.join_readings",
                subject="enterprise",
                subject_id=enterprise.pk,
                owner_id=enterprise.pk,
                count=joined,
            )
    return joined


def _scans(owner_id: UUID, readings: Sequence[TerminalReading], within: timedelta) -> list[Passage]:
    """Ways in without a temperature about the times of the readings, but for those that have one joined already."""
    times = [reading.happened_at for reading in readings]
    found = list(
        Passage.objects.filter(
            owner_id=owner_id,
            checkpoint_id__in={reading.checkpoint_id for reading in readings},
            direction=choices.IN,
            celsius="",
            happened_at__gte=min(times) - within,
            happened_at__lte=max(times) + within,
        ).order_by("seq")
    )
    taken = set(
        TerminalReading.objects.filter(
            owner_id=owner_id, passage_id__in=[passage.id for passage in found]
        ).values_list("passage_id", flat=True)
    )
    return [passage for passage in found if passage.id not in taken]


def _pairs(
    readings: Sequence[TerminalReading], passages: Sequence[Passage], within: timedelta
) -> list[tuple[TerminalReading, Passage]]:
    """Whom the terminal named first; of the rest, readings and scans that have only each other."""
    free = list(passages)
    pairs = []
    rest = []
    for reading in readings:
        mine = [one for one in free if _near(reading, one, within) and one.person_id == reading.person_id]
        if reading.person_id is not None and mine:
            nearest = min(mine, key=lambda one: abs(one.happened_at - reading.happened_at))
            pairs.append((reading, nearest))
            free.remove(nearest)
        else:
            rest.append(reading)
    beside: dict[UUID, list[Passage]] = {}
    claimed: dict[UUID, int] = defaultdict(int)
    for reading in rest:
        near = [one for one in free if _near(reading, one, within) and _may_be(reading, one)]
        beside[reading.id] = near
        for one in near:
            claimed[one.id] += 1
    for reading in rest:
        near = beside[reading.id]
        if len(near) == 1 and claimed[near[0].id] == 1:
            pairs.append((reading, near[0]))
    return pairs


def _near(reading: TerminalReading, passage: Passage, within: timedelta) -> bool:
    same = reading.checkpoint_id == passage.checkpoint_id
    return same and abs(reading.happened_at - passage.happened_at) <= within


def _may_be(reading: TerminalReading, passage: Passage) -> bool:
    """A reading with a name is no other person's."""
    return reading.person_id is None or passage.person_id in (None, reading.person_id)


def _join(
    reading: TerminalReading,
    passage: Passage,
    threshold: Decimal,
    enterprise: Enterprise,
    by: Actor,
    now: datetime,
) -> int:
    mine = TerminalReading.objects.filter(owner_id=enterprise.pk, id=reading.id, passage_id=None)
    if not mine.update(passage_id=passage.id, joined_at=now):
        return 0
    celsius = Decimal(reading.celsius.reveal())
    if celsius >= threshold:
        told = joined_passage(enterprise=enterprise, reading_id=reading.id, passage=passage, by=by)
        if passage.person_id is not None:
            one = GateReading(passage.person_id, celsius, reading.happened_at, passage.id, told)
            record_gate_readings(enterprise=enterprise, by=by, readings=[one])
    return 1


def watch_silence(*, enterprise: Enterprise, now: datetime) -> int:
    """Tell the officer once of each terminal that is not heard any more, and once that it is again; returns how many.

    Silent is whoever was not heard for the pack's number of heartbeats, three minutes at least. Not one that has never
    been heard: it is still being set up, and its page says so.
    """
    pack, own = pack_of(enterprise)
    intervals = int(as_number(resolve_parameters(pack.vocabulary, own)["terminal_silent_intervals"]))
    told = 0
    rows = Terminal.objects.filter(
        device__checkpoint__enterprise=enterprise,
        device__checkpoint__closed_at=None,
        device__withdrawn_at=None,
        device__last_seen_at__isnull=False,
        heartbeat_seconds__gt=0,
    )
    for terminal in rows.select_related("device__checkpoint"):
        heard = terminal.device.last_seen_at
        assert heard is not None
        silent = now - heard > max(LEAST_SILENCE, intervals * timedelta(seconds=terminal.heartbeat_seconds))
        if silent == (terminal.silent_since is not None):
            continue
        with transaction.atomic():
            same = Terminal.objects.filter(pk=terminal.pk, silent_since=terminal.silent_since)
            if same.update(silent_since=heard if silent else None):
                _tell(enterprise, terminal, "terminal_silent" if silent else "terminal_back")
                told += 1
    return told


def _tell(enterprise: Enterprise, terminal: Terminal, kind: str) -> None:
    device = terminal.device
    by = Actor("system", roles=frozenset({"system"}), enterprise_id=enterprise.pk, name="system")
    details = {"device_id": str(device.pk), "device": device.name, "checkpoint": device.checkpoint.name}
    notices.post(owner_id=enterprise.pk, kind=kind, details=details, role=people.EPIDEMIC_OFFICER, by=by)
    audit.record(
        by=by, action=f"gates.{kind}", subject="device", subject_id=device.pk, owner_id=enterprise.pk
    )


def watched() -> list[Enterprise]:
    """Enterprises that have terminals in use."""
    return list(
        Enterprise.objects.filter(
            checkpoints__closed_at=None,
            checkpoints__devices__withdrawn_at=None,
            checkpoints__devices__terminal__isnull=False,
        ).distinct()
    )


def _read_taken(fields: Fields) -> tuple[UUID, UUID]:
    return fields.needed_uuid("reading"), fields.needed_uuid("passage")


def _apply_taken(occasion: Occasion, told: Any) -> UUID | Noted:
    """The guard's page took a terminal's reading for a passage: it joins no other one. One taken before stands.

    Whoever the reading holds is let go only where that passage holds them; until it is here nobody knows.
    """
    reading_id, passage_id = told
    row = TerminalReading.objects.filter(owner_id=occasion.enterprise.pk, id=reading_id).first()
    if row is None:
        raise NotFound("reading", _("没有这次测温，或它已经过期删除。"))
    other = TerminalReading.objects.filter(owner_id=occasion.enterprise.pk, passage_id=passage_id)
    if row.passage_id not in (None, passage_id) or other.exclude(id=reading_id).exists():
        raise Conflict("joined", _("这次测温已经归到另一次通行。"))
    mine = TerminalReading.objects.filter(owner_id=occasion.enterprise.pk, id=reading_id, passage_id=None)
    mine.update(passage_id=passage_id, joined_at=occasion.happened_at)
    try:
        hold = hold_of_passage(occasion.enterprise, passage_id)
    except NotFound:
        return row.id
    if hold is None:
        return waits_for(passage_id)
    measured_by_terminal(enterprise=occasion.enterprise, passage_id=passage_id)
    if hold.outcome != choices.WITHDRAWN:
        taken_over(enterprise=occasion.enterprise, reading_id=row.id, by=occasion.by)
    return row.id


declare(Kind("temperature.read", _read_taken, _apply_taken))
