"""What an application is filled with: whom to call, and for a measure the answer of the day with the facts behind it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fugong.cases.spec import Sourced
from fugong.directory import choices
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.policies.queries import EnterpriseAnswer, speaks_of
from fugong.policies.saying import said
from fugong.policies.wording import amount_words

_HOLDS = {True: "yes", False: "no", None: "unknown"}


def known(enterprise: Enterprise) -> dict[str, Sourced]:
    """What does not depend on the measure: the epidemic officer and the enterprise's telephone."""
    officers = directory.appointed(enterprise, choices.EPIDEMIC_OFFICER)
    found = {
        "contact_person": Sourced("、".join(one.name.reveal() for one in officers[:1]), _("账号：防疫专员")),
        "contact_phone": Sourced(enterprise.contact_phone, _("企业资料"), reverse("desk:settings")),
    }
    return {name: one for name, one in found.items() if one.value}


def computed(seen: EnterpriseAnswer, measure_id: str) -> dict[str, Any]:
    """The fields of `spec.COMPUTED` as of `seen.on`, in Chinese whoever reads: they go into a paper of a Chinese office."""
    with translation.override(settings.LANGUAGE_CODE):
        return _computed(seen, measure_id)


def _computed(seen: EnterpriseAnswer, measure_id: str) -> dict[str, Any]:
    matched = seen.answer.of(measure_id)
    measure = matched.measure
    article = seen.book.articles[measure.article]
    found = {
        "measure": measure_id,
        "measure_title": measure.title["zh"],
        "measure_article": f"{article.citation['zh']}",
        "measure_version": version_words(seen.versions[measure_id]),
        "departments": "、".join(measure.departments),
        "answered_on": seen.on.isoformat(),
        "answer_status": matched.status,
        "answer_amount": amount_words(matched),
        "answer_deadline": matched.deadline.isoformat() if matched.deadline else None,
        "conditions": [
            {
                "text": one.condition.text["zh"],
                "holds": _HOLDS[one.holds],
                "article": one.condition.article,
            }
            for one in matched.conditions
        ],
        "facts": _facts(seen, measure_id),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _facts(seen: EnterpriseAnswer, measure_id: str) -> list[dict[str, Any]]:
    rows = []
    for fact in speaks_of(seen, measure_id):
        one = seen.facts.facts.get(fact)
        if one is None:
            continue
        kind = seen.book.words.facts[fact]
        row: Mapping[str, Any] = {
            "name": kind.text["zh"],
            "value": said(seen.book, fact, one.value),
            "source": str(one.source),
            "on": one.on.isoformat() if one.on else None,
        }
        rows.append({name: value for name, value in row.items() if value is not None})
    return rows


def version_words(number: int) -> str:
    """Which version of the measure was judged: the pack's own text, or the n-th that was published over it."""
    return _("第 {n} 版").format(n=number) if number else _("原文本")
