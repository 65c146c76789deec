"""What the moves of an objection do beyond their table, in the move's transaction."""

from django.utils.translation import gettext as _

from fugong.cases.moving import MoveContext
from fugong.casetypes.objection.opening import COMPUTED, computed
from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.directory import choices as offices
from fugong.notices import actions as notices
from fugong.policies.queries import answered, city_offices


def put_answer(context: MoveContext) -> None:
    """Put the answer of the day in place of what the form says: nobody objects to a result that never was."""
    case = context.case
    measure = str(context.data.get("measure") or "")
    seen = answered(case.enterprise, clock.day_of(context.at))
    if measure not in seen.book.measures:
        raise Conflict("measure", _("没有这项政策措施，或者它已经停止。"), field="measure")
    own = {name: value for name, value in context.data.items() if name not in COMPUTED}
    context.data = {**own, **computed(seen, measure)}
    case.data = context.data


def tell_the_city(context: MoveContext) -> None:
    """A measure that is to be changed is for the city's office to change."""
    if context.own.get("remedy") != "measure":
        return
    case = context.case
    for authority_id in city_offices(case.region_code):
        notices.post(
            owner_id=authority_id,
            kind="policy_objection",
            details={
                "case": str(case.pk),
                "pack": case.enterprise.pack,
                "measure": context.data.get("measure", ""),
                "enterprise": case.enterprise.name,
            },
            role=offices.BUREAU_OFFICER,
            by=context.by,
        )
