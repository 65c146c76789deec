"""Accounts, the roles they hold and their tokens: for the administrator all, for a principal those of the enterprise."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import StringConstraints

from fugong.core.errors import Invalid
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.doors.api.auth import Account
from fugong.doors.api.me import IssuedToken, NewPassword, NewToken, Tokens, token_page
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Body, Cursor, Limit, Line, answers, gone, made

router = Router(tags=["accounts"])
managers = Account("principal", "administrator")

Role = Literal[
    "team_leader",
    "guard",
    "epidemic_officer",
    "principal",
    "bureau_officer",
    "health_officer",
    "administrator",
]


class AppointmentLine(Schema):
    id: UUID
    role: Role
    enterprise: UUID | None
    enterprise_name: str
    team: UUID | None
    team_name: str
    authority: UUID | None
    authority_name: str


class AccountLine(Schema):
    """An account, its name masked."""

    id: UUID
    login: str
    name: str
    is_active: bool
    person: UUID | None
    created_at: datetime
    appointments: list[AppointmentLine]


class Accounts(Schema):
    accounts: list[AccountLine]
    next: str
    more: bool


class NewAppointment(Body):
    """A role: for an enterprise (the own one where none is named), for a team of it (a leader), at an authority, or for
    the platform."""

    role: Role
    enterprise: UUID | None = None
    team: UUID | None = None
    authority: UUID | None = None


class NewAccount(NewAppointment):
    login: Line
    name: Line
    password: Annotated[str, StringConstraints(max_length=128)]
    person: UUID | None = None


def _line(row: Any) -> AccountLine:
    appointments = [
        AppointmentLine(
            id=one.pk,
            role=one.role,
            enterprise=one.enterprise_id,
            enterprise_name=one.enterprise.name if one.enterprise else "",
            team=one.group_id,
            team_name=one.group.name if one.group else "",
            authority=one.authority_id,
            authority_name=one.authority.name if one.authority else "",
        )
        for one in row.appointments.all()
    ]
    return AccountLine(
        id=row.pk,
        login=row.login,
        name=str(row.name),
        is_active=row.is_active,
        person=row.person_id,
        created_at=row.created_at,
        appointments=sorted(appointments, key=lambda one: one.id),
    )


def _where(actor: Actor, body: NewAppointment) -> dict[str, Any]:
    """The enterprise and team, or the authority, of an appointment; Invalid for one the actor does not know."""
    if body.role in ("administrator", "bureau_officer", "health_officer"):
        wanted = body.enterprise
    else:
        wanted = body.enterprise or actor.enterprise_id
    enterprise = queries.enterprises(actor).filter(pk=wanted).first() if wanted else None
    if wanted and enterprise is None:
        raise Invalid("unknown_enterprise", _("没有这家企业，或者它不属于您。"), field="enterprise")
    group = enterprise.groups.filter(pk=body.team).first() if enterprise and body.team else None
    if body.team and group is None:
        raise Invalid("unknown_group", _("没有这个班组。"), field="team")
    office = queries.authorities_of(actor).filter(pk=body.authority).first() if body.authority else None
    if body.authority and office is None:
        raise Invalid("unknown_authority", _("没有这个部门。"), field="authority")
    return {"role": body.role, "enterprise": enterprise, "group": group, "authority": office}


@router.get("/accounts", auth=managers, response=answers(Accounts))
def list_accounts(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> Accounts:
    """The accounts one manages, in the order they were made."""
    found = page(queries.accounts(actor_of(request)), key="pk", since=since, limit=limit, read=identity)
    return Accounts(accounts=[_line(row) for row in found.rows], next=found.next, more=found.more)


@router.post("/accounts", auth=managers, response=answers(AccountLine, 201))
def create_account(request: HttpRequest, body: NewAccount) -> Status:
    """An account with its first role. 409 where the login is taken."""
    actor = actor_of(request)
    where = _where(actor, body)
    person = None
    if body.person is not None:
        person = where["enterprise"] and where["enterprise"].people.filter(pk=body.person).first()
        if person is None:
            raise Invalid("unknown_person", _("这家企业的花名册上没有这个人。"), field="person")
    account = actions.create_account(
        by=actor, login=body.login, name=body.name, password=body.password, person=person, **where
    )
    return made(_line(queries.account(actor, account.pk)))


@router.get("/accounts/{uuid:id}", auth=managers, response=answers(AccountLine))
def account_detail(request: HttpRequest, id: UUID) -> AccountLine:
    """One account."""
    return _line(queries.account(actor_of(request), id))


@router.post("/accounts/{uuid:id}/appointments", auth=managers, response=answers(AccountLine, 201))
def appoint(request: HttpRequest, id: UUID, body: NewAppointment) -> Status:
    """Give an account another role. An account belongs to one enterprise."""
    actor = actor_of(request)
    actions.appoint(account=queries.account(actor, id), by=actor, **_where(actor, body))
    return made(_line(queries.account(actor, id)))


@router.delete("/appointments/{uuid:id}", auth=managers, response=answers(None, 204))
def dismiss(request: HttpRequest, id: UUID) -> Status:
    """Take a role back."""
    actor = actor_of(request)
    actions.dismiss(appointment=queries.appointment(actor, id), by=actor)
    return gone()


@router.post("/accounts/{uuid:id}/off", auth=managers, response=answers(AccountLine))
def switch_off(request: HttpRequest, id: UUID) -> AccountLine:
    """Nobody signs in with this account any more; its tokens end."""
    actor = actor_of(request)
    actions.switch_off(account=queries.account(actor, id), by=actor)
    return _line(queries.account(actor, id))


@router.post("/accounts/{uuid:id}/on", auth=managers, response=answers(AccountLine))
def switch_on(request: HttpRequest, id: UUID) -> AccountLine:
    """Let an account sign in again; its old tokens stay ended."""
    actor = actor_of(request)
    actions.switch_on(account=queries.account(actor, id), by=actor)
    return _line(queries.account(actor, id))


@router.put("/accounts/{uuid:id}/password", auth=managers, response=answers(None, 204))
def set_password(request: HttpRequest, id: UUID, body: NewPassword) -> Status:
    """A new password for an account one manages."""
    actor = actor_of(request)
    actions.set_password(account=queries.account(actor, id), by=actor, password=body.password)
    return gone()


@router.get("/accounts/{uuid:id}/tokens", auth=managers, response=answers(Tokens))
def list_tokens(request: HttpRequest, id: UUID, since: Cursor = "", limit: Limit = 100) -> Tokens:
    """The tokens of an account, the newest first."""
    actor = actor_of(request)
    account = queries.account(actor, id)
    return token_page(queries.tokens(actor).filter(account_id=account.pk), since, limit)


@router.post("/accounts/{uuid:id}/tokens", auth=managers, response=answers(IssuedToken, 201))
def issue_token(request: HttpRequest, id: UUID, body: NewToken) -> Status:
    """A bearer token for an account one manages, told once."""
    actor = actor_of(request)
    return made(
        IssuedToken(token=actions.issue_token(account=queries.account(actor, id), by=actor, label=body.label))
    )
