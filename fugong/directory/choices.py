"""The directory's closed sets, stored as plain strings."""

from typing import Final

ACTIVE: Final = "active"
LEFT: Final = "left"

WORKSHOP: Final = "workshop"
TEAM: Final = "team"

WORKER: Final = "worker"
TEAM_LEADER: Final = "team_leader"
GUARD: Final = "guard"
EPIDEMIC_OFFICER: Final = "epidemic_officer"
PRINCIPAL: Final = "principal"
ADMINISTRATOR: Final = "administrator"

ACCOUNT_ROLES: Final = (TEAM_LEADER, GUARD, EPIDEMIC_OFFICER, PRINCIPAL, ADMINISTRATOR)
"""Roles an account is appointed to; a worker needs no account."""

ENTERPRISE_ROLES: Final = (TEAM_LEADER, GUARD, EPIDEMIC_OFFICER, PRINCIPAL)
"""Of these, the ones that are held for one enterprise."""

PHONE_SESSION_DAYS: Final = 180
"""How long a phone stays bound before its worker is asked again who it is."""

IMPORT_UPLOADED: Final = "uploaded"
IMPORT_RUNNING: Final = "running"
IMPORT_DONE: Final = "done"
IMPORT_FAILED: Final = "failed"
