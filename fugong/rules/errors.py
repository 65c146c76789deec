"""What can be wrong with a rule or with a fact, always with the place and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a rule file.

    `line` counts from 1 and is 0 where the data did not come from a file; `path` is the place
    inside the data (`rows[3].when.all[0]`); `remedy` says how to mend it.
    """

    file: str
    line: int
    path: str
    text: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        at = f" ({self.path})" if self.path else ""
        return f"{place}: {self.text}{at}. {self.remedy}"


class RuleError(ValueError):
    """A rule file cannot be used; `faults` lists everything found, in the order of the file."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FactError(ValueError):
    """A fact or parameter handed to the evaluator is not what its declaration says.

    `name` is the fact or parameter, so that a caller can point at the right field.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        super().__init__(f"{name}: {text}")


class Faults:
    """Collects faults so that one run names them all instead of the first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, error: RuleError) -> None:
        """Keep the faults of `error` and go on."""
        self._faults.extend(error.faults)

    def raise_any(self) -> None:
        """Raise one `RuleError` with everything collected; nothing when all was well."""
        if self._faults:
            raise RuleError(self._faults)
