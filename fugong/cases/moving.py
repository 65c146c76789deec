"""A move about to be made: what its rules and effects get to see, and *when* it may be made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases import permissions
from fugong.cases.models import Case
from fugong.cases.spec import CaseType, Move, called
from fugong.core.errors import Conflict, Fault
from fugong.core.permissions import Actor


@dataclass
class MoveContext:
    """A move about to be made, or just made: the case, by whom, when, its form (`data`) and what the move asked (`own`).

    `comment` is the reason, kept with the step; `remark` what was written where the move takes no reason. While the page
    only asks what is allowed, `own` is empty and `by` the reader.
    """

    case: Case
    type: CaseType
    move: Move
    by: Actor
    at: datetime
    data: Mapping[str, Any]
    own: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""
    remark: str = ""


def check_when(context: MoveContext) -> None:
    """*When*: the state, then what the move itself demands. Raises Conflict."""
    case, declared = context.case, context.move
    if case.state not in declared.frm:
        state = context.type.state(case.state)
        raise Conflict(
            "state",
            _("现在是“{state}”，不能“{move}”。").format(state=state.label, move=declared.label),
            field="move",
        )
    why_not = called(declared.when)(context) if declared.when else None
    if why_not:
        raise Conflict("not_now", str(why_not), field="move")


def why_not(context: MoveContext) -> str:
    """In words, who or when forbids this move to this actor; empty where it is allowed. What is missing is told later."""
    try:
        permissions.check_can_move(context.by, context.case, context.move)
        check_when(context)
    except Fault as fault:
        return fault.text
    return ""
