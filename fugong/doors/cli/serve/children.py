"""A child process that dies with its supervisor and comes back, ever more slowly, when it dies on its own."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import structlog

log = structlog.get_logger("fugong.serve")

PR_SET_PDEATHSIG = 1
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
SETTLED_AFTER = 60.0

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Let the kernel kill this process when the one that started it is gone, however it went."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _tied_to(parent: int) -> Callable[[], None]:
    def before_exec() -> None:
        die_with_parent()
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return before_exec


class Child:
    """One supervised process. It stays in the supervisor's process group.

    `attempts` None: it is a service and is always restarted. A number: it is a piece of work, done at exit code 0,
    given up after so many failures. `environment` is added to ours.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        attempts: int | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.name = name
        self.command = list(command)
        self.attempts = attempts
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.finished = False
        self._delay = FIRST_DELAY
        self._failures = 0
        self._started_at = 0.0
        self._restart_at: float | None = None

    def start(self) -> None:
        """Must be called on the main thread: the kernel watches the thread that forked, not the process."""
        self._started_at = time.monotonic()
        self._restart_at = None
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
            preexec_fn=_tied_to(os.getpid()),
        )
        log.info("started", part=self.name, pid=self.process.pid)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> None:
        """Called again and again: notices an end, and starts anew when the delay is over."""
        if self.finished or self.running:
            return
        if self._restart_at is None:
            self._note_end()
        elif time.monotonic() >= self._restart_at:
            self.start()

    def _note_end(self) -> None:
        code = self.process.returncode if self.process else None
        if self.attempts is not None:
            self._failures += code != 0
            if code == 0 or self._failures >= self.attempts:
                self.finished = True
                log.log(
                    20 if code == 0 else 40, "done" if code == 0 else "given up", part=self.name, code=code
                )
                return
        if time.monotonic() - self._started_at > SETTLED_AFTER:
            self._delay = FIRST_DELAY
        log.warning("ended unexpectedly", part=self.name, code=code, again_in=self._delay)
        self._restart_at = time.monotonic() + self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY)

    def ask_to_stop(self) -> None:
        self.finished = True
        if self.process is not None and self.running:
            self.process.terminate()

    def wait_until(self, deadline: float) -> bool:
        """Whether it has ended by `deadline` (monotonic)."""
        if self.process is None:
            return True
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        if self.process is not None and self.running:
            log.warning("killed: it did not stop in time", part=self.name)
            self.process.kill()
            self.process.wait()
