"""The words of the screen of those held for a fever."""

from django.utils.translation import gettext_lazy as _

from fugong.gates import choices
from fugong.gates.fever_words import INSTRUMENTS, OUTCOMES, SECOND_MARKS

TEXTS = {
    "holds_title": _("暂留人员"),
    "holds_empty": _("没有人暂留。测到发热的人会列在这里，直到复测有结果。"),
    "hold_first": _("{time} 测得 {celsius} ℃（{instrument}）"),
    "hold_second": _("{time} 复测 {celsius} ℃（{instrument}）"),
    "hold_let_in": _("{time} 已放行，但没有按要求复测：请找此人复测，或由防疫专员下结论。"),
    "hold_still": _("{name} 还在暂留：休息后换一种体温计复测，才算数。"),
    "hold_rest": _("先休息，{time} 后复测"),
    "hold_rested": _("休息够了，可以复测"),
    **{f"hold_{mark}": word for mark, word in SECOND_MARKS.items()},
    "hold_wrong": _("这次复测不算数：{why}。请再测一次。"),
    "hold_would_not_count": _("现在记下不算数：{why}。"),
    "hold_measure": _("记录复测"),
    "hold_anyway": _("再按一次，照样记下"),
    "hold_first_kind": _("第一次用的体温计"),
    "hold_first_was": _("第一次用的是{instrument} · 改"),
    "hold_instrument": _("复测用的体温计（换一种）"),
    "hold_measured": _("已记复测：{name} {celsius} ℃。"),
    **{f"instrument_{kind}": word for kind, word in INSTRUMENTS.items()},
    "instrument_unknown": _("体温计不明"),
    "hold_confirm_fever": _("确认发热"),
    "hold_clear": _("未发热，可重新扫码"),
    "hold_gone": OUTCOMES[choices.GONE],
    "hold_saved": _("已记录。"),
    "hold_confirmed": _("已确认发热：留在隔离点，等防疫专员。"),
    "hold_cleared": _("已解除：请此人重新扫码测温进厂。"),
    "hold_sure": _("再按一次确认"),
}
