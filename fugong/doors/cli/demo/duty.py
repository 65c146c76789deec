"""Guard duty at the demonstration's enterprise: a planned week with one gap, hand-overs, a fever that was none, an override,
a correction."""

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM
from fugong.directory import actions as directory
from fugong.directory import choices as roles
from fugong.directory import queries
from fugong.doors.cli.demo import stage
from fugong.gates import actions
from fugong.gates import queries as gates
from fugong.screening import queries as screening

NIGHT = ("mengang2", "马夜班")
MORNING, EVENING = time(8), time(20)
GAP_IN = 3
"""In how many days a night has no guard yet."""

PLANNED = 8
REMARKS = ("对讲机 2 号电池不足，已换。", "", "送货车 15:20 左右还有一辆。", "")


def fill(enterprise: Any, people: Sequence[Any]) -> None:
    """Invent what is missing: the coming days' shifts, and once what happened at the gate."""
    officer = next(iter(queries.appointed(enterprise, roles.EPIDEMIC_OFFICER)), None)
    guard = next(iter(queries.appointed(enterprise, roles.GUARD)), None)
    by = queries.actor_of_account(officer.pk) if officer else None
    if by is None or guard is None:
        return
    checkpoint = stage.ensure_tablet(enterprise).checkpoint
    night = _guard(enterprise, *NIGHT)
    if not gates.shifts(by, clock.now() + timedelta(days=PLANNED - 2), clock.now() + timedelta(days=PLANNED)):
        _plan(by, checkpoint, guard.pk, night)
    if not gates.turns(by):
        _fever(by, people)
        _override(by, people)
        _correct(by, people)
        _hand_over(by, checkpoint, guard.pk, night)


def _guard(enterprise: Any, login: str, name: str) -> Any:
    known = {one.login: one for one in queries.accounts(stage.acting_for(enterprise))}
    if login in known:
        return known[login].pk
    made = directory.create_account(
        by=SYSTEM,
        login=login,
        name=name,
        password=f"Demo-{secrets.token_urlsafe(12)}",
        role=roles.GUARD,
        enterprise=enterprise,
    )
    return made.pk


def _plan(by: Any, checkpoint: Any, guard: Any, night: Any) -> None:
    """The entrance round the clock, but for one night."""
    for ahead in range(-1, PLANNED):
        day = clock.today() + timedelta(days=ahead)
        _shift(by, checkpoint, guard, day, MORNING, EVENING)
        if ahead != GAP_IN:
            _shift(by, checkpoint, night, day, EVENING, MORNING)


def _shift(by: Any, checkpoint: Any, who: Any, day: Any, starts: time, ends: time) -> None:
    start, end = clock.day_start(day), clock.day_end(day)
    planned = gates.shifts(by, start + _of(starts), (end if ends <= starts else start) + _of(ends))
    if not any(one.guard_id == who for one in planned):
        actions.plan_days(
            checkpoint=checkpoint, by=by, guard_id=who, first=day, days=1, starts=starts, ends=ends
        )


def _of(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def _hand_over(by: Any, checkpoint: Any, guard: Any, night: Any) -> None:
    now, today = clock.now(), clock.day_start(clock.today())
    turns = [
        (today + timedelta(days=back, hours=hours), who)
        for back in (-2, -1, 0)
        for hours, who in ((8, guard), (20, night))
    ]
    for number, (at, who) in enumerate(one for one in turns if one[0] < now):
        actions.take_over(
            checkpoint=checkpoint,
            by=by,
            guard_id=who,
            remarks=REMARKS[number % len(REMARKS)],
            checks=["thermometers", "protection", "isolation", "keys"],
            at=at,
        )


def _fever(by: Any, people: Sequence[Any]) -> None:
    """Somebody is held with 37.6 °C, rests, is measured with another kind of thermometer, and comes in."""
    person = next((one for one in reversed(people) if _may_come(one)), None)
    if person is None:
        return
    now = clock.now()
    held = _passage(by, person, now - timedelta(minutes=105), celsius=37.6, verdict="hold")
    hold = next(one for one in gates.fever_holds(by, is_open=True) if str(one.passage_id) == held["id"])
    actions.measure_again(
        hold=hold,
        by=by,
        celsius=Decimal("36.7"),
        instrument="axillary",
        at=now - timedelta(minutes=70),
    )
    actions.settle_fever(
        hold=hold,
        by=by,
        outcome="cleared",
        why="骑车来的，休息后腋下复测正常",
        at=now - timedelta(minutes=69),
    )
    _passage(by, person, now - timedelta(minutes=65))


def _may_come(person: Any) -> bool:
    """Active, let in by today's verdict, and outside for two hours at least."""
    if person.status != roles.ACTIVE or screening.standing(person).verdict != "clear":
        return False
    last = next(iter(gates.passages_of(person, limit=1)), None)
    return last is None or (last.direction == "out" and last.happened_at < clock.now() - timedelta(hours=2))


def _override(by: Any, people: Sequence[Any]) -> None:
    """Somebody without today's report is let in, and the guard says why."""
    waiting = {row["ref"] for row in screening.gate_people(by.enterprise_id) if row["verdict"] is None}
    person = next((one for one in reversed(people) if one.reference in waiting), None)
    if person is None:
        return
    passage = _passage(by, person, _earlier(50))
    note = {
        "passage": passage["id"],
        "why": "data_late",
        "text": "手机没电，班长当面测了体温 36.4",
        "decided_by": "epidemic_officer",
        "decided_name": "",
    }
    entry = {"id": str(new_id()), "at": passage["at"], "kind": "passage.noted", "data": note}
    device, now = stage.ensure_tablet(queries.enterprise_of(by)), clock.now()
    actions.record_entries(device=device, entries=[entry], device_time=None, received_at=now)


def _correct(by: Any, people: Sequence[Any]) -> None:
    """Somebody was scanned twice; the second passage is taken back."""
    inside = {one.id for one in gates.inside_lines(by)}
    person = next((one for one in people if one.pk in inside), None)
    if person is None:
        return
    twice = _passage(by, person, _earlier(35))
    actions.correct_passage(
        passage=gates.passage_row(by, UUID(twice["id"])),
        by=by,
        kind="void",
        why="同一个人扫了两次，重复记了一条",
    )


def _passage(
    by: Any, person: Any, at: datetime, *, celsius: float = 36.4, verdict: str = "allow"
) -> dict[str, Any]:
    device = stage.ensure_tablet(queries.enterprise_of(by))
    item = {
        "id": str(new_id()),
        "code": f"JOB:{person.job_number}",
        "temperature": celsius,
        "direction": "in",
        "at": at.isoformat(),
        "verdict": verdict,
    }
    actions.record_passages(device=device, items=[item], device_time=None, received_at=clock.now())
    return item


def _earlier(minutes: int) -> datetime:
    """So long ago, but today."""
    return max(clock.now() - timedelta(minutes=minutes), clock.day_start(clock.today()))
