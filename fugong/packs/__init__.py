"""Packs: what an epidemic asks of a factory, as data (profile, questions, rules, texts).

Pure Python. Nothing here knows a disease: to add one, copy the nearest pack folder and edit it;
`fugong rules lint` says what does not fit.
"""

from fugong.packs.loader import available, load, load_from
from fugong.packs.schema import (
    Advice,
    Article,
    ChecklistItem,
    ClockRule,
    Colour,
    Condition,
    Consent,
    DiseaseProfile,
    Document,
    InPlace,
    Length,
    Notice,
    Option,
    Pack,
    Plans,
    PlanSection,
    Question,
    Questionnaire,
    Region,
    RushWork,
    SecondMark,
    Startup,
    Truthfulness,
)

__all__ = [
    "Advice",
    "Article",
    "ChecklistItem",
    "ClockRule",
    "Colour",
    "Condition",
    "Consent",
    "DiseaseProfile",
    "Document",
    "InPlace",
    "Length",
    "Notice",
    "Option",
    "Pack",
    "PlanSection",
    "Plans",
    "Question",
    "Questionnaire",
    "Region",
    "RushWork",
    "SecondMark",
    "Startup",
    "Truthfulness",
    "available",
    "load",
    "load_from",
]
