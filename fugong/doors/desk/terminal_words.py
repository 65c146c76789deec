"""What the terminals' pages say: protocols, settings, what could not be read, and the steps to connect each make."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PROTOCOLS = {
    "hikvision": gettext_lazy("海康威视（ISAPI 事件推送）"),
    "zkteco": gettext_lazy("中控智慧（PUSH / ADMS，考勤或门禁）"),
    "json": gettext_lazy("其他厂家（推送 JSON，按字段对应表读取）"),
}
DIRECTIONS = {
    "event": gettext_lazy("由设备说明，没说就算进厂"),
    "in": gettext_lazy("只用于进厂"),
    "out": gettext_lazy("只用于出厂"),
}
MEANINGS = {
    "passage": gettext_lazy("识别人员并放行（记为通行）"),
    "reading": gettext_lazy("只测体温（归到同一门岗的扫码）"),
}
UNITS = {
    "celsius": gettext_lazy("摄氏度 ℃"),
    "fahrenheit": gettext_lazy("华氏度 ℉"),
    "kelvin": gettext_lazy("开尔文 K"),
    "tenths": gettext_lazy("十分之一摄氏度（365 即 36.5）"),
}
UNREAD = {
    "charset": gettext_lazy("文字编码不认识"),
    "json": gettext_lazy("不是 JSON"),
    "xml": gettext_lazy("不是 XML，或带有不接受的声明"),
    "multipart": gettext_lazy("各部分里没有事件"),
    "no_events": gettext_lazy("里面没有事件"),
    "too_many": gettext_lazy("一次的事件太多"),
    "map": gettext_lazy("字段对应表不能用"),
    "line": gettext_lazy("这一行的列数不对"),
    "at": gettext_lazy("时间读不出来"),
    "number": gettext_lazy("流水号读不出来"),
    "person": gettext_lazy("工号读不出来"),
    "temperature": gettext_lazy("体温读不出来"),
}


@dataclass(frozen=True)
class Connection:
    """What is typed into a device: label → value, and the steps, in order."""

    values: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


def connection(terminal: Any, *, secure: bool, host: str, port: str, secret: str) -> Connection:
    """For one terminal of this installation. `secret` is dots where it is not shown any more."""
    scheme = "https" if secure else "http"
    path = f"/ingest/{terminal.protocol}/{secret}"
    values: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    if terminal.protocol == "hikvision":
        values = (
            (_("协议"), scheme.upper()),
            (_("服务器地址"), host),
            (_("端口"), port),
            (_("URL（路径）"), path),
        )
        steps = (
            _(
                "用电脑打开设备的网页，登录后进入：配置 → 网络 → 高级配置 → HTTP 监听（有的型号叫“事件上报”或“平台接入”）。"
            ),
            _("把上面四项填进去，数据格式选 JSON 或 XML 都可以，认证选“无”。"),
            _("心跳间隔填 {seconds} 秒。设备没有这一项就不填。").format(
                seconds=terminal.heartbeat_seconds or 30
            ),
            _("在设备里把人员的“工号”填得和花名册的工号一样。"),
            _("在设备前刷一次脸，这一页会显示收到的事件。"),
        )
    elif terminal.protocol == "zkteco":
        values = ((_("服务器地址"), host), (_("端口"), port))
        if not terminal.by_serial:
            values = ((_("服务器地址（启用域名后填整行）"), f"{scheme}://{host}:{port}{path}"), *values)
        steps = (
            _("在设备上进入：菜单 → 通讯设置 → 云服务器设置（ADMS）。"),
            _("填写上面的服务器地址和端口；“启用代理”关；使用 https 的设备才打开“HTTPS”。"),
            _("核对设备的序列号（SN）是 {serial}。").format(serial=terminal.serial or ""),
            _("在设备里把人员的编号填得和花名册的工号一样。"),
            _("保存后重启设备，刷一次脸，这一页会显示收到的事件。"),
        )
    else:
        values = (
            (_("推送地址"), f"{scheme}://{host}:{port}{path}"),
            (_("方法"), "POST"),
            (_("格式"), "application/json"),
        )
        steps = (
            _("在设备的“数据推送”或“HTTP 回调”里填写推送地址，方法选 POST。"),
            _("推送一次，把收到的内容样例贴到“读取设置”里，对照字段对应表试读。"),
            _("在设备里把人员的编号填得和花名册的工号一样。"),
        )
    return Connection(values, steps)
