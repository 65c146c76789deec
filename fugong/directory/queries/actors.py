"""The directory's reads: who acts, and what an actor may see."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from fugong.core import clock
from fugong.core.permissions import Actor
from fugong.core.tokens import digest
from fugong.directory import choices
from fugong.directory.models import AccessToken, Account, PhoneSession, Region


def actor_of_account(account_id: UUID) -> Actor | None:
    """The actor an account is: its roles, enterprise and teams, or its authority and what that supervises.

    None for one that is switched off.
    """
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        return None
    appointments = list(account.appointments.select_related("authority"))
    authority = next((a.authority for a in appointments if a.authority), None)
    return Actor(
        kind="account",
        id=account.pk,
        roles=frozenset(appointment.role for appointment in appointments),
        enterprise_id=next((a.enterprise_id for a in appointments if a.enterprise_id), None),
        person_id=account.person_id,
        team_ids=frozenset(a.group_id for a in appointments if a.group_id),
        name=str(account.name) or account.login,
        authority_id=authority.pk if authority else None,
        authority_kind=authority.kind if authority else "",
        region_codes=codes_under(authority.region_id) if authority else frozenset(),
    )


def codes_under(code: str) -> frozenset[str]:
    """A county's own code; a city's and those of every unit under it."""
    if not code.endswith("00"):
        return frozenset({code})
    return frozenset({code, *Region.objects.filter(parent_code=code).values_list("code", flat=True)})


def actor_of_token(token: str) -> Actor | None:
    """The actor of an account's bearer token; None where the token is unknown, expired or revoked."""
    row = (
        AccessToken.objects.filter(digest=digest(token), revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))
        .only("account_id")
        .first()
    )
    return None if row is None else actor_of_account(row.account_id)


def actor_of_phone(cookie: str) -> Actor | None:
    """The worker whom a bound phone's cookie stands for; None for one that was signed out, or bound too long ago."""
    oldest = clock.now() - timedelta(days=choices.PHONE_SESSION_DAYS)
    session = (
        PhoneSession.objects.filter(digest=digest(cookie), revoked_at=None, created_at__gt=oldest)
        .select_related("person")
        .only("id", "person__id", "person__enterprise_id", "person__name")
        .first()
    )
    if session is None:
        return None
    return Actor(
        kind="worker",
        id=session.person_id,
        roles=frozenset({choices.WORKER}),
        enterprise_id=session.person.enterprise_id,
        person_id=session.person_id,
        name=str(session.person.name),
        session_id=session.pk,
    )
