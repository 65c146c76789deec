"""The web process: granian with one worker process and threads, on a loopback port behind the proxy.

python -m fugong.doors.cli.serve.web PORT
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any

from fugong.doors.cli.serve.children import die_with_parent

# As many as the pool of PostgreSQL holds. Most wait: for the database, for a slow phone.
THREADS = 16


def application() -> Callable[..., Any]:
    """What granian's worker process calls: ties it to the process above, then loads Django."""
    die_with_parent()
    wsgi: Callable[..., Any] = importlib.import_module("fugong.config.wsgi").application
    return wsgi


def main(port: int) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    Granian(
        f"{__spec__.name if __spec__ else __name__}:application",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=8,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
