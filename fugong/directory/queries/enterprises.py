"""Enterprises and accounts, as far as an actor may see them."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices
from fugong.directory.models import AccessToken, Account, Appointment, Enterprise, Region
from fugong.directory.queries.authorities import in_jurisdiction

T = TypeVar("T")


def enterprise_of(actor: Actor) -> Enterprise:
    """The enterprise the actor acts for; raises NotFound for one who acts for none."""
    rows = Enterprise.objects.select_related("region")
    found = rows.filter(pk=actor.enterprise_id).first() if actor.enterprise_id else None
    if found is None:
        raise NotFound("no_enterprise", _("您的账号不属于任何企业。请联系管理员。"))
    return found


def enterprises(actor: Actor) -> QuerySet[Enterprise]:
    """Every enterprise for the administrator, those supervised for an officer of an authority, one's own for others."""
    rows = Enterprise.objects.select_related("region").order_by("region_id", "name", "pk")
    if actor.kind == "system" or actor.has(choices.ADMINISTRATOR):
        return rows
    if actor.authority_id is not None:
        return in_jurisdiction(actor)
    return rows.filter(pk=actor.enterprise_id) if actor.enterprise_id else rows.none()


def enterprise_by_poster(secret: str) -> Enterprise | None:
    """The enterprise whose poster this is; None for an old or invented one."""
    return (
        Enterprise.objects.select_related("region").filter(poster_secret=secret).first() if secret else None
    )


def enterprise_by_uscc(uscc: str) -> Enterprise | None:
    """The enterprise of that code."""
    return Enterprise.objects.select_related("region").filter(uscc=uscc.strip().upper()).first()


def is_known(uscc: str) -> bool:
    """Whether there is an enterprise of that code. Reads no other column: the table may be of an earlier version."""
    return Enterprise.objects.filter(uscc=uscc).exists()


def named(text: str, of: str = "") -> Q:
    """The rows whose enterprise has this USCC, or this in its name; `of` leads to the enterprise: `case__enterprise`."""
    text, lead = text.strip(), f"{of}__" if of else ""
    return Q(**{f"{lead}uscc": text.upper()}) | Q(**{f"{lead}name__contains": text})


def reporting_units() -> QuerySet[Region]:
    """The counties and zones that report to the city."""
    return Region.objects.filter(is_reporting_unit=True).order_by("code")


def is_empty() -> bool:
    """Whether nobody has used this database yet."""
    return not Enterprise.objects.exists() and not Account.objects.exists()


def has_administrator() -> bool:
    """Whether somebody can sign in who administers."""
    return Appointment.objects.filter(role=choices.ADMINISTRATOR, account__is_active=True).exists()


def accounts(actor: Actor) -> QuerySet[Account]:
    """Accounts the actor may manage: all for the administrator, those of the own enterprise for a principal."""
    rows = Account.objects.prefetch_related(
        "appointments__enterprise", "appointments__group__parent", "appointments__authority"
    ).order_by("login")
    if actor.kind == "system" or actor.has(choices.ADMINISTRATOR):
        return rows
    if actor.has(choices.PRINCIPAL) and actor.enterprise_id:
        return rows.filter(appointments__enterprise_id=actor.enterprise_id).distinct()
    return rows.none()


def account(actor: Actor, account_id: UUID) -> Account:
    """One of `accounts`, or oneself; raises NotFound."""
    if actor.id == account_id and actor.kind == "account":
        return Account.objects.get(pk=account_id)
    return _one(accounts(actor).filter(pk=account_id).first())


def account_names(actor: Actor) -> dict[UUID, str]:
    """account → masked name, of everybody appointed at the actor's enterprise or authority: for saying who did it."""
    if actor.enterprise_id is not None:
        rows = Account.objects.filter(appointments__enterprise_id=actor.enterprise_id).distinct()
    elif actor.authority_id is not None:
        rows = Account.objects.filter(appointments__authority_id=actor.authority_id).distinct()
    else:
        return {}
    return {pk: str(name) for pk, name in rows.values_list("pk", "name")}


def appointment(actor: Actor, appointment_id: UUID) -> Appointment:
    """An appointment of one of `accounts`; raises NotFound."""
    return _one(Appointment.objects.filter(pk=appointment_id, account__in=accounts(actor)).first())


def tokens(actor: Actor) -> QuerySet[AccessToken]:
    """Tokens of the accounts the actor manages, and the own ones, the newest first."""
    mine = Q(account_id=actor.id) | Q(account__in=accounts(actor))
    return AccessToken.objects.filter(mine).select_related("account").order_by("-created_at")


def token(actor: Actor, token_id: UUID) -> AccessToken:
    """One of `tokens`; raises NotFound."""
    return _one(tokens(actor).filter(pk=token_id).first())


def _one(row: T | None) -> T:
    if row is None:
        raise NotFound("not_found", _("没有这一条，或者它不属于您。"))
    return row


def guards_of(enterprise_id: UUID) -> dict[UUID, str]:
    """The guards an enterprise may name at its gates: account id → masked name; the epidemic officer among them."""
    rows = Account.objects.filter(
        appointments__enterprise_id=enterprise_id,
        appointments__role__in=(choices.GUARD, choices.EPIDEMIC_OFFICER),
        is_active=True,
    ).distinct()
    return {row.pk: str(row.name) or row.login for row in rows.order_by("login")}
