"""The lane's application: which address is answered by what."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.routing import Route, Router

from fugong.doors.lane import entries, passages, protocols, readings, threads
from fugong.doors.lane.endpoint import NOT_FOUND, Endpoint
from fugong.doors.lane.health import healthz

API = "/api/v1/gate"


def make() -> Router:
    """A new application with a queue of its own; Django is set up.

    A router and no more: what Starlette's middleware does for every request, each `Endpoint` does for its own.
    """
    return Router(
        [
            Route(
                f"{API}/passages",
                Endpoint(GET=passages.read_back, POST=passages.recording(), quiet=True),
            ),
            Route(f"{API}/entries", Endpoint(POST=entries.record)),
            Route(f"{API}/state", Endpoint(GET=passages.state)),
            Route(f"{API}/readings", Endpoint(GET=readings.read, quiet=True)),
            Route("/healthz", Endpoint(GET=healthz, quiet=True)),
            *protocols.routes(),
        ],
        redirect_slashes=False,
        default=NOT_FOUND,
        lifespan=_lifespan,
    )


@asynccontextmanager
async def _lifespan(_app: Router) -> AsyncIterator[None]:
    """At the end, after the last request was answered, the database threads are let go."""
    gc.collect()
    gc.freeze()  # what is loaded stays: it is not looked through again and again
    yield
    threads.stop()
