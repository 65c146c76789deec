"""Short words for codes, as lists and menus at the desk say them."""

from django.utils.translation import gettext_lazy

VERDICTS = {
    "clear": gettext_lazy("通行"),
    "observe": gettext_lazy("观察"),
    "barred": gettext_lazy("禁止"),
    "waiting": gettext_lazy("等待"),
}

REASONS = {
    "ok": gettext_lazy("正常"),
    "no_report": gettext_lazy("今天没报"),
    "fever": gettext_lazy("发热"),
    "symptoms": gettext_lazy("有症状"),
    "contact": gettext_lazy("接触过病例"),
    "region": gettext_lazy("到过重点地区"),
    "no_certificate": gettext_lazy("没有有效健康证明"),
    "observation": gettext_lazy("留观"),
    "isolation": gettext_lazy("隔离"),
    "no_temperature": gettext_lazy("没有测温"),
    "implausible_temperature": gettext_lazy("体温读数不合理"),
    "unreadable": gettext_lazy("码读不出来"),
    "forged": gettext_lazy("码不是本系统签发的"),
    "expired": gettext_lazy("码已过期"),
    "revoked": gettext_lazy("码已作废"),
    "other_enterprise": gettext_lazy("别的企业的码"),
    "left": gettext_lazy("已离职"),
    "unknown_person": gettext_lazy("花名册里没有这个人"),
    "not_expected": gettext_lazy("还没到返岗日期"),
}

SOURCES = {
    "self": gettext_lazy("本人填报"),
    "leader": gettext_lazy("班组长代填"),
    "officer": gettext_lazy("防疫专员代填"),
    "gate": gettext_lazy("门岗测温"),
}

HOLDS = {"isolation": gettext_lazy("隔离"), "observation": gettext_lazy("留观")}

STATUS = {"active": gettext_lazy("在册"), "left": gettext_lazy("已离职")}

REPORTS = {"declaration": gettext_lazy("返岗申报"), "daily": gettext_lazy("每日健康填报")}

IMPORTS = {
    "uploaded": gettext_lazy("待导入"),
    "running": gettext_lazy("正在导入"),
    "done": gettext_lazy("已导入"),
    "failed": gettext_lazy("没有导入成功"),
}
