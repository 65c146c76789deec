"""Production's closed sets and limits, stored as plain strings."""

from decimal import Decimal
from typing import Final

OPEN: Final = "open"
DONE: Final = "done"
CANCELLED: Final = "cancelled"
ORDER_STATES: Final = (OPEN, DONE, CANCELLED)

SHOWN_DAYS: Final = 14
"""How many days of the plan the page shows, from today on."""

LONGEST_PLAN_DAYS: Final = 92
"""How many days one entry may span: a quarter."""

FURTHEST_DAYS: Final = 730
"""How far from today a day of the plan or of an order may lie, either way: further is a slip of the pen."""

MOST_QUANTITY: Final = Decimal("999999999.999")
HOURS_A_DAY: Final = Decimal(24)
MOST_STAFF: Final = 100_000
