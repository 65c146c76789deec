"""What every view of this door begins with: who asks, and what of a case or an enterprise that officer may see."""

from typing import Any
from uuid import UUID

from fugong.core import audit
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory import queries as directory

OFFICERS = ("bureau_officer", "health_officer")


def is_of_a_city(actor: Actor) -> bool:
    """Whether the officer supervises several counties: it sees every one and acts in none (G2)."""
    return len(actor.region_codes) > 1


def region_names() -> dict[str, str]:
    """code → name of every reporting unit."""
    return {one.code: one.name for one in directory.reporting_units()}


def enterprise_of(actor: Actor, uscc: str) -> Any:
    """The enterprise of that code in the officer's jurisdiction; of another one NotFound, and the try is recorded."""
    try:
        return directory.enterprise_in_jurisdiction(actor, uscc)
    except NotFound:
        other = directory.enterprise_by_uscc(uscc)
        if other is not None:
            audit.note(
                by=actor,
                action="directory.refused",
                subject="enterprise",
                subject_id=other.pk,
                owner_id=actor.authority_id,
            )
        raise


def id_of(text: str) -> UUID | None:
    """The id a text holds, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(text: str) -> int:
    """The version a form was made of; one that is no number is too old."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
