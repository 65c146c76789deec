"""A roster sheet from upload to import. The sheet holds plain ID numbers, so it lies sealed and not for long."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.core import audit, clock, files
from fugong.core.errors import Conflict, Fault, Invalid
from fugong.core.logs import redact
from fugong.core.permissions import Actor
from fugong.core.tasks import enqueue
from fugong.directory import choices, permissions, queries
from fugong.directory.actions.rosters import import_roster
from fugong.directory.models import ColumnMapping, Enterprise, RosterImport
from fugong.directory.workbook import REQUIRED, UnreadableWorkbook, read_roster

CONTEXT = queries.UPLOAD_CONTEXT
KEPT_FOR = timedelta(days=7)
LARGEST = 25 * 1024 * 1024
STUCK_AFTER = timedelta(minutes=5)
"""An import that has told nothing for so long was cut off (a power cut); it may be started again."""


def upload_roster(*, enterprise: Enterprise, by: Actor, file_name: str, data: bytes) -> RosterImport:
    """Read a sheet and keep it for the next step; how its columns were read last time is used again.

    Raises Invalid with cause and remedy for a file that cannot be read; nothing is kept then.
    """
    permissions.check_can_manage_people(by, enterprise.pk)
    if len(data) > LARGEST:
        raise Invalid("too_large", _("文件超过25 MB。请删去图片或拆成几份再上传。"), field="file")
    try:
        roster = read_roster(data, file_name, today=clock.today(), keep_rows=False)
        mapping = remembered(enterprise, roster.signature)
        if mapping is not None:
            roster = read_roster(data, file_name, mapping=mapping, today=clock.today(), keep_rows=False)
    except UnreadableWorkbook as fault:
        raise Invalid(fault.code, _in_words(fault), field="file") from fault
    stored_as = files.store(data, CONTEXT)
    try:
        with transaction.atomic():
            upload = RosterImport.objects.create(
                enterprise=enterprise,
                file_name=redact(file_name)[-200:],
                stored_as=stored_as,
                mapping=mapping,
                by_account=by.id,
                rows=roster.total,
                good=roster.good,
            )
            _record(by, "directory.upload_roster", upload, rows=roster.total, good=roster.good)
    except BaseException:
        files.delete(stored_as)
        raise
    purge_uploads(enterprise=enterprise)
    return upload


def remembered(enterprise: Enterprise, signature: str) -> dict[str, str | None] | None:
    """How the officer had a sheet with these headings read."""
    row = ColumnMapping.objects.filter(enterprise=enterprise, signature=signature).first()
    return None if row is None else row.columns


def save_mapping(
    *, roster_import: RosterImport, by: Actor, columns: Mapping[str, str | None]
) -> RosterImport:
    """Read the sheet with these columns (letter → field), and remember them for sheets with the same headings."""
    permissions.check_can_manage_people(by, roster_import.enterprise_id)
    _check_waiting(roster_import)
    roster_import.mapping = dict(columns)
    try:
        roster = queries.roster_of(roster_import, keep_rows=False)
    except UnreadableWorkbook as fault:
        raise Invalid(fault.code, _in_words(fault), field="columns") from fault
    except ValueError as fault:
        raise _unfit() from fault
    if not set(REQUIRED) <= {column.field for column in roster.columns}:
        raise _unfit()
    with transaction.atomic():
        _check_waiting(RosterImport.objects.select_for_update().get(pk=roster_import.pk))
        ColumnMapping.objects.update_or_create(
            enterprise_id=roster_import.enterprise_id,
            signature=roster.signature,
            defaults={"columns": dict(columns)},
        )
        roster_import.rows, roster_import.good = roster.total, roster.good
        roster_import.save(update_fields=["mapping", "rows", "good", "updated_at"])
        _record(by, "directory.save_mapping", roster_import)
    return roster_import


def _unfit() -> Invalid:
    return Invalid("columns", _("同一项不能对应两列，姓名、身份证号、手机号三列必须有。"), field="columns")


@transaction.atomic
def start_import(*, roster_import: RosterImport, by: Actor) -> RosterImport:
    """Let the worker process take the good rows in. Pressed twice, it runs once; one that was cut off runs again."""
    permissions.check_can_manage_people(by, roster_import.enterprise_id)
    roster_import = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if roster_import.state == choices.IMPORT_RUNNING:
        if roster_import.updated_at > clock.now() - STUCK_AFTER:
            return roster_import
    elif roster_import.state != choices.IMPORT_UPLOADED:
        return roster_import
    else:
        _check_waiting(roster_import)
    roster_import.state = choices.IMPORT_RUNNING
    roster_import.save(update_fields=["state", "updated_at"])
    _record(by, "directory.start_import", roster_import)
    enqueue(
        "fugong.directory.tasks.take_roster",
        import_id=str(roster_import.pk),
        account_id=str(by.id) if by.id else "",
    )
    return roster_import


def run_import(*, import_id: UUID, by: Actor) -> RosterImport:
    """Take the rows in (in the worker process). What is done stays as it was reported; what was broken off is repeated:
    people are found again by their ID numbers. A fault of ours is noted as a failure and raised."""
    row = RosterImport.objects.select_related("enterprise").get(pk=import_id)
    if row.state == choices.IMPORT_DONE:
        return row

    def progress(done: int) -> None:
        RosterImport.objects.filter(pk=import_id).update(done=done, updated_at=clock.now())

    try:
        roster = queries.roster_of(row)
        counts = import_roster(enterprise=row.enterprise, by=by, rows=roster.rows, progress=progress)
    except Fault as fault:
        return _finish(row, choices.IMPORT_FAILED, failure=fault.text)
    except UnreadableWorkbook as fault:
        return _finish(row, choices.IMPORT_FAILED, failure=_in_words(fault))
    except Exception:
        _finish(row, choices.IMPORT_FAILED, failure=_("导入中途出错，已导入的行保留。请稍后重新上传再导入。"))
        raise
    row.created, row.updated, row.unchanged = counts.created, counts.updated, counts.unchanged
    row.refused = [vars(one) for one in counts.refused]
    row.done = row.good
    return _finish(row, choices.IMPORT_DONE)


def _finish(row: RosterImport, state: str, failure: str = "") -> RosterImport:
    row.state, row.failure, row.finished_at = state, failure[:300], clock.now()
    row.save()
    return row


@transaction.atomic
def delete_upload(*, roster_import: RosterImport, by: Actor) -> None:
    """Delete the kept sheet; the record of what was imported stays."""
    permissions.check_can_manage_people(by, roster_import.enterprise_id)
    roster_import = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if roster_import.state == choices.IMPORT_RUNNING:
        raise Conflict("running", _("正在导入，请等它结束后再删除。"))
    stored_as = roster_import.stored_as
    transaction.on_commit(lambda: files.delete(stored_as))
    roster_import.stored_as = ""
    roster_import.save(update_fields=["stored_as", "updated_at"])
    _record(by, "directory.delete_upload", roster_import)


def purge_uploads(*, enterprise: Enterprise) -> int:
    """Delete kept sheets older than a week; returns how many."""
    old = RosterImport.objects.filter(enterprise=enterprise, created_at__lt=clock.now() - KEPT_FOR).exclude(
        stored_as=""
    )
    for row in old:
        files.delete(row.stored_as)
    return old.update(stored_as="")


def _in_words(fault: UnreadableWorkbook) -> str:
    """Cause and remedy in the reader's language."""
    cause, remedy = fault.in_words(get_language() or "zh")
    return f"{cause} {remedy}" if cause.isascii() else f"{cause}{remedy}"


def _check_waiting(roster_import: RosterImport) -> None:
    if roster_import.state != choices.IMPORT_UPLOADED or not roster_import.stored_as:
        raise Conflict("imported", _("这份表已经导入或删除。要再导入，请重新上传。"))


def _record(by: Actor, action: str, upload: RosterImport, **details: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject="roster_import",
        subject_id=upload.pk,
        owner_id=upload.enterprise_id,
        **details,
    )
