"""The verdict of a worker: a pack's rules, the holds that are open, and an officer's word, put together. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from fugong.packs import Pack, load
from fugong.packs.screening import Verdict
from fugong.packs.screening import judge as judge_rules
from fugong.screening import choices
from fugong.screening.facts import Known, OpenHold, facts_on

WEIGHT = {choices.BARRED: 3, choices.OBSERVE: 2, None: 1, choices.CLEAR: 0}
"""How bad a verdict is; waiting for a report is worse than clear and better than any reason to keep somebody out."""

CORRECTION = "correction"
"""The ground of a verdict that an officer gave."""

HOLD_VERDICT = {choices.ISOLATION: choices.BARRED, choices.OBSERVATION: choices.OBSERVE}


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a verdict is what it is, without anything personal: a row of the pack, its verdict and articles."""

    code: str
    row: str
    verdict: str | None
    articles: tuple[str, ...]
    until: date | None

    def stored(self) -> dict[str, Any]:
        """As JSON, for the entry and the standing."""
        return {
            "code": self.code,
            "row": self.row,
            "verdict": self.verdict,
            "articles": list(self.articles),
            "until": self.until and self.until.isoformat(),
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Ground":
        """The ground that `stored()` gave."""
        until = stored.get("until")
        return cls(
            code=str(stored.get("code", "")),
            row=str(stored.get("row", "")),
            verdict=stored.get("verdict"),
            articles=tuple(stored.get("articles", ())),
            until=date.fromisoformat(until) if until else None,
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict (None: waiting for a report), its reason and end, and every ground, the deciding one first.

    `lasting` are the grounds from answers that last beyond the day: they open holds.
    """

    verdict: str | None
    reason: str
    until: date | None
    grounds: tuple[Ground, ...]
    missing: frozenset[str] = frozenset()
    lasting: tuple[Ground, ...] = ()

    @property
    def weight(self) -> int:
        """How bad it is; see WEIGHT."""
        return WEIGHT[self.verdict]


@dataclass(frozen=True, slots=True)
class Stood:
    """What is stored of where a worker stood: the last verdict and the day it was for."""

    verdict: str | None = None
    reason: str = choices.NO_REPORT
    until: date | None = None
    for_day: date | None = None
    reported_for: date | None = None
    corrected: bool = False
    grounds: tuple[Ground, ...] = ()


def own_parameters(pack: Pack, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What an enterprise's settings say about the pack's parameters that it may set."""
    parameters = pack.vocabulary.parameters
    return {
        name: value
        for name, value in settings.items()
        if name in parameters and parameters[name].enterprise_may_set and value is not None
    }


def judge(pack: Pack, parameters: Mapping[str, Any], known: Known, on: date) -> Judged:
    """The verdict of the day `on`, by the rules and the holds; G4, G8, G9 through the rows' articles.

    Never clear without a report for the day, whatever the rules of the pack say.
    """
    facts = facts_on(pack, known, on)
    grounds = _grounds(verdict := judge_rules(pack, facts, parameters))
    answered = {ground.row for ground in grounds if _is_answered(pack, ground, known)}
    if answered:
        rows = tuple(row for row in pack.screening.rows if row.id not in answered)
        silent = replace(pack, screening=replace(pack.screening, rows=rows))
        grounds = _grounds(verdict := judge_rules(silent, facts, parameters))
    judged = Judged(
        verdict=verdict.verdict,
        reason=verdict.reason,
        until=verdict.until,
        grounds=grounds,
        missing=verdict.missing,
        lasting=tuple(ground for ground in grounds if _lasts(pack, ground)),
    )
    if judged.verdict == choices.CLEAR and not any(one.for_day == on for one in known.said):
        judged = replace(
            judged, verdict=None, reason=choices.NO_REPORT, until=None, grounds=(waiting_ground(pack),)
        )
    return with_holds(pack, judged, known.holds)


def _is_answered(pack: Pack, ground: Ground, known: Known) -> bool:
    """Whether a person lifted the hold of this ground: then it keeps nobody out again, unless it ends later."""
    return _lasts(pack, ground) and any(
        reason == ground.code and (end is None or (ground.until is not None and ground.until <= end))
        for reason, end in known.answered
    )


def _grounds(verdict: Verdict) -> tuple[Ground, ...]:
    return tuple(Ground(one.code, one.row, one.verdict, one.articles, one.until) for one in verdict.reasons)


def _lasts(pack: Pack, ground: Ground) -> bool:
    """Whether a row speaks of something that ends on a day of its own, not with the day or the roster."""
    row = next((row for row in pack.screening.rows if row.id == ground.row), None)
    return row is not None and row.result["until"] is not None


def waiting_ground(pack: Pack) -> Ground:
    """The ground of having no verdict yet."""
    return reason_ground(pack, choices.NO_REPORT, None, None)


def reason_ground(pack: Pack, reason: str, verdict: str | None, until: date | None) -> Ground:
    """The pack's first row of a reason, as a ground; a reason no row has stands without a row."""
    for row in pack.screening.rows:
        if row.result["reason"] == reason:
            return Ground(reason, row.id, verdict, row.result["articles"], until)
    return Ground(reason, "", verdict, (), until)


def hold_ground(pack: Pack, hold: OpenHold) -> Ground:
    """An open hold as a ground: it keeps the reason it was opened for, so that a refusal says what it is about."""
    return reason_ground(pack, hold.reason, HOLD_VERDICT[hold.kind], hold.until)


def with_holds(pack: Pack, judged: Judged, holds: Iterable[OpenHold]) -> Judged:
    """The verdict with the open holds: the worst of them decides, at equal weight the earlier row of the pack."""
    grounds = list(judged.grounds)
    for hold in holds:
        ground = hold_ground(pack, hold)
        twin = next(
            (one for one in grounds if one.code == ground.code and one.verdict == ground.verdict), None
        )
        if twin is None:
            grounds.append(ground)
        elif _ends_later(ground.until, twin.until):
            grounds[grounds.index(twin)] = replace(twin, until=ground.until)
    order = {row.id: place for place, row in enumerate(pack.screening.rows)}
    held = [ground for ground in grounds if WEIGHT[ground.verdict] > judged.weight]
    if held:
        deciding = min(held, key=lambda one: (-WEIGHT[one.verdict], order.get(one.row, len(order))))
    else:
        deciding = grounds[0]
    others = [one for one in grounds if one is not deciding and one.code != choices.OK]
    if deciding.code != choices.NO_REPORT:
        others = [one for one in others if one.code != choices.NO_REPORT]
    decided = (deciding, *others)
    return replace(
        judged,
        verdict=deciding.verdict,
        reason=deciding.code,
        until=_end(decided),
        grounds=decided,
        missing=judged.missing if deciding.verdict is None else frozenset(),
    )


def gate_reason(pack: Pack, judged: Judged) -> str:
    """The reason a gate gives: of everything that keeps the worker out, what stands first in the gate's own table."""
    order = _gate_order(pack.name)
    codes = [
        ground.code
        for ground in judged.grounds
        if ground.code in order and WEIGHT[ground.verdict] > WEIGHT[None]
    ]
    return min(codes, key=order.__getitem__, default=judged.reason)


@lru_cache(maxsize=16)
def _gate_order(pack: str) -> dict[str, int]:
    rows = load(pack).gate_decision["rows"]
    return {row["reason"]: place for place, row in reversed(list(enumerate(rows)))}


def _ends_later(one: date | None, other: date | None) -> bool:
    return other is not None and (one is None or one > other)


def _end(grounds: Sequence[Ground]) -> date | None:
    """The last day of a verdict: the latest end of its grounds of the same verdict, open where one of them is."""
    ends = [ground.until for ground in grounds if ground.verdict == grounds[0].verdict]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def correction_in_force(stood: Stood, on: date) -> bool:
    """Whether an officer's word counts on `on`: the day it was given for, or until the day it names."""
    if not stood.corrected or stood.for_day is None or on < stood.for_day:
        return False
    return on == stood.for_day or (stood.until is not None and on <= stood.until)


def undoes(judged: Judged, background: Judged, stood: Stood) -> bool:
    """Whether a judgement takes the place of a correction: only a worse one, for a reason the officer did not know.

    `background` is the judgement without anything said since the correction.
    """
    if judged.verdict is None or judged.weight <= WEIGHT[stood.verdict]:
        return False
    return judged.reason not in {ground.code for ground in background.grounds}


def state_on(pack: Pack, stood: Stood, holds: Sequence[OpenHold], on: date) -> Judged:
    """Where a worker stands on `on`, from what is stored. Yesterday's clear is not today's.

    A verdict holds for its day. Beyond it last: open holds, a correction until its day, a missing certificate (G4:
    a matter of the roster). Everything else waits for the day's report.
    """
    kept = stood.verdict is not None and (
        correction_in_force(stood, on)
        or (not stood.corrected and stood.for_day == on)
        or (
            not stood.corrected
            and stood.reason == choices.NO_CERTIFICATE
            and stood.for_day is not None
            and stood.for_day <= on
        )
    )
    if kept and stood.verdict == choices.CLEAR and stood.reported_for != on:
        kept = False
    if kept:
        grounds = stood.grounds or (reason_ground(pack, stood.reason, stood.verdict, stood.until),)
        judged = Judged(stood.verdict, stood.reason, stood.until, grounds)
        if stood.corrected:
            # The officer's word already weighs the holds the rules opened; those of a person stand beside it.
            holds = [hold for hold in holds if not hold.by_rules]
    else:
        judged = Judged(None, choices.NO_REPORT, None, (waiting_ground(pack),))
    return with_holds(pack, judged, holds)
