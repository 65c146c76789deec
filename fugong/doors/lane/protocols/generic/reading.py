"""A JSON body by a terminal's own field map (pure). The map itself is the gates': the desk shows what it reads."""

from collections.abc import Mapping
from typing import Any

from fugong.core.errors import Invalid
from fugong.gates import field_map
from fugong.gates.terminal_events import TerminalMessage, Unreadable


def read(body: bytes, mapping: Mapping[str, Any]) -> TerminalMessage:
    """What a body says; raises Unreadable. A map that is no map any more says nothing."""
    try:
        checked = field_map.read_map(mapping)
    except Invalid:
        raise Unreadable("map") from None
    return field_map.read(checked, body)
