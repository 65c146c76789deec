"""The words of visits, the same at every door: states, kinds, ways, answers; an earlier refusal; an invitation to send."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.core.web import say
from fugong.gates import visiting

STATES: Final = {
    visiting.OVERDUE: gettext_lazy("超时未离开"),
    visiting.INSIDE: gettext_lazy("在厂"),
    visiting.WAITING: gettext_lazy("等答复"),
    visiting.EXPECTED: gettext_lazy("待到"),
    visiting.FEVER: gettext_lazy("发热，不得进厂"),
    visiting.LEFT: gettext_lazy("已离开"),
    visiting.REFUSED: gettext_lazy("没有同意"),
    visiting.CANCELLED: gettext_lazy("已取消"),
    visiting.MISSED: gettext_lazy("没有来"),
}
KINDS: Final = {
    visiting.VISITOR: pgettext_lazy("kind of visit", "来访"),
    visiting.DRIVER: gettext_lazy("送货、提货司机"),
    visiting.CONTRACTOR: gettext_lazy("施工、维修"),
}
WAYS: Final = {
    visiting.INVITED: gettext_lazy("提前邀请"),
    visiting.BY_POSTER: gettext_lazy("门岗扫码登记"),
    visiting.BY_GUARD: gettext_lazy("门卫登记"),
}
ANSWERS: Final = {
    visiting.WAITING: gettext_lazy("等答复"),
    visiting.YES: gettext_lazy("同意"),
    visiting.NO: gettext_lazy("不同意"),
}


def refused_at(at: datetime, why: str) -> str:
    """That the same person was refused earlier: 今天 9:10 已被谢绝，理由：没有约."""
    return _("{when} 已被谢绝，理由：{why}").format(when=say.moment(at), why=why)


def invitation(*, enterprise: str, host: str, since: datetime, address: str) -> str:
    """The text to send to an invited visitor, in WeChat or by message."""
    text = _(
        "{enterprise}请您 {when} 来访，接待人 {host}。请当天打开这个链接，填一次健康情况，到门岗出示通行码："
    )
    when = say.moment(since, by_name=False)
    return f"{text.format(enterprise=enterprise, when=when, host=host)}\n{address}"
