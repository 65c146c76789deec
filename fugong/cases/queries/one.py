"""One case and what belongs to it, as far as an actor may see it."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fugong.cases import registry
from fugong.cases.models import Attachment, Case, Comment, SavedFilter, Version
from fugong.cases.spec import CLUSTER, ENTERPRISE_ROLES
from fugong.core import files
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor

T = TypeVar("T")
ATTACHMENT_CONTEXT = "cases.attachment"


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases an actor may see: an enterprise's own; an authority's, once handed in, of its kinds and jurisdiction."""
    rows = Case.objects.select_related("enterprise")
    if actor.kind == "system":
        return rows
    if actor.enterprise_id is not None:
        return rows.filter(enterprise_id=actor.enterprise_id) if actor.has(*ENTERPRISE_ROLES) else rows.none()
    if actor.authority_id is None:
        return rows.none()
    kinds = [one.kind for one in registry.kinds() if actor.has(*one.roles())]
    rows = rows.filter(kind__in=kinds, sent_at__isnull=False)
    return rows.filter(jurisdiction(actor))


def jurisdiction(actor: Actor) -> Q:
    """What of a table with `region_code` and `cluster_id` an authority supervises."""
    if actor.authority_kind == CLUSTER:
        return Q(cluster_id=actor.authority_id)
    return Q(region_code__in=actor.region_codes)


def case(actor: Actor, case_id: UUID) -> Case:
    """One of `visible_to`; raises NotFound."""
    return _one(visible_to(actor).filter(pk=case_id).first())


def latest(enterprise_id: UUID, kind: str) -> QuerySet[Case]:
    """An enterprise's cases of a kind, the newest first, for rooms that judge by them."""
    return Case.objects.filter(enterprise_id=enterprise_id, kind=kind).order_by("-pk")


def by_secret(secret: str) -> Case | None:
    """The case whose paper carries this QR code; None for an invented one, or one that was never handed in."""
    return (
        Case.objects.select_related("enterprise").filter(public_secret=secret, sent_at__isnull=False).first()
        if secret
        else None
    )


def handed_in(case: Case) -> dict[str, Any]:
    """The form as it was last handed in: what others than the enterprise read while it is being mended."""
    last = case.versions.order_by("-number").first()
    return (last.data.document() if last else None) or {}


def versions(case: Case) -> list[Version]:
    """The form as it was handed in, oldest first."""
    return list(case.versions.select_related("step").order_by("number"))


def version(case: Case, number: int) -> Version:
    """One of `versions`; raises NotFound."""
    return _one(case.versions.select_related("step").filter(number=number).first())


def comment(actor: Actor, case: Case, comment_id: UUID) -> Comment:
    """A remark of this case that the actor may read; raises NotFound. The enterprise reads no internal one."""
    rows = case.comments.select_related("case").filter(pk=comment_id)
    return _one((rows.filter(is_internal=False) if actor.enterprise_id else rows).first())


def attachment(case: Case, attachment_id: UUID) -> Attachment:
    """A file of this case; raises NotFound where there is none, or it was removed."""
    rows = case.attachments.select_related("case__enterprise")
    return _one(rows.filter(pk=attachment_id, removed_at=None).first())


def attachment_data(attachment: Attachment) -> bytes:
    """What the file holds."""
    return files.fetch(attachment.stored_as, ATTACHMENT_CONTEXT)


def saved_filters(actor: Actor, place: str) -> list[SavedFilter]:
    """The actor's own views of a list, by name."""
    if actor.id is None:
        return []
    return list(SavedFilter.objects.filter(account_id=actor.id, place=place).order_by("name"))


def _one(row: T | None) -> T:
    if row is None:
        raise NotFound("not_found", _("没有这一条，或者它不属于您。"))
    return row
