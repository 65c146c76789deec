"""Oneself: who one is, the own inbox, the own password and tokens."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.doors.api.auth import ACCOUNTS, Account
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Body, Cursor, Limit, Line, answers, gone, made
from fugong.notices import actions as notices
from fugong.notices import queries as inboxes
from fugong.notices.wording import text_of

router = Router(tags=["me"])
anyone = Account(*ACCOUNTS)


class Me(Schema):
    """Who a token stands for."""

    id: UUID
    login: str
    name: str
    roles: list[str]
    enterprise: UUID | None
    teams: list[UUID]
    unread: int


@router.get("/me", auth=anyone, response=answers(Me))
def who_am_i(request: HttpRequest) -> Me:
    """The account behind the token: its roles, the enterprise it acts for, the teams it leads."""
    actor = actor_of(request)
    account = queries.account(actor, actor.id)  # type: ignore[arg-type]
    return Me(
        id=account.pk,
        login=account.login,
        name=str(account.name),
        roles=sorted(actor.roles),
        enterprise=actor.enterprise_id,
        teams=sorted(actor.team_ids),
        unread=inboxes.unread(actor),
    )


class NewPassword(Body):
    password: Annotated[str, Field(min_length=1, max_length=128)]


@router.put("/me/password", auth=anyone, response=answers(None, 204))
def change_my_password(request: HttpRequest, body: NewPassword) -> Status:
    """A new password for oneself."""
    actor = actor_of(request)
    account = queries.account(actor, actor.id)  # type: ignore[arg-type]
    actions.set_password(account=account, by=actor, password=body.password)
    return gone()


class TokenLine(Schema):
    """A token without its secret, of which only a digest is kept."""

    id: UUID
    account: UUID
    label: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class Tokens(Schema):
    tokens: list[TokenLine]
    next: str
    more: bool


class NewToken(Body):
    label: Line = ""


class IssuedToken(Schema):
    """The bearer token, told this once."""

    token: str


def token_page(rows: object, since: str, limit: int) -> Tokens:
    """A page of tokens, the newest first."""
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    lines = [
        TokenLine(
            id=row.pk,
            account=row.account_id,
            label=row.label,
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
        )
        for row in found.rows
    ]
    return Tokens(tokens=lines, next=found.next, more=found.more)


@router.get("/me/tokens", auth=anyone, response=answers(Tokens))
def my_tokens(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> Tokens:
    """The own tokens, the newest first; those ended too."""
    actor = actor_of(request)
    return token_page(queries.tokens(actor).filter(account=actor.id), since, limit)


@router.post("/me/tokens", auth=anyone, response=answers(IssuedToken, 201))
def issue_my_token(request: HttpRequest, body: NewToken) -> Status:
    """Another token for oneself, told once."""
    actor = actor_of(request)
    account = queries.account(actor, actor.id)  # type: ignore[arg-type]
    return made(IssuedToken(token=actions.issue_token(account=account, by=actor, label=body.label)))


@router.delete("/tokens/{uuid:id}", auth=anyone, response=answers(None, 204))
def revoke_token(request: HttpRequest, id: UUID) -> Status:
    """End a token: an own one, or one of an account that one manages."""
    actor = actor_of(request)
    actions.revoke_token(token=queries.token(actor, id), by=actor)
    return gone()


class NoticeLine(Schema):
    """A notice in the reader's language; `details` are ids and codes."""

    id: UUID
    kind: str
    text: str
    details: dict[str, object]
    created_at: datetime
    read_at: datetime | None


class Inbox(Schema):
    notices: list[NoticeLine]
    unread: int
    next: str
    more: bool


class ReadNotices(Body):
    ids: Annotated[list[UUID], Field(max_length=500)]


class Count(Schema):
    count: int


@router.get("/inbox", auth=anyone, response=answers(Inbox))
def inbox(
    request: HttpRequest,
    since: Cursor = "",
    limit: Limit = 100,
    unread: bool = False,
) -> Inbox:
    """What waits for the roles one holds, the newest first; `unread`: only what nobody has read."""
    actor = actor_of(request)
    rows = inboxes.inbox(actor)
    if unread:
        rows = rows.filter(read_at=None)
    found = page(rows, key="pk", since=since, limit=limit, newest=True, read=identity)
    lines = [
        NoticeLine(
            id=row.pk,
            kind=row.kind,
            text=text_of(row),
            details=row.details,
            created_at=row.created_at,
            read_at=row.read_at,
        )
        for row in found.rows
    ]
    return Inbox(notices=lines, unread=inboxes.unread(actor), next=found.next, more=found.more)


@router.post("/inbox/read", auth=anyone, response=answers(Count))
def mark_read(request: HttpRequest, body: ReadNotices) -> Count:
    """Note that these have been read; answers how many were new."""
    return Count(count=notices.mark_read(actor_of(request), body.ids))
