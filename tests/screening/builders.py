"""Records for screening's tests, each in any state in one call."""

import itertools
from datetime import date
from typing import Any
from uuid import UUID

from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fugong.core import secrets, tokens
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.directory.models import Certificate, Enterprise, Group, Person, Region, ReturnJourney
from fugong.packs import load
from fugong.screening import actions, choices
from fugong.screening.models import VerdictEntry

_numbers = itertools.count(1)

NORMAL = {
    "temperature": "36.5",
    "symptoms": ["none"],
    "contact": "no",
    "stayed_in_key_region": "no",
    "business_trip": "no",
    "outings": "no",
}
DECLARED = {
    "left_city": "no",
    "stayed_in_key_region": "no",
    "business_trip": "no",
    "contact": "no",
    "holiday_gathering": "no",
    "symptoms": ["none"],
    "temperature": "36.4",
}


def enterprise(pack: str = "jiaozuo_2020", **settings: Any) -> Enterprise:
    """An enterprise of its own; `settings` are its values of the pack's parameters."""
    number = next(_numbers)
    region, _ = Region.objects.get_or_create(code="410802", defaults={"name": "解放区"})
    return Enterprise.objects.create(
        uscc=f"TEST{number:014d}",
        name=f"测试企业{number}",
        region=region,
        pack=pack,
        settings=settings,
        poster_secret=tokens.new_secret(8),
        poster_rotated_at=timezone.now(),
        mark_secret="a secret of the enterprise",
    )


def team(of: Enterprise, name: str = "一班", workshop: str = "机加工车间") -> Group:
    """A team in a workshop."""
    top, _ = Group.objects.get_or_create(enterprise=of, kind="workshop", name=workshop, parent=None)
    group, _ = Group.objects.get_or_create(enterprise=of, kind="team", name=name, parent=top)
    return group


def person(
    of: Enterprise | None = None,
    *,
    team: Group | None = None,
    name: str = "张三丰",
    certified: bool = True,
    **changes: Any,
) -> Person:
    """A worker on the roster, with a certificate without end unless told otherwise."""
    number = next(_numbers)
    id_number, phone = f"41080219900101{number % 10000:04d}", f"138{number:08d}"
    made = Person.objects.create(
        enterprise=of or (team.enterprise if team else enterprise()),
        reference=tokens.new_reference(),
        job_number=changes.pop("job_number", f"A{number:05d}"),
        name=name,
        id_number=id_number,
        id_index=secrets.blind_index(f"{id_number}-{number}", "person.id_number"),
        id_last6_index=secrets.blind_index(id_number[-6:], "person.id_last6"),
        phone=phone,
        phone_index=secrets.blind_index(phone, "person.phone"),
        team=team,
        **changes,
    )
    if certified:
        certificate(made)
    return made


def certificate(of: Person, valid_until: date | None = None) -> Certificate:
    """A health certificate."""
    number = f"C{next(_numbers)}"
    return Certificate.objects.create(
        person=of,
        number=number,
        number_index=secrets.blind_index(number, "certificate.number"),
        valid_until=valid_until,
    )


def journey(of: Person, **values: Any) -> ReturnJourney:
    """How the worker comes back."""
    return ReturnJourney.objects.create(person=of, **values)


def worker(of: Person) -> Actor:
    """The worker on the own phone."""
    return Actor("worker", of.pk, frozenset({"worker"}), of.enterprise_id, of.pk)


def account(role: str, of: Enterprise | None, *teams: Group) -> Actor:
    """Somebody signed in with a role."""
    ids: frozenset[UUID] = frozenset(group.pk for group in teams)
    return Actor("account", new_id(), frozenset({role}), of.pk if of else None, None, ids)


def officer(of: Enterprise | Person) -> Actor:
    """The epidemic officer of an enterprise, or of a worker's."""
    return account("epidemic_officer", of.enterprise if isinstance(of, Person) else of)


def consented(of: Person) -> Person:
    """The same worker with every consent of the notice given."""
    pack = load(of.enterprise.pack)
    actions.give_consent(person=of, by=worker(of), purposes=list(pack.notice.consents))
    return of


def declared(of: Person, **answers: Any) -> VerdictEntry:
    """Hand in the return declaration, consents included; nothing unusual unless told."""
    consented(of)
    return actions.submit(person=of, by=worker(of), kind=choices.DECLARATION, answers={**DECLARED, **answers})


def daily(of: Person, *, by: Actor | None = None, period: str | None = None, **answers: Any) -> VerdictEntry:
    """Hand in a daily report; nothing unusual unless told."""
    given = {**NORMAL, **answers}
    return actions.submit(person=of, by=by or worker(of), kind=choices.DAILY, answers=given, period=period)


def texts_of(queries: CaptureQueriesContext) -> str:
    """The statements that were sent, for a failing test to show."""
    return "\n".join(query["sql"][:200] for query in queries.captured_queries)
