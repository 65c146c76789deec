"""What the lookup by QR shows of an objection: which measure and where it stands. No person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases.models import Case
from fugong.cases.spec import Text
from fugong.casetypes.objection.spec import CASE_TYPE
from fugong.core import clock
from fugong.core.web import say


def lines(case: Case, data: Mapping[str, Any]) -> Sequence[tuple[Text, Text]]:
    """(label, value)."""
    return [
        (_("事项"), CASE_TYPE.label),
        (_("政策措施"), str(data.get("measure_title") or "")),
        (_("状态"), CASE_TYPE.state(case.state).label),
        (_("自"), say.day(clock.day_of(case.state_since))),
    ]
