"""What the pages of vehicles, goods and areas share: words, fields, rows of their registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core.web.forms import PlainForm
from fugong.doors.desk.forms import REQUIRED
from fugong.gates import queries, yard

VEHICLES = {
    "lorry": gettext_lazy("货车"),
    "van": gettext_lazy("面包车"),
    "car": gettext_lazy("小车"),
    "bus": gettext_lazy("客车"),
    "other": pgettext_lazy("vehicle", "其他"),
}
PLATES = {
    "ordinary": gettext_lazy("普通号牌"),
    "new_energy": gettext_lazy("新能源号牌"),
    "trailer": gettext_lazy("挂车号牌"),
    "special": gettext_lazy("教练、警用、港澳号牌"),
    "other": gettext_lazy("其他号牌"),
}
MARKS = {
    yard.OVER_CAPACITY: gettext_lazy("超出区域容量"),
    yard.NO_SPACE: gettext_lazy("没有空的区域"),
    yard.NO_WAY_IN: gettext_lazy("没有进厂记录"),
    yard.NO_WAY_OUT: gettext_lazy("没有出厂记录"),
    yard.AS_SEEN: gettext_lazy("号牌照原样记"),
    yard.DIRTY: gettext_lazy("没有消毒"),
    yard.CLOCK: gettext_lazy("设备时钟不准"),
    yard.EARLY: gettext_lazy("静置时间未满"),
    yard.NO_VISIT: gettext_lazy("司机或同车人没有来访登记"),
}
STATES = {
    yard.HELD: gettext_lazy("隔离存放"),
    yard.RELEASABLE: gettext_lazy("可以领走"),
    yard.RELEASED: gettext_lazy("已领走"),
}
SHAPES = {yard.HELD: "○", yard.RELEASABLE: "△", yard.RELEASED: "✓"}
AREAS = {yard.PARKING: gettext_lazy("外来车辆停放"), yard.HOLDING: gettext_lazy("外来货物存放")}
ENTRIES = {
    "vehicle.in": gettext_lazy("进厂"),
    "vehicle.parked": gettext_lazy("换区域"),
    "vehicle.disinfected": gettext_lazy("消毒"),
    "vehicle.out": gettext_lazy("出厂"),
    "goods.in": gettext_lazy("到厂"),
    "goods.disinfected": gettext_lazy("消毒"),
    "goods.released": gettext_lazy("领走"),
}
REMARKS = {
    "inside": gettext_lazy("已在厂内"),
    "left": gettext_lazy("已经出厂"),
    "disinfected": gettext_lazy("已消毒过"),
    "released": gettext_lazy("已经领走"),
    **MARKS,
}


class Moment(forms.DateTimeField):
    """A moment of the site, chosen in the browser."""

    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
    )


class DisinfectForm(PlainForm):
    """Disinfected with what, by whom."""

    using = forms.CharField(
        label=gettext_lazy("用什么消毒"),
        max_length=60,
        initial=yard.DISINFECTANTS[0],
        error_messages={"required": REQUIRED},
    )
    name = forms.CharField(label=gettext_lazy("谁消毒的（不填就是您）"), required=False, max_length=30)


class WhyForm(PlainForm):
    """Why a row does not count."""

    why = forms.CharField(
        label=gettext_lazy("为什么作废"), max_length=200, error_messages={"required": REQUIRED}
    )


def area_choices(actor: Any, kind: str, *, nothing: Any) -> list[tuple[str, Any]]:
    """The areas with what stands there, after the choice of none."""
    lines = queries.areas(actor, kind)
    return [
        ("", nothing),
        *((str(one.area.pk), f"{one.area.name}（{one.taken}/{one.area.capacity}）") for one in lines),
    ]


def marks_of(marks: list[str]) -> list[Any]:
    """Marks in words."""
    return [MARKS.get(mark, mark) for mark in marks]


def entries_in_words(rows: Any) -> list[dict[str, Any]]:
    """What guards wrote down, with what came of it."""
    return [
        {
            "at": row.happened_at,
            "what": ENTRIES.get(row.kind, row.kind),
            "remark": REMARKS.get(row.remark, row.remark),
        }
        for row in rows
    ]
