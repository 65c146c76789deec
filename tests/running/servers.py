"""Starts the real `fugong serve` in a process group of its own, on ports and a home of its own."""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FUGONG = str(Path(sys.executable).with_name("fugong"))


def environment(home: Path) -> dict[str, str]:
    """The surroundings of a stranger: only the home is named; the database is the embedded one."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("FUGONG_", "DJANGO_", "PORT"))
    }
    return {**kept, "FUGONG_HOME": str(home)}


def make_home(home: Path) -> None:
    subprocess.run([FUGONG, "init"], env=environment(home), check=True, capture_output=True)


class Server:
    def __init__(self, home: Path, port: int, *arguments: str) -> None:
        self.home, self.port, self.arguments = home, port, arguments
        self.log_file = home.with_suffix(".log")
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [FUGONG, "serve", "--port", str(port), *arguments],
                env=environment(home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def log(self) -> list[dict[str, object]]:
        lines = self.log_file.read_text(errors="replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def events(self, event: str) -> list[dict[str, object]]:
        return [line for line in self.log if line.get("event") == event]

    def wait_until_open(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.events("serving"):
                return
            assert self.process.poll() is None, self.log_file.read_text(errors="replace")
            time.sleep(0.1)
        raise AssertionError("not open in time: " + self.log_file.read_text(errors="replace"))

    def pid_of(self, part: str) -> int:
        return int(str([line for line in self.events("started") if line["part"] == part][-1]["pid"]))

    def kill_everything(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def serving(home: Path, port: int, *arguments: str) -> Iterator[Server]:
    server = Server(home, port, *arguments)
    try:
        server.wait_until_open()
        yield server
    finally:
        server.kill_everything()


def get(
    address: str, body: bytes | None = None, *, context: ssl.SSLContext | None = None
) -> tuple[int, bytes]:
    """Status and body, errors too; a `body` is posted."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    if context is not None:
        handlers.append(urllib.request.HTTPSHandler(context=context))
    try:
        with urllib.request.build_opener(*handlers).open(address, body, timeout=15) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
