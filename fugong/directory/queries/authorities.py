"""Authorities, what each supervises, and who of them answers for which enterprise."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices
from fugong.directory.models import Account, Appointment, Authority, Coverage, Enterprise

_ORDER = Case(
    *(
        When(kind=kind, then=Value(place))
        for place, kind in enumerate(
            (choices.BUREAU, choices.HEALTH, choices.CLUSTER, choices.HEADQUARTERS), start=1
        )
    ),
    default=Value(9),
    output_field=IntegerField(),
)


def authorities(region_codes: Collection[str] | None = None) -> QuerySet[Authority]:
    """Every authority, or those of these regions: by region, then bureau, health office, clusters, headquarters."""
    rows = Authority.objects.select_related("region").order_by("region_id", _ORDER, "name")
    return rows if region_codes is None else rows.filter(region_id__in=region_codes)


def authorities_of(actor: Actor) -> QuerySet[Authority]:
    """All for the administrator; for an officer those of the regions supervised; for an enterprise its `contacts`."""
    if actor.kind == "system" or actor.has(choices.ADMINISTRATOR):
        return authorities()
    if actor.authority_id is not None:
        return authorities(actor.region_codes)
    own = Enterprise.objects.filter(pk=actor.enterprise_id).first() if actor.enterprise_id else None
    return contacts(own) if own is not None else authorities().none()


def authority(actor: Actor, authority_id: UUID) -> Authority:
    """One of `authorities_of`; raises NotFound."""
    found = authorities_of(actor).filter(pk=authority_id).first()
    if found is None:
        raise NotFound("authority", _("没有这个部门，或者它不在您的辖区。"))
    return found


def authority_of(actor: Actor) -> Authority:
    """The authority the actor works at; raises NotFound for one who works at none."""
    rows = Authority.objects.select_related("region")
    found = rows.filter(pk=actor.authority_id).first() if actor.authority_id else None
    if found is None:
        raise NotFound("no_authority", _("您的账号不属于任何主管部门。请联系管理员。"))
    return found


def contacts(enterprise: Enterprise) -> QuerySet[Authority]:
    """The offices of the enterprise's county that published how to reach them; of the clusters only its own (G2)."""
    rows = authorities([enterprise.region_id]).filter(published=True).exclude(contact_phone="")
    others = Authority.objects.filter(kind=choices.CLUSTER)
    if enterprise.cluster_id is not None:
        others = others.exclude(pk=enterprise.cluster_id)
    return rows.exclude(pk__in=others.values("pk"))


def in_jurisdiction(actor: Actor) -> QuerySet[Enterprise]:
    """The enterprises an officer's authority supervises, every one for the system, none for anybody else."""
    rows = Enterprise.objects.select_related("region", "cluster").order_by("region_id", "name", "pk")
    if actor.kind == "system":
        return rows
    if actor.authority_id is None:
        return rows.none()
    if actor.authority_kind == choices.CLUSTER:
        return rows.filter(cluster_id=actor.authority_id)
    return rows.filter(region_id__in=actor.region_codes)


def covers(actor: Actor, enterprise: Enterprise) -> bool:
    """Whether the enterprise is one of `in_jurisdiction`; asks no database."""
    if actor.kind == "system":
        return True
    if actor.authority_id is None:
        return False
    if actor.authority_kind == choices.CLUSTER:
        return enterprise.cluster_id == actor.authority_id
    return enterprise.region_id in actor.region_codes


def enterprise_in_jurisdiction(actor: Actor, uscc: str) -> Enterprise:
    """The enterprise of that code, where the actor's authority supervises it; raises NotFound."""
    found = in_jurisdiction(actor).filter(uscc=uscc.strip().upper()).first()
    if found is None:
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    return found


def officers(actor: Actor) -> dict[UUID, str]:
    """account → masked name of everybody who works at the actor's authority now."""
    if actor.authority_id is None:
        return {}
    rows = _officers_of(actor.authority_id)
    return {pk: str(name) for pk, name in rows.values_list("pk", "name")}


def officer(actor: Actor, account_id: UUID) -> Account:
    """One of `officers`; raises NotFound."""
    rows = _officers_of(actor.authority_id) if actor.authority_id else Account.objects.none()
    found = rows.filter(pk=account_id).first()
    if found is None:
        raise NotFound("officer", _("本部门没有这个工作人员，或其账号已停用。"))
    return found


def _officers_of(authority_id: UUID) -> QuerySet[Account]:
    return (
        Account.objects.filter(appointments__authority_id=authority_id, is_active=True)
        .distinct()
        .order_by("login")
    )


def account_labels(account_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """account → who that is for the other side: the authority and the masked name, of enterprises' people the name."""
    wanted = {pk for pk in account_ids if pk is not None}
    if not wanted:
        return {}
    at = dict(
        Appointment.objects.filter(account_id__in=wanted, authority__isnull=False).values_list(
            "account_id", "authority__name"
        )
    )
    return {
        pk: f"{at[pk]} {name}" if pk in at else str(name)
        for pk, name in Account.objects.filter(pk__in=wanted).values_list("pk", "name")
    }


@dataclass(frozen=True)
class OfficerLoad:
    """One officer of an authority and the enterprises that officer answers for."""

    account_id: UUID
    name: str
    enterprises: int


@dataclass(frozen=True)
class CoverageView:
    """Who answers for which enterprises of a jurisdiction (专班), and for which of them nobody does.

    `gaps` and `covered` are of the whole jurisdiction, whoever of the authorities took an enterprise on; `officers`
    are those of the actor's own authority.
    """

    enterprises: int
    covered: int
    gaps: QuerySet[Enterprise]
    officers: tuple[OfficerLoad, ...]


def coverage(actor: Actor) -> CoverageView:
    """The coverage of the actor's jurisdiction. An officer who left or was switched off answers for nothing."""
    rows = in_jurisdiction(actor)
    gaps = rows.exclude(pk__in=_standing_coverage().values("enterprise_id"))
    total, open_ones = rows.count(), gaps.count()
    own = (
        _standing_coverage().filter(authority_id=actor.authority_id)
        if actor.authority_id
        else Coverage.objects.none()
    )
    counts = Counter(own.values_list("account_id", flat=True))
    loads = tuple(OfficerLoad(pk, name, counts[pk]) for pk, name in officers(actor).items())
    return CoverageView(total, total - open_ones, gaps, loads)


def covered_by(actor: Actor, account_id: UUID | None = None) -> QuerySet[Enterprise]:
    """Of `in_jurisdiction`, the enterprises that officer (else the actor) answers for."""
    whose = account_id or actor.id
    if whose is None:
        return Enterprise.objects.none()
    mine = _standing_coverage().filter(account_id=whose)
    return in_jurisdiction(actor).filter(pk__in=mine.values("enterprise_id"))


def covering(enterprise_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """enterprise → the accounts that answer for it now."""
    found: dict[UUID, list[UUID]] = {}
    rows = _standing_coverage().filter(enterprise_id__in=list(enterprise_ids)).order_by("created_at")
    for enterprise_id, account_id in rows.values_list("enterprise_id", "account_id"):
        found.setdefault(enterprise_id, []).append(account_id)
    return found


def _standing_coverage() -> QuerySet[Coverage]:
    return Coverage.objects.filter(account__is_active=True)
