"""Queue files on their way in at the desk."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.core import files
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.gates import queue_file
from fugong.gates.models import Device, GateEntry, Passage, QueueImport
from fugong.gates.queries import scope
from fugong.gates.queue_file import Checked, QueueFile

CONTEXT = "gates.QueueImport.file"
AT_A_TIME = 500


def queue_imports(actor: Actor) -> QuerySet[QueueImport]:
    """The enterprise's queue files, the newest first."""
    scope.check_can_see_devices(actor)
    return QueueImport.objects.filter(enterprise_id=scope.enterprise_id(actor)).order_by("-created_at")


def queue_import(actor: Actor, import_id: UUID) -> QueueImport:
    """One of them; NotFound for any other."""
    found = queue_imports(actor).filter(pk=import_id).first()
    if found is None:
        raise NotFound("queue_import", _("没有这次导入。"))
    return found


def device_of_import(row: QueueImport) -> Device | None:
    """The device that recorded what the file holds."""
    rows = Device.objects.filter(pk=row.device_id, checkpoint__enterprise_id=row.enterprise_id)
    return rows.select_related("checkpoint").first()


def read_again(row: QueueImport) -> tuple[QueueFile, Checked]:
    """The kept file, read and checked; NotFound once it was taken in or deleted."""
    try:
        data = files.fetch(row.stored_as, CONTEXT)
    except FileNotFoundError:
        raise NotFound("gone", _("文件已删除。要再看，请重新上传。")) from None
    read = queue_file.read(data)
    return read, queue_file.check(read)


def known_of(enterprise_id: UUID, checked: Checked) -> int:
    """How many of the items are stored already."""
    return _known(Passage, enterprise_id, checked.passages) + _known(
        GateEntry, enterprise_id, checked.entries
    )


def _known(model: type[Any], enterprise_id: UUID, items: Sequence[Any]) -> int:
    ids = queue_file.ids_of(items)
    chunks = (ids[start : start + AT_A_TIME] for start in range(0, len(ids), AT_A_TIME))
    return sum(model.objects.filter(owner_id=enterprise_id, id__in=chunk).count() for chunk in chunks)
