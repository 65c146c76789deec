"""Recognising a worker's phone from the poster, and forgetting it."""

import re
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, events, secrets
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from fugong.core.permissions import SYSTEM, Actor
from fugong.core.tokens import digest, new_token
from fugong.directory import choices, people, permissions
from fugong.directory.events import PhoneAnswered
from fugong.directory.models import Attempt, Enterprise, Person, PhoneSession

WINDOW = timedelta(minutes=10)
LIMITS = {"phone": 5, "device": 5, "address": 30, "poster": 200}
"""Failed tries within the window after which no more are taken: per number tried, device, address and poster.

The factory's own network is one address for all; those who are recognised do not count.
"""


def recognise(
    *, poster_secret: str, phone: str, id_last6: str, device: str, address: str
) -> tuple[str, Person]:
    """Bind this phone to the worker with that number and ID ending: (the cookie to keep, the person).

    The answer is the same whatever does not fit, so that nothing can be learnt by trying. Raises NotFound for a
    poster that was rotated, TooMany, Invalid, NotAllowed for somebody who left.
    """
    enterprise = Enterprise.objects.filter(poster_secret=poster_secret).first()
    if enterprise is None:
        raise NotFound("poster", _("这张海报已经换新。请扫描厂区最新的二维码。"))
    phone = people.plain(phone)
    keys = {"phone": phone, "device": device, "address": address, "poster": enterprise.poster_secret}
    tries = _note_try(enterprise, keys)
    _check_limits(tries)
    person = _find(enterprise, phone, people.plain(id_last6).upper())
    if person is None:
        raise Invalid(
            "not_recognised",
            _("手机号和身份证后六位与花名册不符。请核对后再试；仍不行，请找班组长或防疫专员核对花名册。"),
        )
    _forget(tries)
    if person.status == choices.LEFT:
        raise NotAllowed("left", _("花名册上您已离职，不能登记。如有错误，请联系企业防疫专员。"))
    return bind_phone(person_id=person.pk, device=device, by=_self(person)), person


def _find(enterprise: Enterprise, phone: str, id_last6: str) -> Person | None:
    return (
        Person.objects.filter(
            enterprise=enterprise,
            phone_index=secrets.blind_index(phone, "person.phone") or "-",
            id_last6_index=secrets.blind_index(id_last6, "person.id_last6") or "-",
        )
        .order_by("status", "created_at")
        .first()
    )


def _self(person: Person) -> Actor:
    roles = frozenset({choices.WORKER})
    return Actor("worker", person.pk, roles, person.enterprise_id, person.pk, name=str(person.name))


def _note_try(enterprise: Enterprise, keys: dict[str, str]) -> list[Attempt]:
    """Noted before anything is looked at, so that tries sent all at once are counted too. Keys are blind indexes."""
    moment = clock.now()
    tries = [
        Attempt(
            purpose=name, key=secrets.blind_index(f"{enterprise.pk} {value}", f"attempt.{name}"), at=moment
        )
        for name, value in keys.items()
        if value
    ]
    return Attempt.objects.bulk_create(tries)


def _check_limits(tries: list[Attempt]) -> None:
    since = clock.now() - WINDOW
    for one in tries:
        counted = Attempt.objects.filter(purpose=one.purpose, key=one.key, at__gte=since).count()
        if counted > LIMITS[one.purpose]:
            _forget(tries)
            minutes = int(WINDOW.total_seconds() // 60)
            raise TooMany(
                "too_many_tries",
                _("试的次数太多了。请 %(minutes)d 分钟后再试，或找班组长代填。") % {"minutes": minutes},
            )


def _forget(tries: list[Attempt]) -> None:
    Attempt.objects.filter(pk__in=[one.pk for one in tries]).delete()


def purge_attempts() -> int:
    """Delete the tries that no limit looks at any more; returns how many."""
    count, _kinds = Attempt.objects.filter(at__lt=clock.now() - 2 * WINDOW).delete()
    return count


@transaction.atomic
def bind_phone(*, person_id: UUID, device: str, by: Actor) -> str:
    """A session of a worker on one device; returns the cookie that stands for it.

    Where a worker who was bound to one device appears on another, somebody responsible is asked whether it is the same
    person (G9); nothing waits for the answer. `device` ends with the browser's number, where it has one.
    """
    person = Person.objects.get(pk=person_id)
    cookie = new_token("fgp")
    browser = _browser_of(device)
    session = PhoneSession.objects.create(
        person=person,
        digest=digest(cookie),
        device=device[:120],
        browser=browser,
        last_seen_at=clock.now(),
        asked_at=clock.now() if by.kind == "worker" and _is_another(person, browser) else None,
    )
    audit.record(
        by=by,
        action="directory.bind_phone",
        subject="person",
        subject_id=person.pk,
        owner_id=person.enterprise_id,
        session_id=session.pk,
    )
    return cookie


def _browser_of(device: str) -> str:
    """The random number of the browser at the end of a device's description; empty without one."""
    found = re.search(r" ([0-9a-f]{12})$", device)
    return found[1] if found else ""


def _is_another(person: Person, browser: str) -> bool:
    """Whether the person is known on other devices and not on this one. A device without number says nothing.

    One that was signed out still counts, as long as a session lasts: else a phone could be passed on by signing out.
    """
    if not browser:
        return False
    since = clock.now() - timedelta(days=choices.PHONE_SESSION_DAYS)
    known = PhoneSession.objects.filter(person=person, created_at__gt=since).exclude(answer=choices.NO)
    here = known.filter(browser=browser)
    if here.filter(asked_at=None).exists() or here.filter(answer=choices.YES).exists():
        return False
    return known.exclude(browser="").exclude(browser=browser).exists()


@transaction.atomic
def answer_phone(*, session: PhoneSession, by: Actor, own: bool) -> None:
    """Say whether a new device is the person's `own` (G9). If not, it is signed out; its reports stay on file.

    For the team's leader, the epidemic officer and the principal. Raises Conflict where it was answered already.
    """
    permissions.check_can_answer_phone(by, session.person)
    person = Person.objects.select_for_update().get(pk=session.person_id)
    same = PhoneSession.objects.filter(
        person=person, browser=session.browser, asked_at__isnull=False, answer=""
    )
    waiting = list(same.values_list("pk", flat=True))
    if session.pk not in waiting:
        raise Conflict("answered", _("这部手机已经确认过了。"))
    same.update(answer=choices.YES if own else choices.NO, answered_at=clock.now(), answered_by=by.id)
    if not own:
        PhoneSession.objects.filter(pk__in=waiting, revoked_at=None).update(revoked_at=clock.now())
    audit.record(
        by=by,
        action="directory.answer_phone",
        subject="person",
        subject_id=person.pk,
        owner_id=person.enterprise_id,
        session_id=session.pk,
        own=own,
    )
    events.publish(PhoneAnswered(person.enterprise_id, person.pk, tuple(waiting), own, by.id))


@transaction.atomic
def forget_phone(*, person: Person, by: Actor = SYSTEM, cookie: str = "") -> int:
    """End the session of one cookie, or of all phones of a person; returns how many ended."""
    sessions = PhoneSession.objects.filter(person=person, revoked_at=None)
    if cookie:
        sessions = sessions.filter(digest=digest(cookie))
    ended = sessions.update(revoked_at=clock.now())
    audit.record(
        by=by,
        action="directory.forget_phone",
        subject="person",
        subject_id=person.pk,
        owner_id=person.enterprise_id,
        count=ended,
    )
    return ended
