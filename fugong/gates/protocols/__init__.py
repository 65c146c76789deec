"""What terminals speak over HTTP: one folder per protocol, known by standing here.

A folder has `protocol.py`, whose `PROTOCOL` says all there is to say of it (`speaking.Protocol`), and `simulator.py`,
which speaks as such a terminal does (`simulating`) and starts without Django. To add one, copy the nearest; the lane's
addresses, the forms, the API and `fugong devices simulate` go through what is here.
"""

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fugong.gates.protocols.speaking import Protocol


def names() -> tuple[str, ...]:
    """Every protocol's name, in alphabetical order."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(__path__) if one.ispkg))


def of(name: str) -> "Protocol":
    """The protocol of this name; ModuleNotFoundError where there is none."""
    found: Protocol = importlib.import_module(f"{__name__}.{name}.protocol").PROTOCOL
    return found


def every() -> tuple["Protocol", ...]:
    """Every protocol, those of one make before those that are read by a map."""
    return tuple(sorted(map(of, names()), key=lambda one: (one.has_map, one.name)))


def simulator(name: str) -> Any:
    """The module that speaks as a terminal of this protocol does; needs no Django."""
    return importlib.import_module(f"{__name__}.{name}.simulator")
