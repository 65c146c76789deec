"""Who acts. Rooms judge an Actor, never a request or a model."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from fugong.core.errors import NotAllowed

ActorKind = Literal["anonymous", "worker", "account", "device", "system"]


@dataclass(frozen=True)
class Actor:
    """Somebody who reads or writes: a signed-in account, a worker on a bound phone, a gate device or the system.

    `enterprise_id` is the enterprise acted for (None for the platform's own people), `team_ids` the teams a
    leader answers for, `person_id` the person behind a worker or an account, where there is one.
    `session_id` is the bound phone that a worker acts from.
    An officer of an authority has its id and kind, and the codes of the reporting units it supervises; a cluster's
    officer supervises only the cluster's enterprises among them.
    """

    kind: ActorKind
    id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    enterprise_id: UUID | None = None
    person_id: UUID | None = None
    team_ids: frozenset[UUID] = field(default_factory=frozenset)
    name: str = ""
    authority_id: UUID | None = None
    authority_kind: str = ""
    region_codes: frozenset[str] = field(default_factory=frozenset)
    session_id: UUID | None = None

    def has(self, *roles: str) -> bool:
        """Whether this actor holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)


ANONYMOUS = Actor("anonymous", roles=frozenset({"anonymous"}))
SYSTEM = Actor("system", roles=frozenset({"system"}), name="system")


def check_role(actor: Actor, *roles: str, reason: str) -> None:
    """Raise NotAllowed(`reason`) unless the actor holds one of `roles` (the system always does)."""
    if actor.kind != "system" and not actor.has(*roles):
        raise NotAllowed("role", reason)


def check_enterprise(actor: Actor, enterprise_id: UUID, *, reason: str) -> None:
    """Raise NotAllowed(`reason`) unless the actor acts for that enterprise (the system may)."""
    if actor.kind != "system" and actor.enterprise_id != enterprise_id:
        raise NotAllowed("scope", reason)
