"""The lane's application: which address is answered by what."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

from fugong.doors.lane import committing, entries, passages, readings, terminals, threads
from fugong.doors.lane.endpoint import NOT_FOUND, Endpoint
from fugong.doors.lane.health import healthz

API = "/api/v1/gate"


class Lane(Router):
    """Starlette's router; an address without parameters is found at once, for it is asked thousands of times a second."""

    def __init__(self, routes: Sequence[BaseRoute], **options: Any) -> None:
        super().__init__(routes, **options)
        self._known = {
            route.path: route.app
            for route in routes
            if isinstance(route, Route) and not route.param_convertors
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's life."""
        known = self._known.get(scope["path"]) if scope["type"] == "http" else None
        await (known or super().__call__)(scope, receive, send)


def make() -> Lane:
    """A new application with a queue of its own; Django is set up.

    A router and no more: what Starlette's middleware does for every request, each `Endpoint` does for its own.
    """
    return Lane(
        [
            Route(
                f"{API}/passages",
                Endpoint(GET=passages.read_back, POST=passages.recording(), quiet=True),
            ),
            Route(f"{API}/entries", Endpoint(POST=entries.record)),
            Route(f"{API}/state", Endpoint(GET=passages.state)),
            Route(f"{API}/readings", Endpoint(GET=readings.read, quiet=True)),
            Route("/healthz", Endpoint(GET=healthz, quiet=True)),
            *terminals.routes(),
        ],
        redirect_slashes=False,
        default=NOT_FOUND,
        lifespan=_lifespan,
    )


@asynccontextmanager
async def _lifespan(_app: Router) -> AsyncIterator[None]:
    """At the end, after the last request was answered, the database threads are let go."""
    sys.setswitchinterval(0.001)  # the event loop waits less for the thread that commits
    committing.watch()
    yield
    committing.stop()
    threads.stop()
