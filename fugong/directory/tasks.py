"""The directory's work after the answer."""

from uuid import UUID

from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background
from fugong.directory import actions, queries


@background
def take_roster(import_id: str, account_id: str) -> None:
    """Take an uploaded roster in, for the account that started it."""
    by = queries.actor_of_account(UUID(account_id)) if account_id else None
    actions.run_import(import_id=UUID(import_id), by=by or SYSTEM)
