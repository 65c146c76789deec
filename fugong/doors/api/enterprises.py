"""The own enterprise: its settings, its poster, what was done in it; and for the administrator all enterprises."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from fugong.core import audit
from fugong.core.errors import NotFound
from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import cut, identity, number, page, read_cursor
from fugong.doors.api.wire import Body, Cursor, Limit, Seen, answers, check_unchanged, made
from fugong.rules import resolve_parameters
from fugong.screening.queries import pack_of

router = Router(tags=["enterprise"])
staff = Account("epidemic_officer", "principal")
members = Account("team_leader", "guard", "epidemic_officer", "principal")
administrator = Account("administrator")
supervisors = Account("bureau_officer", "health_officer", "administrator")
classifiers = Account("bureau_officer", "administrator")
auditors = Account("principal", "administrator")


class EnterpriseLine(Schema):
    id: UUID
    uscc: str
    name: str
    region: str
    region_name: str
    industry: str
    size: str
    is_key: bool
    cluster: UUID | None
    address: str
    pack: str
    created_at: datetime
    updated_at: datetime


class Enterprises(Schema):
    enterprises: list[EnterpriseLine]
    next: str
    more: bool


class OwnEnterprise(EnterpriseLine):
    """`fever_threshold` is in force, in °C; `own_fever_threshold` what the enterprise set, null: the pack's."""

    fever_threshold: float
    own_fever_threshold: float | None


class Poster(Schema):
    """What the enterprise's poster says, and since when."""

    url: str
    rotated_at: datetime


class Settings(Seen):
    """null goes back to the pack's own value."""

    fever_threshold: Annotated[Decimal, Field(ge=0, le=100)] | None = None


class NewEnterprise(Body):
    uscc: Annotated[str, StringConstraints(max_length=18)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    region_code: Annotated[str, StringConstraints(max_length=6)]
    industry: Annotated[str, StringConstraints(max_length=5)] = ""
    address: Annotated[str, StringConstraints(max_length=200)] = ""
    contact_phone: Annotated[str, StringConstraints(max_length=20)] = ""
    pack: Annotated[str, StringConstraints(max_length=40)] = "jiaozuo_2020"


class Classification(Seen):
    """How an authority classes an enterprise: only what is named changes. `cluster` is an authority of that kind."""

    size: Literal["large", "medium", "small", "micro", ""] = ""
    is_key: bool = False
    industry: Annotated[str, StringConstraints(max_length=5)] = ""
    cluster: UUID | None = None


class RegionLine(Schema):
    code: str
    name: str


class Regions(Schema):
    regions: list[RegionLine]


class AuditLine(Schema):
    """One action: who did what to what. Ids, field names and codes only."""

    seq: int
    at: datetime
    actor_kind: str
    actor: UUID | None
    action: str
    subject: str
    subject_id: str
    details: dict[str, Any]
    hash: str


class AuditCheck(Schema):
    """How many rows were read, and the number of the first that does not follow from the one before."""

    rows: int
    whole: bool
    broken_at: int | None


class AuditRows(Schema):
    rows: list[AuditLine]
    next: str
    more: bool


def _line(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "uscc": row.uscc,
        "name": row.name,
        "region": row.region_id,
        "region_name": row.region.name,
        "industry": row.industry,
        "size": row.size,
        "is_key": row.is_key,
        "cluster": row.cluster_id,
        "address": row.address,
        "pack": row.pack,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _own(row: Any) -> OwnEnterprise:
    pack, own = pack_of(row)
    in_force: Any = resolve_parameters(pack.vocabulary, own)["fever_threshold"]
    chosen = row.settings.get("fever_threshold")
    return OwnEnterprise(
        **_line(row),
        fever_threshold=float(in_force),
        own_fever_threshold=None if chosen is None else float(chosen),
    )


@router.get("/enterprise", auth=members, response=answers(OwnEnterprise))
def own_enterprise(request: HttpRequest) -> OwnEnterprise:
    """The enterprise one acts for."""
    return _own(queries.enterprise_of(actor_of(request)))


@router.patch("/enterprise/settings", auth=staff, response=answers(OwnEnterprise))
def change_settings(request: HttpRequest, body: Settings) -> OwnEnterprise:
    """Set what an enterprise may set within its pack."""
    actor = actor_of(request)
    enterprise = queries.enterprise_of(actor)
    check_unchanged(enterprise.updated_at, body.seen_at)
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    if values:
        actions.change_settings(enterprise=enterprise, by=actor, **values)
    return _own(queries.enterprise_of(actor))


@router.get("/enterprise/poster", auth=staff, response=answers(Poster))
def poster(request: HttpRequest) -> Poster:
    """The address that the poster's QR code holds."""
    return _poster(request, queries.enterprise_of(actor_of(request)))


@router.post("/enterprise/poster/rotate", auth=staff, response=answers(Poster))
def rotate_poster(request: HttpRequest) -> Poster:
    """Give the poster a new address; the old one stops working at once."""
    actor = actor_of(request)
    return _poster(request, actions.rotate_poster(enterprise=queries.enterprise_of(actor), by=actor))


def _poster(request: HttpRequest, row: Any) -> Poster:
    url = request.build_absolute_uri(reverse("phone:poster", args=[row.poster_secret]))
    return Poster(url=url, rotated_at=row.poster_rotated_at)


def _audited(request: HttpRequest) -> UUID:
    """Whose audit one reads: the own enterprise's, the administrator the platform's."""
    actor = actor_of(request)
    return audit.PLATFORM if actor.has("administrator") else queries.enterprise_of(actor).pk


@router.get("/audit/verify", auth=auditors, response=answers(AuditCheck))
def verify_audit(request: HttpRequest) -> AuditCheck:
    """Whether every row follows from the one before it, from the first to the last."""
    count, broken = audit.verify(_audited(request))
    return AuditCheck(rows=count, whole=broken is None, broken_at=broken.seq if broken else None)


@router.get("/audit", auth=auditors, response=answers(AuditRows))
def audit_rows(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> AuditRows:
    """What was done in the enterprise, the newest first; for the administrator, on the platform."""
    owner = _audited(request)
    before = read_cursor(since, number) if since else None
    found = cut(audit.rows(owner, before=before, limit=limit + 1), since, limit, lambda row: row.seq)
    lines = [
        AuditLine(
            seq=row.seq,
            at=row.recorded_at,
            actor_kind=row.actor_kind,
            actor=row.actor_id,
            action=row.action,
            subject=row.subject_kind,
            subject_id=row.subject_id,
            details=row.details,
            hash=row.hash,
        )
        for row in found.rows
    ]
    return AuditRows(rows=lines, next=found.next, more=found.more)


@router.get("/enterprises", auth=supervisors, response=answers(Enterprises))
def list_enterprises(request: HttpRequest, since: Cursor = "", limit: Limit = 100) -> Enterprises:
    """Every enterprise, for an authority those it supervises, in the order they were set up."""
    found = page(queries.enterprises(actor_of(request)), key="pk", since=since, limit=limit, read=identity)
    lines = [EnterpriseLine(**_line(row)) for row in found.rows]
    return Enterprises(enterprises=lines, next=found.next, more=found.more)


@router.post("/enterprises", auth=administrator, response=answers(EnterpriseLine, 201))
def create_enterprise(request: HttpRequest, body: NewEnterprise) -> Status:
    """Set an enterprise up. 409 where that code is there already."""
    row = actions.create_enterprise(by=actor_of(request), **body.model_dump())
    return made(EnterpriseLine(**_line(row)))


@router.patch("/enterprises/{str:uscc}/classification", auth=classifiers, response=answers(EnterpriseLine))
def classify(request: HttpRequest, uscc: str, body: Classification) -> EnterpriseLine:
    """Size, importance, industry (GB/T 4754) and cluster, as the bureau that supervises the enterprise says."""
    actor = actor_of(request)
    row = queries.enterprises(actor).filter(uscc=uscc.upper()).first()
    if row is None:
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    check_unchanged(row.updated_at, body.seen_at)
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    if values.get("cluster"):
        values["cluster"] = queries.authority(actor, values["cluster"])
    if values:
        row = actions.classify_enterprise(enterprise=row, by=actor, **values)
    return EnterpriseLine(**_line(row))


@router.get("/regions", auth=administrator, response=answers(Regions))
def reporting_units(request: HttpRequest) -> Regions:
    """The counties and zones that report to the city."""
    return Regions(regions=[RegionLine(code=row.code, name=row.name) for row in queries.reporting_units()])
