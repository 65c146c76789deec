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
from fugong.doors.cli.demo import invented, yard
from fugong.doors.cli.demo.invented import InventedEnterprise, InventedPerson
from fugong.gates import actions as gates
from fugong.gates import queries as gate_queries
from fugong.packs import load
from fugong.screening import actions as screening
from fugong.screening import passes
from fugong.screening import queries as screening_queries

SIZES = {"small": (60, 6_000), "city": (3_000, 300_000)}
DAYS = {"small": 14, "city": 1}
"""Days of history where nobody says how many."""
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
OFFICERS = {
    "bureau_officer": ("gongxin", "刘科长", choices.BUREAU, "410802"),
    "health_officer": ("weijian", "陈主任", choices.HEALTH, "410802"),
    "other_county_officer": ("xiuwu", "杨科长", choices.BUREAU, "410821"),
    "city_officer": ("shizhi", "黄值班", choices.HEADQUARTERS, "410800"),
}
"""Officers of authorities: login, name, and where they work."""
NOT_IN_FILE = ("city_officer",)
"""Known to the start page only."""
CHECKPOINT, TABLET = "东门（演示）", "演示平板"


@dataclass(frozen=True)
class Cast:
    """Who and what the accounts file names."""

    enterprise: Any
    people: dict[int, Any]
    document: dict[str, Any]
    accounts: dict[str, Any]


def invented_enterprises(size: str) -> list[InventedEnterprise]:
    """The enterprises of a size, the first one being the accounts file's."""
    return invented.enterprises(*SIZES[size])


def is_ours() -> bool:
    """Whether the enterprise that the demonstration makes first is in this database, whatever version made it."""
    return queries.is_known(invented.enterprises(1, 20)[0].uscc)


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
    authorities = ensure_authorities()
    ensure_classified(enterprise, first, authorities)
    accounts = ensure_accounts(enterprise, people, authorities, note.get("accounts", {}))
    token = ensure_device(enterprise, note.get("device_token", ""))
    newcomer = people[NEWCOMER]
    ensure_declared(newcomer)
    yard.fill(enterprise, ensure_tablet(enterprise).checkpoint_id)
    document = {
        "base_url": base_url,
        "enterprise": enterprise.uscc,
        "device_token": token,
        "poster_url": f"{base_url}/p/{enterprise.poster_secret}/",
        "pass_code": a_pass(people),
        "accounts": {
            "worker": worker_secrets(newcomer),
            **{role: secret for role, secret in accounts.items() if role not in NOT_IN_FILE},
        },
    }
    return Cast(enterprise, people, document, accounts)


Offices = dict[tuple[str, str], Any]
"""The demonstration's authorities by kind and region."""


def ensure_authorities() -> Offices:
    """Every reporting unit's offices, the clusters and the city's headquarters, made where missing."""
    there = {(row.kind, row.region_id): row for row in queries.authorities()}
    for one in invented.authorities():
        if (one.kind, one.region) not in there:
            there[one.kind, one.region] = actions.create_authority(
                by=SYSTEM,
                kind=one.kind,
                name=one.name,
                region_code=one.region,
                contact_name=one.contact_name,
                contact_phone=one.contact_phone,
                duty_hours=one.duty_hours,
                published=True,
            )
    return there


def ensure_classified(enterprise: Any, one: InventedEnterprise, authorities: Offices) -> None:
    """Size, importance, industry and cluster, where nobody said them yet."""
    if enterprise.size:
        return
    cluster = authorities[choices.CLUSTER, one.region] if one.cluster else None
    actions.classify_enterprise(
        enterprise=enterprise,
        by=SYSTEM,
        size=one.size,
        is_key=one.is_key,
        industry=one.industry,
        cluster=cluster,
    )


def ensure_coverage() -> None:
    """The county's officer answers for every other enterprise already; the rest is left to be distributed."""
    login, _name, _kind, region = OFFICERS["bureau_officer"]
    of_county = list(queries.in_jurisdiction(SYSTEM).filter(region_id=region))
    if not queries.covering(row.pk for row in of_county):
        account = queries.accounts(SYSTEM).get(login=login)
        actions.cover(enterprises=of_county[::2], account=account, by=SYSTEM)


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
    enterprise: Any, people: dict[int, Any], authorities: Offices, known: dict[str, Any]
) -> dict[str, dict[str, str]]:
    """An account for each role with a password and a token that work; those already known are kept."""
    existing = {account.login: account for account in queries.accounts(acting_for(enterprise))}
    team = people[CARRIER].team
    wanted: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for role, (login, name) in LOGINS.items():
        wanted[role] = (
            login,
            name,
            {
                "role": role,
                "enterprise": enterprise if role in choices.ENTERPRISE_ROLES else None,
                "group": team if role == choices.TEAM_LEADER else None,
            },
        )
    for key, (login, name, kind, region) in OFFICERS.items():
        wanted[key] = (login, name, {"role": choices.ROLE_AT[kind], "authority": authorities[kind, region]})
    return {
        key: _ensure_account(existing.get(login), login, name, place, known.get(key, {}))
        for key, (login, name, place) in wanted.items()
    }


def _ensure_account(
    account: Any, login: str, name: str, place: dict[str, Any], secret: dict[str, str]
) -> dict[str, str]:
    password = secret.get("password") or f"Demo-{secrets.token_urlsafe(9)}"
    if account is None:
        account = actions.create_account(by=SYSTEM, login=login, name=name, password=password, **place)
    elif not account.check_password(password):
        actions.set_password(account=account, by=SYSTEM, password=password)
    token = secret.get("token", "")
    if not token or queries.actor_of_token(token) is None:
        token = actions.issue_token(account=account, by=SYSTEM, label="演示")
    return {"login": login, "password": password, "token": token}


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
