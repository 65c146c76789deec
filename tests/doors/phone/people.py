"""People for the doors' tests, each in any state in one call."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client

from fugong.core import clock, identifiers, secrets
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import actions as directory
from fugong.directory import queries as directory_queries
from fugong.directory.models import Account, Enterprise, Group, Person
from fugong.directory.sign_in import PHONE_COOKIE
from fugong.screening import actions as screening
from tests.screening import builders

_numbers = itertools.count(1)
ANSWERS = {"declaration": builders.DECLARED | {"temperature": "36.5"}, "daily": builders.NORMAL}


@dataclass
class Worker:
    """A worker with what only the worker knows."""

    person: Person
    phone: str
    id_number: str
    name: str

    @property
    def id_last6(self) -> str:
        return self.id_number[-6:]

    @property
    def enterprise(self) -> Enterprise:
        return self.person.enterprise

    @property
    def team(self) -> Group | None:
        return self.person.team

    @property
    def actor(self) -> Actor:
        return builders.worker(self.person)

    @property
    def officer(self) -> Actor:
        return builders.officer(self.person)


def answers_of(kind: str, **changed: Any) -> dict[str, Any]:
    """Answers as a form sends them, nothing unusual unless told."""
    return {**ANSWERS[kind], **changed}


def an_enterprise(**changed: Any) -> Enterprise:
    return builders.enterprise(**changed)


def a_team(*, enterprise: Enterprise | None = None, name: str = "一班") -> Group:
    return builders.team(enterprise or builders.enterprise(), name)


def a_worker(*, team: Group | None = None, has_phone: bool = True, ends_in_x: bool = False) -> Worker:
    """A worker with a valid ID, on the roster with a certificate."""
    team = team or a_team()
    number = next(_numbers)
    stems = (
        f"4108021990{month:02}{day:02}{number % 1000:03}" for month in range(1, 13) for day in range(1, 29)
    )
    stem = next(one for one in stems if (identifiers.id_check_digit(one) == "X") == ends_in_x)
    id_number = stem + identifiers.id_check_digit(stem)
    phone = f"138{number:08}"
    person = builders.person(team=team, name="赵铁柱", has_phone=has_phone)
    person.id_number, person.phone = id_number, phone
    person.id_last6_index = secrets.blind_index(id_number[-6:], "person.id_last6")
    person.phone_index = secrets.blind_index(phone, "person.phone")
    person.save()
    return Worker(person, phone, id_number, "赵铁柱")


def a_phone(client: Client, worker: Worker, *, consents: bool = True) -> Client:
    """The client is this worker's bound phone."""
    cookie = directory.bind_phone(person_id=worker.person.pk, device="Android WeChat", by=SYSTEM)
    client.cookies[PHONE_COOKIE] = cookie
    if consents:
        builders.consented(worker.person)
    return client


def declared(worker: Worker, *, by: Actor | None = None, days_ago: int = 0, **answers: Any) -> None:
    """The return declaration is in."""
    given = answers_of("declaration", **answers)
    with time_machine.travel(clock.now() - timedelta(days=days_ago)):
        if by is None:
            builders.consented(worker.person)
        screening.submit(person=worker.person, by=by or worker.actor, kind="declaration", answers=given)


def a_leader(team: Group) -> Actor:
    return builders.account("team_leader", team.enterprise, team)


def a_leader_account(team: Group, *, password: str = "Fugong-2020-leader") -> Account:
    """An account that leads the team."""
    return directory.create_account(
        by=SYSTEM,
        login=f"leader{next(_numbers)}",
        name="李卫国",
        password=password,
        role="team_leader",
        enterprise=team.enterprise,
        group=team,
    )


def signed_in_leader(client: Client, team: Group) -> Actor:
    """The client is signed in as the team's leader."""
    account = a_leader_account(team)
    client.force_login(account)
    actor = directory_queries.actor_of_account(account.pk)
    assert actor is not None
    return actor
