"""The policies' writes (G13). Each is checked and counts at once; what somebody who signed in does is audited."""

from fugong.policies.actions.confirming import confirm_facts, read_given
from fugong.policies.actions.deciding import declare_event, determine
from fugong.policies.actions.matching import rematch, rematch_all
from fugong.policies.actions.measures import Published, discard_draft, publish, save_draft, withdraw
from fugong.policies.actions.publishing import publish_take_up
from fugong.policies.actions.self_checks import (
    answer_remark,
    continue_check,
    delete_check,
    keep_check,
    purge_checks,
    remark,
)
from fugong.policies.actions.taking import check_no_other, hand_in, move

__all__ = [
    "Published",
    "answer_remark",
    "check_no_other",
    "confirm_facts",
    "continue_check",
    "declare_event",
    "delete_check",
    "determine",
    "discard_draft",
    "hand_in",
    "keep_check",
    "move",
    "publish",
    "publish_take_up",
    "purge_checks",
    "read_given",
    "remark",
    "rematch",
    "rematch_all",
    "save_draft",
    "withdraw",
]
