"""What the policies say in words: statuses, amounts, and the notices."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.web import say
from fugong.packs.policies import Matched
from fugong.policies import choices
from fugong.policies.queries import book

STATUSES: dict[str, tuple[str, str | Promise]] = {
    choices.ELIGIBLE: ("✓", gettext_lazy("符合")),
    choices.UNKNOWN: ("？", gettext_lazy("待确认")),
    choices.NOT_ELIGIBLE: ("✕", gettext_lazy("不符合")),
    choices.NOT_IN_FORCE: ("○", gettext_lazy("不在有效期内")),
}
"""Status → (shape, word)."""

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


def status_words(status: str) -> str:
    """符合."""
    return str(STATUSES[status][1])


def amount_words(matched: Matched) -> str:
    """12,345.67元, 3.05%; empty where nothing is computed."""
    amount = matched.measure.amount
    if amount is None or matched.amount is None:
        return ""
    if amount.unit == "rate":
        return f"{percent(matched.amount)}%"
    return f"{matched.amount:,.2f}{UNITS[amount.unit]}"


def fen_words(fen: int) -> str:
    """12,345.67元."""
    return f"{Decimal(fen).scaleb(-2):,.2f}{UNITS['yuan']}"


def percent(share: Decimal) -> str:
    """0.0305 → 3.05."""
    return format((share * 100).normalize(), "f")


def _titles(details: Mapping[str, Any]) -> str:
    """“失业保险稳岗返还”等5项."""
    measures = book(details["pack"]).measures
    named = [say.text(measures[one].title) for one in details["measures"] if one in measures]
    said = _("、").join(_("“{title}”").format(title=title) for title in named)
    count = int(details["count"])
    return _("{titles}等{n}项").format(titles=said, n=count) if count > len(named) else said


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


def subject_words(pack: str, subject: str) -> str:
    """What a determination is of: a measure's title, or the name of a fact."""
    if subject in DECIDED_FACTS:
        return str(DECIDED_FACTS[subject])
    measure = book(pack).measures.get(subject)
    return say.text(measure.title) if measure is not None else subject


def determined(details: Mapping[str, Any]) -> str:
    """An authority decided."""
    value = {True: _("符合"), False: _("不符合"), None: _("撤销认定")}[details["value"]]
    return _("主管部门认定“{subject}”：{value}。匹配结论已更新，请查看。").format(
        subject=subject_words(details["pack"], details["subject"]), value=value
    )


def remarked(details: Mapping[str, Any]) -> str:
    """Somebody who is not signed in says that a result is wrong."""
    return _("有人对惠企政策自测的结论提出异议：{subject}。请答复。").format(
        subject=subject_words(details["pack"], details["measure"]) if details["measure"] else _("总体")
    )


def objected(details: Mapping[str, Any]) -> str:
    """An objection was upheld, and the measure is to be changed."""
    return _("{enterprise} 的异议成立，政策措施“{subject}”要修改。").format(
        enterprise=details["enterprise"], subject=subject_words(details["pack"], details["measure"])
    )


def _address(name: str, *names: str) -> Any:
    def address(details: Mapping[str, Any]) -> str:
        try:
            return reverse(name, args=[details[one] for one in names])
        except NoReverseMatch:
            return ""

    return address


KINDS = {
    "policy_fits": (fits, _address("policies:mine")),
    "policy_changed": (changed, _address("policies:mine")),
    "policy_deadline": (deadline, _address("policies:mine")),
    "policy_determined": (determined, _address("policies:mine")),
    "policy_remark": (remarked, _address("policies:remarks")),
    "policy_objection": (objected, _address("cases:case", "case")),
}
"""Kind of notice → its words and the address of what it speaks of."""
