"""The directory's closed sets, stored as plain strings."""

from typing import Final

ACTIVE: Final = "active"
LEFT: Final = "left"

WORKSHOP: Final = "workshop"
TEAM: Final = "team"


def team_name(name: str | None, workshop: str | None) -> str:
    """A team as it is shown: 机加工车间·一班; empty for nobody's team. Names alone repeat from workshop to workshop."""
    return f"{workshop}·{name}" if name and workshop else name or ""


WORKER: Final = "worker"
TEAM_LEADER: Final = "team_leader"
GUARD: Final = "guard"
EPIDEMIC_OFFICER: Final = "epidemic_officer"
PRINCIPAL: Final = "principal"
BUREAU_OFFICER: Final = "bureau_officer"
HEALTH_OFFICER: Final = "health_officer"
ADMINISTRATOR: Final = "administrator"

ACCOUNT_ROLES: Final = (
    TEAM_LEADER,
    GUARD,
    EPIDEMIC_OFFICER,
    PRINCIPAL,
    BUREAU_OFFICER,
    HEALTH_OFFICER,
    ADMINISTRATOR,
)
"""Roles an account is appointed to; a worker needs no account."""

ENTERPRISE_ROLES: Final = (TEAM_LEADER, GUARD, EPIDEMIC_OFFICER, PRINCIPAL)
"""Of these, the ones that are held for one enterprise."""

AUTHORITY_ROLES: Final = (BUREAU_OFFICER, HEALTH_OFFICER)
"""And the ones that are held at an authority."""

BUREAU: Final = "bureau"
HEALTH: Final = "health"
CLUSTER: Final = "cluster"
HEADQUARTERS: Final = "headquarters"

ROLE_AT: Final = {
    BUREAU: BUREAU_OFFICER,
    HEALTH: HEALTH_OFFICER,
    CLUSTER: BUREAU_OFFICER,
    HEADQUARTERS: BUREAU_OFFICER,
}
"""Kind of authority → the role its people hold."""

SIZES: Final = ("large", "medium", "small", "micro")
"""大型, 中型, 小型, 微型, as statistics classes an enterprise; empty: not yet said."""

PHONE_SESSION_DAYS: Final = 180
"""How long a phone stays bound before its worker is asked again who it is."""

YES: Final = "yes"
NO: Final = "no"
"""Whether a new device is the worker's own, as somebody responsible answered."""

IMPORT_UPLOADED: Final = "uploaded"
IMPORT_RUNNING: Final = "running"
IMPORT_DONE: Final = "done"
IMPORT_FAILED: Final = "failed"
