"""Whom an actor may see: the worker herself, a leader the own teams, officer and principal the whole enterprise."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed, NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices
from fugong.directory.models import Person

WHOLE_ENTERPRISE = (choices.EPIDEMIC_OFFICER, choices.PRINCIPAL)


def sees_enterprise(actor: Actor) -> bool:
    """Whether the actor sees everybody of the own enterprise."""
    return actor.enterprise_id is not None and actor.has(*WHOLE_ENTERPRISE)


def leads(actor: Actor) -> bool:
    """Whether the actor is a leader of at least one team."""
    return actor.enterprise_id is not None and actor.has(choices.TEAM_LEADER) and bool(actor.team_ids)


def in_teams(team_ids: frozenset[UUID]) -> Q:
    """The condition on people of these teams, or of teams in these workshops."""
    return Q(team_id__in=team_ids) | Q(team__parent_id__in=team_ids)


def people(actor: Actor) -> QuerySet[Person]:
    """The workers whose health state the actor may see, those who left included. Raises NotAllowed for other roles."""
    if actor.enterprise_id is not None and sees_enterprise(actor):
        return Person.objects.filter(enterprise_id=actor.enterprise_id)
    if actor.enterprise_id is not None and leads(actor):
        return Person.objects.filter(in_teams(actor.team_ids), enterprise_id=actor.enterprise_id)
    if actor.kind == "worker" and actor.person_id is not None:
        return Person.objects.filter(pk=actor.person_id)
    raise NotAllowed("role", _("您的岗位不能查看职工的健康情况。"))


def person(actor: Actor, person_id: UUID) -> Person:
    """One of them; NotFound for anybody else, so that nobody learns who is on a roster."""
    found = people(actor).filter(pk=person_id).select_related("enterprise", "team").first()
    if found is None:
        raise NotFound("person", _("没有这名职工，或不在您负责的班组。"))
    return found


def enterprise_id(actor: Actor) -> UUID:
    """The enterprise an officer, principal or leader acts for; NotAllowed for anybody else."""
    if actor.enterprise_id is None or not (sees_enterprise(actor) or leads(actor)):
        raise NotAllowed("role", _("您的岗位不能查看职工的健康情况。"))
    return actor.enterprise_id
