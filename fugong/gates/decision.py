"""What was scanned, by whom, and the decision on it. Pure: knows no tables and no clock.

The guard's page does the same offline (`decide.js`); the rule itself is the pack's gate table, which both read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from fugong.core.clock import day_of
from fugong.core.codes import PREFIX, CodeError, Pass, revoked
from fugong.gates import choices
from fugong.packs import Pack, gate, load
from fugong.packs.gate import Decision

BADGE = "FGB:"
JOB = "JOB:"
LONGEST_NAME = 30
"""No reference and no job number is longer."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

_FINEST = Decimal("0.000001")
_BEYOND = Decimal(9999)


class Day(Protocol):
    """Where a worker stands on one day; `reported` is whether a report counts for it."""

    @property
    def verdict(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def reported(self) -> bool: ...
    @property
    def isolated(self) -> bool: ...
    @property
    def observed(self) -> bool: ...


class Worker(Protocol):
    """What the gate must know of a worker: on the roster or left, since when old passes are void, expected from when."""

    @property
    def id(self) -> UUID: ...
    @property
    def status(self) -> str: ...
    @property
    def void_before(self) -> datetime | None: ...
    @property
    def expected_from(self) -> date | None: ...

    def on(self, day: date) -> Day:
        """Where the worker stands on that day."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a code says before anybody was looked up. One of `reference` and `job_number` names whom to look up."""

    state: str
    reference: str | None = None
    job_number: str | None = None
    issued_pass: Pass | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When a passage happened, by the server's clock; `skewed` where the device's own clock could not be taken,
    `clock_lost` where it said nothing at all and the moment is estimated."""

    happened_at: datetime
    skewed: bool
    clock_lost: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The server's decision and the marks of the passage (but for re-entry and a differing verdict)."""

    verdict: str
    reason: str
    marks: tuple[str, ...]


def read_scan(code: object, read: Callable[[str], Pass], enterprise_id: UUID) -> Scan:
    """What a code is: a signed pass (as `read` reads it), a badge, a job number, or nothing that can be read.

    Every `FGB:` and `JOB:` names somebody, if only somebody unknown.
    """
    if not isinstance(code, str):
        return Scan("unreadable")
    text = code.strip()
    if text.startswith(BADGE):
        return _naming(text[len(BADGE) :], badge=True)
    if text.startswith(JOB):
        return _naming(text[len(JOB) :].strip(), badge=False)
    if not text.startswith(PREFIX):
        return Scan("unreadable")
    try:
        said = read(text)
    except CodeError as error:
        return Scan(error.reason)
    if said.enterprise != enterprise_id:
        return Scan("other_enterprise", issued_pass=said)
    return Scan("ok", reference=said.reference, issued_pass=said)


def _naming(name: str, *, badge: bool) -> Scan:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return Scan("unknown_person")
    return Scan("ok", reference=name) if badge else Scan("ok", job_number=name)


def job_key(text: str) -> str:
    """Job numbers are compared without case and outer spaces."""
    return text.strip().upper()


def moment_of(
    at: datetime, *, device_time: datetime | None, received_at: datetime, tolerance: timedelta
) -> Moment:
    """When it happened. A device clock that is off by more than `tolerance` is corrected by what it was off at upload.

    `device_time` is the device's own clock at upload, if it told. A moment still to come, or before there were such
    gates, is taken as the upload's.
    """
    skewed = False
    if device_time is not None:
        off = device_time - received_at
        if abs(off) > tolerance:
            skewed = True
            try:
                at -= off
            except OverflowError:
                return Moment(received_at, True)
    if at - received_at > tolerance or at < EARLIEST:
        return Moment(received_at, True)
    return Moment(at, skewed)


def judging_day(scan: Scan, happened_at: datetime) -> Sequence[date]:
    """The days whose report may count: the passage's own, and for a pass still good the one it was issued on.

    A pass outlives midnight on a night shift, and for half an hour at least; the report behind it does too.
    """
    day = day_of(happened_at)
    said = scan.issued_pass
    if said is None or said.expires < happened_at:
        return (day,)
    issued = day_of(said.issued)
    return (day, issued) if issued < day else (day,)


def facts_of(
    scan: Scan, worker: Worker | None, *, direction: str, temperature: Decimal | None, happened_at: datetime
) -> dict[str, Any]:
    """The facts of the gate table. A code that names nobody of the enterprise has no more than its state."""
    state = scan.state if scan.state != "ok" or worker is not None else "unknown_person"
    facts: dict[str, Any] = {
        "code_state": state,
        "direction": direction,
        "temperature": temperature,
        "temperature_required": direction == choices.IN,
    }
    if state != "ok" or worker is None:
        return facts
    said = scan.issued_pass
    days = judging_day(scan, happened_at)
    today = day = worker.on(days[0])
    if day.verdict is None and len(days) > 1:
        day = worker.on(days[1])
    return facts | {
        "person_status": worker.status,
        "revoked": said is not None and revoked(said.issued, worker.void_before),
        "expired": said is not None and said.expires < happened_at,
        "isolated": today.isolated,
        "observed": today.observed,
        "standing_verdict": day.verdict,
        "standing_reason": day.reason if day.verdict is not None else None,
        "reported": day.reported,
        "expected": worker.expected_from is None or worker.expected_from <= days[0],
    }


def judge(
    pack: Pack,
    own: Mapping[str, Any],
    scan: Scan,
    worker: Worker | None,
    *,
    direction: str,
    temperature: Decimal | None,
    moment: Moment,
) -> Judged:
    """The decision on one passage by the pack's table and the enterprise's `own` parameters, with its marks."""
    facts = facts_of(
        scan, worker, direction=direction, temperature=temperature, happened_at=moment.happened_at
    )
    decision = _decide(pack.name, _hashed(own), tuple(facts.items()))
    marks = []
    if moment.skewed:
        marks.append(choices.SKEW)
    if moment.clock_lost:
        marks.append(choices.CLOCK_LOST)
    if is_stale(scan, moment.happened_at, minutes=_stale_after(pack.name, _hashed(own))):
        marks.append(choices.STALE)
    known = facts["code_state"] == "ok"
    if known and direction == choices.OUT and decision.refused_if_in:
        marks.append(choices.WOULD_REFUSE)
    return Judged(decision.verdict, decision.reason, tuple(marks))


def _hashed(own: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(own.items())) if own else ()


@lru_cache(maxsize=1024)
def _stale_after(pack: str, own: tuple[tuple[str, Any], ...]) -> Decimal:
    return parameter(load(pack), dict(own), "stale_after_minutes")


@lru_cache(maxsize=8192)
def _decide(pack: str, own: tuple[tuple[str, Any], ...], facts: tuple[tuple[str, Any], ...]) -> Decision:
    """The table's answer. A decision depends on its facts only, and most people stand alike."""
    return gate.decide(load(pack).gate, dict(facts), dict(own))


def is_stale(scan: Scan, happened_at: datetime, *, minutes: Decimal) -> bool:
    """Whether a pass was older than a phone that is online would show."""
    said = scan.issued_pass
    return said is not None and happened_at - said.issued > timedelta(minutes=float(minutes))


def parameter(pack: Pack, own: Mapping[str, Any], name: str) -> Decimal:
    """A number of the gate table: the enterprise's own, else the pack's."""
    value = own.get(name)
    if value is None:
        value = pack.gate.parameters[name]
    return Decimal(str(value))


def gate_parameters(pack: Pack, own: Mapping[str, Any]) -> dict[str, Any]:
    """Those of an enterprise's own parameters that the gate table uses."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in own.items()
        if name in pack.gate.parameters
    }


def bounded(value: int | Decimal) -> Decimal:
    """A temperature as the table takes it: six digits after the point, four before it. Cut off, never rounded up to a fever."""
    number = max(-_BEYOND, min(_BEYOND, Decimal(value)))
    exponent = number.as_tuple().exponent
    return number.quantize(_FINEST, ROUND_DOWN) if isinstance(exponent, int) and exponent < -6 else number


def re_entries(
    passages: Iterable[tuple[UUID, datetime, str]], before: Mapping[UUID, Sequence[tuple[datetime, str]]]
) -> list[bool]:
    """For each admitted passage (person, when, direction): whether the person was already inside.

    `before` are the admitted passages (when, direction) that are stored, oldest first; of the list given, earlier
    ones count as well. Somebody is inside from a way in until a way out, for `INSIDE_FOR` at most; what was stored
    first counts as earlier where the clocks of two gates cannot tell (`CLOCKS_AGREE`).
    """
    past = {person: list(rows) for person, rows in before.items()}
    answers = []
    for person, when, direction in passages:
        rows = past.setdefault(person, [])
        last: tuple[datetime, str] | None = None
        for row in rows:
            if row[0] <= when + choices.CLOCKS_AGREE and (last is None or row[0] >= last[0]):
                last = row
        inside = last is not None and last[1] == choices.IN and when - last[0] < choices.INSIDE_FOR
        answers.append(direction == choices.IN and inside)
        rows.append((when, direction))
    return answers


def words(pack: Pack, own: Mapping[str, Any], reason: str, language: str, temperature: Decimal | None) -> str:
    """Why, and what to do next, in `zh` or `en`."""
    return _words(pack.name, _hashed(own), reason, language, temperature)


@lru_cache(maxsize=8192)
def _words(
    pack: str, own: tuple[tuple[str, Any], ...], reason: str, language: str, temperature: Decimal | None
) -> str:
    facts: dict[str, object] = dict(own)
    if temperature is not None:
        facts["temperature"] = temperature
    said = gate.say(load(pack).gate, reason, language, facts)
    return said["why"] + (" " if language == "en" else "") + said["next"]
