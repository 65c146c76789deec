"""What the officer of the demonstration asks about: copied reports, a report by the clock, somebody's new phone (G9)."""

from datetime import time, timedelta
from typing import Any

from fugong.core import clock
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import actions as directory
from fugong.directory import choices
from fugong.doors.cli.demo import stage
from fugong.screening import actions as screening

COPIER = 4
"""The worker who says the very same every day, the temperature too."""
PUNCTUAL = 7
"""The worker whose report comes at the same second every day."""
SECOND = time(7, 0, 3)
PHONES = ("Android WeChat 0a1b2c3d4e5f", "iPhone WeChat 5f4e3d2c1b0a")


def is_odd(number: int, person: Any) -> bool:
    """Whether this worker of the enterprise of that number is one of the two."""
    return number == 0 and int(person.job_number) - 1 in (COPIER, PUNCTUAL)


def is_copier(person: Any) -> bool:
    """Whether an odd one copies; else it is the punctual one."""
    return int(person.job_number) - 1 == COPIER


def fill(enterprise: Any, people: list[Any]) -> None:
    """Look at the last two days as midday does, and have somebody register on another phone, once."""
    ensure_new_phone(people)
    for back in (1, 0):
        day = clock.today() - timedelta(days=back)
        screening.look_at_reports(enterprise=enterprise, day=day)


def ensure_new_phone(people: list[Any]) -> None:
    """A worker of the leader's team, known on one phone, appears on another."""
    team = people[stage.CARRIER].team_id
    numbers = range(stage.NEWCOMER + 1, len(people))
    mates = [
        people[number] for number in numbers if people[number].team_id == team and people[number].has_phone
    ]
    for person in mates[:1]:
        if person.phone_sessions.exists():
            return
        by = Actor("worker", person.pk, frozenset({choices.WORKER}), person.enterprise_id, person.pk)
        directory.bind_phone(person_id=person.pk, device=PHONES[0], by=SYSTEM)
        directory.bind_phone(person_id=person.pk, device=PHONES[1], by=by)
