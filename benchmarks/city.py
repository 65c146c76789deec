"""Fills the database of FUGONG_HOME with a city at full size: 3,000 enterprises, 300,000 workers, 100,000 cases.

python -m benchmarks.city

Rows go in directly, since only reading is measured. Sealed columns hold one value sealed once. Prints as JSON the
session cookies of a county's clerk, the city's officer, and the epidemic officer of an enterprise with 6,000 workers.
"""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from fugong.doors.cli import environment

ENTERPRISES, WORKERS, CASES = 3_000, 300_000, 100_000
LARGE = 6_000
"""Workers of the enterprise whose desk is measured."""
STATES = (
    ("draft", "enterprise", "drafting", 4),
    ("submitted", "bureau", "review", 10),
    ("returned", "enterprise", "correction", 6),
    ("on_file", "", "", 70),
    ("declined", "", "", 5),
    ("withdrawn", "", "", 5),
)
"""State of a filing → whose work it is, its name, and its share in a hundred."""


def main() -> None:
    environment.setup_django()
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    chance = random.Random(7)
    enterprises = _enterprises(chance)
    _people(enterprises)
    _cases(enterprises, chance)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(json.dumps(_sessions(enterprises[0])))


def _stored(model: Any, rows: Iterable[Any]) -> None:
    from itertools import islice

    source = iter(rows)
    while batch := list(islice(source, 5_000)):
        model.objects.bulk_create(batch, batch_size=500)


def _enterprises(chance: random.Random) -> list[Any]:
    from fugong.core import clock
    from fugong.core.tokens import new_secret
    from fugong.directory.actions import load_regions
    from fugong.directory.models import Enterprise
    from fugong.directory.queries import reporting_units

    load_regions()
    units, now = list(reporting_units()), clock.now()
    rows = [
        Enterprise(
            uscc=f"9141{n:014d}", name=f"焦作第{n}机械有限公司", region=units[n % len(units)],
            industry=chance.choice(("3311", "1461", "2710", "3990")), size=chance.choice(("medium", "small", "micro")),
            is_key=n % 20 == 0, pack="jiaozuo_2020", poster_secret=new_secret(), poster_rotated_at=now,
            mark_secret=new_secret(),
        )
        for n in range(ENTERPRISES)
    ]  # fmt: skip
    _stored(Enterprise, rows)
    return rows


def _people(enterprises: list[Any]) -> None:
    from fugong.core import clock, secrets
    from fugong.core.fields import Sealed, SealedField
    from fugong.core.tokens import new_secret
    from fugong.directory.models import Group, Person
    from fugong.screening.models import Standing

    today = clock.today()
    once = {
        column.name: Sealed(column.kind, column.context, sealed=secrets.ring().seal(plain, column.context))
        for column, plain in (
            (Person._meta.get_field("name"), "王建国"),
            (Person._meta.get_field("id_number"), "410802198001010012"),
            (Person._meta.get_field("phone"), "13800000000"),
        )
        if isinstance(column, SealedField)
    }
    teams = {
        one.pk: [Group(enterprise=one, kind="team", name=f"{n}班") for n in range(4 if place else 60)]
        for place, one in enumerate(enterprises)
    }
    _stored(Group, (team for listed in teams.values() for team in listed))

    def everybody() -> Iterator[Any]:
        per = (WORKERS - LARGE) // (len(enterprises) - 1)
        for place, one in enumerate(enterprises):
            for n in range(per if place else LARGE):
                of = teams[one.pk]
                yield Person(
                    enterprise=one, reference=new_secret(9), job_number=f"{n:05d}", team=of[n % len(of)],
                    id_index=new_secret(16), id_last6_index=new_secret(16), job="操作工", **once,
                )  # fmt: skip

    people = list(everybody())
    _stored(Person, people)
    _stored(
        Standing,
        (
            Standing(
                person=one, verdict="clear", reason="ok", for_day=today, declared_on=today, reported_for=today
            )
            for one in people
        ),
    )


def _cases(enterprises: list[Any], chance: random.Random) -> None:
    from fugong.cases.models import Case, Step, WorkItem
    from fugong.core import clock, secrets
    from fugong.core.fields import Sealed
    from fugong.core.tokens import new_secret

    now = clock.now()
    column = Case._meta.get_field("data")
    data = Sealed("json", column.context, sealed=secrets.ring().seal('{"site": "东厂区"}', column.context))
    states = [one for one in STATES for _share in range(one[3])]
    cases, items, steps = [], [], []
    for n in range(CASES):
        one, (state, party, work, _share) = enterprises[n % len(enterprises)], chance.choice(states)
        since = now - timedelta(minutes=chance.randrange(90 * 24 * 60))
        case = Case(
            kind="filing", enterprise=one, region_code=one.region_id, sector=one.industry, state=state,
            state_since=since, is_open=bool(party), version=2, changed=n + 1, data=data,
            public_secret=new_secret(12), sent_at=None if state == "draft" else since,
        )  # fmt: skip
        cases.append(case)
        steps.append(Step(case=case, version=1, move="", to_state=state))
        if party:
            items.append(
                WorkItem(
                    case=case, name=work, party=party, kind="filing", enterprise_id=one.pk, region_code=one.region_id,
                    started_at=since, due_at=since + timedelta(days=chance.randrange(3, 120)),
                )
            )  # fmt: skip
    _stored(Case, cases)
    _stored(Step, steps)
    _stored(WorkItem, items)


def _sessions(first: Any) -> dict[str, str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from fugong.core.permissions import SYSTEM
    from fugong.directory import actions

    def session(login: str, **place: Any) -> str:
        account = actions.create_account(
            by=SYSTEM, login=login, name="王建国", password="Bench-2020-jiaozuo", **place
        )
        store = SessionStore()
        store[SESSION_KEY] = str(account.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store.create()
        return str(store.session_key)

    region = first.region_id
    offices = {
        code: actions.create_authority(by=SYSTEM, kind=kind, name=f"{code}办公室", region_code=code)
        for kind, code in (("bureau", region), ("headquarters", "410800"))
    }
    return {
        "county": session("county", role="bureau_officer", authority=offices[region]),
        "city": session("city", role="bureau_officer", authority=offices["410800"]),
        "desk": session("desk", role="epidemic_officer", enterprise=first),
    }


if __name__ == "__main__":
    main()
