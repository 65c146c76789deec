"""Resumption's closed sets, stored as plain strings."""

from typing import Final

NOT_FILED: Final = "not_filed"
FILING: Final = "filing"
ON_FILE: Final = "on_file"
MAY_START: Final = "may_start"
STARTED: Final = "started"
SUSPENDED: Final = "suspended"
STATUSES: Final = (SUSPENDED, NOT_FILED, FILING, ON_FILE, MAY_START, STARTED)
"""How far an enterprise has come, in the order of a list: what needs somebody stands first.

`filing`: handed in or returned; `suspended`: had started, and a ground of the start-up gate was lost.
"""

PLAN: Final = "plan"
SCREENING: Final = "screening"
SAFETY_CHECK: Final = "safety_check"
CONDITIONS: Final = (PLAN, SCREENING, SAFETY_CHECK)
"""The grounds of G2, by the ids that packs give them."""

FILING_KIND: Final = "filing"
PLAN_STANDS: Final = ("submitted", "on_file", "amending", "amendment_submitted")
"""States of a filing in which the plan counts as made: handed in whole, and neither returned, declined nor withdrawn.

A filing is no licence: it does not wait for the bureau (decision 0031).
"""
ON_FILE_STATES: Final = ("on_file", "amending", "amendment_submitted")
IN_HAND_STATES: Final = ("submitted", "returned")
