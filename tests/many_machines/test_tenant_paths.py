"""The real flows of an enterprise, each statement explained: all of an enterprise's events are found on one machine."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fugong.core import access, audit, clock, rotation
from fugong.core.models import Event
from fugong.core.permissions import SYSTEM
from fugong.gates import actions as gates
from fugong.gates import queries
from fugong.gates.actions import purging
from fugong.gates.models import Device, Passage
from fugong.gates.tasks import purge_expired
from fugong.screening import actions as screening
from fugong.screening.models import Reading, Report, VerdictEntry
from tests.builders import House, house
from tests.gates import builders
from tests.many_machines.conftest import in_place_of_the_default
from tests.many_machines.guard import Guard
from tests.many_machines.partitioned.base import DatabaseWrapper
from tests.screening import builders as reports


@pytest.fixture(scope="session")
def lived_in(partitioned: DatabaseWrapper, django_db_blocker: Any) -> House:
    """One enterprise for all tests: somebody reported, came in, and had a fever at the gate."""
    with django_db_blocker.unblock(), in_place_of_the_default(partitioned):
        made = house()
        reports.declared(made.worker)
        reports.daily(made.worker)
        device, _token = builders.device(made.enterprise)
        badge = f"FGB:{made.worker.reference}"
        upload(device, builders.item(badge), builders.item(badge, temperature=37.9))
    return made


@pytest.fixture
def here(many_machines: None, lived_in: House) -> House:
    return lived_in


def upload(device: Device, *items: dict[str, Any]) -> list[dict[str, Any]]:
    return gates.record_passages(device=device, items=items, device_time=clock.now(), received_at=clock.now())


def test_a_gate_by_day(here: House, guard: Guard) -> None:
    device, token = builders.device(here.enterprise)
    people = [builders.worker(here.enterprise) for _ in range(20)]
    badges = [f"FGB:{person.reference}" for person in people]
    early = clock.now() - timedelta(minutes=30)

    known = queries.device_of_token(token)
    assert known == device
    batch = [builders.item(code, at=early.isoformat()) for code in badges]
    batch += [builders.item(code, direction="out") for code in badges[:10]]
    batch += [builders.item(code, temperature=38.2) for code in badges[:3]] + [
        builders.item(f"JOB:{people[0].job_number}")
    ]
    answers = upload(known, *batch)
    again = upload(known, *batch[:5], builders.item(badges[11]))
    bundle = queries.bundle(known)
    delta = queries.bundle(known, bundle["cursor"])
    page = queries.passages_after(enterprise_id=here.enterprise.pk)

    assert {one["reason"] for one in answers} == {"ok", "fever"}
    assert [one["repeated"] for one in again] == [True] * 5 + [False]
    assert again[5]["flagged"]
    assert bundle["full"]
    assert not delta["full"]
    assert len(page["passages"]) >= len(batch) + 1
    assert guard.statements["INSERT", "gates_passage"] == 2
    assert guard.statements["INSERT", "screening_reading"] >= 1
    assert guard.statements["INSERT", "core_auditrow"] == 2


def test_a_worker_and_the_officer(here: House, guard: Guard) -> None:
    person = reports.person(team=here.team)
    officer = here.epidemic_officer.actor

    reports.declared(person)
    reports.daily(person)
    entry = reports.daily(person, temperature="37.8")
    review = screening.ask_review(person=person, by=reports.worker(person), text="测量前跑步了")
    screening.answer_review(
        review=review, by=officer, corrected=True, verdict="clear", until=None, answer="复测正常"
    )
    hold = screening.place_hold(
        person=person, by=officer, kind="observation", until=clock.today(), why="与发热者同桌"
    )
    screening.lift_hold(hold=hold, by=officer, why="排除")
    screening.confirm_fever(person=person, by=officer, why="复测三十八度")
    screening.rejudge(person_ids=[person.pk], by=SYSTEM)

    assert entry.verdict == "barred"
    for table in ("report", "reading", "verdictentry"):
        assert guard.statements["INSERT", f"screening_{table}"] >= 2


AS_SOMEBODY_ELSE = {
    "worker": "",
    "epidemic_officer": "",
    "bureau_officer": "",
    "team_leader": "epidemic_officer",
    "principal": "epidemic_officer",
    "administrator": "bureau_officer",
}
"""Who opens pages here; not again those that another role has opened, from the same rows."""


@pytest.mark.parametrize("role", AS_SOMEBODY_ELSE)
def test_every_page_and_list_that_a_role_may_open(here: House, guard: Guard, role: str) -> None:
    """Authorities too: what they see of many enterprises comes from records, or one enterprise after another."""
    client = here.phone if role == "worker" else here.members[role].browser
    handler = Client().handler
    matrix = access.matrix()
    seen = matrix.get(AS_SOMEBODY_ELSE[role], {})
    answers = []
    for view, allowed in matrix[role].items():
        method, _space, path = view.rpartition(" ")
        if not allowed or seen.get(view) or method not in {"", "GET"} or path in NOT_READ:
            continue
        asking = (
            here.members[role].api.client if path.startswith("/api/") and role in here.members else client
        )
        asking.handler = handler
        answers.append(asking.get(_filled(here, path)).status_code)

    assert 200 in answers
    assert not [status for status in answers if status >= 500]


NOT_READ = {"/accounts/logout/", "/healthz", "/api/v1/openapi.json"}


def _filled(here: House, path: str) -> str:
    """The address with this enterprise's own things in it; what nobody has is not found, and so tells nothing."""

    def fill(found: re.Match[str]) -> str:
        name = found.group(1).rpartition(":")[2]
        if name == "uscc":
            return str(here.enterprise.uscc)
        if name == "person_id" or (name == "id" and "/people/" in path):
            return str(here.worker.pk)
        return {"kind": "filing" if "case" in path else "daily", "form": "json", "region": "410802"}.get(
            name, "01900000-0000-7000-8000-000000000000"
        )

    return re.sub(r"<([\w:]+)>", fill, path)


def test_lists_of_passages_with_every_filter_and_going_back(here: House, guard: Guard) -> None:
    actor = here.epidemic_officer.actor

    page = queries.passages(actor, day=clock.today(), verdict="allow", flagged=False, direction="in", limit=1)
    queries.passages(actor, before=page.cursor)
    told = queries.refusals(actor)
    queries.refusals(actor, told.cursor)
    queries.passages_today(actor)
    queries.people_in(here.enterprise.pk, clock.today() - timedelta(days=9), clock.today())

    assert page.items
    assert told.items
    assert queries.has_passages(here.enterprise.pk, since=clock.day_start(clock.today()), before=clock.now())


def test_the_night_deletes_what_is_old(here: House, guard: Guard) -> None:
    device, _token = builders.device(builders.enterprise())
    enterprise = device.checkpoint.enterprise
    person = builders.worker(enterprise)
    upload(device, *[builders.item(f"FGB:{person.reference}", temperature=38.0) for _ in range(5)])
    builders.reported(person, clock.today() - timedelta(days=4000))
    old = clock.now() - timedelta(days=4000)
    models: list[type[Event]] = [Passage, Report, Reading, VerdictEntry]
    for model in models:
        model._default_manager.filter(owner_id=enterprise.pk).update(recorded_at=old)

    purge_expired.func()

    assert [model._default_manager.filter(owner_id=enterprise.pk).count() for model in models] == [0] * 4
    assert purging.purge(enterprise=enterprise, by=SYSTEM) == 0


def test_chains_are_verified_and_rows_sealed_anew_owner_by_owner(here: House, guard: Guard) -> None:
    assert here.enterprise.pk in audit.owners()
    assert [audit.verify(owner)[1] for owner in audit.owners()] == [None] * len(audit.owners())
    assert audit.rows(here.enterprise.pk, before=5, limit=2)

    changed: dict[str, int] = {}
    rotation.reseal(changed.__setitem__)
    assert "gates.Passage" in changed

    assert guard.used == {("fugong.core.audit", "owners"), ("fugong.core.rotation", "_owners")}
