"""From YAML or JSON data to a checked tree. Whatever is not in the vocabulary is refused."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from fugong.rules.errors import FactError, Faults, RuleError
from fugong.rules.nodes import (
    ALWAYS,
    All,
    AnyOf,
    DaysAfter,
    FactRef,
    Labels,
    Leaf,
    Literal,
    Node,
    Not,
    Operand,
    ParamRef,
)
from fugong.rules.source import fault_at
from fugong.rules.values import Text, as_date, as_number
from fugong.rules.vocabulary import FactType, Vocabulary, read_text

EQUAL = ("is", "is_not")
ORDER = ("below", "at_most", "at_least", "above")
MEMBER = ("in", "not_in")
OVERLAP = ("has_any", "has_none")
PREFIX = ("starts_with", "within")
DAYS = ("within_days_of",)
KNOWN = ("known",)
OPERATORS = (*EQUAL, *ORDER, *MEMBER, *OVERLAP, *PREFIX, *DAYS, *KNOWN)

_NUMBERS = ("number", "integer")
_TEXTS = ("text", "choice")
_KINDS_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(EQUAL, ("boolean", *_NUMBERS, *_TEXTS, "date")),
    **dict.fromkeys(ORDER, (*_NUMBERS, "date")),
    **dict.fromkeys(MEMBER, (*_NUMBERS, *_TEXTS)),
    **dict.fromkeys(OVERLAP, ("list",)),
    **dict.fromkeys(PREFIX, ("text",)),
    **dict.fromkeys(DAYS, ("date",)),
    **dict.fromkeys(KNOWN, ("boolean", *_NUMBERS, *_TEXTS, "list", "date")),
}
_LABEL_KEYS = ("id", "text", "article", "quote", "determination")
_FORMS = ("all", "any", "not", "fact", "param")
_INTEGER = FactType("integer")
_DATE = FactType("date")
_BOOLEAN = FactType("boolean")


def parse(raw: object, vocabulary: Vocabulary, path: str = "when") -> Node:
    """Check and freeze a rule; raises `RuleError` with every fault found, file and line in each."""
    if raw == ALWAYS:
        return All((), path=path)
    if not isinstance(raw, Mapping):
        raise fault_at(raw, path, "a condition is wanted here", "Write {fact: …, is: …}, all, any or not.")
    forms = [key for key in _FORMS if key in raw]
    if len(forms) != 1:
        what = "no form" if not forms else f"{' and '.join(forms)} together"
        raise fault_at(raw, path, what, f"A condition has exactly one of {', '.join(_FORMS)}.")
    form = forms[0]
    if form in ("fact", "param"):
        return _leaf(raw, form, vocabulary, path)
    _refuse_unknown(raw, (form, *_LABEL_KEYS), path)
    labels = _labels(raw, path)
    if form == "not":
        return Not(parse(raw["not"], vocabulary, f"{path}.not"), labels, path)
    children = raw[form]
    if not isinstance(children, list) or not children:
        raise fault_at(raw, path, f"{form} without conditions", f"Write {form}: [condition, …].")
    faults = Faults()
    parsed: list[Node] = []
    for place, child in enumerate(children):
        try:
            parsed.append(parse(child, vocabulary, f"{path}.{form}[{place}]"))
        except RuleError as error:
            faults.add(error)
    faults.raise_any()
    kind = All if form == "all" else AnyOf
    return kind(tuple(parsed), labels, path)


def _refuse_unknown(raw: Mapping[str, Any], allowed: Iterable[str], path: str) -> None:
    for key in raw:
        if key not in allowed:
            raise fault_at(raw, path, f"unknown key {key!r}", _nearest(key, allowed))


def _nearest(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = difflib.get_close_matches(word, names, 1)
    return f"Did you mean {close[0]!r}?" if close else f"Known are {', '.join(names)}."


def _labels(raw: Mapping[str, Any], path: str) -> Labels:
    for key in ("id", "quote", "determination"):
        if key in raw and not isinstance(raw[key], str):
            raise fault_at(raw, path, f"{key} is no text", "Put it in quotes.")
    return Labels(
        id=raw.get("id"),
        text=_text(raw, path) if "text" in raw else None,
        articles=read_articles(raw, path),
        quote=raw.get("quote"),
        determination=raw.get("determination"),
    )


def _text(raw: Mapping[str, Any], path: str) -> Text:
    return read_text(raw["text"], raw, f"{path}.text")


def read_articles(raw: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The `article` of a node or row: one id or a list of them."""
    given = raw.get("article", [])
    articles = given if isinstance(given, list) else [given]
    if not all(isinstance(one, str) and one for one in articles):
        raise fault_at(raw, path, "an article is no text", "Write article: G4 or article: [G4, G9].")
    return tuple(articles)


def _leaf(raw: Mapping[str, Any], form: str, vocabulary: Vocabulary, path: str) -> Leaf:
    subject, kind = read_reference(raw, form, vocabulary, path)
    operators = [key for key in raw if key in OPERATORS]
    _refuse_unknown(raw, (form, *OPERATORS, *_LABEL_KEYS), path)
    if len(operators) != 1:
        what = "no operator" if not operators else f"two operators: {' and '.join(operators)}"
        raise fault_at(raw, path, what, f"Give exactly one of {', '.join(OPERATORS)}.")
    op = operators[0]
    if kind.kind not in _KINDS_OF[op]:
        fitting = [one for one in OPERATORS if kind.kind in _KINDS_OF[one]]
        raise fault_at(
            raw, path, f"{op!r} does not fit a {kind.kind} ({subject.name})",
            f"Fitting are {', '.join(fitting)}.",
        )  # fmt: skip
    labels, given, days = _labels(raw, path), raw[op], None
    if op == "within_days_of":
        if not isinstance(given, list) or len(given) != 2:
            raise fault_at(raw, path, f"{op} wants a day and a number", f"Write {op}: [day, days].")
        value = parse_operand(given[0], _DATE, vocabulary, raw, f"{path}.{op}[0]")
        days = parse_operand(given[1], _INTEGER, vocabulary, raw, f"{path}.{op}[1]")
    else:
        value = parse_operand(given, _wanted(op, kind), vocabulary, raw, f"{path}.{op}")
    return Leaf(subject, op, value, days, labels, path)


def read_reference(
    raw: Mapping[str, Any], form: str, vocabulary: Vocabulary, path: str
) -> tuple[FactRef | ParamRef, FactType]:
    """The fact or parameter that `{fact: id}` or `{param: id}` names, with its type; raises `RuleError`."""
    name = raw[form]
    if form == "fact":
        if name not in vocabulary.facts:
            raise fault_at(raw, path, f"unknown fact {name!r}", _nearest(str(name), vocabulary.facts))
        return FactRef(name), vocabulary.facts[name]
    if name not in vocabulary.parameters:
        raise fault_at(raw, path, f"unknown parameter {name!r}", _nearest(str(name), vocabulary.parameters))
    return ParamRef(name), vocabulary.parameters[name].type


def _wanted(op: str, kind: FactType) -> FactType:
    """The type of the value that stands on the right of `op`."""
    if op in KNOWN:
        return _BOOLEAN
    if op in (*MEMBER, *OVERLAP, *PREFIX):
        return FactType("list", kind.options)
    return kind


def parse_operand(raw: object, kind: FactType, vocabulary: Vocabulary, owner: object, path: str) -> Operand:
    """A value: a literal, `{fact: id}`, `{param: id}` or `{days_after: [day, n]}`.

    `kind` is the type it must have; `owner` is the located data around it, for error messages.
    """
    if not isinstance(raw, Mapping):
        return _literal(raw, kind, owner, path)
    if len(raw) != 1 or next(iter(raw)) not in ("fact", "param", "days_after", "days_before"):
        raise fault_at(
            owner, path, f"unknown value {dict(raw)!r}",
            "Write a literal, {fact: id}, {param: id}, {days_after: [day, n]} or days_before.",
        )  # fmt: skip
    form, given = next(iter(raw.items()))
    if form in ("fact", "param"):
        reference, found = read_reference(raw, form, vocabulary, path)
        if not _agree(found, kind):
            raise fault_at(raw, path, f"{given} is a {found.kind}, a {kind.kind} is wanted", "Take another.")
        return reference
    if kind.kind != "date":
        raise fault_at(raw, path, f"{form} gives a day, a {kind.kind} is wanted", "Compare a date.")
    if not isinstance(given, list) or len(given) != 2:
        raise fault_at(raw, path, f"{form} wants a day and a number", f"Write {form}: [day, n].")
    start = parse_operand(given[0], _DATE, vocabulary, raw, f"{path}.{form}[0]")
    days = parse_operand(given[1], _INTEGER, vocabulary, raw, f"{path}.{form}[1]")
    if form == "days_before":
        if not isinstance(days, Literal):
            raise fault_at(raw, path, "days_before wants a written number", "Write the number.")
        days = Literal(-as_number(days.value))
    return DaysAfter(start, days)


def _literal(raw: object, kind: FactType, owner: object, path: str) -> Literal:
    try:
        if kind.kind == "date":
            return Literal(as_date(raw))
        if kind.kind == "list" and not raw:
            raise FactError("value", "an empty list is never met")
        return Literal(kind.read("value", raw))
    except (FactError, ValueError) as error:
        raise fault_at(owner, path, f"wrong value: {error}", "Give a value of the fact's type.") from error


def _agree(one: FactType, other: FactType) -> bool:
    for group in (_NUMBERS, _TEXTS):
        if one.kind in group and other.kind in group:
            return True
    return one.kind == other.kind
