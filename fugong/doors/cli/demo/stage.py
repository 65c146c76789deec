"""Puts the demonstration on stage, through the same actions as everybody; each step can be repeated and goes on."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import actions, choices, queries
from fugong.directory.workbook import RosterRow
from fugong.doors.cli.demo import invented
from fugong.doors.cli.demo.invented import InventedEnterprise, InventedPerson
from fugong.gates import actions as gates
from fugong.gates import queries as gate_queries
from fugong.packs import load
from fugong.screening import actions as screening
from fugong.screening import passes
from fugong.screening import queries as screening_queries

SIZES = {"small": (60, 6_000)}
PACK = "jiaozuo_2020"

CARRIER = 1
"""The worker whose code the accounts file carries: reports each day, from the first second on."""
NEWCOMER = 2
"""The worker behind the demonstration's phone door: known to the roster, today's report still to be given."""

LOGINS = {
    choices.TEAM_LEADER: ("banzu", "周班长"),
    choices.GUARD: ("mengang", "吴门岗"),
    choices.EPIDEMIC_OFFICER: ("fangyi", "郑专员"),
    choices.PRINCIPAL: ("fuze", "王厂长"),
    choices.ADMINISTRATOR: ("guanli", "孙管理"),
}
CHECKPOINT, TABLET = "东门（演示）", "演示平板"


@dataclass(frozen=True)
class Cast:
    """Who and what the accounts file names."""

    enterprise: Any
    people: dict[int, Any]
    document: dict[str, Any]


def invented_enterprises(size: str) -> list[InventedEnterprise]:
    """The enterprises of a size, the first one being the accounts file's."""
    return invented.enterprises(*SIZES[size])


def is_ours() -> bool:
    """Whether the enterprise that the demonstration makes first is in this database."""
    return queries.enterprise_by_uscc(invented.enterprises(1, 20)[0].uscc) is not None


def note_file(home: Path) -> Path:
    """What the start page knows of the demonstration: doors, secrets of the demonstration, progress."""
    return home / "demo.json"


def read_note(home: Path) -> dict[str, Any]:
    """The note, empty where there is none yet."""
    try:
        note: dict[str, Any] = json.loads(note_file(home).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return note


def write_private(path: Path, document: object) -> None:
    """Write JSON whole or not at all, readable by its owner only."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=1)
    draft.replace(path)


def set_scene(first: InventedEnterprise, base_url: str, home: Path) -> Cast:
    """The accounts file's enterprise, ready to be tried: roster, accounts, a bound gate, one worker with a pass."""
    enterprise = ensure_enterprise(first)
    people = ensure_people(enterprise, first)
    note = read_note(home)
    accounts = ensure_accounts(enterprise, people, note.get("accounts", {}))
    token = ensure_device(enterprise, note.get("device_token", ""))
    newcomer = people[NEWCOMER]
    ensure_declared(newcomer)
    document = {
        "base_url": base_url,
        "enterprise": enterprise.uscc,
        "device_token": token,
        "poster_url": f"{base_url}/p/{enterprise.poster_secret}/",
        "pass_code": a_pass(people),
        "accounts": {"worker": worker_secrets(newcomer), **accounts},
    }
    return Cast(enterprise, people, document)


def ensure_enterprise(one: InventedEnterprise) -> Any:
    """The enterprise, made where missing."""
    found = queries.enterprise_by_uscc(one.uscc)
    return found or actions.create_enterprise(
        by=SYSTEM,
        uscc=one.uscc,
        name=one.name,
        region_code=one.region,
        industry=one.industry,
        address=one.address,
        contact_phone="0391-0000000",
        pack=PACK,
    )


def acting_for(enterprise: Any) -> Actor:
    """The system as it reads one enterprise."""
    return Actor("system", roles=frozenset({"system"}), enterprise_id=enterprise.pk, name="system")


def ensure_people(enterprise: Any, one: InventedEnterprise) -> dict[int, Any]:
    """The roster, taken in where it is not there yet; place → person."""
    workforce = list(invented.workforce(one))
    if queries.people(acting_for(enterprise)).count() < len(workforce):
        actions.import_roster(enterprise=enterprise, by=SYSTEM, rows=list(roster_rows(workforce)))
    of_number = {person.job_number: person for person in queries.people(acting_for(enterprise))}
    return {
        member.number: of_number[member.job_number] for member in workforce if member.job_number in of_number
    }


def roster_rows(workforce: list[InventedPerson]) -> Iterator[RosterRow]:
    """The workers as a checked roster sheet gives them."""
    today = clock.today()
    for place, one in enumerate(workforce, start=4):
        returned = today - timedelta(days=one.days_since_return) if one.left_city else None
        yield RosterRow(
            row=place,
            name=one.name,
            id_number=one.id_number,
            phone=one.phone if one.has_phone else "",
            workshop=one.workshop,
            team=one.team,
            job=one.job,
            job_number=one.job_number,
            left_city=one.left_city,
            destination=one.destination or None,
            return_date=returned,
            transport=one.transport or None,
            health="正常",
            certificate=one.certificate,
        )


def ensure_accounts(
    enterprise: Any, people: dict[int, Any], known: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """An account for each role with a password and a token that work; those already known are kept."""
    system = acting_for(enterprise)
    existing = {account.login: account for account in queries.accounts(system)}
    team = people[CARRIER].team
    made = {}
    for role, (login, name) in LOGINS.items():
        secret = known.get(role, {})
        account = existing.get(login)
        password = secret.get("password") or f"Demo-{secrets.token_urlsafe(9)}"
        if account is None:
            account = actions.create_account(
                by=SYSTEM,
                login=login,
                name=name,
                password=password,
                role=role,
                enterprise=enterprise if role in choices.ENTERPRISE_ROLES else None,
                group=team if role == choices.TEAM_LEADER else None,
            )
        elif not account.check_password(password):
            actions.set_password(account=account, by=SYSTEM, password=password)
        token = secret.get("token", "")
        if not token or queries.actor_of_token(token) is None:
            token = actions.issue_token(account=account, by=SYSTEM, label="演示")
        made[role] = {"login": login, "password": password, "token": token}
    return made


def ensure_device(enterprise: Any, token: str) -> str:
    """A gate device bound at the first entrance; the token known so far where it still works."""
    if token and gate_queries.device_of_token(token) is not None:
        return token
    ticket = gates.renew_ticket(device=ensure_tablet(enterprise), by=SYSTEM)
    _device, token = gates.bind_device(ticket=ticket, by=SYSTEM)
    return token


def ensure_tablet(enterprise: Any) -> Any:
    """The device of the first entrance, both made where missing; not bound by this."""
    system = acting_for(enterprise)
    found = next((one for one in gate_queries.devices(system) if one.name == TABLET), None)
    if found is not None:
        return found
    checkpoint = gates.create_checkpoint(enterprise=enterprise, by=system, name=CHECKPOINT)
    device, _ticket = gates.create_device(checkpoint=checkpoint, by=system, name=TABLET)
    return device


def worker_secrets(person: Any) -> dict[str, str]:
    """What the worker types at the poster."""
    return {"phone": person.phone.reveal(), "id_last6": person.id_number.reveal()[-6:]}


def ensure_declared(person: Any) -> None:
    """Consents given and the return declared some days ago, so that a daily report is all that is asked."""
    by = Actor("worker", person.pk, frozenset({choices.WORKER}), person.enterprise_id, person.pk)
    notice = load(PACK).notice
    given = {line.purpose for line in screening_queries.consents(person) if line.given}
    if missing := [purpose for purpose in notice.consents if purpose not in given]:
        screening.give_consent(person=person, by=by, purposes=missing)
    if not screening_queries.last_answers(person, "declaration"):
        from fugong.doors.cli.demo import history

        history.declare(person)


def a_pass(people: dict[int, Any]) -> str:
    """A code of the carrier, or of the next worker where somebody tried the demonstration by barring that one."""
    for number in sorted(set(people) - {NEWCOMER}, key=lambda number: (number < CARRIER, number)):
        person = people[number]
        if person.status == choices.ACTIVE:
            ensure_declared(person)
            if code := ensure_pass(person):
                return code
    raise Conflict(
        "no_pass", "nobody of the demonstration's first enterprise may enter: use an empty database"
    )


def ensure_pass(person: Any) -> str:
    """Today's report where it is missing, and a fresh code of at least two hours; empty where the gate would refuse it."""
    if screening_queries.standing(person).waiting:
        answers = {**load(PACK).questionnaires["daily"].normal_answers, "temperature": "36.5"}
        screening.submit(person=person, by=SYSTEM, kind="daily", answers=answers)
    issued = passes.issue(person, shortest=timedelta(hours=2))
    return issued.code if issued else ""


def day_back(days: int) -> date:
    """The site's day `days` before today."""
    return clock.today() - timedelta(days=days)
