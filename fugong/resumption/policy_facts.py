"""What resumption knows of enterprises for the policies: whether they have gone back to work."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fugong.core import clock
from fugong.core.known import KnownFact
from fugong.resumption import choices
from fugong.resumption.models import Resumption


def known(ids: Collection[UUID] | None) -> list[KnownFact]:
    """`resumed_production`: started, and no ground lost since. What was never computed is not known."""
    rows = Resumption.objects.all()
    if ids is not None:
        rows = rows.filter(enterprise_id__in=ids)
    statuses = rows.order_by().values_list("enterprise_id", "status")
    started = {pk: status == choices.STARTED for pk, status in statuses}
    return [
        KnownFact(
            "resumed_production",
            started,
            _("开工闸门：是否已报告开工"),
            clock.today(),
            reverse("desk:startup"),
        )
    ]
