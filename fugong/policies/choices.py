"""The policies' closed sets and limits, stored as plain strings."""

from typing import Final

from fugong.packs.policies.matching import EARLIEST, LATEST

DECIDED_FACTS: Final = (
    "national_key_list",
    "provincial_key_list",
    "city_key_list",
    "supply_assurance_task",
)
"""Facts that an authority decides: its record stands over the enterprise's own word (R5)."""

EVENT_FACTS: Final = ("epidemic_end",)
"""Facts that are the day of an event, declared for a region in the register and by no enterprise (R9)."""

DETERMINATIONS: Final = "determinations"
"""The fact that holds what the authority decided of measures: measure id → true or false (R15)."""

SUBMITTED: Final = "submitted"
RETURNED: Final = "returned"
ACCEPTED: Final = "accepted"
GRANTED: Final = "granted"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"
"""Where an application stands; the last three are its ends."""
IN_HAND: Final = (SUBMITTED, RETURNED, ACCEPTED)

ELIGIBLE: Final = "eligible"
NOT_ELIGIBLE: Final = "not_eligible"
UNKNOWN: Final = "unknown"
NOT_IN_FORCE: Final = "not_in_force"

SELF_CHECK_DAYS: Final = 90
"""How long an anonymous self check is kept where the pack's profile does not say (`retention_days.self_checks`)."""

NEAR_DEADLINE_DAYS: Final = 7
"""How long before a deadline the enterprise is told, once."""

FIRST_DAY: Final = EARLIEST
LAST_DAY: Final = LATEST
"""Days of another time are slips; and a deadline counted from them would be no day."""

LONGEST_REASON: Final = 500
LONGEST_REMARK: Final = 2000
LONGEST_MEASURE: Final = 60_000
"""Characters of a measure's YAML."""
