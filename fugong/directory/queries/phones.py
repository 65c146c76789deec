"""New devices of workers, about which somebody responsible is asked (G9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices
from fugong.directory.models import PhoneSession
from fugong.directory.queries.people import people


@dataclass(frozen=True)
class NewPhone:
    """A device that a worker, known on another one, registered on. `device` is its kind in words."""

    id: UUID
    person_id: UUID
    name: str
    job_number: str
    team: str
    device: str
    registered_at: datetime


def new_phones(actor: Actor) -> list[NewPhone]:
    """The devices that wait for this actor's yes or no, the oldest first; each once. One's own is asked of others."""
    found: dict[tuple[UUID, str], NewPhone] = {}
    rows = _waiting(actor).select_related("person__team__parent").order_by("asked_at", "pk")
    for row in rows:
        key = (row.person_id, row.browser)
        if key in found or row.person_id == actor.person_id:
            continue
        found[key] = NewPhone(
            id=row.pk,
            person_id=row.person_id,
            name=str(row.person.name),
            job_number=row.person.job_number,
            team=row.person.team_name,
            device=kind_of(row),
            registered_at=row.created_at,
        )
    return list(found.values())


def kind_of(session: PhoneSession) -> str:
    """What kind of device it is, without its number."""
    return session.device.removesuffix(session.browser).strip()


def phone(actor: Actor, session_id: UUID) -> PhoneSession:
    """A bound phone of somebody the actor may see; raises NotFound for anybody else's."""
    rows = PhoneSession.objects.filter(person__in=people(actor).order_by())
    found = rows.select_related("person__team", "person__enterprise").filter(pk=session_id).first()
    if found is None:
        raise NotFound("phone", _("没有这部手机，或者不属于您管理的范围。"))
    return found


def _waiting(actor: Actor) -> "QuerySet[PhoneSession]":
    rows = PhoneSession.objects.filter(asked_at__isnull=False, answer="", revoked_at=None)
    return rows.filter(person__in=people(actor).filter(status=choices.ACTIVE).order_by())


def answers_of_phones(session_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Of these bound phones those that were asked about → "" (waiting), yes or no."""
    rows = PhoneSession.objects.filter(pk__in=list(session_ids), asked_at__isnull=False)
    return dict(rows.values_list("pk", "answer"))


def browsers_of_phones(session_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Of these bound phones those whose browser is known → its number."""
    rows = PhoneSession.objects.filter(pk__in=list(session_ids)).exclude(browser="")
    return dict(rows.values_list("pk", "browser"))


def phones_of_browsers(enterprise_id: UUID, browsers: Iterable[str]) -> dict[UUID, tuple[UUID, str]]:
    """Every bound phone in an enterprise of these browsers → its worker and browser; those signed out since too."""
    rows = PhoneSession.objects.filter(browser__in=list(browsers), person__enterprise_id=enterprise_id)
    return {
        pk: (person_id, browser) for pk, person_id, browser in rows.values_list("pk", "person_id", "browser")
    }
