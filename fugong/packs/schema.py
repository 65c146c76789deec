"""The shapes of a pack. Every text is `{zh: …, en: …}`; everything is frozen once loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

from fugong.rules import Node, Table, Text, Vocabulary

if TYPE_CHECKING:
    from fugong.packs.gate import GateTable
    from fugong.packs.shares import SharedVocabulary

QUESTION_TYPES = ("yes_no", "choice", "multi", "date", "temperature", "text", "region")
ClockUnit = Literal["days", "working_days", "hours"]
CLOCK_UNITS: tuple[str, ...] = get_args(ClockUnit)
PRIVACY_CLASSES = ("personal", "sensitive")
NONE_OF_THESE = "none"
"""The option of a `multi` question that says "none of these"; its clean answer is an empty tuple."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice or multi question."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class DiseaseProfile:
    """The disease of a pack. Temperatures in ℃, times in days, distance in metres.

    `fever_threshold` is inclusive. `retention_days` says per kind of record how long personal
    health data is kept. `contact_lookback_days` None: contacts are not traced.
    """

    id: str
    name: Text
    legal_class: Text
    fever_threshold: Decimal
    observation_days: int
    incubation_days: tuple[Decimal, Decimal]
    symptoms: tuple[Option, ...]
    retention_days: Mapping[str, int]
    contact_lookback_days: int | None
    contact_distance_m: Decimal | None
    source: str
    confidence: str
    retention_source: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `normal` is the answer that is nothing unusual (None: asked every time); `gives` the fact the
    answer becomes; `show_when` speaks of other questions' answers by their ids; `consent` names the
    consent of the notice it needs. `at_least`, `at_most`, `not_measured` belong to temperatures.
    """

    id: str
    type: str
    text: Text
    privacy: str
    purpose: Text
    required: bool = True
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    show_when: Node | None = None
    normal: bool | str | tuple[str, ...] | None = None
    gives: str | None = None
    consent: str | None = None
    articles: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    not_measured: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions in the order they are asked, with the vocabulary their `show_when` speaks."""

    id: str
    title: Text
    questions: tuple[Question, ...]
    vocabulary: Vocabulary

    def question(self, id: str) -> Question:
        """The question of this id; KeyError where there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)

    @property
    def normal_answers(self) -> dict[str, Any]:
        """The answers of a day on which nothing is unusual; the temperature is not among them."""
        return {one.id: one.normal for one in self.questions if one.normal is not None}

    @property
    def always_asked(self) -> tuple[Question, ...]:
        """Questions without a normal answer that are always shown: the temperature."""
        return tuple(one for one in self.questions if one.normal is None and one.show_when is None)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document: `text` as issued, title and summary in English beside it."""

    id: str
    number: int
    title: Text
    text: str
    summary: str
    citation: Text
    document: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document the rules rest on."""

    id: str
    title: Text
    number: str
    issuer: Text
    issued_on: date
    articles: Mapping[str, Article]
    months: int | None = None
    """Months from `issued_on` that it is in force; None: no end."""


@dataclass(frozen=True, slots=True)
class Region:
    """A key region: every region code that begins with `code`."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the second mark: `value` as background, `ink` readable on it."""

    code: str
    value: str
    ink: str
    name: Text


@dataclass(frozen=True, slots=True)
class SecondMark:
    """The words and colours from which the mark of the day is drawn."""

    words: tuple[Text, ...]
    colours: tuple[Colour, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """A separate consent; `other_basis` is the legal basis on which a record may stand without."""

    id: str
    title: Text
    text: Text
    basis: Text
    other_basis: Text | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """The privacy notice. `hash` (SHA-256 in hex) covers its texts and every question asked, so a
    consent can name exactly what was read."""

    version: int
    hash: str
    title: Text
    short: Text
    sections: tuple[tuple[Text, Text], ...]
    consents: Mapping[str, Consent]


@dataclass(frozen=True, slots=True)
class RushWork:
    """The rules of rush work: every row but the last (`always`) is a warning where it holds."""

    table: Table
    words: SharedVocabulary


@dataclass(frozen=True, slots=True)
class Truthfulness:
    """The signs of untruthful reports: every row but the last (`always`) is one where it holds."""

    table: Table
    words: Vocabulary


@dataclass(frozen=True, slots=True)
class Condition:
    """A ground on which the start is forbidden while `when` does not hold. `missing` says what to do next."""

    id: str
    article: str
    text: Text
    missing: Text
    when: Node


@dataclass(frozen=True, slots=True)
class Advice:
    """What is shown until it holds and never blocks. `source` is the citation of its articles, or its own."""

    id: str
    articles: tuple[str, ...]
    source: Text
    text: Text
    when: Node


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing that an officer looks at on the site before the start; it belongs to one of the conditions' grounds.

    `area` is the kind of area it is about (production, living, office); what `always` applies no site is without.
    """

    id: str
    text: Text
    article: str
    area: str = ""
    always: bool = False


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A section of a filing's plans: the articles that ask for it, and a text to begin with, its blanks in 【】."""

    id: str
    part: str
    articles: tuple[str, ...]
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class InPlace:
    """One thing that has to be in place (Y2: 五个到位), and the sections of the plans that show it."""

    id: str
    articles: tuple[str, ...]
    text: Text
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plans:
    """What the plans of a filing are made of, and what they have to show."""

    parts: Mapping[str, Text]
    sections: Mapping[str, PlanSection]
    five_in_place: tuple[InPlace, ...]


@dataclass(frozen=True, slots=True)
class Startup:
    """The start-up gate of a pack: exactly the conditions that block, advice, and the list for the look at the site."""

    conditions: tuple[Condition, ...]
    advice: tuple[Advice, ...]
    words: SharedVocabulary
    checklist: tuple[ChecklistItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time."""

    amount: int
    unit: ClockUnit


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long a party has for its work. It is warned `warn_before` the end; a superior is told `escalate_after`
    it. `source` says where the number comes from."""

    amount: int
    unit: ClockUnit
    warn_before: Length | None
    escalate_after: Length | None
    source: str
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything one epidemic brings. Made by `fugong.packs.load`.

    `gate_decision` is JSON data ready for the gate's bundle, `gate` the same table compiled.
    `texts` are the screening texts by row id: `{why, next}`. `key_regions_confidence` says who
    vouches for the list of key regions. `clocks` are by kind of case and name of the work.
    """

    name: str
    profile: DiseaseProfile
    vocabulary: Vocabulary
    questionnaires: Mapping[str, Questionnaire]
    screening: Table
    gate_decision: Mapping[str, Any]
    gate: GateTable
    documents: Mapping[str, Document]
    notice: Notice
    second_mark: SecondMark
    startup: Startup
    plans: Plans
    rush_work: RushWork
    truthfulness: Truthfulness
    clocks: Mapping[str, Mapping[str, ClockRule]]
    key_regions: tuple[Region, ...] = ()
    key_regions_confidence: str = ""
    articles: Mapping[str, Article] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, dict[str, Text]]:
        """Why and what to do next, by row of the screening table."""
        return {row.id: {"why": row.result["why"], "next": row.result["next"]} for row in self.screening.rows}
