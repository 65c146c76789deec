"""`POST /ingest/hikvision/<secret>`: 200 after the commit, and for whatever would be no better the next time.

The device repeats what is not answered 200, so only our own troubles (503, 500) are said otherwise, and 404 to whom we
do not know.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.gates.protocols.hikvision.reading import read
from fugong.gates.protocols.speaking import Connection, Heard, KnownTerminal, Place, Protocol, Reply, Request
from fugong.gates.terminal_events import Receipt

OK = Reply(b"OK")
HEARTBEAT = 30


def hear(_terminal: KnownTerminal, request: Request) -> Heard:
    """One event, or a heartbeat, or what we take no notice of."""
    return Heard(_ok, read(request.body, request.content_type))


def _ok(_receipt: Receipt) -> Reply:
    return OK


def unreadable(_code: str) -> Reply:
    """It would be no better the next time."""
    return OK


def connection(terminal: KnownTerminal, place: Place) -> Connection:
    """Four entries of the page HTTP 监听."""
    return Connection(
        (
            (_("协议"), place.scheme.upper()),
            (_("服务器地址"), place.host),
            (_("端口"), place.port),
            (_("URL（路径）"), place.path),
        ),
        (
            _(
                "用电脑打开设备的网页，登录后进入：配置 → 网络 → 高级配置 → HTTP 监听（有的型号叫“事件上报”或“平台接入”）。"
            ),
            _("把上面四项填进去，数据格式选 JSON 或 XML 都可以，认证选“无”。"),
            _("心跳间隔填 {seconds} 秒。设备没有这一项就不填。").format(
                seconds=terminal.heartbeat_seconds or HEARTBEAT
            ),
            _("在设备里把人员的“工号”填得和花名册的工号一样。"),
            _("在设备前刷一次脸，这一页会显示收到的事件。"),
        ),
    )


PROTOCOL = Protocol(
    name="hikvision",
    words=gettext_lazy("海康威视（ISAPI 事件推送）"),
    make=gettext_lazy("海康威视"),
    addresses={"": ("POST",)},
    most_bytes=8 << 20,  # pictures come with the events and must come in, kept or not
    hear=hear,
    unreadable=unreadable,
    connection=connection,
    heartbeat=HEARTBEAT,
)
