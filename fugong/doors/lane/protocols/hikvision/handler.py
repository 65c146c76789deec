"""`POST /ingest/hikvision/<secret>`: 200 after the commit, and for whatever would be no better the next time.

The device repeats what is not answered 200, so only our own troubles (503, 500) are said otherwise, and 404 to whom we
do not know.
"""

from starlette.routing import Route

from fugong.doors.lane.answering import TEXT, Answer
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.endpoint import Endpoint
from fugong.doors.lane.protocols import known
from fugong.doors.lane.protocols.hikvision.reading import read
from fugong.doors.lane.threads import in_database
from fugong.gates import actions, choices
from fugong.gates.terminal_events import Unreadable

MOST_BYTES = 8 << 20
"""Pictures come with the events; they are dropped, but must come in."""

OK = Answer(200, b"OK", TEXT)


async def push(asked: Asked) -> Answer:
    """One event, or a heartbeat, or what we take no notice of."""
    terminal = await known.by_secret(choices.HIKVISION, asked)
    body = await asked.body(MOST_BYTES)
    try:
        told = read(body, asked.header("content-type"))
    except Unreadable as fault:
        await known.unreadable(terminal, fault, asked)
        return OK
    await in_database(
        actions.record_terminal_events, terminal=terminal, message=told, received_at=asked.received_at
    )
    return OK


ROUTES = [Route("/ingest/hikvision/{secret}", Endpoint(POST=push, quiet=True))]
