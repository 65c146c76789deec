"""What the policies' pages call things: statuses, kinds of benefit, how binding they are, how measures stand to each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.policies.choices import ELIGIBLE, NOT_ELIGIBLE, NOT_IN_FORCE, UNKNOWN
from fugong.policies.saying import STATUSES as WORDS
from fugong.policies.wording import TAKE_STATES


@dataclass(frozen=True)
class Status:
    """A status as it is shown: never by colour alone. `heading` stands over all measures of it."""

    code: str
    word: str | Promise
    shape: str
    heading: str | Promise


STATUSES: Final[Mapping[str, Status]] = {
    code: Status(code, WORDS[code][1], WORDS[code][0], heading)
    for code, heading in (
        (ELIGIBLE, gettext_lazy("适用的")),
        (UNKNOWN, gettext_lazy("可能适用的")),
        (NOT_ELIGIBLE, gettext_lazy("不适用的")),
        (NOT_IN_FORCE, gettext_lazy("这一天不在有效期内的")),
    )
}
"""Status → how it is shown, in the order of the results."""

EFFECTS: Final[Mapping[str, str | Promise]] = {
    "refund": gettext_lazy("返还"),
    "subsidy": gettext_lazy("补贴和奖励"),
    "reduction": gettext_lazy("减免"),
    "deferral": gettext_lazy("缓缴和延期"),
    "rate_cap": gettext_lazy("利率和费率"),
    "finance": gettext_lazy("贷款和担保"),
    "service": gettext_lazy("办事便利"),
    "protection": gettext_lazy("保护"),
}
"""What a measure is, and the groups in which all of them can be looked through."""

FORCES: Final[Mapping[str, str | Promise]] = {
    "must": gettext_lazy("必须给"),
    "may": gettext_lazy("可以给"),
    "encouraged": gettext_lazy("鼓励给"),
}

FORCE_HINTS: Final[Mapping[str, str | Promise]] = {
    "must": gettext_lazy("条文写“应”“免征”“不得”：符合条件就有。"),
    "may": gettext_lazy("条文写“可”：符合条件可以申请，由主管部门决定。"),
    "encouraged": gettext_lazy("条文写“鼓励”“支持”：由相关单位酌情办理。"),
}

GROUPS: Final[Mapping[str, str | Promise]] = {
    "enterprise": gettext_lazy("企业"),
    "size": gettext_lazy("规模"),
    "situation": gettext_lazy("经营情况"),
    "staff": gettext_lazy("用工"),
    "finance": gettext_lazy("贷款和担保"),
    "tax": gettext_lazy("税收"),
    "insurance": gettext_lazy("社保和公积金"),
    "supplies": gettext_lazy("防疫物资和保供"),
    "trade": gettext_lazy("业务"),
    "other": gettext_lazy("其他"),
}
"""Groups of facts, in the order of the form."""

SIZES: Final[Mapping[str, str | Promise]] = {
    "large": gettext_lazy("大型"),
    "medium": gettext_lazy("中型"),
    "small": gettext_lazy("小型"),
    "micro": gettext_lazy("微型"),
}

RELATIONS: Final[Mapping[str, str | Promise]] = {
    "same_benefit_as": gettext_lazy("和本项是同一种好处，不重复享受"),
    "more_favourable_than": gettext_lazy("和本项是同一种好处，不重复享受；本项更优惠"),
    "alternative_to": gettext_lazy("和本项只能选一项"),
}
"""How the measure named before these words stands to the one the page is about."""

UNITS: Final[Mapping[str, str | Promise]] = {
    "yuan": gettext_lazy("{value} 元"),
    "yuan_per_month": gettext_lazy("每月 {value} 元"),
    "yuan_per_year": gettext_lazy("每年 {value} 元"),
    "rate": gettext_lazy("{value}"),
}
"""Unit of an amount → the amount in words; a rate comes as a percentage."""

BASE_UNITS: Final[Mapping[str, str | Promise]] = {
    **UNITS,
    "yuan_per_month": gettext_lazy("{value} 元/月"),
    "yuan_per_year": gettext_lazy("{value} 元/年"),
}
"""The same for what a benefit is counted on: “每月 800 元” would be read as money that comes every month."""

BASES: Final[Mapping[str, str | Promise]] = {
    "benefit": pgettext_lazy("amount", "金额"),
    "base": gettext_lazy("享受基数"),
    "rate": gettext_lazy("最高利率、费率"),
}
"""What an amount is."""

BOUNDS: Final[Mapping[str, str | Promise]] = {
    "below": gettext_lazy("须低于 {bound}"),
    "at_most": gettext_lazy("最多 {bound}"),
    "at_least": gettext_lazy("至少 {bound}"),
    "above": gettext_lazy("须高于 {bound}"),
}
"""What a comparison asks of a number; the strict ones say so."""

DAY_BOUNDS: Final[Mapping[str, str | Promise]] = {
    "below": gettext_lazy("须早于{bound}"),
    "at_most": gettext_lazy("不晚于{bound}"),
    "at_least": gettext_lazy("不早于{bound}"),
    "above": gettext_lazy("须晚于{bound}"),
}
"""The same of a day."""

TAKES: Final[Mapping[str, str | Promise]] = TAKE_STATES
"""Where an application stands."""
