"""Files with what a device could not upload, taken in at the desk."""

from django.db import models

from fugong.core.models import Record
from fugong.directory.models import Enterprise


class QueueImport(Record):
    """A device's exported queue on its way in. The file lies sealed under FUGONG_HOME until it is taken in or deleted.

    `passages` and `entries` are what it holds, `faults` what of it cannot be taken (list, number, code), `known` how many
    were stored already and `taken` how many were new when it was taken in.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="queue_imports")
    device_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64)
    exported_at = models.DateTimeField(null=True, blank=True)
    by_account = models.UUIDField(null=True)
    passages = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True, blank=True)
