"""Inboxes."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.notices.models import Notice


def inbox(actor: Actor) -> QuerySet[Notice]:
    """What waits for the actor: one's own notices, and those for the roles one holds, newest first."""
    wanted = Q(person_id=actor.person_id) if actor.person_id else Q(pk=None)
    owner = actor.enterprise_id or actor.authority_id
    if owner is not None and actor.kind != "worker":
        wanted |= Q(owner_id=owner, role__in=actor.roles)
    if actor.kind == "account":
        wanted |= Q(account_id=actor.id)
    return Notice.objects.filter(wanted).order_by("-created_at", "-pk")


def unread(actor: Actor) -> int:
    """How many of them nobody has read."""
    return inbox(actor).filter(read_at=None).count()


def was_told_today(owner_id: UUID, kind: str, **details: str) -> bool:
    """Whether the owner got a notice of this kind with these details on this day of the site, read or not."""
    rows = Notice.objects.filter(owner_id=owner_id, kind=kind, created_at__gte=clock.day_start(clock.today()))
    return rows.filter(**{f"details__{name}": value for name, value in details.items()}).exists()


def told_since(owner_id: UUID, kind: str, detail: str, *, role: str, since: datetime) -> frozenset[str]:
    """The values of a detail in the notices of this kind that a role at the owner got from a moment on."""
    rows = Notice.objects.filter(owner_id=owner_id, role=role, kind=kind, created_at__gte=since)
    return frozenset(rows.values_list(KeyTextTransform(detail, "details"), flat=True))
