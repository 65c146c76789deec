"""Who may do what in the directory: every check, every kind of actor, asked of the own enterprise and of another."""

from collections.abc import Callable
from itertools import product

import pytest

from fugong.core.errors import NotAllowed
from fugong.core.permissions import ANONYMOUS, SYSTEM, Actor
from fugong.directory import permissions
from fugong.directory.models import Enterprise, Person
from tests.directory import builders as make
from tests.screening.builders import person as person_of
from tests.screening.builders import worker as on_own_phone

pytestmark = pytest.mark.django_db

ALLOWED = {
    "manage people": {"epidemic_officer", "principal", "system"},
    "see person": {"epidemic_officer", "principal", "leader", "workshop leader", "worker", "system"},
    "open values": {"epidemic_officer", "principal", "worker", "system"},
    "change settings": {"epidemic_officer", "principal", "system"},
    "manage accounts": {"administrator", "principal", "system"},
    "make enterprises": {"administrator", "system"},
}
"""What is allowed at the own enterprise; at another one only what `ELSEWHERE` says."""

ELSEWHERE = {
    "see person": {"system"},
    "manage people": {"system"},
    "open values": {"system"},
    "change settings": {"system"},
    "manage accounts": {"administrator", "system"},
    "make enterprises": {"administrator", "system"},
}


def _actors(here: Enterprise, person: Person) -> dict[str, Actor]:
    assert person.team is not None
    assert person.team.parent is not None
    other_team = make.team(here, "乙班")
    return {
        "epidemic_officer": make.account("epidemic_officer", here),
        "principal": make.account("principal", here),
        "administrator": make.account("administrator", None),
        "leader": make.account("team_leader", here, person.team),
        "workshop leader": make.account("team_leader", here, person.team.parent),
        "leader of others": make.account("team_leader", here, other_team),
        "guard": make.account("guard", here),
        "worker": on_own_phone(person),
        "colleague": on_own_phone(person_of(here)),
        "device": Actor("device", here.pk, frozenset({"device"}), here.pk),
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
    }


def _checks(of: Enterprise, person: Person) -> dict[str, Callable[[Actor], object]]:
    return {
        "manage people": lambda by: permissions.check_can_manage_people(by, of.pk),
        "see person": lambda by: permissions.check_can_see_person(by, person),
        "open values": lambda by: permissions.check_can_open_values(by, person),
        "change settings": lambda by: permissions.check_can_change_settings(by, of),
        "manage accounts": lambda by: permissions.check_can_manage_accounts(by, of.pk),
        "make enterprises": lambda by: permissions.check_can_make_enterprises(by),
    }


def _allowed(check: Callable[[Actor], object], by: Actor) -> bool:
    try:
        check(by)
    except NotAllowed:
        return False
    return True


def test_each_may_do_what_the_table_says_and_nothing_else() -> None:
    here, there = make.enterprise(), make.enterprise()
    person, stranger = person_of(team=make.team(here)), person_of(team=make.team(there))
    actors = _actors(here, person)

    for at, whose, table in ((here, person, ALLOWED), (there, stranger, ELSEWHERE)):
        for (what, check), (who, by) in product(_checks(at, whose).items(), actors.items()):
            place = "own" if at is here else "other"
            assert _allowed(check, by) is (who in table[what]), f"{who}: {what} at the {place} enterprise"


def test_each_check_has_a_twin_that_answers_true_or_false() -> None:
    here = make.enterprise()
    person = person_of(team=make.team(here))
    asked = {
        "manage people": (permissions.can_manage_people, here.pk),
        "see person": (permissions.can_see_person, person),
        "open values": (permissions.can_open_values, person),
        "change settings": (permissions.can_change_settings, here),
        "manage accounts": (permissions.can_manage_accounts, here.pk),
    }

    for (what, (can, of)), (who, by) in product(asked.items(), _actors(here, person).items()):
        assert can(by, of) is (who in ALLOWED[what]), f"{who}: {what}"  # type: ignore[operator]
