"""Speaks as a terminal that posts one flat object an event, as the field map to start from reads it."""

import json

from fugong.gates.protocols.simulating import Event, Seen, Sent

NEEDS = ("secret",)


def begin(_before: str, _seen: Seen) -> None:
    """It says nothing before its first event."""


def send(before: str, event: Event, _seen: Seen) -> Sent:
    """One event."""
    document = {
        "seqnum": event.number,
        "timestamp": int(event.at.timestamp()),
        "uid": event.job_number,
        "therm": event.celsius,
    }
    return Sent(before, json.dumps(document).encode(), "application/json")
