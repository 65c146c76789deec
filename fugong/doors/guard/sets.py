"""The closed sets that the guard's page offers, each named once where the server checks it."""

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
