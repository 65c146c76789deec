"""Fourteen days of reports and passages for every enterprise: what an ordinary fortnight looks like, with its odd cases."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.doors.cli.demo import duty, filings, policies, production, stage, terminals, truth, visits
from fugong.doors.cli.demo.invented import FEW, InventedEnterprise
from fugong.gates import queries as gate_queries
from fugong.gates.actions.intake import PastPassage
from fugong.gates.actions.intake import take_in as take_passages
from fugong.packs import load
from fugong.screening import choices
from fugong.screening import queries as screening_queries
from fugong.screening.actions.intake import PastReport
from fugong.screening.actions.intake import take_in as take_reports

AT_A_TIME = 100
"""Whose few reports one transaction stores, in an enterprise nobody stands at the gate of."""
DECLARED_BEFORE = 15
"""Days before today on which the demonstration's workers declared their return."""


def fill(enterprises: list[InventedEnterprise], days: int, progress: Callable[[int, int], None]) -> None:
    """Rosters and history of all, the first one first; what is there already is passed over."""
    total = len(enterprises)
    authorities = stage.ensure_authorities()
    for done, one in enumerate(enterprises):
        progress(done, total)
        fill_one(one, days, authorities)
    stage.ensure_coverage()
    progress(total, total)


def fill_one(one: InventedEnterprise, days: int, authorities: stage.Offices) -> None:
    """One enterprise's roster and history."""
    enterprise = stage.ensure_enterprise(one)
    stage.ensure_classified(enterprise, one, authorities)
    people = list(stage.ensure_people(enterprise, one).values())
    fill_reports(enterprise, one, people, days)
    if one.number == 0:
        production.fill(enterprise)
    filings.fill_filing(enterprise, one)
    policies.fill(enterprise, one)
    if one.is_back:
        fill_passages(enterprise, one, people, days)
    if one.number == 0:
        truth.fill(enterprise, people)
        terminals.fill(enterprise, people)
        visits.fill(enterprise, people)
        duty.fill(enterprise, people)


def fill_reports(enterprise: Any, one: InventedEnterprise, people: list[Any], days: int) -> None:
    """Reports of the last days and of today, for those who have none for today."""
    today = clock.today()
    reported = screening_queries.reported_people(enterprise.pk, since=today - timedelta(days=days))
    declared = screening_queries.declared_people(enterprise.pk)
    reports = [_declared(one, person, today) for person in people if person.pk not in declared]
    if not one.is_back:
        take_reports(enterprise=enterprise, by=SYSTEM, reports=reports, at_a_time=AT_A_TIME)
        return
    reports += [
        report
        for person in people
        if person.pk not in reported
        for report in _reports(one, person, days, today)
    ]
    renewed = [
        report
        for person in people
        if person.pk in reported
        for report in _today(one, person, reported, today)
    ]
    quiet = {"at_a_time": AT_A_TIME} if one.number >= FEW else {}
    take_reports(enterprise=enterprise, by=SYSTEM, reports=reports + renewed, **quiet)


def declare(person: Any) -> None:
    """An unremarkable return declaration, given before the history begins."""
    at = moment(stage.day_back(DECLARED_BEFORE), time(20, 5))
    report = _said(person, "declaration", "", at, _declaration())
    take_reports(enterprise=person.enterprise, by=SYSTEM, reports=[report])


def _said(person: Any, kind: str, period: str, at: datetime, answers: dict[str, Any]) -> PastReport:
    entered = choices.BY_SELF if person.has_phone else choices.BY_LEADER
    return PastReport(person.pk, kind, period, at, answers, entered)


def _declaration() -> dict[str, Any]:
    normal = load(stage.PACK).questionnaires["declaration"].normal_answers
    return {**normal, "left_city": False, "temperature": "36.4"}


def _declared(one: InventedEnterprise, person: Any, today: date) -> PastReport:
    minute = random.Random(f"declared {one.number} {person.job_number}").randrange(60)
    at = moment(today - timedelta(days=DECLARED_BEFORE), time(19, minute))
    return _said(person, "declaration", "", at, _declaration())


def _reports(one: InventedEnterprise, person: Any, days: int, today: date) -> Iterator[PastReport]:
    if truth.is_odd(one.number, person):
        yield from (_odd(person, today - timedelta(days=back)) for back in range(days, -1, -1))
        return
    chance = random.Random(f"reports {one.number} {person.job_number}")
    for back in range(days, 0, -1):
        if chance.random() < 0.97:
            yield _daily(person, today - timedelta(days=back), chance, odd=0.004)
        if one.number < FEW and chance.random() < 0.35:
            yield _evening(person, today - timedelta(days=back), chance)
    if not _is_silent(one, person) and chance.random() < 0.92:
        yield _daily(person, today, chance, odd=0.02)


def _today(
    one: InventedEnterprise, person: Any, reported: dict[Any, date], today: date
) -> Iterator[PastReport]:
    if truth.is_odd(one.number, person):
        if reported[person.pk] < today:
            yield _odd(person, today)
        return
    chance = random.Random(f"today {one.number} {person.job_number} {today}")
    if reported[person.pk] < today and not _is_silent(one, person) and chance.random() < 0.92:
        yield _daily(person, today, chance, odd=0.02)


def _is_silent(one: InventedEnterprise, person: Any) -> bool:
    """Whose report today is left to whoever tries the demonstration: the newcomer, and some of the leader's team."""
    if one.number:
        return False
    number = int(person.job_number)
    return number == stage.NEWCOMER + 1 or (
        number != stage.CARRIER + 1 and (number % 3 == 0 or not person.has_phone)
    )


def _daily(person: Any, day: date, chance: random.Random, odd: float) -> PastReport:
    answers = {
        **load(stage.PACK).questionnaires["daily"].normal_answers,
        "temperature": f"{chance.gauss(36.4, 0.15):.1f}",
    }
    quirk = chance.random()
    if quirk < odd / 2:
        answers["temperature"] = _fever(chance)
    elif quirk < odd:
        answers["symptoms"] = [chance.choice(("dry_cough", "sore_throat", "fatigue"))]
    at = moment(
        day, time(6, chance.randrange(20, 60)) if chance.random() < 0.7 else time(7, chance.randrange(30))
    )
    return _said(person, "daily", "morning", _not_ahead(at + _seconds(person, day)), answers)


def _seconds(person: Any, day: date) -> timedelta:
    """People do not report on the full minute."""
    return timedelta(seconds=random.Random(f"second {person.job_number} {day}").randrange(60))


def _odd(person: Any, day: date) -> PastReport:
    """The report of somebody who copies yesterday's, or who lets it be sent by the clock."""
    chance = random.Random(f"odd {person.job_number} {day}")
    copies = truth.is_copier(person)
    celsius = "36.5" if copies else f"{chance.gauss(36.4, 0.15):.1f}"
    answers = {**load(stage.PACK).questionnaires["daily"].normal_answers, "temperature": celsius}
    at = moment(day, time(6, chance.randrange(20, 60), chance.randrange(60)) if copies else truth.SECOND)
    return _said(person, "daily", "morning", _not_ahead(at), answers)


def _fever(chance: random.Random) -> str:
    """A temperature from the pack's threshold to a degree above."""
    return f"{float(load(stage.PACK).profile.fever_threshold or 0) + chance.random():.1f}"


def _evening(person: Any, day: date, chance: random.Random) -> PastReport:
    answers = {
        **load(stage.PACK).questionnaires["daily"].normal_answers,
        "temperature": f"{chance.gauss(36.5, 0.15):.1f}",
    }
    return _said(
        person,
        "daily",
        "evening",
        moment(day, time(20, chance.randrange(60))) + _seconds(person, day),
        answers,
    )


def fill_passages(enterprise: Any, one: InventedEnterprise, people: list[Any], days: int) -> None:
    """In and out of everybody on every past day, and who has come in today, where there is nothing of it yet."""
    device = stage.ensure_tablet(enterprise)
    today, now = clock.day_start(clock.today()), clock.now()
    passages: list[PastPassage] = []
    if not gate_queries.has_passages(enterprise.pk, since=today - timedelta(days=days), before=today):
        past = [stage.day_back(back) for back in range(days, 0, -1)]
        passages = [passage for person in people for day in past for passage in _passages(one, person, day)]
    if not gate_queries.has_passages(enterprise.pk, since=today, before=now):
        state = {row["ref"]: row for row in screening_queries.gate_people(enterprise.pk)}
        passages += [
            passage
            for person in people
            if person.reference in state
            for passage in _todays(one, person, state[person.reference])
            if passage.at < now
        ]
    take_passages(device=device, by=SYSTEM, passages=sorted(passages, key=lambda one: one.at))


def _todays(one: InventedEnterprise, person: Any, state: dict[str, Any]) -> Iterator[PastPassage]:
    """Who came in today and went home: most of those who may; now and then somebody who has not reported is turned away."""
    chance = random.Random(f"gate {one.number} {person.job_number} {clock.today()}")
    come = moment(clock.today(), time(7, chance.randrange(60)))
    reported = state["reported_for"] == clock.today().isoformat()
    if state["verdict"] == choices.CLEAR and reported and chance.random() < 0.8:
        yield PastPassage(
            person.pk, person.job_number, come, "in", f"{chance.gauss(36.3, 0.15):.1f}", "allow", "ok"
        )
        gone = moment(clock.today(), time(17, chance.randrange(60)))
        yield PastPassage(person.pk, person.job_number, gone, "out", None, "allow", "ok")
    elif state["verdict"] is None and chance.random() < 0.05 and not _is_silent(one, person):
        yield PastPassage(person.pk, person.job_number, come, "in", "36.4", "deny", "no_report")


def _passages(one: InventedEnterprise, person: Any, day: date) -> Iterator[PastPassage]:
    """A day's way in and out. A fever of the first enterprise is played at its gate, with all that follows (`duty`)."""
    chance = random.Random(f"gate {one.number} {person.job_number} {day}")
    if chance.random() < 0.15:
        return
    come = moment(day, time(7, chance.randrange(60)))
    fever = chance.random() < 0.002 and one.number > 0
    celsius = _fever(chance) if fever else f"{chance.gauss(36.3, 0.15):.1f}"
    verdict, reason = ("hold", "fever") if fever else ("allow", "ok")
    yield PastPassage(person.pk, person.job_number, come, "in", celsius, verdict, reason)
    if not fever:
        gone = moment(day, time(17, chance.randrange(60)))
        yield PastPassage(person.pk, person.job_number, gone, "out", None, "allow", "ok")


def moment(day: date, at: time) -> datetime:
    """That time of the site's day."""
    return clock.day_start(day) + timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _not_ahead(at: datetime) -> datetime:
    """Reports of today lie in the past even where the demonstration starts at dawn."""
    return min(at, max(clock.day_start(clock.today()), clock.now() - timedelta(minutes=1)))
