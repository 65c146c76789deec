"""Reads clocks.yaml: how long a party has for its work on a case, by kind of case and name of the work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fugong.packs.schema import CLOCK_UNITS, ClockRule, Length
from fugong.rules import RuleError
from fugong.rules.errors import Faults
from fugong.rules.source import fault_at
from fugong.rules.vocabulary import check_keys

_LENGTH_KEYS = {"amount", "unit"}
_KEYS = {*_LENGTH_KEYS, "warn_before", "escalate_after", "source", "confidence"}
_MOST = {"days": 3660, "working_days": 2610, "hours": 87840}  # ten years


def read_clocks(raw: Any) -> Mapping[str, Mapping[str, ClockRule]]:
    """Kind → name → clock. Raises `RuleError` with every fault found."""
    if not isinstance(raw, Mapping):
        raise fault_at(raw, "clocks", "a mapping is wanted here", "Write `kind: {name: {amount: …}}` lines.")
    faults = Faults()
    clocks: dict[str, dict[str, ClockRule]] = {}
    for kind, names in raw.items():
        clocks[kind] = {}
        if not isinstance(names, Mapping):
            faults.add(fault_at(raw, kind, "a mapping is wanted here", "Write `name: {amount: …}` lines."))
            continue
        for name, one in names.items():
            try:
                clocks[kind][name] = _clock(one, f"{kind}.{name}")
            except RuleError as error:
                faults.add(error)
    faults.raise_any()
    return clocks


def _clock(raw: Any, path: str) -> ClockRule:
    data = check_keys(raw, _KEYS, path)
    own = _length({key: data[key] for key in data if key in _LENGTH_KEYS}, raw, path)
    warn = _other(data, "warn_before", path)
    if warn is not None and warn.unit == own.unit and warn.amount >= own.amount:
        raise fault_at(raw, f"{path}.warn_before", "the warning comes before the clock starts", "Shorten it.")
    source = data.get("source")
    if not isinstance(source, str) or not source.strip():
        raise fault_at(raw, path, "the clock has no source", "Say where the number comes from.")
    return ClockRule(
        amount=own.amount,
        unit=own.unit,
        warn_before=warn,
        escalate_after=_other(data, "escalate_after", path),
        source=source,
        confidence=str(data.get("confidence", "")),
    )


def _other(data: Mapping[str, Any], key: str, path: str) -> Length | None:
    if key not in data:
        return None
    return _length(check_keys(data[key], _LENGTH_KEYS, f"{path}.{key}"), data[key], f"{path}.{key}")


def _length(data: Mapping[str, Any], owner: object, path: str) -> Length:
    amount, unit = data.get("amount"), data.get("unit")
    if unit not in CLOCK_UNITS:
        raise fault_at(owner, path, f"unknown unit {unit!r}", f"Known are {', '.join(CLOCK_UNITS)}.")
    if type(amount) is not int or not 1 <= amount <= _MOST[unit]:
        raise fault_at(owner, path, f"{amount!r} is no length", f"Write a whole number, 1 to {_MOST[unit]}.")
    return Length(amount, unit)
