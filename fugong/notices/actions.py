"""Notices' writes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.notices import queries
from fugong.notices.models import Notice


@transaction.atomic
def post(
    *,
    owner_id: UUID,
    kind: str,
    details: Mapping[str, Any],
    person_ids: Iterable[UUID] = (),
    account_ids: Iterable[UUID] = (),
    role: str = "",
    by: Actor,
) -> list[Notice]:
    """Put a notice of a kind into the inboxes of these workers, accounts, or of everybody of a role at the owner.

    The owner is an enterprise or an authority; `details` are ids, codes and names of enterprises.
    """
    notices = [Notice(owner_id=owner_id, person_id=pk, kind=kind, details=dict(details)) for pk in person_ids]
    notices += [
        Notice(owner_id=owner_id, account_id=pk, kind=kind, details=dict(details)) for pk in account_ids
    ]
    if role:
        notices.append(Notice(owner_id=owner_id, role=role, kind=kind, details=dict(details)))
    return Notice.objects.bulk_create(notices, batch_size=500)


@transaction.atomic
def mark_read(actor: Actor, ids: Iterable[UUID]) -> int:
    """Note that the actor has seen these of the own inbox; returns how many were new."""
    return queries.inbox(actor).filter(pk__in=list(ids), read_at=None).update(read_at=clock.now())


@transaction.atomic
def purge(owner_id: UUID, before: datetime) -> int:
    """Delete notices made before a moment; returns how many. What they told is on file where it happened."""
    return Notice.objects.filter(owner_id=owner_id, created_at__lt=before).delete()[0]
