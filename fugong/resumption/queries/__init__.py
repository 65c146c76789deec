"""Resumption's reads, each scoped by the actor."""

from fugong.resumption.queries.figures import (
    COUNTED,
    DailyReport,
    Figures,
    NamedFigures,
    Overview,
    ReportLine,
    daily_report,
    overview,
)
from fugong.resumption.queries.light import (
    AdviceView,
    ChangeView,
    ConditionView,
    EvidenceLink,
    PartView,
    StartupView,
    changes,
    light,
    start_bar,
    startup,
)
from fugong.resumption.queries.lists import ORDER, PublishedLine, after, list_, published, status_of_row

__all__ = [
    "COUNTED",
    "ORDER",
    "AdviceView",
    "ChangeView",
    "ConditionView",
    "DailyReport",
    "EvidenceLink",
    "Figures",
    "NamedFigures",
    "Overview",
    "PartView",
    "PublishedLine",
    "ReportLine",
    "StartupView",
    "after",
    "changes",
    "daily_report",
    "light",
    "list_",
    "overview",
    "published",
    "start_bar",
    "startup",
    "status_of_row",
]
