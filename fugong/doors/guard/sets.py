"""The closed sets of codes that the guard's page offers, each named once where the server checks it.

Units and disinfectants are not among them: a register holds them as they were written, so the page offers its words.
"""

from typing import Final

from fugong.gates import choices, visiting, yard

SETS: Final = {
    "checks": choices.CHECKS,
    "deciders": choices.DECIDERS,
    "vehicles": yard.VEHICLES,
    "visits": visiting.KINDS,
    "why_overridden": choices.WHY_OVERRIDDEN,
}
"""Name → codes, in the order in which they are shown."""
