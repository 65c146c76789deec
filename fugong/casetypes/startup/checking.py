"""What looks weak in a report before it is sent. Nothing blocks: the start-up gate judges by records, not by the form."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases.spec import Finding
from fugong.casetypes.startup import evidence
from fugong.casetypes.startup.prefill import known
from fugong.core import clock
from fugong.directory.models import Enterprise


def findings(enterprise: Enterprise, data: Mapping[str, Any]) -> Sequence[Finding]:
    """By field: numbers that differ from the system's, areas without disinfection, days still to come (G2, G4, G5)."""
    found = []
    for name, sourced in known(enterprise).items():
        given = data.get(name)
        if given is not None and given != sourced.value:
            text = _("填写的是{given}人，系统记录是{known}人。以系统记录为准。").format(
                given=given, known=sourced.value
            )
            found.append(Finding(name, text, "G4", blocks=False))
    today = clock.today()
    absent = evidence.kinds_without(data, today)
    if absent:
        text = _("还没有消杀记录：{areas}。没有这类区域的，由现场核查确认。").format(
            areas=_("、").join(evidence.area_label(kind) for kind in absent)
        )
        found.append(Finding("disinfection", text, "G5", blocks=False))
    for name, column in (("disinfection", "done_on"), ("safety_checks", "checked_on")):
        for number, row in enumerate(data.get(name) or []):
            if (day := row.get(column)) and date.fromisoformat(day) > today:
                text = _("这一天还没有到，做完以后才算。")
                found.append(Finding(f"{name}[{number}].{column}", text, "G5", blocks=False))
    return found
