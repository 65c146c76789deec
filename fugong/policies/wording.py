"""What the policies say in words: applications, amounts, and the notices."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.web import say
from fugong.packs.policies import Matched
from fugong.policies import choices
from fugong.policies.queries import book, measure_titles
from fugong.policies.saying import percent

TAKE_STATES: dict[str, str | Promise] = {
    choices.SUBMITTED: gettext_lazy("待受理"),
    choices.RETURNED: gettext_lazy("退回补正"),
    choices.ACCEPTED: gettext_lazy("办理中"),
    choices.GRANTED: gettext_lazy("已兑现"),
    choices.REFUSED: gettext_lazy("不予兑现"),
    choices.WITHDRAWN: gettext_lazy("已撤回"),
}

UNITS: dict[str, str | Promise] = {
    "yuan": gettext_lazy("元"),
    "yuan_per_month": gettext_lazy("元/月"),
    "yuan_per_year": gettext_lazy("元/年"),
}

DECIDED_FACTS: dict[str, str | Promise] = {
    "national_key_list": gettext_lazy("国家级重点保障企业名单"),
    "provincial_key_list": gettext_lazy("省级重点保障企业名单"),
    "city_key_list": gettext_lazy("市级重点保障企业名单"),
    "supply_assurance_task": gettext_lazy("承担保供任务"),
}


def amount_words(matched: Matched) -> str:
    """12,345.67元, 3.05%; empty where nothing is computed."""
    amount = matched.measure.amount
    if amount is None or matched.amount is None:
        return ""
    if amount.unit == "rate":
        return percent(matched.amount)
    return f"{matched.amount:,.2f}{UNITS[amount.unit]}"


def _titles(details: Mapping[str, Any]) -> str:
    """“失业保险稳岗返还”等5项."""
    given = details.get("titles")
    if given is None:  # a notice from before its titles were put into it
        given = measure_titles(book(details["pack"]).measures, details["measures"])
    said = _("、").join(_("“{title}”").format(title=say.text(title)) for title in given)
    count = int(details["count"])
    return _("{titles}等{n}项").format(titles=said, n=count) if count > len(given) else said


def fits(details: Mapping[str, Any]) -> str:
    """New measures fit."""
    return _("按现有情况，这些惠企政策适合本企业：{titles}。请查看并申请。").format(titles=_titles(details))


def changed(details: Mapping[str, Any]) -> str:
    """Measures that fit were changed."""
    return _("适合本企业的惠企政策有修改：{titles}。请查看。").format(titles=_titles(details))


def deadline(details: Mapping[str, Any]) -> str:
    """A deadline nears."""
    return _("惠企政策{titles} {day} 截止，还没有申请。").format(
        titles=_titles(details), day=details["deadline"]
    )


def subject_words(details: Mapping[str, Any], name: str) -> str:
    """What a notice is of, a measure by its title or a decided fact by its name, under `name` in its details."""
    subject = details[name]
    if subject in DECIDED_FACTS:
        return str(DECIDED_FACTS[subject])
    given = details.get("titles")
    if given is None:
        given = measure_titles(book(details["pack"]).measures, [subject])
    return say.text(given[0]) if given else str(subject)


def determined(details: Mapping[str, Any]) -> str:
    """An authority decided."""
    value = {True: _("符合"), False: _("不符合"), None: _("撤销认定")}[details["value"]]
    return _("主管部门认定“{subject}”：{value}。匹配结论已更新，请查看。").format(
        subject=subject_words(details, "subject"), value=value
    )


def remarked(details: Mapping[str, Any]) -> str:
    """Somebody who is not signed in says that a result is wrong."""
    return _("有人对惠企政策自测的结论提出异议：{subject}。请答复。").format(
        subject=subject_words(details, "measure") if details["measure"] else _("总体")
    )


def objected(details: Mapping[str, Any]) -> str:
    """An objection was upheld, and the measure is to be changed."""
    return _("{enterprise} 的异议成立，政策措施“{subject}”要修改。").format(
        enterprise=details["enterprise"], subject=subject_words(details, "measure")
    )


def _address(name: str, *names: str) -> Any:
    def address(details: Mapping[str, Any]) -> str:
        return reverse(name, args=[details[one] for one in names])

    return address


KINDS = {
    "policy_fits": (fits, _address("policies:ours")),
    "policy_changed": (changed, _address("policies:ours")),
    "policy_deadline": (deadline, _address("policies:ours")),
    "policy_determined": (determined, _address("policies:ours")),
    "policy_remark": (remarked, _address("policies:remarks")),
    "policy_objection": (objected, _address("cases:case", "case")),
}
"""Kind of notice → its words and the address of what it speaks of."""
