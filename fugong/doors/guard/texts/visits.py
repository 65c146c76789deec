"""The words of the screen of visitors."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.gates import visiting
from fugong.gates.visit_words import KINDS, STATES

TEXTS = {
    "tab_visits": _("来访"),
    "visits_title": _("来访人员"),
    "visits_empty": _("今天没有来访。有人来而没有手机，按“登记来访”写下来。"),
    "visits_overdue": STATES[visiting.OVERDUE],
    "visits_asked": _("等接待人答复"),
    "visits_expected": STATES[visiting.EXPECTED],
    "visits_fever": STATES[visiting.FEVER],
    "visits_inside": STATES[visiting.INSIDE],
    "visit_add": _("登记来访"),
    **{f"visit_{kind}": word for kind, word in KINDS.items()},
    "visit_host": _("接待 {host}"),
    "visitor_of": _("来访 · 接待 {host}"),
    "visit_escort": _("陪同 {name}"),
    "visit_times": _("{from} 到，{until} 前离开"),
    "visit_waits": _("接待人还没同意，不能进厂。请电话联系接待人。"),
    "visit_in": _("进厂，去测温"),
    "visit_out": _("登记离厂"),
    "visit_kind": _("谁来"),
    "visit_field_name": _("姓名"),
    "visit_field_phone": _("手机号（可不填）"),
    "visit_field_employer": _("工作单位"),
    "visit_field_origin": _("从哪里来"),
    "visit_field_purpose": _("来做什么"),
    "visit_field_host": _("找谁"),
    "visit_field_host_hint": _("接待人的班组，或者手机号后四位（可不填）"),
    "visit_field_yes_by": _("谁在电话里同意的"),
    "visit_field_escort": _("谁陪同（可不填）"),
    "visit_yes_hint": _("请打电话问接待人。同意的，写下是谁；没打通的不填，系统去问，同意前不能进厂。"),
    "visit_stays": _("待多久"),
    "visit_hours": pgettext_lazy("stay", "{n} 小时"),
    "visit_write": _("写好了"),
    "visit_faults": _("有 {n} 处要改，已在各处标出。"),
    "visit_needed": _("请填写这一项。"),
    "visit_bad_phone": _("手机号要 11 位；没有就不填。"),
    "visit_unanswered": _("请回答这个问题。"),
    "visit_refused": _("{when} 已被谢绝，理由：{why}"),
    "visit_asked_host": _("已登记，去问接待人 {host}。同意前不能进厂。"),
    "yes": pgettext_lazy("answer", "是的"),
    "no": pgettext_lazy("answer", "没有"),
    "none_of_these": _("都没有"),
}
