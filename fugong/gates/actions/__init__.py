"""Every write of the gates."""

from fugong.gates.actions.devices import (
    bind_device,
    close_checkpoint,
    create_checkpoint,
    create_device,
    hear,
    renew_ticket,
    withdraw_device,
)
from fugong.gates.actions.entries import record_entries
from fugong.gates.actions.fever import measure_again, settle_fever
from fugong.gates.actions.imported import delete_queue, take_queue, upload_queue
from fugong.gates.actions.passages import record_passages

__all__ = [
    "bind_device",
    "close_checkpoint",
    "create_checkpoint",
    "create_device",
    "delete_queue",
    "hear",
    "measure_again",
    "record_entries",
    "record_passages",
    "renew_ticket",
    "settle_fever",
    "take_queue",
    "upload_queue",
    "withdraw_device",
]
