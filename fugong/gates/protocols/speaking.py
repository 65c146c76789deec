"""What a protocol declares (`Protocol`), what it is asked (`Request`) and what it makes of it (`Heard`). Pure.

The lane takes a request in, has the protocol read it, stores what it says, and only then has it answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from typing import Protocol as Shape
from uuid import UUID

from fugong.core.errors import Fault
from fugong.gates.terminal_events import Receipt, TerminalMessage

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


class KnownTerminal(Shape):
    """What a protocol may look at of the terminal that speaks."""

    @property
    def pk(self) -> UUID: ...
    @property
    def serial(self) -> str | None: ...
    @property
    def by_serial(self) -> bool: ...
    @property
    def zone(self) -> str: ...
    @property
    def heartbeat_seconds(self) -> int: ...
    @property
    def field_map(self) -> Mapping[str, Any]: ...
    @property
    def stamps(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a terminal; `address` is one of the protocol's own."""

    method: str
    address: str
    query: Mapping[str, str]
    content_type: str
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What a terminal is answered; `kind` is a content type."""

    body: bytes
    kind: str = TEXT
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a request comes to: `message` is stored (None: the terminal only asked), then it is answered by `reply`.

    `stamp` is how far the terminal says it has uploaded a table (name, stamp), kept after the commit. `unknown` names
    what nobody reads, for the log.
    """

    reply: Callable[[Receipt], Reply]
    message: TerminalMessage | None = None
    stamp: tuple[str, str] | None = None
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this installation is reached, and the address of one terminal in it. `path` has the terminal's secret, or
    dots where that is not shown any more."""

    scheme: str
    host: str
    port: str
    path: str

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"


@dataclass(frozen=True, slots=True)
class Connection:
    """What is typed into a device: label and value, and the steps, in order."""

    values: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol. `words` are what a form calls it, `make` the makers' name alone.

    `addresses` are those behind `/ingest/<name>/<secret>` with their methods. Where `serial_in` names the parameter by
    which a terminal tells its serial number, it must have one; where `without_secret` the addresses stand at the root as
    well, for terminals that are known by that number alone. `has_map`: read by a field map of the terminal's own.
    `heartbeat` is what a form proposes, in seconds. `hear` reads a request and raises Unreadable; `unreadable` answers
    that, or raises a Fault (None: `hear` reads line by line and never raises it); `fault` answers a Fault in the
    protocol's form (None: as the API does).
    """

    name: str
    words: Any
    make: Any
    addresses: Mapping[str, tuple[str, ...]]
    most_bytes: int
    hear: Callable[[KnownTerminal, Request], Heard]
    connection: Callable[[KnownTerminal, Place], Connection]
    unreadable: Callable[[str], Reply] | None = None
    fault: Callable[[Fault], Reply] | None = None
    serial_in: str = ""
    without_secret: bool = False
    has_map: bool = False
    heartbeat: int = 0

    def path(self, secret: str) -> str:
        """Where a terminal with this secret pushes to."""
        return f"/ingest/{self.name}/{secret}"
