"""Tables of the gates room, one file a noun."""

from fugong.gates.models.checkpoints import Checkpoint, Device
from fugong.gates.models.imported import QueueImport
from fugong.gates.models.passages import GateEntry, Passage

__all__ = ["Checkpoint", "Device", "GateEntry", "Passage", "QueueImport"]
