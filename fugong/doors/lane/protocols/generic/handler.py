"""`POST /ingest/json/<secret>`: answered after the commit, so that a device knows what need not be sent again."""

from starlette.routing import Route

from fugong.core.errors import Invalid
from fugong.doors.lane.answering import Answer, as_json
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.endpoint import Endpoint
from fugong.doors.lane.protocols import known
from fugong.doors.lane.protocols.generic.reading import read
from fugong.doors.lane.threads import in_database
from fugong.gates import actions, choices
from fugong.gates.terminal_events import Unreadable

MOST_BYTES = 2 << 20


async def push(asked: Asked) -> Answer:
    """200 with what was stored, what was there already, what could not be read; 422 where nothing could."""
    terminal = await known.by_secret(choices.JSON, asked)
    body = await asked.body(MOST_BYTES)
    try:
        told = read(body, terminal.field_map)
    except Unreadable as fault:
        await known.unreadable(terminal, fault, asked)
        raise Invalid(fault.code, known.why(fault.code)) from None
    receipt = await in_database(
        actions.record_terminal_events, terminal=terminal, message=told, received_at=asked.received_at
    )
    return as_json(
        {
            "stored": receipt.taken,
            "repeated": receipt.repeated,
            "unread": receipt.unread,
            "other": receipt.other,
        }
    )


ROUTES = [Route("/ingest/json/{secret}", Endpoint(POST=push, quiet=True))]
