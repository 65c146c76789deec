"""The audit row of something done to a terminal, under its device."""

from fugong.core import audit
from fugong.core.permissions import Actor
from fugong.gates.models import Terminal


def audit_terminal(by: Actor, action: str, terminal: Terminal, **details: object) -> None:
    audit.record(
        by=by,
        action=action,
        subject="device",
        subject_id=terminal.device_id,
        owner_id=terminal.device.checkpoint.enterprise_id,
        **details,
    )
