"""Who asks: the account behind a bearer token. An operation names the roles it is open to, and nobody else gets in."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from fugong.core.access import ROLES
from fugong.core.errors import NotAllowed, Unknown
from fugong.core.permissions import ANONYMOUS, Actor
from fugong.directory import queries

ACCOUNTS = (
    "team_leader",
    "guard",
    "epidemic_officer",
    "principal",
    "bureau_officer",
    "health_officer",
    "administrator",
)
"""Every role that an account can hold."""


class Account(HttpBearer):
    """The bearer token of an account that holds one of `roles`. Judged before anything that was sent is looked at.

    So is `judge`, where an address names a thing: it raises what the actor is told of it (404, 403, 409).
    """

    def __init__(self, *roles: str, judge: Callable[[Actor, Mapping[str, Any]], None] | None = None) -> None:
        if unknown := set(roles) - set(ROLES):
            raise ValueError(f"no such role: {sorted(unknown)}")
        super().__init__()
        self.roles = frozenset(roles)
        self.judge = judge

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        actor = queries.actor_of_token(token.strip()) if token.isprintable() else None
        if actor is None:
            raise Unknown("token", _("没有这个令牌，或它已停用。请重新签发一个。"))
        request.actor = actor  # type: ignore[attr-defined]
        if actor.roles.isdisjoint(self.roles):
            raise NotAllowed("role", _("您的岗位不能使用这个接口。如需使用，请联系企业防疫专员或管理员。"))
        if self.judge is not None:
            self.judge(actor, request.resolver_match.kwargs if request.resolver_match else {})
        return actor


class Anyone(Account):
    """Open to everybody: who brings a token is who it names, everybody else is nobody known."""

    def __init__(self) -> None:
        super().__init__(*ROLES)

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" in request.headers:
            found = super().__call__(request)
            if found is None:
                raise Unknown("token", _("没有这个令牌，或它已停用。请重新签发一个。"))
            return found
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        return ANONYMOUS
