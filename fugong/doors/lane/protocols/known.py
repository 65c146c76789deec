"""Who speaks: a terminal by the secret in its address or by its serial number; and what cannot be read of it."""

from typing import Any

from django.utils.translation import gettext as _

from fugong.core.errors import NotAllowed, NotFound
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.threads import in_database
from fugong.gates import actions, queries
from fugong.gates.terminal_events import Unreadable


async def by_secret(protocol: str, asked: Asked) -> Any:
    """The terminal whose secret the address has; NotFound where nobody has it, or it was withdrawn."""
    secret = asked.path_params.get("secret", "")
    found = await in_database(queries.terminal_of_secret, protocol, secret)
    if found is None:
        raise NotFound("terminal", _("没有这台终端，或它已停用。请防疫专员核对地址。"))
    return found


async def by_serial(protocol: str, serial: str) -> Any:
    """The terminal with this serial number that may speak without a secret; NotAllowed for any other."""
    found = await in_database(queries.terminal_of_serial, protocol, serial)
    if found is None:
        raise NotAllowed("terminal", _("这个序列号没有登记。请防疫专员先登记终端。"))
    return found


async def unreadable(terminal: Any, fault: Unreadable, asked: Asked) -> None:
    """Count a request that says nothing; the desk shows why."""
    await in_database(
        actions.note_unreadable, terminal=terminal, code=fault.code, received_at=asked.received_at
    )


def why(code: str) -> str:
    """What was wrong with it, in words."""
    return {
        "charset": _("正文既不是 UTF-8 也不是 GBK。"),
        "json": _("正文不是 JSON。"),
        "xml": _("正文不是 XML，或带有不接受的声明。"),
        "multipart": _("正文的各部分里没有可以读取的事件。"),
        "no_events": _("正文里没有事件。请核对字段对应表的 events。"),
        "too_many": _("一次的事件太多。请分批上传。"),
        "map": _("字段对应表不能用。请防疫专员在终端页面改正。"),
    }.get(code, _("读不懂这次上传。"))
