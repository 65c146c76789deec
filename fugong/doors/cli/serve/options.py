"""Where and how to serve."""

from dataclasses import dataclass
from pathlib import Path

from fugong.doors.cli.serve import addresses


@dataclass(frozen=True)
class Options:
    """`https_port` None means plain HTTP only; an empty `bind` means the default for that."""

    home: Path
    port: int
    bind: tuple[str, ...] = ()
    https_port: int | None = None

    @property
    def https(self) -> bool:
        return self.https_port is not None

    @property
    def bound_to(self) -> tuple[str, ...]:
        """The addresses to listen on: without https nobody but this machine, unless told otherwise."""
        if self.bind:
            return self.bind
        return addresses.everywhere() if self.https else addresses.loopback()

    @property
    def ports(self) -> tuple[int, ...]:
        return (self.port,) if self.https_port is None else (self.port, self.https_port)
