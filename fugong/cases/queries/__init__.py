"""The engine's reads, each scoped by the actor."""

from fugong.cases.queries.lists import (
    BOXES,
    Statistics,
    WorkStatistics,
    cases,
    counts_by_state,
    open_cases,
    statistics,
    unknown_states,
    work,
    work_counts,
)
from fugong.cases.queries.one import (
    attachment,
    attachment_data,
    by_secret,
    case,
    comment,
    latest,
    saved_filters,
    version,
    versions,
    visible_to,
)

__all__ = [
    "BOXES",
    "Statistics",
    "WorkStatistics",
    "attachment",
    "attachment_data",
    "by_secret",
    "case",
    "cases",
    "comment",
    "counts_by_state",
    "latest",
    "open_cases",
    "saved_filters",
    "statistics",
    "unknown_states",
    "version",
    "versions",
    "visible_to",
    "work",
    "work_counts",
]
