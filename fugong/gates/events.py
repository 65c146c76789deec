"""What higher rooms may want to know of the gates; published inside the transaction that did it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FeverConfirmed:
    """A person has confirmed that somebody held at a gate has a fever: the first step of an incident (G3, G8)."""

    enterprise_id: UUID
    hold_id: UUID
    passage_id: UUID
    person_id: UUID | None
    visit_id: UUID | None
    happened_at: datetime
