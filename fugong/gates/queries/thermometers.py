"""What an enterprise's gates measure with, and how long somebody rests before the second measurement: from its pack."""

from datetime import timedelta
from typing import Any

from fugong.directory.models import Enterprise
from fugong.gates import choices
from fugong.gates.second_measurement import Terms
from fugong.rules import resolve_parameters
from fugong.rules.values import as_number
from fugong.screening.queries.inputs import pack_of


def second_terms(enterprise: Enterprise) -> Terms:
    """The enterprise's own values, else the pack's."""
    pack, own = pack_of(enterprise)
    known: dict[str, Any] = resolve_parameters(pack.vocabulary, own)
    return Terms(
        rest=timedelta(minutes=float(as_number(known["rest_before_second_minutes"]))),
        tolerance=timedelta(seconds=float(as_number(known["skew_tolerance_seconds"]))),
        gate=known["gate_thermometer"],
        terminal=known["terminal_thermometer"],
        second=tuple(known["second_thermometers"]),
    )


def gate_thermometers(enterprise: Enterprise) -> dict[str, Any]:
    """As the guard's page takes them."""
    terms = second_terms(enterprise)
    return {
        "rest_minutes": int(terms.rest.total_seconds() // 60),
        "thermometers": {
            "kinds": list(choices.INSTRUMENTS),
            "gate": terms.gate,
            "terminal": terms.terminal,
            "second": list(terms.second),
        },
    }
