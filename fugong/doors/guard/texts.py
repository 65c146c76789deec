"""The words of the guard's page, by key. Verdict texts are not here: they come with the gate's table."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TEXTS = {
    "title": _("复工门岗"),
    "allow": pgettext_lazy("gate", "通行"),
    "deny": pgettext_lazy("gate", "禁止"),
    "hold": pgettext_lazy("gate", "暂留"),
    "in": _("进"),
    "out": _("出"),
    "direction_in": _("进厂"),
    "direction_out": _("出厂"),
    "direction": _("方向"),
    "messages": _("提示"),
    "network_ok": _("在线"),
    "network_offline": _("断网"),
    "network_busy": _("服务器忙"),
    "network_withdrawn": _("设备停用"),
    "network_unbound": _("未绑定"),
    "network_starting": _("启动中"),
    "waiting": _("待传"),
    "inside": _("在厂"),
    "mark": _("今日暗号"),
    "starting_title": _("正在取门岗数据"),
    "starting_text": _("第一次打开需要联网一次，取到名单后断网也能用。"),
    "ready_hint": _("请出示通行码"),
    "ready_ways": _("对准摄像头，或用扫码枪扫"),
    "enter_job": _("输入工号"),
    "today_log": _("今日记录"),
    "camera_on": _("打开摄像头"),
    "camera_off": _("关摄像头"),
    "camera_refused": _("摄像头未获允许。请在浏览器的网站设置里允许摄像头，或用扫码枪、工号。"),
    "camera_insecure": _("摄像头要用 https 地址打开才能用。请联系防疫专员，或用扫码枪、工号。"),
    "camera_missing": _("没有可用的摄像头，请用扫码枪或输入工号。"),
    "lamp": _("照明"),
    "temperature": _("体温"),
    "unmeasured": _("未测到"),
    "confirm": _("确定"),
    "back": _("退格"),
    "cancel": _("取消"),
    "letters": _("字母"),
    "job_number": _("工号"),
    "again": _("重新测温"),
    "next_scan": _("继续扫码"),
    "stale": _("通行码不是刚刷新的，请核对暗号。"),
    "refused_if_in": _("此人出厂后，再进厂会被拦下。"),
    "step_1": _("带到临时隔离点，戴好口罩。"),
    "step_2": _("马上打电话给防疫专员。"),
    "step_3": _("等待复测，未确认不放行。"),
    "twice": _("{name} 刚刚已记录，这次不重复记。"),
    "failed": _("没有记录成功，请再扫一次。（{error}）"),
    "nobody": _("身份不明"),
    "log_counts": _("进 {in} · 出 {out} · 拦下 {stopped}"),
    "log_empty": _("今天还没有人经过。每次扫码的结果会列在这里。"),
    "close": _("返回扫码"),
    "state_waiting": _("待传"),
    "state_sent": _("已传"),
    "state_aside": _("服务器不收"),
    "differs": _("系统判定：{verdict}。{why}"),
    "alarm": _("{name} {team} 已放行，但系统判定应当拦下：{why} 请马上联系企业防疫专员。"),
    "alarm_seen": _("知道了"),
    "aside": _("有 {n} 条记录服务器不收，已单独保存，没有丢。请告诉企业防疫专员。"),
    "retry": _("再传一次"),
    "clock_slow": _("本机时钟慢 {time}，已按服务器时间更正。"),
    "clock_fast": _("本机时钟快 {time}，已按服务器时间更正。"),
    "clock_back": _("本机时钟被调回过去，请联网校时。"),
    "seconds": pgettext_lazy("short", "{n} 秒"),
    "minutes": pgettext_lazy("short", "{n} 分钟"),
    "hours": pgettext_lazy("short", "{n} 小时"),
    "days": pgettext_lazy("short", "{n} 天"),
    "silent": _("轻触屏幕任意处，打开提示音。"),
    "unbound_title": _("这台设备还没有绑定"),
    "unbound_text": _("请防疫专员在“门岗”页面为这台设备生成二维码，用这个浏览器打开它。"),
    "withdrawn_title": _("这台设备已停用"),
    "withdrawn_text": _(
        "防疫专员停用了这台设备，停止放行。还没有上传的 {n} 条记录仍保存在这里，重新绑定后会接着上传。"
    ),
    "article_G": _("《指南》第{n}条"),
    "article_Y": _("豫政〔2020〕9号第{n}条"),
    "article_C": _("焦政〔2020〕4号第{n}条"),
    "article_O": _("焦政办〔2020〕4号第{n}条"),
}

OTHER = {"zh": "English", "en": "中文"}


def both_languages() -> dict[str, dict[str, str]]:
    """All words in Chinese and English, so that the page can change over without a network."""
    words = {}
    for name, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            words[name] = {key: str(text) for key, text in TEXTS.items()} | {"other_language": OTHER[name]}
    return words
