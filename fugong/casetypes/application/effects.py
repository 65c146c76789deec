"""What the moves of an application do beyond their table, in the move's transaction."""

from decimal import Decimal

from django.utils.translation import gettext as _

from fugong.cases.moving import MoveContext
from fugong.casetypes.application.opening import check_may_apply
from fugong.casetypes.application.prefill import computed
from fugong.casetypes.application.spec import COMPUTED
from fugong.core import clock
from fugong.core.errors import Conflict, Invalid
from fugong.policies import actions, choices
from fugong.policies.queries import answered, take_of
from fugong.rules import to_fen


def hand_in(context: MoveContext) -> None:
    """Compute the answer anew, put it in place of what the form says, and keep it with the application."""
    case = context.case
    measure = str(context.data.get("measure") or "")
    before = take_of(case.pk)
    if before is not None and before.measure_id != measure:
        raise Conflict("measure", _("申请的政策不能换。请撤回后重新申请。"), field="measure")
    seen = answered(case.enterprise, clock.day_of(context.at))
    check_may_apply(seen, measure)
    own = {name: value for name, value in context.data.items() if name not in COMPUTED}
    context.data = {**own, **computed(seen, measure)}
    case.data = context.data
    actions.hand_in(case_id=case.pk, seen=seen, measure_id=measure, by=context.by)


def accept(context: MoveContext) -> None:
    """The bureau works on it."""
    _go_on(context, choices.ACCEPTED)


def send_back(context: MoveContext) -> None:
    """The enterprise has to mend it."""
    _go_on(context, choices.RETURNED)


def withdraw(context: MoveContext) -> None:
    """The enterprise gives it up."""
    _go_on(context, choices.WITHDRAWN)


def grant(context: MoveContext) -> None:
    """Granted, with the amount paid or spared; an amount where the measure has none is a slip."""
    row = take_of(context.case.pk)
    given = context.own.get("granted_amount")
    answer = row.answer.document() if row is not None else {}
    unit = (answer or {}).get("unit", "")
    if given is None and unit.startswith("yuan"):
        raise Invalid("missing", _("请填写兑现金额。"), field="granted_amount")
    if given is not None and not unit.startswith("yuan"):
        raise Invalid("not_wanted", _("这项政策没有金额，请留空。"), field="granted_amount")
    fen = None if given is None else to_fen(Decimal(str(given)))
    _go_on(context, choices.GRANTED, granted_fen=fen)


def refuse(context: MoveContext) -> None:
    """Refused, with the reason that is counted."""
    _go_on(context, choices.REFUSED, reason_code=str(context.own["reason"]))


def _go_on(
    context: MoveContext, state: str, *, granted_fen: int | None = None, reason_code: str = ""
) -> None:
    actions.move(
        case_id=context.case.pk,
        state=state,
        on=clock.day_of(context.at),
        by=context.by,
        granted_fen=granted_fen,
        reason_code=reason_code,
    )
