"""Entrances and devices: by bearer token for a gate, by ticket for a guard, as a list for the desk."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, Model, QuerySet
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.core.prepared import PreparedMany
from fugong.core.tokens import digest
from fugong.directory.models import Enterprise
from fugong.gates.models import Checkpoint, Device
from fugong.gates.queries import scope

_KNOWN = PreparedMany(
    CharField(),
    lambda digests: Device.objects.filter(
        digest__in=digests, withdrawn_at=None, checkpoint__closed_at=None
    ).values_list(
        "digest",
        "id",
        "name",
        "last_seen_at",
        "skew_seconds",
        "checkpoint_id",
        "checkpoint__name",
        "checkpoint__enterprise_id",
        "checkpoint__enterprise__name",
        "checkpoint__enterprise__pack",
        "checkpoint__enterprise__settings",
        "checkpoint__enterprise__mark_secret",
    ),
)


def device_of_token(token: str) -> Device | None:
    """The device of a bearer token, with its entrance and enterprise; None where it is unknown or withdrawn."""
    return devices_of_tokens([token]).get(token)


def devices_of_tokens(tokens: Collection[str]) -> dict[str, Device]:
    """The devices of these bearer tokens, each with its entrance and enterprise; unknown and withdrawn ones are left out.

    Asked anew for every request, or for all that are answered together (one statement), so that a withdrawal holds from
    the next request on. Columns the gate does not need are not read.
    """
    by_digest = {digest(token): token for token in tokens if token}
    return {by_digest[found]: _device(*columns) for found, *columns in _KNOWN.rows(by_digest)}


def _device(
    device_id: UUID,
    name: str,
    seen: datetime | None,
    skew: int,
    checkpoint_id: UUID,
    checkpoint: str,
    enterprise_id: UUID,
    enterprise: str,
    pack: str,
    settings: Any,
    secret: str,
) -> Device:
    owner = _read(
        Enterprise, id=enterprise_id, name=enterprise, pack=pack, settings=settings, mark_secret=secret
    )
    place = _read(Checkpoint, id=checkpoint_id, name=checkpoint, enterprise_id=enterprise_id)
    place.enterprise = owner
    known = _read(
        Device, id=device_id, name=name, last_seen_at=seen, skew_seconds=skew, checkpoint_id=checkpoint_id
    )
    known.checkpoint = place
    return known


M = TypeVar("M", bound=Model)


def _read(model: type[M], **columns: Any) -> M:
    """A record of these columns; the others are deferred."""
    given = [field.attname for field in model._meta.concrete_fields if field.attname in columns]
    return model.from_db(DEFAULT_DB_ALIAS, given, [columns[name] for name in given])


def device_of_ticket(actor: Actor, ticket: str) -> Device:
    """The device that a ticket would bind; NotFound where the ticket is unknown, used or too old."""
    found = (
        Device.objects.filter(
            ticket_digest=digest(ticket), ticket_expires_at__gt=clock.now(), withdrawn_at=None
        )
        .select_related("checkpoint__enterprise")
        .first()
    )
    if found is None:
        raise NotFound("ticket", _("这个二维码已用过或已过期。请防疫专员重新生成，10 分钟内打开。"))
    scope.check_can_bind(actor, found.checkpoint.enterprise_id)
    return found


def checkpoints(actor: Actor) -> QuerySet[Checkpoint]:
    """The entrances of the actor's enterprise, the open ones first."""
    scope.check_can_see_devices(actor)
    return Checkpoint.objects.filter(enterprise_id=scope.enterprise_id(actor)).order_by("closed_at", "name")


def checkpoint(actor: Actor, checkpoint_id: UUID) -> Checkpoint:
    """One of them; NotFound for any other."""
    found = checkpoints(actor).filter(pk=checkpoint_id).select_related("enterprise").first()
    if found is None:
        raise NotFound("checkpoint", _("没有这个门岗，或它不属于您的企业。"))
    return found


def devices(actor: Actor) -> QuerySet[Device]:
    """The devices of the actor's enterprise, by entrance and name; withdrawn ones too."""
    scope.check_can_see_devices(actor)
    rows = Device.objects.filter(checkpoint__enterprise_id=scope.enterprise_id(actor))
    return rows.select_related("checkpoint__enterprise").order_by("checkpoint__name", "name")


def device(actor: Actor, device_id: UUID) -> Device:
    """One of them; NotFound for any other."""
    found = devices(actor).filter(pk=device_id).first()
    if found is None:
        raise NotFound("device", _("没有这台设备，或它不属于您的企业。"))
    return found
