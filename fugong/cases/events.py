"""What the engine tells higher rooms. Published in the transaction of the move."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CaseMoved:
    """A case went from one state to another (or was opened: `move` and `from_state` empty)."""

    case_id: UUID
    kind: str
    enterprise_id: UUID
    move: str
    from_state: str
    to_state: str
    at: datetime
