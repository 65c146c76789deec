"""The papers at the gate that visitors scan."""

from django.db import transaction

from fugong.core import audit
from fugong.core.permissions import Actor
from fugong.core.tokens import new_secret
from fugong.directory.models import Enterprise
from fugong.gates import permissions
from fugong.gates.models import Checkpoint, GatePoster


@transaction.atomic
def make_poster(*, enterprise: Enterprise, by: Actor, checkpoint: Checkpoint | None = None) -> GatePoster:
    """The paper that visitors scan at the gate, made where missing."""
    permissions.check_can_manage(by, enterprise.pk)
    found = GatePoster.objects.filter(enterprise=enterprise, checkpoint=checkpoint).first()
    if found is not None:
        return found
    row = GatePoster.objects.create(enterprise=enterprise, checkpoint=checkpoint, secret=new_secret(12))
    audit.record(
        by=by, action="gates.make_poster", subject="gateposter", subject_id=row.pk, owner_id=enterprise.pk
    )
    return row


@transaction.atomic
def rotate_poster(*, poster: GatePoster, by: Actor) -> GatePoster:
    """Give the paper another code; the old one opens nothing any more."""
    permissions.check_can_manage(by, poster.enterprise_id)
    row = GatePoster.objects.select_for_update().get(pk=poster.pk)
    row.secret = new_secret(12)
    row.save(update_fields=["secret", "updated_at"])
    audit.record(
        by=by,
        action="gates.rotate_gate_poster",
        subject="gateposter",
        subject_id=row.pk,
        owner_id=row.enterprise_id,
    )
    return row
