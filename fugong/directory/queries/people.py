"""People and groups, as far as an actor may see them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fugong.core import secrets
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices
from fugong.directory.models import Account, Group, Opening, Person


def people(actor: Actor) -> QuerySet[Person]:
    """Whom the actor may see: the enterprise for officer and principal, the teams for a leader, oneself for a worker,
    everybody for the system."""
    rows = Person.objects.select_related("team__parent", "enterprise").order_by(
        "team__parent__name", "team__name", "job_number"
    )
    if actor.kind == "system" and actor.enterprise_id is None:
        return rows
    if actor.kind == "worker":
        return rows.filter(pk=actor.person_id) if actor.person_id else rows.none()
    if actor.enterprise_id is None:
        return rows.none()
    rows = rows.filter(enterprise_id=actor.enterprise_id)
    if actor.kind == "system" or actor.has(choices.EPIDEMIC_OFFICER, choices.PRINCIPAL):
        return rows
    if actor.has(choices.TEAM_LEADER):
        return rows.filter(Q(team_id__in=actor.team_ids) | Q(team__parent_id__in=actor.team_ids))
    return rows.none()


def person(actor: Actor, person_id: UUID | None) -> Person:
    """One of `people`; raises NotFound for anybody else's."""
    found = people(actor).filter(pk=person_id).first() if person_id else None
    if found is None:
        raise NotFound("person", _("没有这个人，或者不属于您管理的范围。"))
    return found


def find_people(actor: Actor, text: str) -> QuerySet[Person]:
    """`people` by exact name, ID number, phone, the phone's last four digits, or job number."""
    text = "".join(text.split())
    if not text:
        return people(actor)
    wanted = Q(job_number=text)
    wanted |= Q(name_index=secrets.blind_index(text, "person.name"))
    if len(text) == 18:
        wanted |= Q(id_index=secrets.blind_index(text.upper(), "person.id_number"))
    if text.isdigit() and len(text) == 11:
        wanted |= Q(phone_index=secrets.blind_index(text, "person.phone"))
    if text.isdigit() and len(text) == 4:
        wanted |= Q(phone_last4_index=secrets.blind_index(text, "person.phone_last4"))
    return people(actor).filter(wanted)


def groups(actor: Actor) -> QuerySet[Group]:
    """Workshops and teams of the actor's enterprise; for a leader the own teams."""
    if actor.enterprise_id is None:
        return Group.objects.none()
    rows = (
        Group.objects.filter(enterprise_id=actor.enterprise_id)
        .select_related("parent")
        .order_by("parent__name", "name")
    )
    if actor.has(choices.TEAM_LEADER) and not actor.has(choices.EPIDEMIC_OFFICER, choices.PRINCIPAL):
        return rows.filter(Q(pk__in=actor.team_ids) | Q(parent_id__in=actor.team_ids))
    return rows


def group(actor: Actor, group_id: UUID) -> Group:
    """One of `groups`; raises NotFound."""
    found = groups(actor).filter(pk=group_id).first()
    if found is None:
        raise NotFound("group", _("没有这个班组，或者不属于您管理的范围。"))
    return found


@dataclass(frozen=True)
class TeamNode:
    """A workshop with its teams; `people` counts those who are there now."""

    group: Group
    people: int
    leaders: tuple[str, ...]
    teams: tuple["TeamNode", ...] = ()


def team_tree(actor: Actor) -> list[TeamNode]:
    """The enterprise's workshops and the teams in them, with counts and leaders' logins."""
    rows = list(groups(actor).prefetch_related("appointments__account"))
    counts: dict[UUID, int] = defaultdict(int)
    for team_id in Person.objects.filter(team__in=rows, status=choices.ACTIVE).values_list(
        "team_id", flat=True
    ):
        counts[team_id] += 1
    ids = {row.pk for row in rows}

    def node(row: Group) -> TeamNode:
        leaders = tuple(a.account.login for a in row.appointments.all() if a.role == choices.TEAM_LEADER)
        teams = tuple(node(child) for child in rows if child.parent_id == row.pk)
        return TeamNode(row, counts[row.pk] + sum(team.people for team in teams), leaders, teams)

    return [node(row) for row in rows if row.parent_id not in ids]


@dataclass(frozen=True)
class OpeningLine:
    """Who opened masked values of a person, when, which and why: what that person is shown."""

    at: datetime
    who: str
    what: str
    reason: str


FIELD_NAMES = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "手机号",
    "address": "住址",
    "destination": "外出地点",
    "transport": "交通工具",
    "travel": "假期出行",
    "gatherings": "聚集聚会",
    "health_note": "健康状况",
}


def openings(person: Person) -> list[OpeningLine]:
    """Every opening of this person's values, the newest first."""
    rows = list(Opening.objects.filter(person=person).order_by("-created_at"))
    names = {
        pk: str(name)
        for pk, name in Account.objects.filter(pk__in=[row.by_id for row in rows]).values_list("pk", "name")
    }
    return [
        OpeningLine(
            at=row.created_at,
            who=_("本人") if row.by_id == person.pk else names.get(row.by_id, ""),  # type: ignore[arg-type]
            what=_("、").join(_(FIELD_NAMES.get(name, name)) for name in row.fields),
            reason=row.reason.reveal(),
        )
        for row in rows
    ]
