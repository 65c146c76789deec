"""Starts the parts in order, opens the public port last, keeps them running, stops them all."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import structlog

from fugong.core import keys, logs
from fugong.doors.cli.errors import InputError
from fugong.doors.cli.serve import addresses, caddy, trust
from fugong.doors.cli.serve.children import Child
from fugong.doors.cli.serve.options import Options

log = structlog.get_logger("fugong.serve")

PORT_WAIT = 10.0
START_WAIT = 90.0
# All within the 15 seconds that a SIGTERM may take: the proxy drains first, then what stands behind it.
DRAIN = 5.0
STOP = 12.0
BACKGROUND_ATTEMPTS = 5


class Stop(BaseException):
    """SIGTERM or SIGINT came; not an Exception, so that no handler of work in progress swallows it."""


class CannotStart(Exception):
    """A part did not come up; its own lines on standard error say why."""


def supervise(
    options: Options,
    *,
    before_open: Callable[[], None] | None = None,
    background: Sequence[Sequence[str]] = (),
) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code.

    `before_open` runs in this process when the tables are there and web and lane answer, before the public port
    opens. `background` are commands started after it has opened; each runs to its end once, and is begun
    again when it fails. Raises InputError where the home folder has no keys or the port is taken.
    """
    logs.configure(debug=os.environ.get("FUGONG_DEBUG") == "1")
    if not keys.key_file(options.home).exists():
        raise InputError(
            f"no keys in {options.home}: run `fugong init` (or `fugong demo`), or set FUGONG_HOME"
        )
    children: list[Child] = []
    try:
        with signals_raise_stop():
            _serve(options, children, before_open, background)
    except Stop:
        log.info("stopping")
        return 0
    except addresses.PortBusy as error:
        raise InputError(str(error)) from error
    except CannotStart as error:
        log.error("cannot start", reason=str(error))
        return 1
    finally:
        with signals_ignored():
            stop_all(children)
    raise AssertionError("serving ends by a signal only")


def _serve(
    options: Options,
    children: list[Child],
    before_open: Callable[[], None] | None,
    background: Sequence[Sequence[str]],
) -> None:
    proxy_command = caddy.command(options.home)
    for port in options.ports:
        addresses.wait_until_free(options.bound_to, port, seconds=PORT_WAIT)
    prepare()

    inner = {name: addresses.free_port() for name in ("web", "lane")}
    parts = [Child(name, module(name, str(port))) for name, port in inner.items()]
    for part in parts:
        children.append(part)
        part.start()
    for part in parts:
        wait_until_healthy(part, f"http://127.0.0.1:{inner[part.name]}/healthz")
    if before_open is not None:
        before_open()
    worker = Child("worker", module("worker"))
    children.append(worker)
    worker.start()

    caddy.write_configuration(options, web_port=inner["web"], lane_port=inner["lane"])
    for port in options.ports:
        addresses.wait_until_free(options.bound_to, port, seconds=PORT_WAIT)
    proxy = Child("caddy", proxy_command, environment=caddy.ENVIRONMENT)
    children.insert(0, proxy)
    proxy.start()
    wait_until_healthy(proxy, f"http://{caddy.local_host(options)}:{options.port}/healthz")
    if options.https:
        trust.write_page(options)
    announce(options)

    for number, command in enumerate(background, 1):
        work = Child(f"background-{number}", command, attempts=BACKGROUND_ATTEMPTS)
        children.append(work)
        work.start()
    while True:
        for child in children:
            child.tend()
        time.sleep(0.2)


def module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"fugong.doors.cli.serve.{name}", *arguments]


def prepare() -> None:
    """Migrate and lay out the static files, in a child, so that the supervisor itself stays small."""
    child = Child("prepare", module("prepare"))
    child.start()
    assert child.process is not None
    try:
        code = child.process.wait()
    except BaseException:
        child.process.kill()
        child.process.wait()
        raise
    if code != 0:
        raise CannotStart("the database could not be prepared")


def wait_until_healthy(child: Child, address: str) -> None:
    """Return once `address` answers 200. Raises CannotStart when the child ends or takes too long."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_WAIT
    reason = "no answer"
    while child.running and time.monotonic() < deadline:
        try:
            with opener.open(address, timeout=10) as answer:
                answer.read()
                return
        except urllib.error.HTTPError as error:
            reason = f"{error.code} {error.read(200).decode(errors='replace')}"
        except OSError as error:
            reason = str(error)
        time.sleep(0.05)
    raise CannotStart(f"{child.name} did not come up: {reason if child.running else 'it ended'}")


def stop_all(children: list[Child]) -> None:
    """The proxy first, so that nothing new comes in while what was accepted is finished and committed."""
    begun = time.monotonic()
    for child in children:
        child.finished = True
    for child in (child for child in children if child.name == "caddy"):
        child.ask_to_stop()
        child.wait_until(begun + DRAIN)
    for child in children:
        child.ask_to_stop()
    for child in children:
        if not child.wait_until(begun + STOP):
            child.kill()


def announce(options: Options) -> None:
    log.info("serving", address=f"http://{caddy.local_host(options)}:{options.port}/")
    if options.https:
        for name in addresses.network_addresses():
            log.info(
                "for phones",
                first_open=f"http://{name}:{options.port}/",
                then=f"https://{name}:{options.https_port}/",
            )


@contextmanager
def signals_raise_stop() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def signals_ignored() -> Iterator[None]:
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
