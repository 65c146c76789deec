"""How the measures are taken up is published for anybody, or no longer."""

from django.db import transaction

from fugong.core import audit
from fugong.core.models import PLATFORM
from fugong.core.permissions import Actor
from fugong.policies import permissions
from fugong.policies.models import TakeUpPublication


@transaction.atomic
def publish_take_up(*, pack: str, is_published: bool, by: Actor) -> TakeUpPublication:
    """Open the counts by measure to anybody, or close them. Raises NotAllowed for who is no officer of the city."""
    permissions.check_can_write_policy(by)
    row = TakeUpPublication.objects.create(
        pack=pack, is_published=is_published, authority_id=by.authority_id, decided_by=by.id
    )
    audit.record(
        by=by,
        action="policies.publish_take_up",
        subject="take_up",
        subject_id=pack,
        owner_id=by.authority_id or PLATFORM,
        is_published=is_published,
    )
    return row
