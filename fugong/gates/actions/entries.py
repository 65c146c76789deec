"""What guards write down comes in: stored once, in order, and applied by its kind."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, streams
from fugong.core.errors import Fault
from fugong.core.fields import seal_now
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.directory.queries import guards_of
from fugong.gates import choices, decision, permissions
from fugong.gates.actions.devices import hear
from fugong.gates.actions.occasions import Occasion
from fugong.gates.entries import KINDS, SEEN, WAITING, Entry, Fields, Noted, read_entries
from fugong.gates.models import Device, GateEntry
from fugong.screening.queries.inputs import pack_of

log = structlog.get_logger("fugong.gates")

UNEXPECTED = "unexpected"
"""The remark of an entry that failed for a reason of ours: it is kept, and the log has the cause."""


def record_entries(
    *,
    device: Device,
    entries: Sequence[Any],
    device_time: datetime | None,
    received_at: datetime,
    by: Actor | None = None,
) -> list[dict[str, Any]]:
    """Store and apply what a device's guard wrote down, and answer for each, in order; committed when this returns.

    Of an id that is stored already, or twice in the upload, the first stands. Raises Invalid or TooLarge, and then
    nothing of the upload is stored, only for what has no right form. `by` is who hands them in on behalf of the device,
    which is then not heard itself; they are applied as the device's all the same.
    """
    enterprise = device.checkpoint.enterprise
    pack, own = pack_of(enterprise)
    tolerance = timedelta(
        seconds=float(decision.parameter(pack, decision.gate_parameters(pack, own), "skew_tolerance_seconds"))
    )
    read = read_entries(entries, enterprise.pk, device.pk)
    guards = guards_of(enterprise.pk) if any(one.by_id for one in read) else frozenset()
    itself = Actor("device", device.pk, frozenset({"device"}), enterprise.pk, name=device.name)
    rows = []
    for entry in read:
        moment = decision.moment_of(
            entry.at, device_time=device_time, received_at=received_at, tolerance=tolerance
        )
        row = GateEntry(
            owner_id=enterprise.pk,
            id=entry.id,
            device_id=device.pk,
            checkpoint_id=device.checkpoint_id,
            by_id=entry.by_id if entry.by_id in guards else None,
            at=entry.at,
            happened_at=moment.happened_at,
            kind=entry.kind.name,
            data=_kept(entry.data),
        )
        seal_now(row)
        rows.append(row)
    with transaction.atomic():
        stands, fresh = _store(device, itself, by or itself, read, rows)
        if by is None:
            hear(device=device, device_time=device_time, received_at=received_at)
    return _answers(read, stands, fresh)


def _kept(data: Mapping[str, Any]) -> Any:
    """The data as plain JSON, as it is stored."""
    text = json.dumps(_storable(data), cls=DjangoJSONEncoder, ensure_ascii=False)
    return json.loads(text.encode("utf-8", "replace"))


def _storable(value: Any) -> Any:
    """Numbers as numbers, so that they are read again as they came; without the character that no database keeps."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, Mapping):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list) else value


def _store(
    device: Device, itself: Actor, by: Actor, read: Sequence[Entry], rows: Sequence[GateEntry]
) -> tuple[dict[UUID, GateEntry], dict[UUID, str]]:
    """The row that stands for each id; and of those stored now, what there is to say."""
    owner_id = device.checkpoint.enterprise_id
    head = streams.lock_head(owner_id, GateEntry._meta.label_lower)
    known = GateEntry.objects.filter(owner_id=owner_id, id__in=[one.id for one in read])
    stands = {row.id: row for row in known}
    fresh: dict[UUID, str] = {}
    new = []
    for entry, row in zip(read, rows, strict=True):
        if entry.id in stands:
            continue
        occasion = Occasion(
            device.checkpoint.enterprise, device, itself, row.by_id, entry.id, row.happened_at
        )
        row.subject_id, row.remark, fresh[entry.id] = _apply(
            entry.kind.name, entry.id, partial(entry.kind.apply, occasion, entry.told)
        )
        row.outcome = choices.NOTED if row.remark else choices.DONE
        stands[entry.id] = row
        new.append(row)
    if new:
        streams.number(head, new)
        GateEntry.objects.bulk_create(new)
        streams.store_head(head)
        audit.record(
            by=by,
            action="gates.record_entries",
            subject="device",
            subject_id=device.pk,
            owner_id=owner_id,
            count=len(new),
            first=new[0].seq,
            last=new[-1].seq,
            kinds=sorted({row.kind for row in new}),
        )
    return stands, fresh


def _apply(kind: str, entry_id: UUID, do: Callable[[], UUID | Noted | None]) -> tuple[UUID | None, str, str]:
    """Do it: the record concerned, and where it could not be done the code and the words for it."""
    try:
        with transaction.atomic():
            made = do()
            if isinstance(made, Noted):
                return made.subject_id, made.code[:40], made.text
            return made, "", ""
    except Fault as fault:
        return None, fault.code[:40], fault.text
    except OperationalError:
        raise  # a busy database: the device tries the whole upload again
    except Exception:
        log.exception("an entry could not be applied", kind=kind, entry=str(entry_id))
        return None, UNEXPECTED, ""


def apply_waiting(enterprise: Enterprise, subject_ids: Sequence[UUID]) -> None:
    """Do what was told of these records before they came (`entries.waits_for`), in the order in which it was told.

    In the transaction that stores the records, under a lock that their entries look for them under. Whatever is wrong
    with an entry is that entry's alone: it stays noted, and the records are stored.
    """
    rows = list(
        GateEntry.objects.filter(
            owner_id=enterprise.pk, subject_id__in=list(subject_ids), outcome=choices.NOTED, remark=WAITING
        ).order_by("seq")
    )
    devices = Device.objects.in_bulk([row.device_id for row in rows if row.device_id]) if rows else {}
    for row in rows:
        device = devices.get(row.device_id) if row.device_id else None
        if device is None:
            continue
        itself = Actor("device", device.pk, frozenset({"device"}), enterprise.pk, name=device.name)
        occasion = Occasion(enterprise, device, itself, row.by_id, row.id, row.happened_at)
        subject_id, remark, _text = _apply(row.kind, row.id, partial(_do_stored, row, occasion))
        GateEntry.objects.filter(owner_id=enterprise.pk, id=row.id).update(
            subject_id=subject_id, remark=remark, outcome=choices.NOTED if remark else choices.DONE
        )


def _do_stored(row: GateEntry, occasion: Occasion) -> UUID | Noted | None:
    kind = KINDS[row.kind]
    try:
        told = kind.read(Fields(row.data.document(), "data"))
    except Fault:
        log.exception("a stored entry does not read again", kind=row.kind, entry=str(row.id))
        raise
    return kind.apply(occasion, told)


@transaction.atomic
def see_noted(*, entry: GateEntry, by: Actor) -> None:
    """Somebody has looked at a noted entry: that is written beside it, once, with the account."""
    permissions.check_can_manage(by, entry.owner_id)
    streams.lock_head(entry.owner_id, GateEntry._meta.label_lower)
    if GateEntry.objects.filter(owner_id=entry.owner_id, kind=SEEN, subject_id=entry.id).exists():
        return
    now = clock.now()
    row = GateEntry(  # type: ignore[misc]
        owner_id=entry.owner_id,
        id=new_id(),
        checkpoint_id=entry.checkpoint_id,
        by_id=by.id,
        at=now,
        happened_at=now,
        kind=SEEN,
        data={},
        subject_id=entry.id,
        outcome=choices.DONE,
    )
    seal_now(row)
    streams.append(GateEntry, entry.owner_id, [row])
    audit.record(
        by=by, action="gates.see_noted", subject="gateentry", subject_id=entry.id, owner_id=entry.owner_id
    )


def _answers(
    read: Sequence[Entry], stands: Mapping[UUID, GateEntry], fresh: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    answers = []
    seen: set[UUID] = set()
    for entry in read:
        row = stands[entry.id]
        text = (
            _("已记录。")
            if row.outcome == choices.DONE
            else fresh.get(entry.id) or _("已记下，请防疫专员处理。")
        )
        answers.append(
            {
                "id": entry.given_id,
                "outcome": row.outcome,
                "text": text,
                "repeated": entry.id not in fresh or entry.id in seen,
                "subject": str(row.subject_id) if row.subject_id else None,
            }
        )
        seen.add(entry.id)
    return answers
