"""What anybody who holds the filing's QR reads: whose it is and where it stands. No person is named."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases.models import Case
from fugong.cases.spec import Text
from fugong.casetypes.filing import on_file
from fugong.casetypes.filing.spec import CASE_TYPE
from fugong.core import clock
from fugong.core.web import say


def public(case: Case, data: Mapping[str, Any]) -> Sequence[tuple[Text, Text]]:
    """(label, value) lines; the planned start is that of the version on file, where there is one."""
    planned = (on_file.data_of(case) or data).get("planned_start_on")
    lines: list[tuple[Text, Text]] = [
        (_("事项"), CASE_TYPE.label),
        (_("企业"), case.enterprise.name),
        (_("状态"), CASE_TYPE.state(case.state).label),
        (_("自"), say.day(clock.day_of(case.state_since))),
    ]
    if case.number:
        lines.append((_("备案编号"), case.number))
    if planned:
        lines.append((_("计划复工日期"), say.day(date.fromisoformat(planned))))
    return lines
