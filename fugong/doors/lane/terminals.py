"""What terminals of every protocol ask: by the secret in the address or by a serial number; stored, then answered."""

from collections.abc import Callable
from typing import Any

import structlog
from django.utils.translation import gettext as _
from starlette.routing import Route

from fugong.core.errors import Fault, Invalid, NotAllowed, NotFound
from fugong.doors.lane.answering import Answer, of_fault
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.endpoint import Endpoint, Handler
from fugong.doors.lane.threads import in_database
from fugong.gates import actions, protocols, queries
from fugong.gates.protocols.speaking import Protocol, Reply, Request
from fugong.gates.terminal_events import Receipt, Unreadable

log = structlog.get_logger("fugong.lane")


def routes() -> list[Route]:
    """Every address of every protocol."""
    return [
        Route(f"{before}{address}", _endpoint(protocol, address, methods))
        for protocol in protocols.every()
        for before in _roots(protocol)
        for address, methods in protocol.addresses.items()
    ]


def _roots(protocol: Protocol) -> tuple[str, ...]:
    own = protocol.path("{secret}")
    return ("", own) if protocol.without_secret else (own,)


def _endpoint(protocol: Protocol, address: str, methods: tuple[str, ...]) -> Endpoint:
    handlers: dict[str, Handler] = dict.fromkeys(methods, _handler(protocol, address))
    on_fault = of_fault if protocol.fault is None else _in_own_form(protocol.fault)
    return Endpoint(on_fault=on_fault, quiet=True, **handlers)


def _in_own_form(said: Callable[[Fault], Reply]) -> Callable[[Fault], Answer]:
    return lambda fault: _answer(said(fault))


def _handler(protocol: Protocol, address: str) -> Handler:
    async def ask(asked: Asked) -> Answer:
        terminal = await _known(protocol, asked)
        body = await asked.body(protocol.most_bytes) if asked.method == "POST" else b""
        method = "GET" if asked.method == "HEAD" else asked.method
        request = Request(method, address, asked.query, asked.header("content-type"), body, asked.received_at)
        try:
            heard = protocol.hear(terminal, request)
        except Unreadable as fault:
            await in_database(
                actions.note_unreadable, terminal=terminal, code=fault.code, received_at=asked.received_at
            )
            if protocol.unreadable is None:
                raise Invalid(fault.code, fault.code) from fault
            return _answer(protocol.unreadable(fault.code))
        if heard.unknown:
            log.info("unknown table", protocol=protocol.name, table=heard.unknown)
        if heard.message is None:
            await in_database(actions.hear_terminal, terminal=terminal, received_at=asked.received_at)
            return _answer(heard.reply(Receipt()))
        receipt = await in_database(
            actions.record_terminal_events,
            terminal=terminal,
            message=heard.message,
            received_at=asked.received_at,
        )
        if heard.stamp is not None:
            table, stamp = heard.stamp
            await in_database(actions.note_stamp, terminal=terminal, table=table, stamp=stamp)
        return _answer(heard.reply(receipt))

    return ask


def _answer(reply: Reply) -> Answer:
    return Answer(reply.status, reply.body, reply.kind, reply.headers)


async def _known(protocol: Protocol, asked: Asked) -> Any:
    """Who speaks: NotFound for a secret that nobody has, NotAllowed for a serial number that is not registered."""
    serial = asked.query.get(protocol.serial_in, "") if protocol.serial_in else ""
    if "secret" not in asked.path_params:
        found = await in_database(queries.terminal_of_serial, protocol.name, serial)
        if found is None:
            raise _unknown_serial()
        return found
    found = await in_database(queries.terminal_of_secret, protocol.name, asked.path_params["secret"])
    if found is None:
        raise NotFound("terminal", _("没有这台终端，或它已停用。请防疫专员核对地址。"))
    if protocol.serial_in and found.serial != serial:
        raise _unknown_serial()
    return found


def _unknown_serial() -> NotAllowed:
    return NotAllowed("terminal", _("这个序列号没有登记。请防疫专员先登记终端。"))
