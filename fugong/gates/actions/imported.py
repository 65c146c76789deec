"""What a device could not upload comes in at the desk, from the file it exported.

It goes in by the same actions as an upload of that device: of an id that is stored the first stands, marks as always.
A withdrawn device's file is taken too, for what it recorded happened before. Audited as done by the officer.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, files
from fugong.core.errors import Conflict, Invalid, NotFound
from fugong.core.logs import redact
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.gates import choices, permissions, queue_file
from fugong.gates.actions.entries import record_entries
from fugong.gates.actions.passages import record_passages
from fugong.gates.entries import MOST_AT_ONCE as MOST_ENTRIES
from fugong.gates.models import Device, QueueImport
from fugong.gates.queries.imported import CONTEXT, known_of, read_again
from fugong.gates.queue_file import MOST_FAULTS, Checked

NAMING = frozenset({"visit.register"})
"""Kinds of entries that name who passes: they go in before the passages, as on the guard's page (`sync.js`)."""

KEPT_FOR = timedelta(days=7)
"""How long a file that was not taken in is kept."""


def upload_queue(*, enterprise: Enterprise, by: Actor, file_name: str, data: bytes) -> QueueImport:
    """Read a file and keep it for the next step. Raises Invalid with cause and remedy; nothing is kept then."""
    permissions.check_can_manage(by, enterprise.pk)
    read = queue_file.read(data)
    if read.enterprise_id != enterprise.pk:
        raise Invalid("enterprise", _("这是另一家企业的门岗记录，不能收进来。"), field="file")
    device = Device.objects.filter(pk=read.device_id, checkpoint__enterprise=enterprise).first()
    if device is None:
        raise Invalid("device", _("本企业没有导出这个文件的设备，不能收进来。"), field="file")
    checked = queue_file.check(read)
    if not read.passages and not read.entries:
        raise Invalid("empty", _("文件里一条记录也没有。"), field="file")
    stored_as = files.store(data, CONTEXT)
    try:
        with transaction.atomic():
            row = QueueImport.objects.create(
                enterprise=enterprise,
                device_id=device.pk,
                file_name=redact(file_name)[-200:],
                stored_as=stored_as,
                sha256=read.sha256,
                exported_at=read.exported_at,
                by_account=by.id,
                passages=len(read.passages),
                entries=len(read.entries),
                known=known_of(enterprise.pk, checked),
                faults=[
                    {"list": one.list, "number": one.number, "code": one.code}
                    for one in checked.faults[:MOST_FAULTS]
                ],
            )
            _audit(by, "gates.upload_queue", row, faults=len(checked.faults))
    except BaseException:
        files.delete(stored_as)
        raise
    return row


def take_queue(*, queue_import: QueueImport, by: Actor) -> QueueImport:
    """Take the good items in, batch by batch. Stopped half way it may be run again: nothing goes in twice.

    Conflict where it was taken in or deleted already.
    """
    permissions.check_can_manage(by, queue_import.enterprise_id)
    _check_waiting(queue_import)
    _file, checked = read_again(queue_import)
    device = (
        Device.objects.select_related("checkpoint__enterprise")
        .filter(pk=queue_import.device_id, checkpoint__enterprise_id=queue_import.enterprise_id)
        .first()
    )
    if device is None:
        raise NotFound("device", _("没有这台设备，或它不属于您的企业。"))
    repeated = _record(device, checked, by)
    with transaction.atomic():
        row = QueueImport.objects.select_for_update().get(pk=queue_import.pk)
        _check_waiting(row)
        kept, row.stored_as = row.stored_as, ""
        row.known = repeated
        row.taken = len(checked.passages) + len(checked.entries) - repeated
        row.finished_at = clock.now()
        row.save(update_fields=["stored_as", "known", "taken", "finished_at", "updated_at"])
        _audit(by, "gates.take_queue", row, taken=row.taken, known=row.known, sha256=row.sha256)
    files.delete(kept)
    return row


def _record(device: Device, checked: Checked, by: Actor) -> int:
    """Everything in the order in which the page sends it; returns how many were stored already."""
    now = clock.now()
    naming = [one for one in checked.entries if one["kind"] in NAMING]
    others = [one for one in checked.entries if one["kind"] not in NAMING]
    told: list[dict[str, Any]] = []
    for entries in _batches(naming, MOST_ENTRIES):
        told += record_entries(device=device, entries=entries, device_time=None, received_at=now, by=by)
    for items in _batches(checked.passages, choices.MOST_AT_ONCE):
        told += record_passages(device=device, items=items, device_time=None, received_at=now, by=by)
    for entries in _batches(others, MOST_ENTRIES):
        told += record_entries(device=device, entries=entries, device_time=None, received_at=now, by=by)
    return sum(one["repeated"] for one in told)


def _batches(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + most] for start in range(0, len(items), most))


def delete_queue(*, queue_import: QueueImport, by: Actor) -> None:
    """Delete a kept file that was not taken in; that it was uploaded stays on record."""
    permissions.check_can_manage(by, queue_import.enterprise_id)
    with transaction.atomic():
        row = QueueImport.objects.select_for_update().get(pk=queue_import.pk)
        _check_waiting(row)
        kept, row.stored_as = row.stored_as, ""
        row.save(update_fields=["stored_as", "updated_at"])
        _audit(by, "gates.delete_queue", row)
    files.delete(kept)


def purge_queues(*, enterprise: Enterprise) -> int:
    """Delete kept files older than a week; returns how many."""
    before = clock.now() - KEPT_FOR
    old = QueueImport.objects.filter(enterprise=enterprise, created_at__lt=before).exclude(stored_as="")
    for row in old:
        files.delete(row.stored_as)
    return old.update(stored_as="")


def _check_waiting(row: QueueImport) -> None:
    if not row.stored_as:
        raise Conflict("imported", _("这份文件已经收进来或删除了。要再收，请重新上传；不会重复。"))


def _audit(by: Actor, action: str, row: QueueImport, **details: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject="queue_import",
        subject_id=row.pk,
        owner_id=row.enterprise_id,
        device=row.device_id,
        **details,
    )
