"""The engine's writes, the same for every type of case."""

from fugong.cases.actions.attaching import attach, remove_attachment
from fugong.cases.actions.filters import delete_filter, save_filter
from fugong.cases.actions.following import follow
from fugong.cases.actions.locking import check_version
from fugong.cases.actions.moving import Moved, bulk_move, move
from fugong.cases.actions.opening import open_case, save
from fugong.cases.actions.purging import purge, sweep
from fugong.cases.actions.reading import download, exported, look_up
from fugong.cases.actions.talking import comment, remind, settle
from fugong.cases.actions.working import assign, pause, resume

__all__ = [
    "Moved",
    "assign",
    "attach",
    "bulk_move",
    "check_version",
    "comment",
    "delete_filter",
    "download",
    "exported",
    "follow",
    "look_up",
    "move",
    "open_case",
    "pause",
    "purge",
    "remind",
    "remove_attachment",
    "resume",
    "save",
    "save_filter",
    "settle",
    "sweep",
]
