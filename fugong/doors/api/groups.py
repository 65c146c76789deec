"""Workshops and the teams in them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.directory.queries import TeamNode
from fugong.doors.api.auth import Account
from fugong.doors.api.wire import Body, Line, Seen, answers, check_unchanged, made

router = Router(tags=["teams"])
staff = Account("epidemic_officer", "principal")
staff_and_leaders = Account("team_leader", "epidemic_officer", "principal")


class GroupNode(Schema):
    """A workshop or team, how many people it has now, its leaders' logins, the teams in it."""

    id: UUID
    kind: str
    name: str
    people: int
    leaders: list[str]
    updated_at: datetime
    teams: list["GroupNode"]


class Groups(Schema):
    groups: list[GroupNode]


class GroupLine(Schema):
    id: UUID
    kind: str
    name: str
    parent: UUID | None
    updated_at: datetime


class NewGroup(Body):
    kind: Literal["workshop", "team"]
    name: Line
    parent: UUID | None = None


class NewName(Seen):
    name: Line


@router.get("/groups", auth=staff_and_leaders, response=answers(Groups))
def list_groups(request: HttpRequest) -> Groups:
    """The enterprise's workshops and teams; for a leader the own teams."""
    return Groups(groups=[_node(node) for node in queries.team_tree(actor_of(request))])


def _node(node: TeamNode) -> GroupNode:
    group = node.group
    return GroupNode(
        id=group.pk,
        kind=group.kind,
        name=group.name,
        people=node.people,
        leaders=sorted(node.leaders),
        updated_at=group.updated_at,
        teams=[_node(team) for team in node.teams],
    )


@router.post("/groups", auth=staff, response=answers(GroupLine, 201))
def create_group(request: HttpRequest, body: NewGroup) -> Status:
    """A workshop, or a team in one (`parent`)."""
    actor = actor_of(request)
    parent = queries.group(actor, body.parent) if body.parent else None
    enterprise = queries.enterprise_of(actor)
    group = actions.create_group(
        enterprise=enterprise, by=actor, kind=body.kind, name=body.name, parent=parent
    )
    return made(_line(group))


@router.patch("/groups/{uuid:id}", auth=staff, response=answers(GroupLine))
def rename_group(request: HttpRequest, id: UUID, body: NewName) -> GroupLine:
    """Another name for a workshop or team."""
    actor = actor_of(request)
    group = queries.group(actor, id)
    check_unchanged(group.updated_at, body.seen_at)
    return _line(actions.rename_group(group=group, by=actor, name=body.name))


def _line(group: Any) -> GroupLine:
    return GroupLine(
        id=group.pk,
        kind=group.kind,
        name=group.name,
        parent=group.parent_id,
        updated_at=group.updated_at,
    )
