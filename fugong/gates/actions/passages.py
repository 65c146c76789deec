"""Passages come in: prepared outside, then stored in one short transaction under the enterprise's head lock.

The view of today and the lane of later both call `record_passages`; nobody else writes passages.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from fugong.core import audit, secrets, streams
from fugong.core.codes import keys_by_kid
from fugong.core.permissions import Actor
from fugong.gates import choices, decision
from fugong.gates.actions.devices import hear
from fugong.gates.decision import Judged, Moment, Scan
from fugong.gates.models import Device, Passage
from fugong.gates.queries.passages import admitted_before
from fugong.gates.upload import Item, read_items
from fugong.packs import Pack
from fugong.screening.queries.at_gate import GateWorker, gate_workers
from fugong.screening.queries.inputs import pack_of

LONGEST_CODE = 1024
"""Characters of a code that are kept; more is no code."""


@dataclass(slots=True)
class _Prepared:
    item: Item
    worker: GateWorker | None
    judged: Judged
    row: Passage


def record_passages(
    *,
    device: Device,
    items: Sequence[Any],
    device_time: datetime | None,
    received_at: datetime,
    language: str = "zh",
) -> list[dict[str, Any]]:
    """Store a batch of passages of a device and answer for each, in order; committed when this returns.

    `items` are as uploaded (see `upload.read_items` for what is refused), `device_time` the device's own clock at the
    upload. Of an id that is stored already, or twice in the batch, the first stands. `language` is `zh` or `en`.
    """
    read = read_items(items)
    pack, own = pack_of(device.checkpoint.enterprise)
    own = decision.gate_parameters(pack, own)
    prepared = _prepare(device, read, device_time, received_at, pack, own)
    known, fresh = _store(device, prepared, device_time, received_at, own)
    return _answers(read, known, fresh, pack, own, language)


def _prepare(
    device: Device,
    items: Sequence[Item],
    device_time: datetime | None,
    received_at: datetime,
    pack: Pack,
    own: Mapping[str, Any],
) -> list[_Prepared]:
    """Everything that needs no lock: signatures, people, decisions, sealing."""
    enterprise_id = device.checkpoint.enterprise_id
    keys = keys_by_kid(key.public for key in secrets.signing_keys())
    tolerance = timedelta(seconds=float(decision.parameter(pack, own, "skew_tolerance_seconds")))
    scans = [decision.read_scan(item.code, keys, enterprise_id) for item in items]
    moments = [
        decision.moment_of(item.at, device_time=device_time, received_at=received_at, tolerance=tolerance)
        for item in items
    ]
    workers = _people(enterprise_id, pack, scans, moments)
    return [
        _judge(device, item, scan, moment, workers.get(_name_of(scan)), pack, own)
        for item, scan, moment in zip(items, scans, moments, strict=True)
    ]


def _name_of(scan: Scan) -> tuple[str, str]:
    if scan.job_number is not None:
        return "job", decision.job_key(scan.job_number)
    return "reference", scan.reference or ""


def _people(
    enterprise_id: UUID, pack: Pack, scans: Sequence[Scan], moments: Sequence[Moment]
) -> dict[tuple[str, str], GateWorker]:
    days = {
        day
        for scan, moment in zip(scans, moments, strict=True)
        if scan.state == "ok"
        for day in decision.judging_day(scan, moment.happened_at)
    }
    found = gate_workers(
        enterprise_id=enterprise_id,
        pack=pack.name,
        references={scan.reference for scan in scans if scan.state == "ok" and scan.reference},
        job_numbers={scan.job_number for scan in scans if scan.job_number},
        days=days,
    )
    named = {("reference", worker.reference): worker for worker in found}
    return named | {("job", decision.job_key(worker.job_number)): worker for worker in found}


def _judge(
    device: Device,
    item: Item,
    scan: Scan,
    moment: Moment,
    worker: GateWorker | None,
    pack: Pack,
    own: Mapping[str, Any],
) -> _Prepared:
    judged = decision.judge(
        pack, own, scan, worker, direction=item.direction, temperature=item.temperature, moment=moment
    )
    marks = list(judged.marks)
    if item.given is not None and item.given != judged.verdict:
        marks.insert(0, choices.DIFFERS)
    row = Passage(
        owner_id=device.checkpoint.enterprise_id,
        id=item.id,
        device_id=device.pk,
        checkpoint_id=device.checkpoint_id,
        person_id=worker.id if worker else None,
        at=item.at,
        happened_at=moment.happened_at,
        direction=item.direction,
        celsius="" if item.temperature is None else str(item.temperature),
        verdict=item.given or judged.verdict,
        server_verdict=judged.verdict,
        reason=judged.reason,
        marks=marks,
        code=_kept(item.code),
    )
    row.celsius.sealed()
    row.code.sealed()
    return _Prepared(item, worker, judged, row)


def _kept(code: object) -> str:
    """A code as it is kept: text that any database takes, cut where it is longer than any code."""
    if not isinstance(code, str):
        return ""
    return code[:LONGEST_CODE].encode("utf-8", "replace").decode()


def _store(
    device: Device,
    prepared: Sequence[_Prepared],
    device_time: datetime | None,
    received_at: datetime,
    own: Mapping[str, Any],
) -> tuple[dict[UUID, Passage], dict[UUID, Passage]]:
    """(rows that were stored before, rows stored now), by id. One transaction, everything or nothing."""
    owner_id = device.checkpoint.enterprise_id
    with transaction.atomic():
        head = streams.lock_head(owner_id, Passage._meta.label_lower)
        known = {
            row.id: row
            for row in Passage.objects.filter(owner_id=owner_id, id__in=[one.item.id for one in prepared])
        }
        fresh: dict[UUID, _Prepared] = {}
        for one in prepared:
            if one.item.id not in known:
                fresh.setdefault(one.item.id, one)
        if fresh:
            rows = [one.row for one in fresh.values()]
            _mark(owner_id, rows)
            streams.number(head, rows)
            Passage.objects.bulk_create(rows)
            streams.store_head(head)
            by = Actor(
                "device", id=device.pk, roles=frozenset({"device"}), enterprise_id=owner_id, name=device.name
            )
            _tell_fevers(device, list(fresh.values()), own, by)
            audit.record(
                by=by,
                action="gates.record_passages",
                subject="device",
                subject_id=device.pk,
                owner_id=owner_id,
                count=len(rows),
                first=rows[0].seq,
                last=rows[-1].seq,
                sha256=fingerprint(rows),
            )
        hear(device=device, device_time=device_time, received_at=received_at)
    return known, {identity: one.row for identity, one in fresh.items()}


def _mark(owner_id: UUID, rows: Sequence[Passage]) -> None:
    """Re-entries, which only show under the lock: two gates may admit one person at once."""
    entries = [row for row in rows if row.person_id is not None and row.verdict == choices.ALLOW]
    if any(row.direction == choices.IN for row in entries):
        before = admitted_before(owner_id, entries)
        order = sorted(entries, key=lambda row: row.happened_at)
        told = decision.re_entries([(row.person_id, row.happened_at, row.direction) for row in order], before)
        for row, again in zip(order, told, strict=True):
            if again:
                row.marks.append(choices.RE_ENTRY)
    for row in rows:
        row.flagged = bool(row.marks)


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


def _tell_fevers(device: Device, fresh: Sequence[_Prepared], own: Mapping[str, Any], by: Actor) -> None:
    """A fever at the gate becomes a reading and a notice to the officer (G9); no verdict changes until a person confirms.

    Other temperatures stay with their passage: kept once, they are enough.
    """
    pack, _settings = pack_of(device.checkpoint.enterprise)
    threshold = decision.parameter(pack, own, "fever_threshold")
    fevers = [
        (one.row.person_id, one.item.temperature, one.row)
        for one in fresh
        if one.row.person_id is not None
        and one.item.temperature is not None
        and one.item.temperature >= threshold
    ]
    if fevers:
        from fugong.screening.actions import GateReading, record_gate_readings

        readings = [GateReading(person, celsius, row.happened_at, row.id) for person, celsius, row in fevers]
        record_gate_readings(enterprise=device.checkpoint.enterprise, by=by, readings=readings)


def _answers(
    items: Sequence[Item],
    known: Mapping[UUID, Passage],
    fresh: Mapping[UUID, Passage],
    pack: Pack,
    own: Mapping[str, Any],
    language: str,
) -> list[dict[str, Any]]:
    seen: set[UUID] = set()
    answers = []
    for item in items:
        row = known.get(item.id) or fresh[item.id]
        celsius = row.celsius.reveal()
        temperature = Decimal(celsius) if celsius else None
        answers.append(
            {
                "id": item.given_id,
                "verdict": row.server_verdict,
                "reason": row.reason,
                "text": decision.words(pack, own, row.reason, language, temperature),
                "repeated": item.id in known or item.id in seen,
                "flagged": row.flagged,
            }
        )
        seen.add(item.id)
    return answers
