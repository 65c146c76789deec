"""What an enterprise's gates measure with, and how long somebody rests before the second measurement: from its pack."""

from datetime import timedelta
from typing import Any

from fugong.directory.models import Enterprise
from fugong.gates import choices
from fugong.gates.models import Checkpoint, Terminal
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
        offered=timedelta(seconds=float(as_number(known["terminal_offer_seconds"]))),
    )


def gate_thermometers(checkpoint: Checkpoint) -> dict[str, Any]:
    """As the guard's page takes them. `offer_seconds`: how long a measurement of a terminal here is offered; 0 without one."""
    terms = second_terms(checkpoint.enterprise)
    terminals = Terminal.objects.filter(device__checkpoint=checkpoint, device__withdrawn_at=None)
    return {
        "rest_minutes": int(terms.rest.total_seconds() // 60),
        "thermometers": {
            "kinds": list(choices.INSTRUMENTS),
            "gate": terms.gate,
            "terminal": terms.terminal,
            "second": list(terms.second),
            "offer_seconds": int(terms.offered.total_seconds()) if terminals.exists() else 0,
        },
    }
