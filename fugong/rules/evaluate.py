"""One subject, one rule: true, false or unknown, with the reasons and the facts still wanted.

Kleene's three-valued logic: `all` is false as soon as one part is false, `any` true as soon as one
is true, whatever else is unknown. A missing fact is never zero and never false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, cast

from fugong.rules.errors import FactError
from fugong.rules.nodes import (
    AnyOf,
    DaysAfter,
    FactRef,
    Leaf,
    Literal,
    Node,
    Not,
    Operand,
    Reason,
    operand_facts,
    walk,
)
from fugong.rules.values import Value, describe
from fugong.rules.vocabulary import Vocabulary

Nothing: frozenset[str] = frozenset()


Verdict = tuple[bool | None, frozenset[str]]
"""An answer, and what could still change it."""

Memo = dict[str, Verdict]
"""Answers by the key of the node, for one set of facts and parameters; empty at first, filled by `evaluate`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer. `missing` names only facts (and parameters without a value) that could still
    change it, so it is empty whenever `holds` is not None."""

    holds: bool | None
    reasons: tuple[Reason, ...] = ()
    missing: frozenset[str] = Nothing


def resolve_parameters(
    vocabulary: Vocabulary, overrides: Mapping[str, object] | None = None, on: date | None = None
) -> dict[str, Value | None]:
    """Every parameter's value on that day, references followed; `overrides` are an enterprise's own values.

    Without `on` a dated parameter is a ValueError.
    Raises `FactError` for an override that is undeclared, not open to enterprises or out of range.
    """
    own: dict[str, Value] = {}
    for name, value in (overrides or {}).items():
        parameter = vocabulary.parameters.get(name)
        if parameter is None:
            raise FactError(name, "no such parameter is declared")
        if not parameter.enterprise_may_set:
            raise FactError(name, "an enterprise may not set this")
        own[name] = parameter.check(name, value)
    resolved: dict[str, Value | None] = {}
    for name, parameter in vocabulary.parameters.items():
        source = name
        while source not in own and parameter.refers_to is not None:
            source = parameter.refers_to
            parameter = vocabulary.parameters[source]
        resolved[name] = own[source] if source in own else parameter.on(on)
    return resolved


def evaluate(
    node: Node,
    facts: Mapping[str, Value],
    parameters: Mapping[str, Value | None] | None = None,
    *,
    assume: Mapping[str, bool] | None = None,
    memo: Memo | None = None,
) -> Outcome:
    """Judge `node`. `facts` are read by `Vocabulary.read_facts`, parameters by
    `resolve_parameters`; `assume` fixes leaves by their path (for what-if questions).

    A `memo` handed to many rules over the same facts and parameters makes each comparison once; with `assume` it is
    left alone. Raises `FactError` when two values of different kinds are compared, or a day is beyond the calendar.
    """
    reasons: list[Reason] = []
    case = _Case(facts, parameters or {}, assume or {}, None if assume else memo)
    holds, missing = _judge(node, case, reasons)
    return Outcome(holds, tuple(reasons), missing)


def judge(
    node: Node,
    facts: Mapping[str, Value],
    parameters: Mapping[str, Value | None] | None = None,
    memo: Memo | None = None,
) -> Verdict:
    """As `evaluate`, without the reasons: a node that the `memo` knows is not looked into again."""
    return _judge(node, _Case(facts, parameters or {}, {}, {} if memo is None else memo), None)


@dataclass(slots=True)
class _Case:
    """What a rule is judged by."""

    facts: Mapping[str, Value]
    parameters: Mapping[str, Value | None]
    assume: Mapping[str, bool]
    memo: Memo | None


def _judge(node: Node, case: _Case, reasons: list[Reason] | None) -> Verdict:
    """`reasons` None: none are wanted, so that what the memo knows need not be walked again."""
    place = 0 if reasons is None else len(reasons)
    memo = case.memo if reasons is None or isinstance(node, Leaf) else None
    verdict = None if memo is None else memo.get(node.key)
    if verdict is None:
        verdict = _answer(node, case, reasons)
        if memo is not None:
            memo[node.key] = verdict
    if reasons is not None and node.labels.reasons:
        reasons.insert(place, node.labels.reasons[verdict[0]])
    return verdict


def _answer(node: Node, case: _Case, reasons: list[Reason] | None) -> Verdict:
    if isinstance(node, Leaf):
        if case.assume and node.path in case.assume:
            return case.assume[node.path], Nothing
        return _compare(node, case.facts, case.parameters)
    if isinstance(node, Not):
        holds, missing = _judge(node.child, case, reasons)
        return (None if holds is None else not holds), missing
    parts = [_judge(child, case, reasons) for child in node.children]
    return _join(parts, decisive=isinstance(node, AnyOf))


def _join(parts: list[Verdict], *, decisive: bool) -> Verdict:
    """`decisive` is the value that settles the matter alone: true for any, false for all."""
    unknown = []
    for holds, missing in parts:
        if holds is decisive:
            return decisive, Nothing
        if holds is None:
            unknown.append(missing)
    return (None, Nothing.union(*unknown)) if unknown else (not decisive, Nothing)


def resolve(
    operand: Operand, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]
) -> tuple[Value | None, frozenset[str]]:
    """The operand's value, or None with the names of what is missing."""
    if isinstance(operand, Literal):
        return operand.value, Nothing
    if isinstance(operand, DaysAfter):
        return _days_after(operand, facts, parameters)
    source: Mapping[str, Any] = facts if isinstance(operand, FactRef) else parameters
    value = source.get(operand.name)
    return value, (Nothing if value is not None else frozenset((operand.name,)))


def _days_after(
    operand: DaysAfter, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]
) -> tuple[Value | None, frozenset[str]]:
    start, without_start = resolve(operand.start, facts, parameters)
    days, without_days = resolve(operand.days, facts, parameters)
    if start is None or days is None:
        return None, without_start | without_days
    try:
        return _day(start) + timedelta(days=int(_number(days))), Nothing
    except OverflowError as error:
        name = next(iter(sorted(operand_facts(operand))), "days_after")
        raise FactError(name, f"no such day: {describe(days)} days after {start}") from error


def _compare(leaf: Leaf, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]) -> Verdict:
    left, missing = resolve(leaf.subject, facts, parameters)
    right, without_right = resolve(leaf.value, facts, parameters)
    if leaf.op == "known":
        return (left is not None) == right, Nothing
    missing |= without_right
    days: Value | None = None
    if leaf.days is not None:
        days, without_days = resolve(leaf.days, facts, parameters)
        missing |= without_days
    if missing or left is None or right is None:
        return None, missing
    try:
        holds = _holds(leaf.op, left, right, days)
    except TypeError as error:
        raise FactError(leaf.subject.name, str(error)) from error
    return holds, (frozenset((leaf.subject.name,)) if holds is None else Nothing)


def _within(code: Value, listed: tuple[Any, ...]) -> bool | None:
    """Whether a hierarchical code lies within one of the `listed`; None where it is too coarse to say."""
    if not isinstance(code, str):
        raise TypeError(f"a code is wanted, not {describe(code)}")
    if code.startswith(tuple(str(one) for one in listed)):
        return True
    return None if any(str(one).startswith(code) for one in listed) else False


def _holds(op: str, left: Value, right: Value, days: Value | None) -> bool | None:
    if op in ("is", "is_not"):
        return _equal(left, right) == (op == "is")
    if op in ("in", "not_in"):
        return any(_equal(left, one) for one in _list(right)) == (op == "in")
    if op in ("has_any", "has_none"):
        return bool(set(_list(left)) & set(_list(right))) == (op == "has_any")
    if op == "starts_with":
        if not isinstance(left, str):
            raise TypeError(f"a text is wanted, not {describe(left)}")
        return left.startswith(tuple(str(one) for one in _list(right)))
    if op == "within":
        return _within(left, _list(right))
    if op == "within_days_of":
        past = (_day(right) - _day(left)).days
        return 0 <= past <= int(_number(cast(Value, days)))
    in_days = isinstance(left, date)
    return _ORDER[op](_day(left), _day(right)) if in_days else _ORDER[op](_number(left), _number(right))


_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {"below": lt, "at_most": le, "at_least": ge, "above": gt}


def _equal(left: Value, right: Value) -> bool:
    for kind in _COMPARABLE:
        if isinstance(left, kind) and isinstance(right, kind):
            return bool(left == right)
        if isinstance(left, kind) or isinstance(right, kind):
            break
    raise TypeError(f"{describe(left)} and {describe(right)} cannot be compared")


_COMPARABLE: tuple[Any, ...] = (bool, str, date, (Decimal, int))


def _number(value: Value) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a number is wanted, not {describe(value)}")
    return Decimal(value)


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError(f"a day is wanted, not {describe(value)}")
    return value


def _list(value: Value) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        raise TypeError(f"a list is wanted, not {describe(value)}")
    return value


def what_would_change(
    node: Node, facts: Mapping[str, Value], parameters: Mapping[str, Value | None] | None = None
) -> tuple[Leaf, ...]:
    """The conditions each of which, were it otherwise, would alone turn the answer round.

    For an unknown answer: those that would alone settle it. In the order of the rule.
    """
    now = judge(node, facts, parameters)[0]
    turning = []
    for leaf in walk(node):
        if isinstance(leaf, Leaf):
            own = judge(leaf, facts, parameters)[0]
            others = (True, False) if own is None else (not own,)
            turned = [evaluate(node, facts, parameters, assume={leaf.path: one}).holds for one in others]
            if any(holds is not None and holds is not now for holds in turned):
                turning.append(leaf)
    return tuple(turning)
