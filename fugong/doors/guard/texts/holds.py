"""The words of the screen of those held for a fever."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "holds_title": _("暂留人员"),
    "holds_empty": _("没有人暂留。测到发热的人会列在这里，直到复测有结果。"),
    "hold_first": _("{time} 测得 {celsius} ℃"),
    "hold_second": _("{time} 复测 {celsius} ℃（{instrument}）"),
    "hold_rest": _("再休息 {time}"),
    "hold_rested": _("可以复测"),
    "hold_measure": _("记录复测"),
    "hold_instrument": _("复测用的体温计（和第一次不同）"),
    "instrument_axillary": _("腋下体温计"),
    "instrument_ear": _("耳温计"),
    "instrument_forehead": _("额温枪"),
    "instrument_imaging": _("热成像"),
    "hold_confirm_fever": _("确认发热"),
    "hold_clear": _("未发热，可重新扫码"),
    "hold_gone": _("人已离开"),
    "hold_saved": _("已记录。"),
    "hold_confirmed": _("已确认发热：留在隔离点，等防疫专员。"),
    "hold_cleared": _("已解除：请此人重新扫码测温进厂。"),
    "hold_sure": _("再按一次确认"),
    "hold_elsewhere": _("其他门岗"),
}
