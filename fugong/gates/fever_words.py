"""The words of a fever at a gate, the same at every door: what a gate did, thermometers, what came of it."""

from typing import Final

from django.utils.translation import gettext_lazy

from fugong.gates import choices
from fugong.gates.queries.fever import PASSED

VERDICTS: Final = {
    choices.ALLOW: gettext_lazy("放行"),
    choices.DENY: gettext_lazy("拦下"),
    choices.HOLD: gettext_lazy("暂留"),
}
INSTRUMENTS: Final = {
    "axillary": gettext_lazy("腋下体温计"),
    "ear": gettext_lazy("耳温计"),
    "forehead": gettext_lazy("额温枪"),
    "imaging": gettext_lazy("热成像"),
}
SECOND_MARKS: Final = {
    choices.EARLY: gettext_lazy("休息时间未满"),
    choices.SAME_KIND: gettext_lazy("没有换一种体温计"),
}
OPEN: Final = gettext_lazy("还没有结论")
OUTCOMES: Final = {
    choices.CONFIRMED: gettext_lazy("已确认发热"),
    choices.CLEARED: gettext_lazy("未发热"),
    choices.GONE: gettext_lazy("人已离开"),
    choices.WITHDRAWN: gettext_lazy("记录已更正"),
    PASSED: gettext_lazy("再测正常，已进厂"),
}
