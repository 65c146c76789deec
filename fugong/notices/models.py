"""Notices that wait in an inbox: of a worker's phone page, or of the people of a role at an enterprise or an authority."""

from typing import ClassVar

from django.db import models

from fugong.core.models import Record


class Notice(Record):
    """One notice for one worker, one account, or a role at its owner (an enterprise or an authority).

    `kind` and `details` (ids, codes, names of enterprises) become words at the door.
    """

    owner_id = models.UUIDField()
    person_id = models.UUIDField(null=True, blank=True)
    account_id = models.UUIDField(null=True, blank=True)
    role = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person_id", "created_at"], name="notices_person"),
            models.Index(fields=["owner_id", "role", "created_at"], name="notices_role"),
            models.Index(fields=["account_id", "created_at"], name="notices_account"),
        ]
