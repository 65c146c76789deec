"""Every read of screening that a door or a gate uses, scoped by the actor."""

from fugong.screening.queries.alerts import Alert, Alerts, alerts
from fugong.screening.queries.board import (
    Board,
    Counts,
    MissingPerson,
    TeamCounts,
    missing,
    states,
    team_name,
    today,
)
from fugong.screening.queries.gate import gate_people
from fugong.screening.queries.history import (
    AnswerLine,
    ConsentLine,
    History,
    HoldLine,
    ReadingLine,
    ReportLine,
    ReviewLine,
    VerdictLine,
    answer_lines,
    consents,
    history,
    hold,
    last_answers,
    reported_people,
    review,
    reviews,
)
from fugong.screening.queries.inputs import pack_of
from fugong.screening.queries.standing import ReasonView, StandingView, standing

__all__ = [
    "Alert",
    "Alerts",
    "AnswerLine",
    "Board",
    "ConsentLine",
    "Counts",
    "History",
    "HoldLine",
    "MissingPerson",
    "ReadingLine",
    "ReasonView",
    "ReportLine",
    "ReviewLine",
    "StandingView",
    "TeamCounts",
    "VerdictLine",
    "alerts",
    "answer_lines",
    "consents",
    "gate_people",
    "history",
    "hold",
    "last_answers",
    "missing",
    "pack_of",
    "reported_people",
    "review",
    "reviews",
    "standing",
    "states",
    "team_name",
    "today",
]
