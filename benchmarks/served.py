"""Servers under measurement, each on a free port, in a home of its own that goes away with it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FUGONG = str(Path(sys.executable).with_name("fugong"))
ROOT = Path(__file__).parents[1]


def environment(home: Path) -> dict[str, str]:
    """Only the home is named: the embedded database lies in it. FUGONG_BENCH_DATABASE_URL measures another one."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("FUGONG_", "DJANGO_", "PORT"))
    }
    address = os.environ.get("FUGONG_BENCH_DATABASE_URL")
    other = {"FUGONG_DATABASE_URL": address, "FUGONG_BENCH_DATABASE_URL": address} if address else {}
    return {**kept, "FUGONG_HOME": str(home), **other}


def run(home: Path, *command: str) -> str:
    """Run a command to its end and return what it printed."""
    done = subprocess.run(
        command, env=environment(home), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@contextmanager
def fresh_home() -> Iterator[Path]:
    """A home with keys and empty tables."""
    with tempfile.TemporaryDirectory(prefix="fugong-bench-") as folder:
        home = Path(folder) / "home"
        run(home, FUGONG, "init")
        yield home


@contextmanager
def serving(home: Path, port: int, *command: str) -> Iterator["Served"]:
    """Run a server until the block ends; it is killed then, with all it started."""
    log = home.with_suffix(f".{port}.log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=environment(home), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, port, log)
        served = Served(process.pid, port)
        served.settle()
        yield served
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Served:
    """A running server; its processes are those of its group."""

    def __init__(self, group: int, port: int) -> None:
        self.group, self.port = group, port

    def settle(self) -> None:
        """Wait until its processes have done with starting: the last to come up takes a second of a core."""
        before = self._cpu_seconds()
        for _ in range(30):
            time.sleep(1)
            now = self._cpu_seconds()
            if now - before < 0.1:
                return
            before = now

    def _cpu_seconds(self) -> float:
        total = 0
        for folder, _command in self._processes():
            with suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def memory_mb(self, part: str = "") -> float:
        """The memory of its Python processes that is theirs alone or shared in part (PSS); `part` names a module."""
        total = 0
        for folder, command in self._processes():
            if "python" in command and part in command:
                with suppress(OSError):
                    rollup = (folder / "smaps_rollup").read_text()
                    total += int(rollup.split("\nPss:")[1].split()[0])
        return total / 1024

    def inner_port(self, module: str) -> int:
        """The port behind the proxy on which the process of this module listens: its last argument."""
        return next(
            int(command.split()[-1]) for _folder, command in self._processes() if module in command.split()
        )

    def _processes(self) -> Iterator[tuple[Path, str]]:
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.getpgid(int(folder.name)) == self.group:
                    yield folder, (folder / "cmdline").read_text().replace("\0", " ").strip()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise RuntimeError("the server did not come up:\n" + log.read_text(errors="replace")[-3000:])
