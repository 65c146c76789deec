"""Uploaded roster sheets."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.core import clock, files
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices
from fugong.directory.models import RosterImport
from fugong.directory.workbook import Roster, marked_copy, read_roster

UPLOAD_CONTEXT = "directory.roster_upload"


def roster_imports(actor: Actor) -> QuerySet[RosterImport]:
    """The enterprise's uploads, the newest first, for who manages its people."""
    rows = RosterImport.objects.select_related("enterprise").order_by("-created_at")
    if actor.enterprise_id is None or not actor.has(choices.EPIDEMIC_OFFICER, choices.PRINCIPAL):
        return rows.none()
    return rows.filter(enterprise_id=actor.enterprise_id)


def roster_import(actor: Actor, import_id: UUID) -> RosterImport:
    """One of `roster_imports`; raises NotFound."""
    found = roster_imports(actor).filter(pk=import_id).first()
    if found is None:
        raise NotFound("roster_import", _("没有这次导入。"))
    return found


def roster_of(row: RosterImport, *, keep_rows: bool = True) -> Roster:
    """The kept sheet, read again with its mapping, as of the day it was uploaded; raises NotFound once it was deleted.

    With `keep_rows` false the good rows are only counted.
    """
    return read_roster(
        _data(row),
        row.file_name,
        mapping=row.mapping,
        today=clock.day_of(row.created_at),
        keep_rows=keep_rows,
    )


def marked_roster(row: RosterImport) -> bytes:
    """The same sheet as .xlsx with the faulty cells marked and explained, in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return marked_copy(_data(row), row.file_name, roster_of(row), language)


def _data(row: RosterImport) -> bytes:
    try:
        return files.fetch(row.stored_as, UPLOAD_CONTEXT) if row.stored_as else _gone()
    except FileNotFoundError:
        return _gone()


def _gone() -> bytes:
    raise NotFound("deleted", _("原表已按期删除。要再导入，请重新上传。"))
