"""Batches of passages into the tables: judged outside, then stored together in one transaction.

So the cost of a durable commit is shared by whatever came in while the one before it was under way. Other processes
may store at the same time: the head row of an owner's stream puts them in order.
"""

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction

from fugong.core import audit, streams
from fugong.core.permissions import Actor
from fugong.core.prepared import PreparedInsert
from fugong.gates import choices, decision
from fugong.gates.actions.devices import hear
from fugong.gates.actions.entries import apply_waiting
from fugong.gates.actions.fever import open_holds
from fugong.gates.actions.record import tell_re_entries
from fugong.gates.actions.visits_at_gate import follow_passages
from fugong.gates.decision import Moment, Scan
from fugong.gates.models import Device, Passage
from fugong.gates.queries.passages import admitted_before, stored
from fugong.gates.queries.visits_at_gate import GateVisit, visits_at_gate
from fugong.gates.upload import Item
from fugong.packs import Pack
from fugong.screening.actions import GateReading, record_gate_readings
from fugong.screening.queries.at_gate import GateWorker, gate_workers

_turn: AbstractContextManager[Any] = threading.Lock()
"""One transaction at a time: waiting for it is fairer and cheaper than SQLite's own trying again."""


def take_turns_by(lock: AbstractContextManager[Any]) -> None:
    """Share the turn with other processes, by a lock that they all have."""
    global _turn
    _turn = lock


_INSERT = PreparedInsert(Passage)


@dataclass(slots=True)
class Part:
    """One item of a batch, read and sealed, not yet judged. Once it is stored, `stands` is the row that stands for its id:
    its own, or one that was there before it (`repeated`)."""

    item: Item
    scan: Scan
    moment: Moment
    row: Passage
    stands: Passage
    repeated: bool = False


@dataclass(slots=True)
class Batch:
    """An upload on its way in, `by` who brings it where that is not the device."""

    device: Device
    pack: Pack
    own: Mapping[str, Any]
    parts: Sequence[Part]
    device_time: datetime | None
    received_at: datetime
    by: Actor | None = None
    error: Exception | None = None

    @property
    def owner_id(self) -> UUID:
        return self.device.checkpoint.enterprise_id


def store(batches: Sequence[Batch]) -> None:
    """Judge and store batches together; committed when this returns. What could not be stored has its `error`.

    Where that fails for any reason but the database's, each is tried alone, so that only the broken one is told.
    """
    try:
        _commit(batches)
    except Exception as error:  # noqa: BLE001 - handed to whoever brought the batch
        if len(batches) > 1 and not isinstance(error, OperationalError):
            for batch in batches:
                store([batch])
            return
        for batch in batches:
            batch.error = error


def _commit(batches: Sequence[Batch]) -> None:
    """Judge outside, then one transaction. Owners in the order of their ids, a device's batches side by side."""
    owners: dict[UUID, list[Batch]] = defaultdict(list)
    for batch in sorted(batches, key=lambda one: (one.owner_id, one.device.pk)):
        owners[batch.owner_id].append(batch)
    for mine in owners.values():
        _judge_all(mine)
    with nullcontext() if connection.in_atomic_block else _turn, transaction.atomic():
        for owner_id, mine in owners.items():
            _store_owner(owner_id, mine)


def _judge_all(batches: Sequence[Batch]) -> None:
    """Look up everybody in the batches of one enterprise, decide on each passage."""
    parts = [part for batch in batches for part in batch.parts]
    days: set[date] = set()
    for part in parts:
        if part.scan.state == "ok":
            days.update(decision.judging_day(part.scan, part.moment.happened_at))
    named = {part.scan.reference for part in parts if part.scan.state == "ok" and part.scan.reference}
    found = gate_workers(
        enterprise_id=batches[0].owner_id,
        pack=batches[0].pack.name,
        references=named,
        job_numbers={part.scan.job_number for part in parts if part.scan.job_number},
        days=days,
    )
    workers = {("reference", worker.reference): worker for worker in found}
    workers |= {("job", decision.job_key(worker.job_number)): worker for worker in found}
    visits = visits_at_gate(batches[0].owner_id, named - {worker.reference for worker in found})
    for batch in batches:
        for part in batch.parts:
            _judge(batch, part, workers.get(_name_of(part.scan)), visits.get(part.scan.reference or ""))


def _name_of(scan: Scan) -> tuple[str, str]:
    if scan.job_number is not None:
        return "job", decision.job_key(scan.job_number)
    return "reference", scan.reference or ""


def _judge(batch: Batch, part: Part, worker: GateWorker | None, visit: GateVisit | None) -> None:
    item, row = part.item, part.row
    visitor = visit.at(part.moment.happened_at) if visit else None
    judged = decision.judge(
        batch.pack,
        batch.own,
        part.scan,
        worker or visitor,
        direction=item.direction,
        temperature=item.temperature,
        moment=part.moment,
    )
    row.person_id = worker.id if worker else None
    row.visit_id = visitor.id if visitor else None
    row.verdict = item.given or judged.verdict
    row.server_verdict, row.reason = judged.verdict, judged.reason
    differs = item.given is not None and item.given != judged.verdict
    row.marks = [choices.DIFFERS, *judged.marks] if differs else list(judged.marks)
    # A second try, after a failure, dates it anew.
    row.recorded_at = None  # type: ignore[assignment]


def _store_owner(owner_id: UUID, batches: Sequence[Batch]) -> None:
    head = streams.lock_head(owner_id, Passage._meta.label_lower)
    ids = {part.item.id for batch in batches for part in batch.parts}
    stands = stored(owner_id, ids)
    rows: list[Passage] = []
    for batch in batches:
        for part in batch.parts:
            part.stands = stands.setdefault(part.item.id, part.row)
            part.repeated = part.stands is not part.row
            if not part.repeated:
                rows.append(part.row)
    if rows:
        _mark(owner_id, rows)
        streams.number(head, rows)
        _INSERT.store(rows)
        streams.store_head(head)
    for mine in _by_device(batches):
        _account_for(owner_id, mine)
    if rows:
        apply_waiting(batches[0].device.checkpoint.enterprise, [row.id for row in rows])


def _mark(owner_id: UUID, rows: Sequence[Passage]) -> None:
    """Re-entries, which only show under the lock: two gates may admit one person at once."""
    entries = [row for row in rows if (row.person_id or row.visit_id) and row.verdict == choices.ALLOW]
    if any(row.direction == choices.IN for row in entries):
        before = admitted_before(owner_id, entries)
        order = sorted(entries, key=lambda row: row.happened_at)
        told = decision.re_entries(
            [
                (who, row.happened_at, row.direction)
                for row in order
                if (who := row.person_id or row.visit_id)
            ],
            before,
        )
        for row, again in zip(order, told, strict=True):
            if again:
                row.marks.append(choices.RE_ENTRY)
    for row in rows:
        row.flagged = bool(row.marks)


def _by_device(batches: Iterable[Batch]) -> list[list[Batch]]:
    devices: dict[tuple[UUID, Actor | None], list[Batch]] = defaultdict(list)
    for batch in batches:
        devices[(batch.device.pk, batch.by)].append(batch)
    return list(devices.values())


def _account_for(owner_id: UUID, batches: Sequence[Batch]) -> None:
    """What goes with the new rows of one device: fevers told, one audit row, the device heard."""
    last = batches[-1]
    fresh = [part for batch in batches for part in batch.parts if not part.repeated]
    if fresh:
        device = last.device
        itself = Actor("device", device.pk, frozenset({"device"}), owner_id, name=device.name)
        _tell_fevers(last, fresh, itself)
        rows = [part.row for part in fresh]
        open_holds(device.checkpoint.enterprise, rows)
        tell_re_entries(owner_id, rows, itself)
        follow_passages(owner_id, rows)
        audit.record(
            by=last.by or itself,
            action="gates.record_passages",
            subject="device",
            subject_id=device.pk,
            owner_id=owner_id,
            count=len(rows),
            first=rows[0].seq,
            last=rows[-1].seq,
            sha256=fingerprint(rows),
        )
    if last.by is None:
        hear(device=last.device, device_time=last.device_time, received_at=last.received_at)


def _tell_fevers(batch: Batch, fresh: Sequence[Part], by: Actor) -> None:
    """A fever at the gate becomes a reading and a notice to the officer (G9); no verdict changes until a person
    confirms. Other temperatures stay with their passage: kept once, they are enough."""
    threshold = decision.parameter(batch.pack, batch.own, "fever_threshold")
    readings = [
        GateReading(part.row.person_id, part.item.temperature, part.row.happened_at, part.row.id)
        for part in fresh
        if part.row.person_id is not None
        and part.item.temperature is not None
        and part.item.temperature >= threshold
    ]
    if readings:
        record_gate_readings(enterprise=batch.device.checkpoint.enterprise, by=by, readings=readings)


def fingerprint(rows: Sequence[Passage]) -> str:
    """SHA-256 over what a batch stored, in the order of its numbers, without the sealed columns: they may be re-sealed."""
    content = [
        [
            row.seq,
            str(row.id),
            str(row.device_id),
            str(row.checkpoint_id),
            str(row.person_id),
            round(row.at.timestamp() * 1_000_000),
            round(row.happened_at.timestamp() * 1_000_000),
            row.direction,
            row.verdict,
            row.server_verdict,
            row.reason,
            row.flagged,
            row.marks,
        ]
        for row in rows
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
