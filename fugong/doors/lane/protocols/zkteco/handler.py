"""`/iclock/*` for terminals known by serial number, `/ingest/zkteco/<secret>/iclock/*` for those that can be told a path.

An upload is acknowledged after its commit, and only then is its stamp kept: what was not acknowledged comes again, what
was is known by its own time and person.
"""

import hashlib
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from starlette.routing import Route

from fugong.core.errors import Fault, NotAllowed
from fugong.doors.lane.answering import TEXT, Answer
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.endpoint import Endpoint
from fugong.doors.lane.protocols import known
from fugong.doors.lane.protocols.zkteco.reading import ATTLOG, read
from fugong.doors.lane.threads import in_database
from fugong.gates import actions, choices

MOST_BYTES = 4 << 20
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


async def cdata_options(asked: Asked) -> Answer:
    """A terminal begins: how it is to upload, and from where on."""
    terminal = await _known(asked)
    await _heard(terminal, asked)
    if asked.query.get("DeviceType", "").lower() == "acc":
        return _text(asked, f"registry=ok\nRegistryCode={_code(terminal)}\n{_push(terminal)}")
    stamp = terminal.stamps.get(ATTLOG, "0")
    zone = _hours(terminal, asked.received_at)
    return _text(asked, OPTIONS.format(serial=_serial(asked), stamp=stamp, zone=zone))


async def cdata_upload(asked: Asked) -> Answer:
    """A table comes in. Any table is acknowledged: one that is not would be sent for ever and hold up the others."""
    terminal = await _known(asked)
    table = asked.query.get("table", "")
    body = await asked.body(MOST_BYTES)
    lines = sum(1 for line in body.splitlines() if line.strip())
    await in_database(
        actions.record_terminal_events,
        terminal=terminal,
        message=read(table, body),
        received_at=asked.received_at,
    )
    if table.upper() == ATTLOG:
        stamp = asked.query.get("Stamp", "")
        if stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP:
            await in_database(actions.note_stamp, terminal=terminal, table=ATTLOG, stamp=stamp)
        return _text(asked, f"OK: {lines}\n")
    if table.lower() in ("rtlog", "rtstate", "tabledata", "options"):
        return _text(asked, "OK\n")
    return _text(asked, f"OK: {lines}\n")


async def register(asked: Asked) -> Answer:
    """An access controller registers: it is known already, or it would not be here."""
    terminal = await _known(asked)
    await _heard(terminal, asked)
    return _text(asked, f"RegistryCode={_code(terminal)}\n")


async def push(asked: Asked) -> Answer:
    """How an access controller is to upload."""
    terminal = await _known(asked)
    await _heard(terminal, asked)
    return _text(asked, _push(terminal))


async def poll(asked: Asked) -> Answer:
    """Commands are asked for, or reported done: we have none. It is the heartbeat as well."""
    terminal = await _known(asked)
    await _heard(terminal, asked)
    return _text(asked, "OK\n")


async def _known(asked: Asked) -> Any:
    if "secret" not in asked.path_params:
        return await known.by_serial(choices.ZKTECO, _serial(asked))
    terminal = await known.by_secret(choices.ZKTECO, asked)
    if terminal.serial != _serial(asked):
        raise NotAllowed("terminal", _("这个序列号没有登记。请防疫专员先登记终端。"))
    return terminal


async def _heard(terminal: Any, asked: Asked) -> None:
    await in_database(actions.hear_terminal, terminal=terminal, received_at=asked.received_at)


def _serial(asked: Asked) -> str:
    return asked.query.get("SN", "")[:60]


def _code(terminal: Any) -> str:
    """What an access controller calls its registration by: always the same for one terminal, and no secret."""
    return hashlib.sha256(f"registry {terminal.pk}".encode()).hexdigest()[:20]


def _push(terminal: Any) -> str:
    return PUSH.format(code=_code(terminal))


def _hours(terminal: Any, at: datetime) -> int:
    offset = at.astimezone(ZoneInfo(terminal.zone)).utcoffset()
    return round(offset.total_seconds() / 3600) if offset else 0


def _text(asked: Asked, text: str) -> Answer:
    """Plain text with the hour: terminals set their clocks by the Date of an answer."""
    date = format_datetime(asked.received_at, usegmt=True)
    return Answer(200, text.encode(), TEXT, (("Date", date),))


def in_words(fault: Fault) -> Answer:
    """A fault in a form that the terminal and its installer can read; never 200, or it would stop asking."""
    return Answer(fault.status, f"ERROR: {fault.code}\n".encode(), TEXT)


_UPLOAD = Endpoint(GET=cdata_options, POST=cdata_upload, on_fault=in_words, quiet=True)
_REGISTER = Endpoint(GET=register, POST=register, on_fault=in_words, quiet=True)
_PUSH = Endpoint(GET=push, POST=push, on_fault=in_words, quiet=True)
_POLL = Endpoint(GET=poll, POST=poll, on_fault=in_words, quiet=True)

NAMES = {
    "cdata": _UPLOAD,
    "registry": _REGISTER,
    "push": _PUSH,
    "getrequest": _POLL,
    "devicecmd": _POLL,
    "ping": _POLL,
    "querydata": _POLL,
    "fdata": _POLL,
}

ROUTES = [
    Route(f"{before}/iclock/{name}{ending}", endpoint)
    for before in ("", "/ingest/zkteco/{secret}")
    for name, endpoint in NAMES.items()
    for ending in ("", ".aspx")
]
