"""Resumption's reads, each scoped by the actor."""

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

__all__ = [
    "AdviceView",
    "ChangeView",
    "ConditionView",
    "EvidenceLink",
    "PartView",
    "StartupView",
    "changes",
    "light",
    "start_bar",
    "startup",
]
