"""Every write of screening, by noun."""

from fugong.screening.actions.consents import give_consent, withdraw_consent
from fugong.screening.actions.flags import look_at_reports, settle_flag
from fugong.screening.actions.holds import lift_hold, place_hold
from fugong.screening.actions.purging import Purged, purge
from fugong.screening.actions.readings import GateReading, record_gate_reading, record_gate_readings
from fugong.screening.actions.reminders import Reminder, remind, reminder_text
from fugong.screening.actions.reports import AnswersRefused, submit
from fugong.screening.actions.reviews import answer_review, ask_review
from fugong.screening.actions.verdicts import confirm_fever, correct_verdict, rejudge

__all__ = [
    "AnswersRefused",
    "GateReading",
    "Purged",
    "Reminder",
    "answer_review",
    "ask_review",
    "confirm_fever",
    "correct_verdict",
    "give_consent",
    "lift_hold",
    "look_at_reports",
    "place_hold",
    "purge",
    "record_gate_reading",
    "record_gate_readings",
    "rejudge",
    "remind",
    "reminder_text",
    "settle_flag",
    "submit",
    "withdraw_consent",
]
