"""A visitor takes a copy of what is kept about the visit (PIPL 45)."""

import hmac
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core.errors import Invalid
from fugong.core.permissions import ANONYMOUS
from fugong.gates.actions.tries import count_try
from fugong.gates.actions.visit_rows import record
from fugong.gates.models import Visit, VisitOpening

COPIES_TRIED: Mapping[str, int] = {"visit": 5, "address": 40}
"""Numbers tried within ten minutes, for one visit and from one address."""


def open_own(*, visit: Visit, phone: str, address: str) -> None:
    """Whoever has the link and names the visitor's own number may see everything; recorded like any other opening.

    A link may have been passed on, so it alone opens nothing. Raises Invalid, TooMany.
    """
    count_try("visit_copy", {"visit": str(visit.pk), "address": address}, COPIES_TRIED)
    own = visit.phone.reveal()
    if not own or not hmac.compare_digest(own.encode(), phone.encode()):
        raise Invalid(
            "phone", _("和登记来访时的手机号不一样。没有登记手机号的，请到门岗或向企业要。"), field="phone"
        )
    with transaction.atomic():
        VisitOpening.objects.create(
            visit=visit, fields=["name", "phone", "answers"], reason=_("本人下载自己的信息")
        )
        record(ANONYMOUS, "gates.copy_visit", visit)
