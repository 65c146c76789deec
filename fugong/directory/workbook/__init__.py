"""Rosters as people send them: read, mended, checked, handed back marked. Pure: no models."""

from fugong.directory.workbook.checking import read_roster
from fugong.directory.workbook.faults import Fault, UnreadableWorkbook
from fugong.directory.workbook.marking import marked_copy
from fugong.directory.workbook.roster import FIELDS, JOINT, REQUIRED, ColumnGuess, Roster, RosterRow

__all__ = [
    "FIELDS",
    "JOINT",
    "REQUIRED",
    "ColumnGuess",
    "Fault",
    "Roster",
    "RosterRow",
    "UnreadableWorkbook",
    "marked_copy",
    "read_roster",
]
