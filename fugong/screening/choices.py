"""Screening's closed sets, stored as plain strings."""

from typing import Final

CLEAR: Final = "clear"
OBSERVE: Final = "observe"
BARRED: Final = "barred"
VERDICTS: Final = (CLEAR, OBSERVE, BARRED)

DECLARATION: Final = "declaration"
DAILY: Final = "daily"
KINDS: Final = (DECLARATION, DAILY)

MORNING: Final = "morning"
EVENING: Final = "evening"
PERIODS: Final = (MORNING, EVENING)

BY_SELF: Final = "self"
BY_LEADER: Final = "leader"
BY_OFFICER: Final = "officer"
BY_GATE: Final = "gate"

OBSERVATION: Final = "observation"
ISOLATION: Final = "isolation"
HOLD_KINDS: Final = (OBSERVATION, ISOLATION)

OK: Final = "ok"
NO_REPORT: Final = "no_report"
FEVER: Final = "fever"
SYMPTOMS: Final = "symptoms"
CONTACT: Final = "contact"
REGION: Final = "region"
NO_CERTIFICATE: Final = "no_certificate"
REASONS: Final = (OK, FEVER, SYMPTOMS, CONTACT, REGION, NO_CERTIFICATE, OBSERVATION, ISOLATION)
"""The reason codes of a verdict; `no_report` is the reason of having none."""

PROTECTED_REASONS: Final = (CONTACT, REGION, OBSERVATION, ISOLATION)
"""Who is kept from work for one of these may not be dismissed or sent back (G15)."""

OPEN: Final = "open"
UPHELD: Final = "upheld"
CORRECTED: Final = "corrected"

SETTLED: Final = "settled"
TALKED: Final = "talked"
EXPLAINED: Final = "explained"
CORRECT_REPORT: Final = "correct_report"
OUTCOMES: Final = (TALKED, EXPLAINED, CORRECT_REPORT)
"""How an officer settles a flag: talked to the person; it is explained; the person corrects the report."""

CONFIRMED: Final = "confirmed"
"""The outcome where somebody said that a new device is the person's own."""

NEW_DEVICE: Final = "new_device"
"""The sign that is about one device and ends with its confirmation; a pack may or may not have it."""
