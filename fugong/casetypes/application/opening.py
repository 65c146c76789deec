"""One press: an application for a measure, filled with the answer of the day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases import actions, queries
from fugong.cases.models import Case
from fugong.casetypes.application.prefill import computed, known
from fugong.casetypes.application.spec import KIND
from fugong.core.errors import Conflict, NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.policies import choices
from fugong.policies.actions import check_no_other
from fugong.policies.queries import EnterpriseAnswer, answer_for


def apply(*, enterprise: Enterprise, by: Actor, measure_id: str, on: date | None = None) -> Case:
    """Open the application, or go on with the draft there is for this measure.

    Raises NotFound for no such measure, Conflict where it does not fit, is not in force, or is applied for already.
    """
    seen = answer_for(by, enterprise, on)
    check_may_apply(seen, measure_id)
    contacts = {name: one.value for name, one in known(enterprise).items()}
    data = {**contacts, **computed(seen, measure_id)}
    with transaction.atomic():
        # One press after the other, so that the second finds what the first has opened.
        Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=enterprise.pk)
        for case in queries.open_cases(enterprise.pk, KIND):
            if (
                case.state in ("draft", "returned")
                and (case.data.document() or {}).get("measure") == measure_id
            ):
                return case
        check_no_other(enterprise, measure_id)
        return actions.open_case(kind=KIND, enterprise=enterprise, by=by, data=data)


def check_may_apply(seen: EnterpriseAnswer, measure_id: str) -> None:
    """Who might fit may apply: what only an authority decides is decided by applying. Raises NotFound, Conflict."""
    if measure_id not in seen.book.measures:
        raise NotFound("measure", _("没有这项政策措施，或者它已经停止。"), field="measure")
    matched = seen.answer.of(measure_id)
    if matched.status == choices.NOT_IN_FORCE:
        raise Conflict("not_in_force", _("这项政策不在有效期内，不能申请。"), field="measure")
    if matched.status == choices.NOT_ELIGIBLE:
        failing = [one.condition for one in matched.conditions if one.holds is False]
        text = _("按现在的企业情况不符合：{why}。情况有误请先更正；认为结论不对可以提出异议。").format(
            why=_("；").join(one.text["zh"] for one in failing) or _("计算下来没有可享受的金额")
        )
        raise Conflict("not_eligible", text, field="measure")
