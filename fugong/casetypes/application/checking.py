"""What stands in the way of an application, or looks weak, before it is handed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fugong.cases.spec import Finding
from fugong.casetypes.application.opening import check_may_apply
from fugong.core.errors import Fault
from fugong.directory.models import Enterprise
from fugong.policies import choices
from fugong.policies.queries import answered, same_benefit


def findings(enterprise: Enterprise, data: Mapping[str, Any]) -> Sequence[Finding]:
    """By field: a measure that does not fit blocks; what is still unknown, or is the same benefit twice, is said."""
    measure = data.get("measure") or ""
    seen = answered(enterprise)
    try:
        check_may_apply(seen, measure)
    except Fault as fault:
        return [Finding("measure", fault.text, "G13")]
    matched = seen.answer.of(measure)
    found = []
    open_ones = [one.condition.text["zh"] for one in matched.conditions if one.holds is None]
    if open_ones:
        text = _("还不能确定：{what}。请补充企业情况，或附上证明由主管部门认定。").format(
            what=_("；").join(open_ones)
        )
        found.append(Finding("conditions", text, matched.measure.article, blocks=False))
    for other in same_benefit(seen.book, measure):
        take = seen.takes.get(other)
        if take is not None and take.state in (*choices.IN_HAND, choices.GRANTED):
            text = _("与已申请的“{other}”是同一优惠，只能享受一次。").format(
                other=seen.book.measures[other].title["zh"]
            )
            found.append(Finding("measure", text, matched.measure.article, blocks=False))
    return found
