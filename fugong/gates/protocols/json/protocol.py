"""`POST /ingest/json/<secret>`: answered after the commit, so that a device knows what need not be sent again."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.errors import Invalid
from fugong.gates import field_map
from fugong.gates.protocols import speaking
from fugong.gates.protocols.speaking import Connection, Heard, KnownTerminal, Place, Protocol, Reply, Request
from fugong.gates.terminal_events import Receipt, Unreadable
from fugong.gates.terminal_wording import UNREAD


def hear(terminal: KnownTerminal, request: Request) -> Heard:
    """What a body says by the terminal's own map. A map that is no map any more says nothing."""
    try:
        checked = field_map.read_map(terminal.field_map)
    except Invalid:
        raise Unreadable("map") from None
    return Heard(_counted, field_map.read(checked, request.body))


def _counted(receipt: Receipt) -> Reply:
    """What was stored, what was there already, what could not be read, what was no event."""
    counts = {
        "stored": receipt.taken,
        "repeated": receipt.repeated,
        "unread": receipt.unread,
        "other": receipt.other,
    }
    return Reply(json.dumps(counts).encode(), speaking.JSON)


def unreadable(code: str) -> Reply:
    """422, in words."""
    raise Invalid(code, _("读不懂这次上传：{why}。").format(why=UNREAD.get(code, code)))


def connection(_terminal: KnownTerminal, place: Place) -> Connection:
    """One address, whatever the device calls it."""
    return Connection(
        (
            (_("推送地址"), place.address),
            (_("方法"), "POST"),
            (_("格式"), "application/json"),
        ),
        (
            _("在设备的“数据推送”或“HTTP 回调”里填写推送地址，方法选 POST。"),
            _("推送一次，把收到的内容样例贴到“读取设置”里，对照字段对应表试读。"),
            _("在设备里把人员的编号填得和花名册的工号一样。"),
        ),
    )


PROTOCOL = Protocol(
    name="json",
    words=gettext_lazy("其他厂家（推送 JSON，按字段对应表读取）"),
    make=gettext_lazy("其他厂家"),
    addresses={"": ("POST",)},
    most_bytes=2 << 20,
    hear=hear,
    unreadable=unreadable,
    connection=connection,
    has_map=True,
)
