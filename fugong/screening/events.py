"""What higher rooms may want to know of screening; published inside the transaction that did it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """Verdict, hold or report of these workers changed."""

    enterprise_id: UUID
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PassesVoided:
    """Pass codes issued to these workers before this moment are revoked."""

    enterprise_id: UUID
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class FeverReported:
    """A temperature at or above the threshold: in a report, or at a gate (then not yet confirmed)."""

    enterprise_id: UUID
    person_id: UUID
    reading_id: UUID
    source: str
