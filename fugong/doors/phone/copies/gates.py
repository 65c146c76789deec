"""What the gates keep, in the words of a copy: the same of workers and of visitors."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy

from fugong.core.web import say
from fugong.doors.phone.copies.told import Told, of, worded
from fugong.gates.fever_words import OPEN, OUTCOMES, VERDICTS
from fugong.gates.queries import kept

DIRECTIONS = {"in": gettext_lazy("进厂"), "out": gettext_lazy("出厂")}
TIME = gettext_lazy("时间")
NOTE = gettext_lazy("说明")
CELSIUS = gettext_lazy("体温 ℃")


def passages(rows: Callable[[Any], Any]) -> Told:
    """Ways in and out."""
    return Told(
        "gates.Passage",
        gettext_lazy("进出厂"),
        rows,
        {
            "happened_at": TIME,
            "+checkpoint": gettext_lazy("卡口"),
            "direction": (gettext_lazy("方向"), worded(DIRECTIONS, "direction")),
            "celsius": CELSIUS,
            "verdict": (gettext_lazy("结果"), worded(VERDICTS, "verdict")),
            "server_verdict": (gettext_lazy("系统的判定"), worded(VERDICTS, "server_verdict")),
            "reason": gettext_lazy("原因"),
            "flagged": gettext_lazy("要核对"),
            "marks": gettext_lazy("标记"),
        },
    )


CORRECTIONS = Told(
    "gates.PassageCorrection",
    gettext_lazy("进出厂的更正"),
    of(kept.corrections_of_passages),
    {"+recorded_at": TIME, "+kind": gettext_lazy("种类"), "why": gettext_lazy("理由")},
)
NOTES = Told(
    "gates.GateEntry",
    gettext_lazy("放行的说明"),
    of(kept.notes_on_passages),
    {
        "+happened_at": TIME,
        "data": (NOTE, lambda row: row.data.document().get("text", "")),
        "+decided": (
            gettext_lazy("谁决定的"),
            lambda row: say.ROLES.get(row.data.document().get("decided_by", ""), ""),
        ),
    },
)
FEVERS = Told(
    "gates.FeverHold",
    gettext_lazy("卡口发热暂留"),
    of(kept.fevers_of),
    {
        "happened_at": TIME,
        "celsius": CELSIUS,
        "second_at": gettext_lazy("复测时间"),
        "second_celsius": gettext_lazy("复测体温 ℃"),
        "earlier": (
            gettext_lazy("之前的复测"),
            lambda row: [f"{one['at']} {one['celsius']} ℃" for one in row.earlier.document() or []],
        ),
        "outcome": (gettext_lazy("结论"), worded({"": OPEN, **OUTCOMES}, "outcome")),
        "settled_at": gettext_lazy("结论时间"),
        "why": NOTE,
    },
)


def _of_stay(name: str) -> Callable[[kept.Ride], Any]:
    return lambda ride: getattr(ride.stay, name)


VEHICLES = Told(
    "gates.VehicleStay",
    gettext_lazy("乘坐的车辆"),
    of(kept.rides_of),
    {
        "plate": (gettext_lazy("车牌"), _of_stay("plate")),
        "trailer": (gettext_lazy("挂车"), _of_stay("trailer")),
        "driver": (gettext_lazy("司机"), lambda ride: ride.drove),
        "came_at": (gettext_lazy("进厂"), _of_stay("came_at")),
        "left_at": (gettext_lazy("出厂"), _of_stay("left_at")),
        "cargo": (gettext_lazy("货物"), _of_stay("cargo")),
        "origin": (gettext_lazy("来自"), _of_stay("origin")),
        "purpose": (gettext_lazy("来做什么"), _of_stay("purpose")),
        "void_why": (gettext_lazy("作废的理由"), _of_stay("void_why")),
    },
)
ROLL_CALLS = Told(
    "gates.RollCall",
    gettext_lazy("疏散清点时没有找到"),
    of(kept.roll_calls_without),
    {"counted_at": TIME},
)
