"""Authorities: how enterprises reach them (G2), and who of them answers for which enterprise (专班)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import identity, page
from fugong.doors.api.wire import Body, Cursor, Limit, Seen, answers, check_unchanged, gone, made

router = Router(tags=["authorities"])
officers = Account("bureau_officer", "health_officer")
keepers = Account("bureau_officer", "health_officer", "administrator")
readers = Account("epidemic_officer", "principal", "bureau_officer", "health_officer", "administrator")
administrator = Account("administrator")

Kind = Literal["bureau", "health", "cluster", "headquarters"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
ContactName = Annotated[str, StringConstraints(max_length=60)]
Phone = Annotated[str, StringConstraints(max_length=20)]
Hours = Annotated[str, StringConstraints(max_length=60)]
Uscc = Annotated[str, StringConstraints(max_length=18)]


class AuthorityLine(Schema):
    """An authority; `contact_name` is whom it named for enterprises to ask for."""

    id: UUID
    kind: Kind
    name: str
    region: str
    region_name: str
    contact_name: str
    contact_phone: str
    duty_hours: str
    published: bool
    updated_at: datetime


class Authorities(Schema):
    authorities: list[AuthorityLine]
    next: str
    more: bool


class NewAuthority(Body):
    kind: Kind
    name: Name
    region_code: Annotated[str, StringConstraints(max_length=6)]
    contact_name: ContactName = ""
    contact_phone: Phone = ""
    duty_hours: Hours = ""
    published: bool = False


class AuthorityChange(Seen):
    """Only what is named changes. An authority's own officers change what it publishes, not its name."""

    name: Name = ""
    contact_name: ContactName = ""
    contact_phone: Phone = ""
    duty_hours: Hours = ""
    published: bool = False


class CoveringOfficer(Schema):
    """An officer of the own authority, the name masked, and how many enterprises that officer answers for."""

    account: UUID
    name: str
    enterprises: int


class Gap(Schema):
    uscc: str
    name: str
    region: str


class CoverageState(Schema):
    """Of the own jurisdiction: how many enterprises, for how many somebody answers, and a page of the others."""

    enterprises: int
    covered: int
    officers: list[CoveringOfficer]
    gaps: list[Gap]
    next: str
    more: bool


class Assignment(Body):
    """One of the own authority's officers, and enterprises by their codes."""

    account: UUID
    enterprises: Annotated[list[Uscc], Field(min_length=1, max_length=500)]


def _line(row: Any) -> AuthorityLine:
    return AuthorityLine(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        region=row.region_id,
        region_name=row.region.name,
        contact_name=row.contact_name.reveal(),
        contact_phone=row.contact_phone,
        duty_hours=row.duty_hours,
        published=row.published,
        updated_at=row.updated_at,
    )


@router.get("/authorities", auth=readers, response=answers(Authorities))
def list_authorities(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> Authorities:
    """For an enterprise the offices of its county that published how to reach them; for an officer those of the
    jurisdiction; for the administrator all."""
    rows = queries.authorities_of(actor_of(request))
    found = page(rows, key="pk", since=since, limit=limit, read=identity)
    return Authorities(authorities=[_line(row) for row in found.rows], next=found.next, more=found.more)


@router.post("/authorities", auth=administrator, response=answers(AuthorityLine, 201))
def create_authority(request: HttpRequest, body: NewAuthority) -> Status:
    """Set an authority up. 409 where the region has one of that kind and name."""
    return made(_line(actions.create_authority(by=actor_of(request), **body.model_dump())))


@router.patch("/authorities/{uuid:id}", auth=keepers, response=answers(AuthorityLine))
def change_authority(request: HttpRequest, id: UUID, body: AuthorityChange) -> AuthorityLine:
    """What it publishes; for the administrator its name too."""
    actor = actor_of(request)
    row = queries.authority(actor, id)
    check_unchanged(row.updated_at, body.seen_at)
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    return _line(actions.change_authority(authority=row, by=actor, **values) if values else row)


@router.get("/coverage", auth=officers, response=answers(CoverageState))
def coverage(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> CoverageState:
    """Who answers for which enterprises, and for which nobody does."""
    seen = queries.coverage(actor_of(request))
    found = page(seen.gaps, key="pk", since=since, limit=limit, read=identity)
    return CoverageState(
        enterprises=seen.enterprises,
        covered=seen.covered,
        officers=[
            CoveringOfficer(account=one.account_id, name=one.name, enterprises=one.enterprises)
            for one in seen.officers
        ],
        gaps=[Gap(uscc=row.uscc, name=row.name, region=row.region_id) for row in found.rows],
        next=found.next,
        more=found.more,
    )


@router.post("/coverage", auth=officers, response=answers(None, 204))
def cover(request: HttpRequest, body: Assignment) -> Status:
    """Make an officer answer for these enterprises, beside whoever does already."""
    return _assign(request, body, actions.cover)


@router.post("/coverage/end", auth=officers, response=answers(None, 204))
def uncover(request: HttpRequest, body: Assignment) -> Status:
    """Take these enterprises from an officer again."""
    return _assign(request, body, actions.uncover)


def _assign(request: HttpRequest, body: Assignment, act: Any) -> Status:
    actor = actor_of(request)
    rows = [queries.enterprise_in_jurisdiction(actor, uscc) for uscc in dict.fromkeys(body.enterprises)]
    act(enterprises=rows, account=queries.officer(actor, body.account), by=actor)
    return gone()
