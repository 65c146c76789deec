"""`/iclock/*` for terminals known by serial number, `/ingest/zkteco/<secret>/iclock/*` for those that can be told a path.

An upload is acknowledged after its commit, and only then is its stamp kept: what was not acknowledged comes again, what
was is known by its own time and person.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.errors import Fault
from fugong.gates.protocols.speaking import Connection, Heard, KnownTerminal, Place, Protocol, Reply, Request
from fugong.gates.protocols.zkteco.reading import ATTLOG, KNOWN_TABLES, read, table_of
from fugong.gates.terminal_events import Receipt

LONGEST_STAMP = 20

OPTIONS = """GET OPTION FROM: {serial}
ATTLOGStamp={stamp}
OPERLOGStamp=9999
ATTPHOTOStamp=9999
ErrorDelay=30
Delay=10
TransTimes=00:00;12:00
TransInterval=1
TransFlag=TransData AttLog
TimeZone={zone}
Realtime=1
Encrypt=None
"""

PUSH = """ServerVersion=3.1.1
ServerName=Fugong
PushVersion=3.1.1
ErrorDelay=30
RequestDelay=10
TransTimes=00:00;12:00
TransInterval=1
TransTables=Transaction
Realtime=1
SessionID={code}
TimeoutSec=10
"""


def hear(terminal: KnownTerminal, request: Request) -> Heard:
    """A terminal begins, uploads a table, or asks for commands, of which we have none: that is its heartbeat as well."""
    name = request.address.removeprefix("/iclock/").removesuffix(".aspx")
    if name == "cdata" and request.method == "GET":
        return _asked(request, _options(terminal, request))
    if name in ("cdata", "querydata") and request.method == "POST":
        return _upload(request)
    if name == "registry":
        return _asked(request, f"RegistryCode={_code(terminal)}\n")
    return _asked(request, PUSH.format(code=_code(terminal)) if name == "push" else "OK\n")


def _options(terminal: KnownTerminal, request: Request) -> str:
    """How a terminal is to upload, and from where on."""
    if request.query.get("DeviceType", "").lower() == "acc":
        code = _code(terminal)
        return f"registry=ok\nRegistryCode={code}\n{PUSH.format(code=code)}"
    return OPTIONS.format(
        serial=request.query.get("SN", "")[:60],
        stamp=terminal.stamps.get(ATTLOG, "0"),
        zone=_hours(terminal, request.received_at),
    )


def _upload(request: Request) -> Heard:
    """A table comes in. Any table is acknowledged: one that is not would be sent for ever and hold up the others."""
    query = request.query
    kind = query.get("table") or query.get("type", "")
    table = table_of(kind, query.get("tablename", ""), request.body)
    lines = sum(1 for line in request.body.splitlines() if line.strip())
    stamp = query.get("Stamp", "")
    counted = stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP
    of_controller = kind.lower() in ("rtlog", "rtstate", "tabledata", "options")
    return Heard(
        _saying(request, "OK\n" if of_controller else f"OK: {lines}\n"),
        read(table, request.body),
        stamp=(ATTLOG, stamp) if table == ATTLOG and counted else None,
        unknown="" if table in KNOWN_TABLES else table[:20],
    )


def _asked(request: Request, text: str) -> Heard:
    return Heard(_saying(request, text))


def _saying(request: Request, text: str) -> Callable[[Receipt], Reply]:
    """Plain text with the hour: terminals set their clocks by the Date of an answer."""
    date = format_datetime(request.received_at, usegmt=True)
    return lambda _receipt: Reply(text.encode(), headers=(("Date", date),))


def _code(terminal: KnownTerminal) -> str:
    """What an access controller calls its registration by: always the same for one terminal, and no secret."""
    return hashlib.sha256(f"registry {terminal.pk}".encode()).hexdigest()[:20]


def _hours(terminal: KnownTerminal, at: datetime) -> int:
    offset = at.astimezone(ZoneInfo(terminal.zone)).utcoffset()
    return round(offset.total_seconds() / 3600) if offset else 0


def in_words(fault: Fault) -> Reply:
    """A fault in a form that the terminal and its installer can read; never 200, or it would stop asking."""
    return Reply(f"ERROR: {fault.code}\n".encode(), status=fault.status)


def connection(terminal: KnownTerminal, place: Place) -> Connection:
    """The menu of the cloud server, by address and port alone or by a whole line."""
    values = [(_("服务器地址"), place.host), (_("端口"), place.port)]
    if not terminal.by_serial:
        values.insert(0, (_("服务器地址（启用域名后填整行）"), place.address))
    return Connection(
        tuple(values),
        (
            _("在设备上进入：菜单 → 通讯设置 → 云服务器设置（ADMS）。"),
            _("填写上面的服务器地址和端口；“启用代理”关；使用 https 的设备才打开“HTTPS”。"),
            _("核对设备的序列号（SN）是 {serial}。").format(serial=terminal.serial or ""),
            _("在设备里把人员的编号填得和花名册的工号一样。"),
            _("保存后重启设备，刷一次脸，这一页会显示收到的事件。"),
        ),
    )


NAMES = ("cdata", "registry", "push", "getrequest", "devicecmd", "ping", "querydata", "fdata")

PROTOCOL = Protocol(
    name="zkteco",
    words=gettext_lazy("中控智慧（PUSH / ADMS，考勤或门禁）"),
    make=gettext_lazy("中控"),
    addresses={f"/iclock/{name}{ending}": ("GET", "POST") for name in NAMES for ending in ("", ".aspx")},
    most_bytes=4 << 20,
    hear=hear,
    connection=connection,
    fault=in_words,
    serial_in="SN",
    without_secret=True,
    heartbeat=60,
)
