"""What a simulated terminal is given and what it sends. No Django: `fugong devices simulate` runs without it.

A simulator is a module with `NEEDS` (the options that must be given: `secret`, `serial`), `begin(before, seen)`: what
such a terminal says when it is switched on, or None, and `send(before, event, seen)`. `before` is the address of the
installation, with the terminal's own path where it has a secret. It may have `OPTIONS`, flags of its own with a word
of help, which stand in `seen.flags` when given.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One event that the simulated terminal has in its log."""

    number: int
    at: datetime
    job_number: str
    celsius: float
    live: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """The terminal itself: its serial number, its clock, its flags."""

    serial: str
    now: datetime
    flags: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: POST where there is a body, else GET."""

    address: str
    body: bytes | None = None
    kind: str = ""
