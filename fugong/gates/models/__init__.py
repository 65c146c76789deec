"""Tables of the gates room, one file a noun."""

from fugong.gates.models.checkpoints import Checkpoint, Device
from fugong.gates.models.duty import DutyTurn, GuardShift, OpeningHours, RollCall
from fugong.gates.models.fever import FeverHold
from fugong.gates.models.goods import GoodsLot
from fugong.gates.models.imported import QueueImport
from fugong.gates.models.passages import GateEntry, Passage
from fugong.gates.models.pictures import FacePicture, PictureAssessment, PictureOpening
from fugong.gates.models.record import GateDayReport, PassageCorrection
from fugong.gates.models.terminals import Terminal, TerminalReading
from fugong.gates.models.vehicles import Area, VehicleStay
from fugong.gates.models.visits import GatePoster, Visit, VisitOpening

__all__ = [
    "Area",
    "Checkpoint",
    "Device",
    "DutyTurn",
    "FacePicture",
    "FeverHold",
    "GateDayReport",
    "GateEntry",
    "GatePoster",
    "GoodsLot",
    "GuardShift",
    "OpeningHours",
    "Passage",
    "PassageCorrection",
    "PictureAssessment",
    "PictureOpening",
    "QueueImport",
    "RollCall",
    "Terminal",
    "TerminalReading",
    "VehicleStay",
    "Visit",
    "VisitOpening",
]
