"""Answers to a questionnaire: checked, cleaned, turned into facts. Pure functions for every door."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fugong.packs.answer_texts import fault_text
from fugong.packs.schema import NONE_OF_THESE, Question, Questionnaire
from fugong.rules import Text, evaluate
from fugong.rules.values import as_date, say_number

LONGEST_TEXT = 500
OLDEST_DAYS = 366
"""A date further back than this is taken for a slip."""


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """One thing wrong with one answer: its field, a stable code, what is given and what is wanted."""

    field: str
    code: str
    text: Text


class _Refused(Exception):
    def __init__(self, code: str, **values: str) -> None:
        self.code, self.values = code, values


def check_answers(
    questionnaire: Questionnaire, answers: Mapping[str, object], on: date
) -> tuple[dict[str, Any], list[AnswerFault]]:
    """Clean answers and every fault, in the order of the questions.

    Takes what a form or an API gives: texts, or values already typed. Clean are bool (yes_no), str,
    tuple of codes (multi), date, Decimal (temperature). Answers to questions that are not shown are
    dropped; a field no question has is a fault (`unknown_field`, P05: nothing else is collected).
    A day after `on` is refused, and so is a temperature that cannot be one.
    """
    clean: dict[str, Any] = {}
    faults: list[AnswerFault] = []
    for question in questionnaire.questions:
        if not shown(questionnaire, question, clean):
            continue
        given = answers.get(question.id)
        try:
            if _empty(given):
                if question.required:
                    raise _Refused("required")
                continue
            clean[question.id] = _READERS[question.type](question, given, on)
        except _Refused as refused:
            faults.append(AnswerFault(question.id, refused.code, fault_text(refused.code, refused.values)))
    known = {question.id for question in questionnaire.questions}
    for field in sorted(set(answers) - known):
        faults.append(AnswerFault(field, "unknown_field", fault_text("unknown_field", {"given": field})))
    return clean, faults


def shown(questionnaire: Questionnaire, question: Question, clean: Mapping[str, Any]) -> bool:
    """Whether the question is asked, given the clean answers before it; unknown is not shown."""
    if question.show_when is None:
        return True
    return evaluate(question.show_when, questionnaire.vocabulary.read_facts(clean)).holds is True


def facts_from(questionnaire: Questionnaire, clean: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that clean answers give, by the questions' `gives`."""
    return {
        question.gives: clean[question.id]
        for question in questionnaire.questions
        if question.gives and question.id in clean
    }


def unusual(questionnaire: Questionnaire, clean: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions whose clean answer is not the normal one."""
    return tuple(
        question.id
        for question in questionnaire.questions
        if question.normal is not None and question.id in clean and clean[question.id] != question.normal
    )


def _empty(given: object) -> bool:
    return (
        given is None
        or (isinstance(given, str) and not given.strip())
        or (isinstance(given, list | tuple) and not any(str(one).strip() for one in given) and bool(given))
    )


def _said(given: object) -> str:
    if not isinstance(given, str):
        raise _Refused("wrong_type", given=str(given))
    return unicodedata.normalize("NFKC", given).strip()


def _yes_no(question: Question, given: object, on: date) -> bool:
    if isinstance(given, bool):
        return given
    word = given.strip().lower() if isinstance(given, str) else ""
    if word in ("yes", "true"):
        return True
    if word in ("no", "false"):
        return False
    raise _Refused("not_offered", given=str(given))


def _choice(question: Question, given: object, on: date) -> str:
    code = _said(given)
    if code not in {option.code for option in question.options}:
        raise _Refused("not_offered", given=code)
    return code


def _multi(question: Question, given: object, on: date) -> tuple[str, ...]:
    items = [given] if isinstance(given, str) else given
    if not isinstance(items, list | tuple | set | frozenset):
        raise _Refused("wrong_type", given=str(given))
    codes = {_said(item) for item in items if not _empty(item)}
    if NONE_OF_THESE in codes and len(codes) > 1:
        raise _Refused("none_and_some")
    offered = [option.code for option in question.options]
    for code in sorted(codes - {NONE_OF_THESE}):
        if code not in offered:
            raise _Refused("not_offered", given=code)
    return tuple(code for code in offered if code in codes)


def _date(question: Question, given: object, on: date) -> date:
    try:
        day = as_date(given.strip() if isinstance(given, str) else given)
    except ValueError as error:
        raise _Refused("no_such_day", given=str(given)) from error
    if day > on:
        raise _Refused("after_today", given=day.isoformat())
    if (on - day).days > OLDEST_DAYS:
        raise _Refused("too_long_ago", given=day.isoformat())
    return day


def _temperature(question: Question, given: object, on: date) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        raise _Refused("not_a_number", given=str(given))
    written = unicodedata.normalize("NFKC", str(given)).strip().replace("。", ".").replace(",", ".")
    try:
        value = Decimal(written.removesuffix("°C").removesuffix("C").strip())
    except InvalidOperation as error:
        raise _Refused("not_a_number", given=written) from error
    if not value.is_finite():
        raise _Refused("not_a_number", given=written)
    lowest, highest = question.at_least, question.at_most
    if value in question.not_measured:
        raise _Refused("not_measured", given=written)
    if lowest is not None and highest is not None and not lowest <= value <= highest:
        for factor in (Decimal(10), Decimal("0.1"), Decimal("0.01")):
            if lowest <= value * factor <= highest:
                raise _Refused("point_misplaced", given=written, meant=say_number(value * factor))
        raise _Refused("implausible", given=written, lowest=say_number(lowest), highest=say_number(highest))
    if value != round(value, 2):
        raise _Refused("too_precise", given=written)
    return Decimal(say_number(value))


def _text(question: Question, given: object, on: date) -> str:
    if not isinstance(given, str):
        raise _Refused("wrong_type", given=str(given))
    if len(given.strip()) > LONGEST_TEXT:
        raise _Refused("too_long", given=str(len(given.strip())), most=str(LONGEST_TEXT))
    return given.strip()


def _region(question: Question, given: object, on: date) -> str:
    code = _said(given)
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6)):
        raise _Refused("no_region", given=code)
    return code


_READERS = {
    "yes_no": _yes_no,
    "choice": _choice,
    "multi": _multi,
    "date": _date,
    "temperature": _temperature,
    "text": _text,
    "region": _region,
}
