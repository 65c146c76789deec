"""What a rule may speak of: declared facts and parameters, each with its type and its texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fugong.rules.errors import FactError, Faults, RuleError
from fugong.rules.source import fault_at
from fugong.rules.values import LANGUAGES, Text, Value, as_date, as_number, describe

KINDS = ("boolean", "number", "integer", "text", "choice", "list", "date")
_FACT_KEYS = {"type", "text", "hint", "options", "unit", "carry", "at_least", "at_most", "pattern"}
_PARAMETER_KEYS = (_FACT_KEYS - {"hint", "carry"}) | {
    "value", "values", "enterprise_may_set", "source", "confidence",
}  # fmt: skip
_DATED_KEYS = {"from", "value", "source", "article", "quote"}
CARRIES = ("day", "latest", "ever", "none")


@dataclass(frozen=True, slots=True)
class FactType:
    """What values a fact (or parameter) may take.

    `options` are the codes of a choice or list (empty: any text). `at_least` and `at_most` bound a
    number, both included; `pattern` is what the whole of a text must match. `carry` says how records
    of several days become one fact; it means something to whoever combines records, nothing here.
    """

    kind: str
    options: tuple[str, ...] = ()
    text: Text = field(default_factory=dict)
    unit: str = ""
    carry: str = "latest"
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    pattern: str = ""

    def read(self, name: str, value: object) -> Value:
        """The value in its exact form (Decimal, date, tuple); `FactError` when it does not fit."""
        try:
            read = _READERS[self.kind](self, value)
        except ValueError as error:
            raise FactError(name, str(error)) from error
        if isinstance(read, Decimal):
            if self.at_least is not None and read < self.at_least:
                raise FactError(name, f"{read} is below {self.at_least}")
            if self.at_most is not None and read > self.at_most:
                raise FactError(name, f"{read} is above {self.at_most}")
        if self.pattern and isinstance(read, str) and not re.fullmatch(self.pattern, read):
            raise FactError(name, f"{describe(value)} does not have the form {self.pattern}")
        return read


def _read_boolean(_: FactType, value: object) -> Value:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is wanted, not {describe(value)}")
    return value


def _read_number(_: FactType, value: object) -> Value:
    return as_number(value)


def _read_integer(_: FactType, value: object) -> Value:
    number = as_number(value)
    if number != number.to_integral_value():
        raise ValueError(f"a whole number is wanted, not {describe(value)}")
    return Decimal(int(number))


def _read_text(_: FactType, value: object) -> Value:
    if not isinstance(value, str):
        raise ValueError(f"a text is wanted, not {describe(value)}")
    return value


def _read_choice(kind: FactType, value: object) -> Value:
    if not isinstance(value, str) or (kind.options and value not in kind.options):
        raise ValueError(f"one of {', '.join(kind.options)} is wanted, not {describe(value)}")
    return value


def _read_list(kind: FactType, value: object) -> Value:
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValueError(f"a list is wanted, not {describe(value)}")
    items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
    if all(isinstance(item, int | Decimal) and not isinstance(item, bool) for item in items):
        return tuple(as_number(item) for item in items)
    return tuple(str(_read_choice(kind, item)) for item in items)


def _read_date(_: FactType, value: object) -> Value:
    return as_date(value)


_READERS = {
    "boolean": _read_boolean,
    "number": _read_number,
    "integer": _read_integer,
    "text": _read_text,
    "choice": _read_choice,
    "list": _read_list,
    "date": _read_date,
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter's value from the day `since` on, until the next; None: not known from then on."""

    since: date
    value: Value | None
    source: str = ""
    article: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, day or list that a bureau may change, with its source.

    `value` None means not known; `refers_to` names another parameter whose value it takes. `dated` holds the values
    of one that changes with the day, oldest first; such a parameter has no `value` of its own.
    """

    type: FactType
    value: Value | None = None
    refers_to: str | None = None
    enterprise_may_set: bool = False
    source: str = ""
    confidence: str = ""
    dated: tuple[Dated, ...] = ()

    def check(self, name: str, value: object) -> Value:
        """The value an enterprise sets, checked against type and limits; raises `FactError`."""
        return self.type.read(name, value)

    def on(self, day: date | None) -> Value | None:
        """The value of that day, None where it is not known; ValueError for a dated one without a day."""
        if not self.dated:
            return self.value
        if day is None:
            raise ValueError("the parameter changes with the day: say which")
        return next((one.value for one in reversed(self.dated) if one.since <= day), None)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The declared facts and parameters; a rule that speaks of anything else is refused."""

    facts: Mapping[str, FactType]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def read_facts(self, facts: Mapping[str, object]) -> dict[str, Value]:
        """The facts in exact form, without those that are None (not known).

        Raises `FactError` for an undeclared fact and for a value of the wrong type.
        """
        read: dict[str, Value] = {}
        for name, value in facts.items():
            if name not in self.facts:
                raise FactError(name, "no such fact is declared")
            if value is not None:
                read[name] = self.facts[name].read(name, value)
        return read


def read_text(raw: object, owner: object, path: str) -> Text:
    """A text in every language, or a `RuleError` naming the one that is missing."""
    if not isinstance(raw, Mapping):
        raise fault_at(owner, path, "the text is missing", "Write {zh: …, en: …}.")
    for language in LANGUAGES:
        if not isinstance(raw.get(language), str) or not raw[language].strip():
            raise fault_at(owner, path, f"the text has no {language!r}", "Write {zh: …, en: …}.")
    if extra := set(raw) - set(LANGUAGES):
        raise fault_at(owner, path, f"unknown language {sorted(extra)[0]!r}", "Use zh and en.")
    return {language: str(raw[language]) for language in LANGUAGES}


def check_keys(raw: object, allowed: set[str], path: str) -> Mapping[str, Any]:
    """`raw` as a mapping with no key outside `allowed`; `RuleError` otherwise."""
    if not isinstance(raw, Mapping):
        raise fault_at(raw, path, "a mapping is wanted here", "Write `key: value` lines.")
    for key in raw:
        if key not in allowed:
            raise fault_at(raw, path, f"unknown key {key!r}", f"Known are {', '.join(sorted(allowed))}.")
    return raw


def read_type(raw: object, path: str, keys: set[str] = _FACT_KEYS) -> FactType:
    """A fact's declaration `{type, text, options, unit, carry, at_least, at_most, pattern}`."""
    data = check_keys(raw, keys, path)
    kind = data.get("type")
    if kind not in KINDS:
        raise fault_at(raw, path, f"unknown type {kind!r}", f"Known are {', '.join(KINDS)}.")
    options = data.get("options", [])
    if not isinstance(options, list) or not all(isinstance(one, str) for one in options):
        raise fault_at(raw, path, "options are no list of codes", "Write [one, two].")
    if kind == "choice" and not options:
        raise fault_at(raw, path, "a choice without options", "List its codes under options.")
    carry = data.get("carry", "latest")
    if carry not in CARRIES:
        raise fault_at(raw, path, f"unknown carry {carry!r}", f"Known are {', '.join(CARRIES)}.")
    return FactType(
        kind=str(kind),
        options=tuple(options),
        text=read_text(data["text"], raw, f"{path}.text") if "text" in data else {},
        unit=str(data.get("unit", "")),
        carry=str(carry),
        **_bounds(raw, data, kind, path),
    )


def _bounds(raw: object, data: Mapping[str, Any], kind: str, path: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key in ("at_least", "at_most"):
        if key in data:
            if kind not in ("number", "integer"):
                raise fault_at(raw, path, f"{key} does not fit a {kind}", "Only a number has bounds.")
            try:
                made[key] = as_number(data[key])
            except ValueError as error:
                raise fault_at(raw, path, f"{key}: {error}", "Give a number.") from error
    if "at_least" in made and "at_most" in made and made["at_least"] > made["at_most"]:
        raise fault_at(raw, path, "at_least is above at_most", "Exchange them.")
    if "pattern" in data:
        try:
            re.compile(data["pattern"])
        except (re.error, TypeError) as error:
            raise fault_at(raw, path, f"the pattern is none: {error}", "Mend the pattern.") from error
        if kind != "text":
            raise fault_at(raw, path, f"a pattern does not fit a {kind}", "Only a text has a pattern.")
        made["pattern"] = data["pattern"]
    return made


def _parameter(name: str, raw: object, path: str) -> Parameter:
    data = check_keys(raw, _PARAMETER_KEYS, path)
    kind = read_type({key: data[key] for key in data if key in _FACT_KEYS}, path)
    given = data.get("value")
    refers = given.get("param") if isinstance(given, Mapping) and set(given) == {"param"} else None
    if "values" in data and "value" in data:
        raise fault_at(raw, path, "value and values together", "Keep one of them.")
    try:
        return Parameter(
            type=kind,
            value=None if given is None or refers else kind.read(name, given),
            refers_to=refers,
            enterprise_may_set=data.get("enterprise_may_set", False) is True,
            source=str(data.get("source", "")),
            confidence=str(data.get("confidence", "")),
            dated=_dated(name, kind, data["values"], raw, f"{path}.values") if "values" in data else (),
        )
    except FactError as error:
        raise fault_at(raw, path, str(error), "Give a value of the declared type.") from error


def _dated(name: str, kind: FactType, raw: object, owner: object, path: str) -> tuple[Dated, ...]:
    if not isinstance(raw, list) or not raw:
        raise fault_at(owner, path, "no list of values", "Write values: [{from: 2020-02-20, value: …}].")
    made: list[Dated] = []
    for place, one in enumerate(raw):
        data = check_keys(one, _DATED_KEYS, f"{path}[{place}]")
        since = data.get("from")
        if not isinstance(since, date):
            raise fault_at(one, f"{path}[{place}]", "from is no day", "Write from: 2020-02-20.")
        if made and since <= made[-1].since:
            raise fault_at(one, f"{path}[{place}]", f"{since} is not after {made[-1].since}", "Order by day.")
        given = data.get("value")
        try:
            value = None if given is None else kind.read(name, given)
        except FactError as error:
            raise fault_at(
                one, f"{path}[{place}]", str(error), "Give a value of the declared type."
            ) from error
        made.append(Dated(since, value, *(str(data.get(key, "")) for key in ("source", "article", "quote"))))
    return tuple(made)


def _check_references(parameters: Mapping[str, Parameter], raw: object) -> None:
    for name in parameters:
        seen = [name]
        while (following := parameters[seen[-1]].refers_to) is not None:
            if following not in parameters:
                raise fault_at(
                    raw, f"parameters.{seen[-1]}", f"unknown parameter {following!r}", "Declare it."
                )
            if following in seen:
                ring = " → ".join([*seen, following])
                raise fault_at(
                    raw, f"parameters.{name}", f"parameters in a circle: {ring}",
                    "Give one of them a value.",
                )  # fmt: skip
            seen.append(following)


def parse_vocabulary(raw_facts: object, raw_parameters: object = None) -> Vocabulary:
    """Facts `{id: {type, text, …}}` and parameters `{id: {type, value, source, …}}`.

    Raises `RuleError` with every fault found, among them parameters that refer in a circle.
    """
    faults = Faults()
    facts: dict[str, FactType] = {}
    parameters: dict[str, Parameter] = {}
    for name, raw in _entries(raw_facts, "facts", faults):
        try:
            facts[name] = read_type(raw, f"facts.{name}")
        except RuleError as error:
            faults.add(error)
    for name, raw in _entries(raw_parameters or {}, "parameters", faults):
        try:
            parameters[name] = _parameter(name, raw, f"parameters.{name}")
        except RuleError as error:
            faults.add(error)
    faults.raise_any()
    _check_references(parameters, raw_parameters)
    return Vocabulary(facts, parameters)


def _entries(raw: object, path: str, faults: Faults) -> list[tuple[str, object]]:
    if isinstance(raw, Mapping):
        return [(str(name), value) for name, value in raw.items()]
    faults.add(fault_at(raw, path, "a mapping is wanted here", "Write `id: {type: …}` lines."))
    return []
