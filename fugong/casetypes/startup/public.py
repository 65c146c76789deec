"""What the lookup by QR shows of a report: dates only."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fugong.core.web import say


def lines(case: Any, data: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """(what, value)."""
    planned = data.get("planned_start_on")
    return [(_("计划开工日期"), say.day(date.fromisoformat(planned)))] if planned else []
