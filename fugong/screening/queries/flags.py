"""Flags as the officer reads them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed, NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Person
from fugong.packs import Pack
from fugong.packs.truthfulness import kinds, text_of
from fugong.rules import Text
from fugong.screening import choices
from fugong.screening.models import Flag
from fugong.screening.queries import scope
from fugong.screening.queries.inputs import pack_of


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flag in words. `name` is masked; `outcome` empty while it is open;"""

    id: UUID
    person_id: UUID
    name: str
    job_number: str
    team: str
    kind: str
    day: date
    raised_at: datetime
    title: Text
    why: Text
    next: Text
    articles: tuple[str, ...]
    state: str
    outcome: str
    note: str
    settled_at: datetime | None
    settled_by: UUID | None
    session_id: UUID | None


def flags(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    team: UUID | None = None,
    person: UUID | None = None,
    since: date | None = None,
) -> QuerySet[Flag]:
    """The flags of the enterprise that officer and principal answer for; NotAllowed for others. The caller orders and cuts."""
    rows = _all(actor).select_related("person__team__parent", "person__enterprise")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if team:
        rows = rows.filter(Q(person__team_id=team) | Q(person__team__parent_id=team))
    if person:
        rows = rows.filter(person_id=person)
    if since:
        rows = rows.filter(day__gte=since)
    return rows


def _all(actor: Actor) -> QuerySet[Flag]:
    if actor.enterprise_id is None or not scope.sees_enterprise(actor):
        raise NotAllowed("role", _("只有企业防疫专员和企业负责人可以查看。"))
    return Flag.objects.filter(person__enterprise_id=actor.enterprise_id)


def open_flags(actor: Actor) -> int:
    """How many wait for the officer; 0 for whoever may not see them."""
    return _all(actor).filter(state=choices.OPEN).count() if scope.sees_enterprise(actor) else 0


def flag(actor: Actor, flag_id: UUID) -> Flag:
    """One flag; NotFound where there is none or it is another enterprise's."""
    row = flags(actor).filter(pk=flag_id).first()
    if row is None:
        raise NotFound("flag", _("没有这条提示。"))
    return row


def flag_line(row: Flag) -> FlagLine:
    """A flag in words; its person, team and enterprise are loaded. Opens what it rests on."""
    pack, _own = pack_of(row.person.enterprise)
    said = text_of(pack, row.kind, _values(row))
    unknown: Text = {"zh": row.kind, "en": row.kind}
    return FlagLine(
        id=row.pk,
        person_id=row.person_id,
        name=str(row.person.name),
        job_number=row.person.job_number,
        team=row.person.team_name,
        kind=row.kind,
        day=row.day,
        raised_at=row.created_at,
        title=said.title if said else unknown,
        why=said.why if said else unknown,
        next=said.next if said else unknown,
        articles=said.articles if said else (),
        state=row.state,
        outcome=row.outcome,
        note=row.note.reveal(),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        session_id=row.session_id,
    )


def flags_of(person: Person) -> list[FlagLine]:
    """Everything noted about one person, newest first: for the person's copy (PIPL 45)."""
    rows = Flag.objects.filter(person=person).select_related("person__team__parent", "person__enterprise")
    return [flag_line(row) for row in rows.order_by("-pk")]


def flag_kinds(pack: Pack) -> dict[str, Text]:
    """The signs of a pack by name."""
    return kinds(pack)


def _values(row: Flag) -> dict[str, Any]:
    details = row.details.document() or {}
    return {name: Decimal(value) if isinstance(value, str) else value for name, value in details.items()}
