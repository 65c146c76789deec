"""Short words for codes, as lists and menus at the desk say them."""

from django.utils.translation import gettext_lazy, pgettext_lazy

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

OUTCOMES = {
    "talked": gettext_lazy("已和本人谈过"),
    "explained": gettext_lazy("说得清楚，没有问题"),
    "correct_report": gettext_lazy("填报不实，已请本人更正"),
    "confirmed": gettext_lazy("已确认是本人的手机"),
}
"""What came of a flag."""

DEVICES = {
    "waiting": gettext_lazy("新手机，等班组长确认"),
    "yes": gettext_lazy("新手机，已确认是本人的"),
    "no": gettext_lazy("新手机，不是本人的"),
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

ACTIONS = {
    "directory.create_enterprise": gettext_lazy("建立企业"),
    "directory.change_settings": gettext_lazy("更改设置"),
    "directory.rotate_poster": gettext_lazy("海报换新"),
    "directory.create_group": gettext_lazy("添加车间或班组"),
    "directory.rename_group": gettext_lazy("车间或班组改名"),
    "directory.create_person": gettext_lazy("添加职工"),
    "directory.correct_person": gettext_lazy("修改职工资料"),
    "directory.record_return": gettext_lazy("登记返岗情况"),
    "directory.move_to_team": gettext_lazy("调班组"),
    "directory.mark_left": gettext_lazy("登记离职"),
    "directory.bring_back": gettext_lazy("恢复在册"),
    "directory.add_certificate": gettext_lazy("添加健康证明"),
    "directory.remove_certificate": gettext_lazy("删除健康证明"),
    "directory.open_values": gettext_lazy("查看完整信息"),
    "directory.bind_phone": gettext_lazy("登记手机"),
    "directory.forget_phone": gettext_lazy("解除手机登记"),
    "directory.answer_phone": gettext_lazy("确认新手机"),
    "directory.upload_roster": gettext_lazy("上传花名册"),
    "directory.save_mapping": gettext_lazy("更正列的对应"),
    "directory.start_import": gettext_lazy("开始导入"),
    "directory.import_roster": gettext_lazy("导入花名册"),
    "directory.delete_upload": gettext_lazy("删除原表"),
    "directory.create_account": gettext_lazy("新建账号"),
    "directory.appoint": gettext_lazy("任命岗位"),
    "directory.dismiss": gettext_lazy("免去岗位"),
    "directory.switch_off": gettext_lazy("停用账号"),
    "directory.switch_on": gettext_lazy("启用账号"),
    "directory.set_password": gettext_lazy("更改密码"),
    "directory.issue_token": gettext_lazy("生成接口口令"),
    "directory.revoke_token": gettext_lazy("作废接口口令"),
    "screening.submit": gettext_lazy("填报"),
    "screening.take_in": gettext_lazy("接收填报"),
    "screening.give_consent": gettext_lazy("同意"),
    "screening.withdraw_consent": gettext_lazy("撤回同意"),
    "screening.correct_verdict": gettext_lazy("更正结论"),
    "screening.confirm_fever": gettext_lazy("确认发热"),
    "screening.place_hold": gettext_lazy("安排隔离、留观"),
    "screening.lift_hold": gettext_lazy("解除隔离、留观"),
    "screening.ask_review": gettext_lazy("要求复核"),
    "screening.answer_review": gettext_lazy("答复复核"),
    "screening.remind": gettext_lazy("提醒填报"),
    "screening.rejudge": gettext_lazy("重新判定"),
    "screening.person_left": gettext_lazy("离职后停止判定"),
    "screening.raise_flags": gettext_lazy("提示填报可能不实"),
    "screening.settle_flag": gettext_lazy("处理填报提示"),
    "screening.purge": gettext_lazy("清理到期的填报"),
    "production.save_order": gettext_lazy("新增订单"),
    "production.correct_order": gettext_lazy("修改订单"),
    "production.save_material": gettext_lazy("新增原料"),
    "production.correct_material": gettext_lazy("修改原料"),
    "production.remove_material": gettext_lazy("删去原料"),
    "production.plan": gettext_lazy("新增生产计划"),
    "production.correct_plan": gettext_lazy("更正生产计划"),
    "production.remove_plan_day": gettext_lazy("删去生产计划"),
    "production.copy_week": gettext_lazy("抄一周的生产计划"),
    "gates.create_checkpoint": gettext_lazy("添加门岗"),
    "gates.close_checkpoint": gettext_lazy("关闭门岗"),
    "gates.create_device": gettext_lazy("添加设备"),
    "gates.renew_ticket": gettext_lazy("生成绑定二维码"),
    "gates.bind_device": gettext_lazy("绑定设备"),
    "gates.withdraw_device": gettext_lazy("停用设备"),
    "gates.upload_queue": gettext_lazy("上传门岗离线记录"),
    "gates.take_queue": gettext_lazy("收进门岗离线记录"),
    "gates.delete_queue": gettext_lazy("删除门岗离线记录"),
    "gates.record_passages": gettext_lazy("记录进出"),
    "gates.take_in": gettext_lazy("接收进出记录"),
    "gates.purge": gettext_lazy("清理到期的进出记录"),
}
"""What the audit records, in words."""

SUBJECTS = {
    "person": gettext_lazy("职工"),
    "enterprise": gettext_lazy("企业"),
    "group": pgettext_lazy("one", "班组"),
    "account": pgettext_lazy("one", "账号"),
    "hold": gettext_lazy("隔离留观"),
    "review": pgettext_lazy("one", "复核"),
    "flag": pgettext_lazy("one", "填报提示"),
    "checkpoint": gettext_lazy("门岗"),
    "device": gettext_lazy("设备"),
    "roster_import": gettext_lazy("花名册"),
    "order": gettext_lazy("订单"),
    "material": gettext_lazy("原料"),
    "plan": gettext_lazy("生产计划"),
    "token": gettext_lazy("接口口令"),
    "access_token": gettext_lazy("接口口令"),
    "appointment": pgettext_lazy("role", "岗位"),
    "passages": gettext_lazy("进出"),
}

ACTORS = {
    "worker": gettext_lazy("职工本人"),
    "device": gettext_lazy("门岗设备"),
    "system": gettext_lazy("系统"),
    "account": pgettext_lazy("one", "账号"),
}
