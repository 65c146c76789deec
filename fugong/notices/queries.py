"""Inboxes."""

from django.db.models import Q, QuerySet

from fugong.core.permissions import Actor
from fugong.notices.models import Notice


def inbox(actor: Actor) -> QuerySet[Notice]:
    """What waits for the actor: a person's own notices, and those for the roles held at the enterprise, newest first."""
    wanted = Q(person_id=actor.person_id) if actor.person_id else Q(pk=None)
    if actor.enterprise_id is not None and actor.kind != "worker":
        wanted |= Q(enterprise_id=actor.enterprise_id, role__in=actor.roles, person_id=None)
    return Notice.objects.filter(wanted).order_by("-created_at", "-pk")


def unread(actor: Actor) -> int:
    """How many of them nobody has read."""
    return inbox(actor).filter(read_at=None).count()
