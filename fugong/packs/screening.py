"""The verdict of one worker for one day, with reasons: a pack's screening table, judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fugong.packs.gate import fill
from fugong.packs.schema import Pack
from fugong.rules import Row, Text, decide, resolve, resolve_parameters
from fugong.rules.values import Value

VERDICTS = ("clear", "observe", "barred")
WAITING = "no_report"
"""The reason of a worker about whom not enough is known for a verdict."""

Nothing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VerdictReason:
    """One row that applies. `until` is the last day on which it still does, None: open.

    `why` and `next` are texts in both languages with the numbers filled in.
    """

    code: str
    verdict: str | None
    articles: tuple[str, ...]
    until: date | None
    why: Text
    next: Text
    row: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`verdict` clear, observe, barred, or None while waiting (then `reason` is `no_report`).

    `reasons` are all rows that apply, the deciding one first. `until` is the last day on which the
    verdict still stands, None: open. `missing` names the facts that could still change a waiting
    verdict. `why` and `next` are the deciding reason's texts.
    """

    verdict: str | None
    reason: str
    reasons: tuple[VerdictReason, ...]
    until: date | None
    missing: frozenset[str]
    articles: tuple[str, ...] = ()
    why: Text = field(default_factory=dict)
    next: Text = field(default_factory=dict)


def judge(
    pack: Pack,
    facts: Mapping[str, object],
    enterprise_parameters: Mapping[str, object] | None = None,
) -> Verdict:
    """Judge a worker by the pack's table; rests on G4, G8 and G9 through the rows' articles.

    `facts` are those the pack declares (`pack.vocabulary.facts`), None or absent = not known;
    `on`, the day judged, is one of them. `enterprise_parameters` are the enterprise's own values of
    parameters open to it. Raises `FactError` naming an undeclared or mistyped fact or parameter.
    Never `clear` while a fact that could bar is missing.
    """
    read = pack.vocabulary.read_facts(facts)
    parameters = resolve_parameters(pack.vocabulary, enterprise_parameters)
    ruling = decide(pack.screening, read, parameters, alike="verdict")
    waiting = next(row for row in pack.screening.rows if row.result["reason"] == WAITING)
    deciding = ruling.row or waiting
    clear = pack.screening.rows[-1]
    holding = [
        row
        for row in pack.screening.rows
        if ruling.outcomes[row.id].holds and row not in (deciding, clear, waiting)
    ]
    reasons = tuple(_reason(row, read, parameters) for row in (deciding, *holding))
    return Verdict(
        verdict=reasons[0].verdict,
        reason=reasons[0].code,
        reasons=reasons,
        until=_until(reasons),
        missing=ruling.missing if ruling.row is None else Nothing,
        articles=reasons[0].articles,
        why=reasons[0].why,
        next=reasons[0].next,
    )


def _until(reasons: tuple[VerdictReason, ...]) -> date | None:
    """The last day of the verdict: the latest of its reasons, open when one of them is."""
    days = [one.until for one in reasons if one.verdict == reasons[0].verdict]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def _reason(row: Row, facts: Mapping[str, Value], parameters: Mapping[str, Value | None]) -> VerdictReason:
    until = None
    if row.result["until"] is not None:
        until, _ = resolve(row.result["until"], facts, parameters)
    values: dict[str, object] = {**parameters, **facts}
    return VerdictReason(
        code=row.result["reason"],
        verdict=row.result["verdict"],
        articles=row.result["articles"],
        until=until if isinstance(until, date) else None,
        why=_filled(row.result["why"], values),
        next=_filled(row.result["next"], values),
        row=row.id,
    )


def _filled(text: Text, values: Mapping[str, object]) -> dict[str, str]:
    return {language: fill(said, values) for language, said in text.items()}


def combine(pack: Pack, records: Iterable[tuple[date, Mapping[str, object]]], on: date) -> dict[str, Any]:
    """One set of facts from a worker's records `(day, facts)`, oldest first, for the day `on`.

    Records after `on` are ignored. How a fact is carried over stands in the pack's facts.yaml:
    `day` only from the day itself, the worst of several (highest temperature, all symptoms);
    `ever` stays true once said, the latest day counts; `latest` the newest answer. So a "no" of
    today does not undo a contact told last week. Facts of `carry: none` come from the caller.
    """
    combined: dict[str, Any] = {"on": on}
    for day, facts in records:
        if day > on:
            continue
        for name, value in pack.vocabulary.read_facts(facts).items():
            carry = pack.vocabulary.facts[name].carry
            if carry == "none" or (carry == "day" and day != on):
                continue
            before = combined.get(name)
            combined[name] = value if carry == "latest" or before is None else _worse(before, value)
    return combined


def _worse(before: Any, value: Any) -> Any:
    if isinstance(value, tuple):
        return (*before, *(one for one in value if one not in before))
    return max(before, value)
