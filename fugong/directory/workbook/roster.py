"""The shapes a roster is handed on in."""

from dataclasses import dataclass, field
from datetime import date

from fugong.directory.workbook.faults import Fault

__all__ = ["FIELDS", "JOINT", "REQUIRED", "ColumnGuess", "Roster", "RosterRow"]

FIELDS = (
    "name",
    "id_number",
    "phone",
    "workshop",
    "team",
    "job",
    "job_number",
    "address",
    "left_city",
    "destination",
    "return_date",
    "planned_return",
    "transport",
    "health",
    "certificate",
)
JOINT = "workshop_team"  # a column 车间/班组 that holds both
REQUIRED = ("name", "id_number", "phone")


@dataclass(slots=True)
class RosterRow:
    """One good row, mended and checked. What the sheet does not say is None; `row` is as Excel counts it."""

    row: int
    name: str
    id_number: str
    phone: str
    workshop: str | None = None
    team: str | None = None
    job: str | None = None
    job_number: str | None = None
    address: str | None = None
    left_city: bool | None = None
    destination: str | None = None
    return_date: date | None = None
    planned_return: date | None = None
    transport: str | None = None
    health: str | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column. `field` is one of FIELDS, JOINT or None (left alone); `sure`: the words are known."""

    index: int
    letter: str
    heading: str
    field: str | None
    sure: bool


@dataclass(slots=True)
class Roster:
    """A sheet read and checked. `total` counts the rows that are people, good or not."""

    sheet: str
    header_row: int
    columns: list[ColumnGuess]
    signature: str
    rows: list[RosterRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    total: int = 0
    good: int = 0
    filed_on: date | None = None
