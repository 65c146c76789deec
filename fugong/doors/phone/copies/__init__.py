"""A worker's copy of what is kept about them, and a visitor's of a visit (PIPL 45)."""

from collections.abc import Iterable

from fugong.core import privacy
from fugong.doors.phone.copies.forms import check_form, download
from fugong.doors.phone.copies.told import BESIDE, Told
from fugong.doors.phone.copies.visitor import TABLES as VISITORS
from fugong.doors.phone.copies.visitor import gather_visit
from fugong.doors.phone.copies.worker import TABLES as WORKERS
from fugong.doors.phone.copies.worker import gather


def _columns(tables: Iterable[Told]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (table.stored, name) for table in tables for name in table.columns if not name.startswith(BESIDE)
    )


TOLD = {privacy.WORKER: _columns(WORKERS), privacy.VISITOR: _columns(VISITORS)}
"""By whose copy: every stored column (table, name) that it tells."""

__all__ = ["TOLD", "check_form", "download", "gather", "gather_visit"]
