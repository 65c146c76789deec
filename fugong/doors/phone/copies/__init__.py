"""Everybody's copy of what is kept about them (PIPL 45): a worker's, and a visitor's of a visit."""

from fugong.doors.phone.copies.forms import check_form, download
from fugong.doors.phone.copies.told import BESIDE
from fugong.doors.phone.copies.visitor import TABLES as VISITORS
from fugong.doors.phone.copies.visitor import gather_visit
from fugong.doors.phone.copies.worker import TABLES as WORKERS
from fugong.doors.phone.copies.worker import gather

TOLD = frozenset(
    (table.stored, name)
    for table in (*WORKERS, *VISITORS)
    for name in table.columns
    if not name.startswith(BESIDE)
)
"""Every stored column (table, name) that somebody's copy tells."""

__all__ = ["TOLD", "check_form", "download", "gather", "gather_visit"]
