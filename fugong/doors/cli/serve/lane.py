"""The lane: granian with one event loop and two processes that commit, on a loopback port behind the proxy.

python -m fugong.doors.cli.serve.lane PORT
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any

from fugong.doors.cli.serve.children import die_with_parent


def application() -> Callable[..., Any]:
    """What granian's worker process calls: ties it to the process above, then loads the lane."""
    die_with_parent()
    asgi: Callable[..., Any] = importlib.import_module("fugong.config.lane").serve(die_with_parent)
    return asgi


def main(port: int) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    Granian(
        f"{__spec__.name if __spec__ else __name__}:application",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=1,
        backpressure=MOST_AT_ONCE,
        workers_kill_timeout=8,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


MOST_AT_ONCE = 1024
"""Requests that are looked at at the same time; more wait before they are read."""


if __name__ == "__main__":
    main(int(sys.argv[1]))
