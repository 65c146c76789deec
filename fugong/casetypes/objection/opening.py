"""“这不对”: an objection to the answer of the day, filled with that answer."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fugong.cases import actions, queries
from fugong.cases.models import Case
from fugong.casetypes.objection.spec import KIND
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.policies.queries import EnterpriseAnswer, answer_for
from fugong.policies.saying import status_words
from fugong.policies.wording import amount_words


def object_to(*, enterprise: Enterprise, by: Actor, measure_id: str, on: date | None = None) -> Case:
    """Open the objection, or go on with the draft there is of this measure. Raises NotFound for no such measure."""
    seen = answer_for(by, enterprise, on)
    if measure_id not in seen.book.measures:
        raise NotFound("measure", _("没有这项政策措施，或者它已经停止。"), field="measure")
    for case in queries.open_cases(enterprise.pk, KIND):
        if case.state == "draft" and (case.data.document() or {}).get("measure") == measure_id:
            return case
    return actions.open_case(kind=KIND, enterprise=enterprise, by=by, data=computed(seen, measure_id))


COMPUTED = ("measure", "measure_title", "measure_article", "answered_on", "answer")
_HOLDS = {True: "满足", False: "不满足", None: "待确认"}


def computed(seen: EnterpriseAnswer, measure_id: str) -> dict[str, Any]:
    """The fields of `COMPUTED`, in Chinese whoever reads: they go to a Chinese office."""
    with translation.override(settings.LANGUAGE_CODE):
        return _computed(seen, measure_id)


def _computed(seen: EnterpriseAnswer, measure_id: str) -> dict[str, Any]:
    matched = seen.answer.of(measure_id)
    measure = matched.measure
    lines = [status_words(matched.status)]
    lines += [f"{_HOLDS[one.holds]}：{one.condition.text['zh']}" for one in matched.conditions]
    if amount := amount_words(matched):
        lines.append(f"金额：{amount}")
    if matched.deadline:
        lines.append(f"截止：{matched.deadline.isoformat()}")
    return {
        "measure": measure_id,
        "measure_title": measure.title["zh"],
        "measure_article": seen.book.articles[measure.article].citation["zh"],
        "answered_on": seen.on.isoformat(),
        "answer": "\n".join(lines)[:2000],
    }
