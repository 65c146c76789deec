"""Reads a questionnaire file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fugong.packs.schema import PRIVACY_CLASSES, QUESTION_TYPES, Option, Question, Questionnaire
from fugong.rules import FactType, Node, Vocabulary, facts_used, parse
from fugong.rules.errors import Faults, RuleError
from fugong.rules.parse import read_articles
from fugong.rules.source import fault_at
from fugong.rules.values import Value, as_number
from fugong.rules.vocabulary import check_keys, read_text

_KEYS = {
    "id", "type", "text", "hint", "options", "options_from", "required", "show_when", "privacy",
    "consent", "purpose", "article", "gives", "normal",
}  # fmt: skip
_FACT_OF = {
    "yes_no": ("boolean",),
    "choice": ("choice", "text"),
    "multi": ("list",),
    "date": ("date",),
    "temperature": ("number",),
    "text": ("text",),
    "region": ("text", "choice"),
}


def read_questionnaire(
    raw: Any,
    vocabulary: Vocabulary,
    values: Mapping[str, Value | None],
    symptoms: tuple[Option, ...],
) -> Questionnaire:
    """Check and freeze a questionnaire; `values` are the pack's parameters, `symptoms` what
    `options_from: symptoms` means. Raises `RuleError` with every fault of its questions."""
    data = check_keys(raw, {"id", "title", "questions"}, "questionnaire")
    if not isinstance(data.get("id"), str) or not isinstance(data.get("questions"), list):
        raise fault_at(raw, "questionnaire", "id or questions are missing", "See another pack.")
    faults = Faults()
    questions: list[Question] = []
    asked: dict[str, FactType] = {}
    for place, one in enumerate(data["questions"]):
        path = f"questions[{place}]"
        try:
            question = _question(one, path, vocabulary, Vocabulary(dict(asked)), values, symptoms)
            if question.id in asked:
                raise fault_at(one, path, f"the question {question.id!r} stands twice", "Rename one.")
            asked[question.id] = _answer_type(question)
            questions.append(question)
        except RuleError as error:
            faults.add(error)
    faults.raise_any()
    return Questionnaire(
        id=data["id"],
        title=read_text(data.get("title"), raw, "title"),
        questions=tuple(questions),
        vocabulary=Vocabulary(asked),
    )


def _answer_type(question: Question) -> FactType:
    kind = _FACT_OF[question.type][0]
    return FactType(kind, tuple(option.code for option in question.options), question.text)


def _question(
    raw: Any,
    path: str,
    vocabulary: Vocabulary,
    before: Vocabulary,
    values: Mapping[str, Value | None],
    symptoms: tuple[Option, ...],
) -> Question:
    data = check_keys(raw, _KEYS, path)
    _check_simple(data, path)
    kind = data["type"]
    options = symptoms if data.get("options_from") == "symptoms" else _options(data, path)
    if kind in ("choice", "multi") and not options:
        raise fault_at(raw, path, f"a {kind} without options", "Add options or options_from: symptoms.")
    _check_fact(data, path, kind, options, vocabulary)
    lowest, highest, not_measured = _limits(values) if kind == "temperature" else (None, None, ())
    normal = data.get("normal")
    return Question(
        id=data["id"],
        type=kind,
        text=read_text(data.get("text"), raw, f"{path}.text"),
        privacy=data["privacy"],
        purpose=read_text(data.get("purpose"), raw, f"{path}.purpose"),
        required=data.get("required", True),
        hint=read_text(data["hint"], raw, f"{path}.hint") if "hint" in data else None,
        options=options,
        show_when=_show_when(data, path, before),
        normal=tuple(normal) if isinstance(normal, list) else normal,
        gives=data.get("gives"),
        consent=data.get("consent"),
        articles=read_articles(data, path),
        at_least=lowest,
        at_most=highest,
        not_measured=not_measured,
    )


def _check_simple(data: Mapping[str, Any], path: str) -> None:
    for key, known in (("type", QUESTION_TYPES), ("privacy", PRIVACY_CLASSES)):
        if data.get(key) not in known:
            raise fault_at(data, path, f"unknown {key} {data.get(key)!r}", f"Known are {', '.join(known)}.")
    if not isinstance(data.get("id"), str):
        raise fault_at(data, path, "the question has no id", "Give it a short code.")
    if not isinstance(data.get("required", True), bool):
        raise fault_at(data, path, "required is neither true nor false", "Write true or false.")


def _options(data: Mapping[str, Any], path: str) -> tuple[Option, ...]:
    options = []
    for place, one in enumerate(data.get("options", [])):
        at = f"{path}.options[{place}]"
        option = check_keys(one, {"code", "text"}, at)
        if not isinstance(option.get("code"), str):
            raise fault_at(one, at, "the option has no code", "Give it a short code.")
        options.append(Option(option["code"], read_text(option.get("text"), one, f"{at}.text")))
    return tuple(options)


def _check_fact(
    data: Mapping[str, Any],
    path: str,
    kind: str,
    options: tuple[Option, ...],
    vocabulary: Vocabulary,
) -> None:
    if "gives" not in data:
        return
    fact = vocabulary.facts.get(data["gives"])
    if fact is None:
        raise fault_at(data, path, f"gives the unknown fact {data['gives']!r}", "Declare it in facts.yaml.")
    if fact.kind not in _FACT_OF[kind]:
        raise fault_at(data, path, f"a {kind} gives no {fact.kind} ({data['gives']})", "Take another type.")
    strange = {option.code for option in options} - set(fact.options)
    if fact.options and strange:
        raise fault_at(
            data, path, f"the option {min(strange)!r} is none of the fact {data['gives']}",
            "Add it to the fact's options.",
        )  # fmt: skip


def _limits(
    values: Mapping[str, Value | None],
) -> tuple[Decimal | None, Decimal | None, tuple[Decimal, ...]]:
    lowest, highest = values.get("plausible_min"), values.get("plausible_max")
    unread = values.get("not_measured")
    return (
        None if lowest is None else as_number(lowest),
        None if highest is None else as_number(highest),
        tuple(as_number(one) for one in unread) if isinstance(unread, tuple) else (),
    )


def _show_when(data: Mapping[str, Any], path: str, before: Vocabulary) -> Node | None:
    """A condition over earlier questions only, so that one pass in order decides what is shown."""
    if "show_when" not in data:
        return None
    node = parse(data["show_when"], before, f"{path}.show_when")
    if not facts_used(node):
        raise fault_at(data, path, "show_when names no question", "Remove it or name one.")
    return node
