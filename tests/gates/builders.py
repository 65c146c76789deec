"""An enterprise with a gate, and people of every kind before it. Plain functions that write rows directly."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fugong.core import clock, codes, secrets
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.core.tokens import digest, new_reference, new_secret, new_token
from fugong.directory.models import Enterprise, Group, Person, Region, ReturnJourney
from fugong.gates.models import Checkpoint, Device, Visit
from fugong.gates.queries import visits
from fugong.screening.models import Hold, Report, Standing, VerdictEntry

_numbers = itertools.count(1)


def enterprise(**changes: Any) -> Enterprise:
    n = next(_numbers)
    region, _made = Region.objects.get_or_create(code="410802", defaults={"name": "解放区"})
    return Enterprise.objects.create(
        **{
            "uscc": f"91410800MA{n:08d}",
            "name": f"焦作测试机械有限公司{n}",
            "region": region,
            "pack": "jiaozuo_2020",
            "poster_secret": new_secret(),
            "poster_rotated_at": clock.now(),
            "mark_secret": new_secret(),
            **changes,
        }
    )


def device(of: Enterprise | None = None, **changes: Any) -> tuple[Device, str]:
    """A bound device of an entrance of its own, and its token."""
    n = next(_numbers)
    checkpoint = Checkpoint.objects.create(enterprise=of or enterprise(), name=f"门{n}")
    token = new_token("fgd")
    made = Device.objects.create(checkpoint=checkpoint, name="平板", digest=digest(token), **changes)
    return made, token


def worker(of: Enterprise, *, standing: dict[str, Any] | None = None, **changes: Any) -> Person:
    """Somebody of the enterprise who has reported today and is clear, unless `standing` says otherwise."""
    n = next(_numbers)
    team, _made = Group.objects.get_or_create(enterprise=of, kind="workshop", parent=None, name="一车间")
    person = Person.objects.create(
        **{
            "enterprise": of,
            "reference": new_reference(),
            "job_number": f"A{n:05d}",
            "name": "张三丰",
            "id_number": f"41080219850101{n:04d}",
            "id_index": f"{n:032d}",
            "id_last6_index": f"{n:032d}",
            "team": team,
            **changes,
        }
    )
    today = clock.today()
    stands = {
        "verdict": "clear",
        "reason": "ok",
        "for_day": today,
        "declared_on": today,
        "reported_for": today,
    }
    Standing.objects.create(person=person, **{**stands, **(standing or {})})
    return person


def barred(reason: str, verdict: str = "barred") -> dict[str, Any]:
    return {"verdict": verdict, "reason": reason}


def hold(person: Person, kind: str = "isolation", reason: str = "", **changes: Any) -> Hold:
    since = clock.today() - timedelta(days=1)
    return Hold.objects.create(person=person, kind=kind, reason=reason or kind, **{"since": since, **changes})


def reported(person: Person, day: date, verdict: str = "clear", reason: str = "ok") -> None:
    """A report of a past day and the verdict it got."""
    n = next(_numbers)
    common = {
        "owner_id": person.enterprise_id,
        "seq": n,
        "recorded_at": clock.now(),
        "person_id": person.pk,
        "for_day": day,
    }
    Report.objects.create(kind="daily", period="morning", answers={}, **common)
    VerdictEntry.objects.create(verdict=verdict, reason=reason, **common)


def journey(person: Person, planned_on: date) -> ReturnJourney:
    return ReturnJourney.objects.create(person=person, planned_on=planned_on)


def pass_of(
    person: Person, *, issued: datetime | None = None, key: codes.SigningKey | None = None, **claims: Any
) -> str:
    """The pass code of a worker, issued a minute ago and good until the day ends."""
    issued = issued or clock.now() - timedelta(minutes=1)
    said = {
        "enterprise": person.enterprise_id,
        "reference": person.reference,
        "masked_name": "张*丰",
        "team": "一车间",
        "verdict": "clear",
        "reason": "ok",
        "issued": issued,
        "expires": max(clock.day_end(clock.day_of(issued)), issued + timedelta(minutes=30)),
        "pass_id": new_id(),
        **claims,
    }
    return codes.issue_pass(key or secrets.signing_keys()[0], **said)


def pass_of_visit(visit: Visit) -> str:
    """The pass code of a visitor who has filled in the questions today and may come in."""
    Visit.objects.filter(pk=visit.pk).update(filled_for=clock.today(), verdict="clear", reason="ok")
    visit.refresh_from_db()
    issued = visits.pass_of(visit)
    assert issued is not None, "no yes of the host, or outside the agreed time"
    return issued.code


def item(code: object, **changes: Any) -> dict[str, Any]:
    """One passage as a device uploads it: in, 36.5 °C, now, the server decides."""
    return {
        "id": str(new_id()),
        "code": code,
        "temperature": 36.5,
        "direction": "in",
        "at": clock.now().isoformat(),
        "verdict": None,
        **changes,
    }


def officer(of: Enterprise, role: str = "epidemic_officer") -> Actor:
    return Actor("account", id=new_id(), roles=frozenset({role}), enterprise_id=of.pk, name="李*")


def other_id(of: UUID) -> UUID:
    return UUID(int=of.int ^ 1)
