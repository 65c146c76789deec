"""Screening's closed sets, stored as plain strings."""

from typing import Final

CLEAR: Final = "clear"
OBSERVE: Final = "observe"
BARRED: Final = "barred"

DECLARATION: Final = "declaration"
DAILY: Final = "daily"

MORNING: Final = "morning"
EVENING: Final = "evening"

BY_SELF: Final = "self"
BY_LEADER: Final = "leader"
BY_GATE: Final = "gate"

OBSERVATION: Final = "observation"
ISOLATION: Final = "isolation"

OPEN: Final = "open"
UPHELD: Final = "upheld"
CORRECTED: Final = "corrected"
